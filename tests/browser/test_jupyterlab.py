"""The compound widgets in JupyterLab and Notebook: in both themes, in wide and narrow cells."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import ROOT, SHOTS, Watch, free_port

CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
THEMES = {"dark": "JupyterLab Dark", "light": "JupyterLab Light"}

# Of Lab's own, what a widget could repaint.
CHROME = (
    "html",
    "body",
    ".jp-MenuBar, .lm-MenuBar",
    ".jp-NotebookPanel-toolbar",
    ".jp-Notebook",
    ".jp-InputArea-editor",
)
LOOK = """(selectors) => selectors.map((one) => {
  const style = getComputedStyle(document.querySelector(one));
  const names = ['color', 'background-color', 'color-scheme', 'font-family', 'font-size', 'line-height'];
  return [one, ...names.map((name) => style.getPropertyValue(name))];
})"""
# What stays where it is in the window when its cell is scrolled, and whether one meets a node where it lies.
FIXED = """(node) => [...node.querySelectorAll('*')]
  .filter((one) => getComputedStyle(one).position === 'fixed').length"""
MET = """(node) => {
  const { x, y, width, height } = node.getBoundingClientRect();
  return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""

CELLS = {
    "log": f"""
from app.logs import LogDashboard, read_log
LogDashboard(read_log({str(ROOT / "data/made/shop.log.gz")!r}))""",
    "sentiment": """
from app.sentiment import PerformanceAnalysisDashboard, load_texts, train
texts = load_texts("tweets")[:1200]
model = train(texts.text[:900], texts.label[:900])
PerformanceAnalysisDashboard(model, texts.text[900:], texts.label[900:])""",
    "network": """
import numpy as np
from app.network import NeuralNetworkBuilder
x = np.random.default_rng(1).normal(size=(300, 3))
NeuralNetworkBuilder(train=(x, x.sum(axis=1)))""",
    "slider": "from app.gallery import SliderDemo\nSliderDemo()",
    "normal": "from app.gallery import NormalDemo\nNormalDemo()",
    "regression": "from app.gallery import KernelRegressionDemo\nKernelRegressionDemo()",
    "index": "from app.gallery import IndexDemo\nIndexDemo()",
    "frame": """
from app.gallery import GalleryPage
from app.shell import PageFrame
PageFrame("gallery", GalleryPage())""",
    "card": """
import bqplot
from app.charts import Card, Choices
from app.charts.figure import axis, figure
x, y = bqplot.LinearScale(), bqplot.LinearScale(min=0)
line = bqplot.Lines(x=range(31), y=[100 * 1.03**year for year in range(31)], scales={"x": x, "y": y})
chart = figure([line], [axis(x, label="years"), axis(y, vertical=True)], height=300)
Card("What 100 become", chart, actions=Choices(label="%", options=["1", "3"], on_choose=print))""",
}

# Classifiers of one's own, each with what stands for its bars; scikit-learn's accuracy is printed above each.
BROUGHT = {
    "TfidfVectorizer(), SVC(kernel='linear', decision_function_shape='ovo')": "every two classes",
    "CountVectorizer(), MultinomialNB()": "",
    "HashingVectorizer(n_features=2**16), SGDClassifier(random_state=1)": "",
    "CountVectorizer(analyzer='char_wb', ngram_range=(2, 4), lowercase=False), LinearSVC()": "",
    "TfidfVectorizer(), SelectKBest(k=300), GridSearchCV(LogisticRegression(), {'C': [1, 10]}, cv=2)": "",
    "CountVectorizer(), TruncatedSVD(8, random_state=1), RandomForestClassifier(9)": "not linear",
}
LEARNT = """
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC
from app.sentiment import PerformanceAnalysisDashboard, load_texts
texts = load_texts("tweets")[:900]
learnt, held = texts[:700], texts[700:]"""
SHOWN = """
model = make_pipeline({steps}).fit(learnt.text, learnt.label)
print("accuracy", format(accuracy_score(held.label, model.predict(held.text)), ".3f"))
PerformanceAnalysisDashboard(model, held.text, held.label)"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that has the app, with a notebook of all widgets and one without any."""
    home = tmp_path_factory.mktemp("lab")
    notebooks = {"all": list(CELLS.values()), "one": [CELLS["slider"]], "none": ["1"]}
    notebooks["brought"] = [LEARNT, *(SHOWN.format(steps=steps) for steps in BROUGHT)]
    for name, cells in notebooks.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, home / f"{name}.ipynb")
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    port = free_port()
    named = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    log = (home / "lab.log").open("w")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", f"--port={port}"),
            *("--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={home}"),
            *("--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"),
            f"--LabApp.user_settings_dir={home / 'settings'}",
        ],
        cwd=home,
        env={**named, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}/api", timeout=2).close()
            break
        time.sleep(0.2)
    else:
        raise RuntimeError(f"JupyterLab did not start:\n{(home / 'lab.log').read_text()}")
    yield url
    process.terminate()
    process.wait(30)
    log.close()


def opened(page: Page, url: str) -> Page:
    """Open a notebook and wait for its kernel."""
    page.goto(url)
    kernel = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
    page.wait_for_function(f"{kernel}?.connectionStatus === 'connected'", timeout=90_000)
    return page


def do(page: Page, command: str, **arguments: object) -> None:
    """Execute a command of Lab's, and wait until it is done."""
    page.evaluate("([c, a]) => jupyterapp.commands.execute(c, a).then(() => null)", [command, arguments])


def paint(page: Page, theme: str) -> None:
    """Switch Lab's theme."""
    do(page, "apputils:change-theme", theme=THEMES[theme])
    light = "true" if theme == "light" else "false"
    page.wait_for_function("(light) => document.body.dataset.jpThemeLight === light", arg=light)
    page.wait_for_timeout(600)


def output(page: Page, name: str) -> Locator:
    """Give what a cell of ``CELLS`` shows, drawn and in sight."""
    found = (
        page.locator(".jp-Notebook .jp-CodeCell")
        .nth(list(CELLS).index(name))
        .locator(".jp-OutputArea-output")
    )
    found.scroll_into_view_if_needed()
    expect(found.locator("[class^=vt-]:visible").first).to_be_visible()
    return found


@pytest.fixture(scope="module")
def looks(browser: Browser, lab: str) -> dict[str, list[list[str]]]:
    """What Lab itself looks like in each theme beside a notebook without a widget."""
    context = browser.new_context(viewport={"width": 1080, "height": 900})
    page = opened(context.new_page(), f"{lab}/lab/tree/none.ipynb?reset")
    found = {}
    for theme in THEMES:
        paint(page, theme)
        found[theme] = page.evaluate(LOOK, list(CHROME))
    context.close()
    return found


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: str, looks: dict[str, list[list[str]]]) -> Iterator[Page]:
    """The notebook of all widgets, run; its cells are about 900 px wide."""
    watch = Watch()
    context = watch.follow_all(browser.new_context(viewport={"width": 1080, "height": 900}))
    page = opened(context.new_page(), f"{lab}/lab/tree/all.ipynb?reset")
    do(page, "application:toggle-left-area")
    do(page, "notebook:run-all-cells")
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
    yield page
    context.close()
    watch.judge()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_widget_follows_the_theme_and_nothing_else_does(
    notebook: Page, looks: dict[str, list[list[str]]], theme: str
) -> None:
    paint(notebook, theme)
    assert notebook.evaluate(LOOK, list(CHROME)) == looks[theme]
    faint = {}
    for name in CELLS:
        shown = output(notebook, name)
        found = shown.evaluate(CONTRAST)
        assert found["seen"] > 2, name
        faint[name] = found["faint"]
        assert (
            shown.evaluate("(node) => getComputedStyle(node.querySelector('[class^=vt-]')).colorScheme")
            == theme
        )
        SHOTS.mkdir(exist_ok=True)
        notebook.screenshot(path=SHOTS / f"lab-{name}-{theme}.png")
    assert not any(faint.values()), faint
    axis = output(notebook, "card").locator(".bqplot .axis text").first
    text = axis.evaluate("(node) => getComputedStyle(node).fill")
    assert text == {"light": "rgb(85, 97, 110)", "dark": "rgb(154, 167, 180)"}[theme]


@pytest.mark.parametrize("width", [1080, 780])
def test_every_widget_fits_its_cell(notebook: Page, width: int) -> None:
    notebook.set_viewport_size({"width": width, "height": 900})
    notebook.wait_for_timeout(500)
    for name in CELLS:
        shown = output(notebook, name)
        notebook.wait_for_timeout(200)
        SHOTS.mkdir(exist_ok=True)
        notebook.screenshot(path=SHOTS / f"lab-{name}-{width}.png")
        wide, has, high = shown.evaluate("(node) => [node.scrollWidth, node.clientWidth, node.clientHeight]")
        assert wide <= has, f"{name}: {wide} px in a cell of {has}"
        assert high > 100, f"{name}: {high} px high"
        terms = "(node) => [...node.querySelectorAll('dt, dd')].map((term) => getComputedStyle(term).float)"
        assert set(shown.evaluate(terms)) <= {"none"}, f"{name}: its terms float as Lab's do"
    notebook.set_viewport_size({"width": 1080, "height": 900})


def test_the_frame_of_a_page_stays_in_its_cell(notebook: Page) -> None:
    address = notebook.url
    shown = output(notebook, "frame")
    expect(shown.get_by_role("heading", name="Gallery", exact=True)).to_be_visible()
    assert notebook.locator(".vt-framed").count() == 1
    assert shown.evaluate(FIXED) == 0
    expect(notebook.locator(".v-navigation-drawer, .v-app-bar, .vt-app")).to_have_count(0)
    # What Lab has around its cells is still what one meets there.
    for part in (".jp-NotebookPanel-toolbar", ".lm-MenuBar", "#jp-bottom-panel, .jp-StatusBar-Widget"):
        assert notebook.locator(part).first.evaluate(MET), part
    shown.locator(".vt-frame-bar button").click()
    expect(shown.get_by_text("Every page of Vitrine is made the same way")).to_be_visible()
    assert notebook.locator(".v-overlay--active").count() == 0
    SHOTS.mkdir(exist_ok=True)
    notebook.screenshot(path=SHOTS / "lab-frame-help.png")
    shown.locator(".vt-frame-bar button").click()
    # Neither does what is done in it change the address, as on a page of its own.
    shown.locator("input[type=number]").first.fill("41")
    notebook.keyboard.press("Enter")
    notebook.wait_for_timeout(500)
    assert notebook.url == address


def test_keys_belong_to_the_widget_that_has_the_focus(notebook: Page) -> None:
    cells = notebook.locator(".jp-Notebook .jp-CodeCell")
    slider, log = output(notebook, "slider"), output(notebook, "log")
    address = notebook.url
    for within in (slider.locator("input[type=number]"), slider.get_by_role("button").first):
        within.scroll_into_view_if_needed()
        within.focus()
        for key in ("a", "b", "d", "d", "x", "m", "Escape"):
            notebook.keyboard.press(key)
        expect(cells).to_have_count(len(CELLS))

    chips = log.locator(".vt-chip")
    log.locator(".vt-bar").first.click()
    expect(chips).to_have_count(1)
    slider.get_by_role("button").first.focus()
    notebook.keyboard.press("Escape")
    cells.first.locator(".jp-InputPrompt").click()
    notebook.keyboard.press("Escape")
    notebook.wait_for_timeout(500)
    expect(chips).to_have_count(1)
    # Where no widget has the focus, the keys are Lab's as ever.
    notebook.keyboard.press("b")
    expect(cells).to_have_count(len(CELLS) + 1)
    notebook.keyboard.press("d")
    notebook.keyboard.press("d")
    expect(cells).to_have_count(len(CELLS))
    # A click between its parts gives a widget the focus; Escape is its own then.
    log.locator(".vt-summary-text").click()
    notebook.keyboard.press("Escape")
    expect(chips).to_have_count(0)
    assert notebook.url == address


def test_an_output_is_shown_twice(notebook: Page) -> None:
    output(notebook, "card").locator("h2").click()
    do(notebook, "notebook:create-output-view")
    twice = notebook.get_by_role("heading", name="What 100 become")
    expect(twice).to_have_count(2)
    expect(notebook.locator(".jp-LinkedOutputView .bqplot .line").first).to_be_visible()


def test_classifiers_of_ones_own_are_shown_as_scikit_learn_says(page: Page, lab: str) -> None:
    opened(page, f"{lab}/lab/tree/brought.ipynb?reset")
    do(page, "notebook:run-all-cells")
    expect(page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    for place, why in enumerate(BROUGHT.values(), 1):
        cell = cells.nth(place)
        cell.scroll_into_view_if_needed()
        printed = cell.locator(".jp-OutputArea-output", has_text=re.compile(r"^accuracy \d\.\d{3}\s*$"))
        expect(printed).to_be_visible(timeout=60_000)
        expect(cell.locator(".vt-facts").first).to_contain_text(printed.inner_text().strip())
        cell.locator(".vt-texts tbody tr").first.click()
        text = cell.locator("section[aria-label='This text']")
        if why:
            expect(text.locator(".vt-note").first).to_contain_text("No token bars")
            expect(text.locator(".vt-note").first).to_contain_text(why)
        else:
            expect(text.locator(".vt-tokens-sum")).to_contain_text("sum")
        # Of every kind the text at hand has bars: what its tokens add, or what is lost without them.
        expect(text.locator(".vt-tokens li").first).to_be_visible()


def test_notebook_7_shows_a_live_widget(page: Page, watch: Watch, lab: str) -> None:
    opened(page, f"{lab}/notebooks/none.ipynb")
    page.wait_for_timeout(2000)
    of_notebook = set(watch.errors)
    opened(page, f"{lab}/notebooks/one.ipynb")
    do(page, "notebook:run-all-cells")
    page.locator(".vt-widget input[type=number]").fill("64")
    page.keyboard.press("Enter")
    expect(page.locator(".vt-widget .vt-numbers")).to_contain_text("4,096")
    assert page.locator(".vt-widget .vt-card").first.evaluate(CONTRAST)["faint"] == []
    # What Notebook itself says without any widget is not ours to judge.
    watch.errors[:] = [error for error in watch.errors if error not in of_notebook]
