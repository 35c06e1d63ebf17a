"""A session from its start to its end: one kernel a visit, none after it, and words for every ending."""

from __future__ import annotations

import json
import os
import re
import signal
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, Watch, opened, shot

BUTTON = """
import ipyvuetify as v

button = v.Btn(children=["0"])
button.on_event("click", lambda *_: setattr(button, "children", [str(int(button.children[0]) + 1)]))
"""
PUBLISHER = """
import threading, time

label = v.Html(tag="i", children=["busy"])

def publish():
    while True:
        label.children = [str(time.time())]
        time.sleep(0.05)

threading.Thread(target=publish, daemon=True).start()
"""
SHOWN = 'v.App(children=[v.Main(children=[v.Sheet(height="2000px", children=[button])])])'
COUNTER = BUTTON + SHOWN
BUSY = BUTTON + PUBLISHER + SHOWN
GREEDY = f"""
import numpy

kept = []
{BUTTON}
button.on_event("click", lambda *_: kept.append(numpy.ones(90_000_000)))
{SHOWN}"""
BROKEN = 'secret = "open sesame"\nraise RuntimeError(secret)'
DYING = "import os\nos._exit(3)"


def folder(where: Path, code: str) -> str:
    """Write ``logs.ipynb`` with this code; give the argument that serves it."""
    pages = where / "pages"
    pages.mkdir(exist_ok=True)
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (pages / "logs.ipynb").write_text(json.dumps(notebook))
    return f"--Voila.root_dir={pages}"


def state(page: Page) -> str:
    return page.evaluate("vitrine.state")


def click_counts(page: Page) -> None:
    button = page.get_by_role("button", name=re.compile(r"^\d+$"))
    before = int(button.inner_text())
    button.click()
    expect(button).to_have_text(str(before + 1))


def test_one_kernel_a_visit_and_none_after_it(page: Page, start_app, tmp_path: Path) -> None:
    app: App = start_app(folder(tmp_path, COUNTER))
    opened(page, app.page())
    click_counts(page)
    app.await_kernels(1)
    opened(page, app.page(query="a=1"))
    app.await_kernels(1)
    page.reload()
    page.wait_for_function("vitrine.state === 'live'")
    app.await_kernels(1)
    page.goto(app.url)
    app.await_kernels(0)
    page.go_back()
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)
    click_counts(page)
    app.await_kernels(1)
    page.close(run_before_unload=True)
    app.await_kernels(0)


def test_a_download_does_not_end_the_session(page: Page, start_app, tmp_path: Path) -> None:
    app: App = start_app(folder(tmp_path, COUNTER))
    opened(page, app.page())
    page.evaluate("window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    with page.expect_download():
        page.evaluate(
            "Object.assign(document.createElement('a'), {href: 'data:text/csv,a', download: 'a.csv'}).click()"
        )
    page.wait_for_timeout(1500)
    click_counts(page)
    app.await_kernels(1)


def test_a_visitor_who_never_ran_a_script_leaves_nothing(start_app, tmp_path: Path) -> None:
    app: App = start_app(folder(tmp_path, COUNTER), "--Sessions.arrival=2", "--Sessions.interval=0.5")
    urllib.request.urlopen(app.page()).read()
    app.await_kernels(0)


def test_a_page_that_vanishes_is_swept_even_while_it_publishes(
    browser, start_app, tmp_path: Path, watch: Watch
) -> None:
    app: App = start_app(folder(tmp_path, BUSY), "--Sessions.grace=1", "--Sessions.interval=0.5")
    context = browser.new_context()
    page = context.new_page()
    opened(page, app.page())
    app.await_kernels(1)
    # Without its farewell, as after a crash.
    page.evaluate("navigator.sendBeacon = () => true")
    context.close()
    app.await_kernels(0)


def test_first_paint_is_the_skeleton_and_no_blank_follows(page: Page, start_app, tmp_path: Path) -> None:
    app: App = start_app(folder(tmp_path, "import time\ntime.sleep(2)\n" + COUNTER))
    page.goto(app.page(), wait_until="commit")
    page.wait_for_selector("#vitrine-skeleton")
    assert page.locator("#vitrine-skeleton .sk-card").count() > 3
    assert page.title() == "Server logs · Vitrine"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    shot(page, "skeleton-dark")
    page.evaluate(
        """() => {
            window.blank = 0;
            const look = () => {
                const skeleton = document.getElementById("vitrine-skeleton");
                const root = document.querySelector(".v-application");
                if (!skeleton && !(root && root.getBoundingClientRect().height)) window.blank += 1;
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    page.wait_for_selector("#vitrine-skeleton", state="detached", timeout=30_000)
    assert page.evaluate("window.blank") == 0
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight"), "the page must scroll"


def test_a_killed_kernel_is_told_and_the_view_reopens(
    page: Page, start_app, tmp_path: Path, watch: Watch
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER), "--Sessions.interval=0.5")
    opened(page, app.page(query="status=404"))
    app.kernels()[0].kill()
    banner = page.get_by_role("alert")
    expect(banner).to_contain_text("This session has ended")
    expect(page.get_by_role("button", name="Reopen this view")).to_be_focused()
    assert state(page) == "ended"
    shot(page, "session-ended")
    page.keyboard.press("Enter")
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)
    assert page.url.endswith("status=404")
    click_counts(page)
    app.await_kernels(1)


def test_an_idle_session_is_put_to_rest_and_says_so(
    page: Page, start_app, tmp_path: Path, watch: Watch
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER), "--Sessions.interval=0.5", VITRINE_IDLE_MINUTES="0.1")
    opened(page, app.page())
    expect(page.get_by_role("alert")).to_contain_text("This session has ended")
    app.await_kernels(0)


def test_a_stopped_server_is_told_and_waited_for(page: Page, start_app, tmp_path: Path, watch: Watch) -> None:
    watch.lenient = True
    served = folder(tmp_path, COUNTER)
    app: App = start_app(served)
    opened(page, app.page(query="status=404"))
    states: list[str] = []
    page.expose_function("told", lambda told: states.append(told))
    page.evaluate("window.addEventListener('vitrine-session', (event) => told(event.detail.state))")
    assert not app.stop()
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    assert states == ["reconnecting", "gone"]
    shot(page, "server-gone")
    page.get_by_role("button", name="Reopen this view").click()
    expect(page.get_by_role("button", name="Waiting for the server…")).to_be_visible()
    again: App = start_app(served, PORT=app.url.rsplit(":", 1)[1])
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)
    assert page.url.endswith("status=404")
    click_counts(page)
    again.await_kernels(1)


def test_a_cap_answers_in_plain_words(page: Page, start_app, tmp_path: Path, watch: Watch) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER), VITRINE_MAX_SESSIONS="1")
    opened(page, app.page())
    late = page.context.new_page()
    answer = late.goto(app.page())
    assert answer is not None
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    expect(late.get_by_role("heading")).to_have_text("All seats are taken")
    expect(late.get_by_role("button", name="Try again")).to_be_visible()
    expect(late.get_by_role("status")).to_have_text("You are number 1 in line. This page opens by itself.")
    shot(late, "seats-taken")
    page.goto("about:blank")
    late.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    app.await_kernels(1)


def test_a_session_that_takes_too_much_memory_is_ended_and_says_so(
    page: Page, start_app, tmp_path: Path, watch: Watch
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, GREEDY), "--Sessions.interval=0.5", VITRINE_SESSION_MB="500")
    opened(page, app.page())
    page.get_by_role("button", name="0").click()
    expect(page.get_by_role("alert")).to_contain_text("This session took too much memory")
    shot(page, "too-much-memory")
    page.get_by_role("button", name="Reopen this view").click()
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)
    assert "MB of memory, and 500 MB are allowed" in app.log.read_text()


def test_another_browser_cannot_use_a_session(page: Page, start_app, tmp_path: Path, watch: Watch) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER))
    opened(page, app.page())
    page.context.clear_cookies()
    page.evaluate("vitrine.check()")
    expect(page.get_by_role("alert")).to_contain_text("This page was opened in another browser")


def test_at_the_cap_a_visitor_keeps_their_seat(page: Page, start_app, tmp_path: Path) -> None:
    app: App = start_app(folder(tmp_path, COUNTER), VITRINE_MAX_SESSIONS="1")
    opened(page, app.page())
    for _ in range(2):
        answer = page.reload()
        assert answer is not None
        assert answer.status == 200
        page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)
    answer = page.goto(app.page(query="a=1"))
    assert answer is not None
    assert answer.status == 200
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)
    app.await_kernels(1)
    # Who closes a page and opens another finds the seat that is just becoming free.
    page.goto("about:blank")
    answer = page.goto(app.page())
    assert answer is not None
    assert answer.status == 200


def test_a_page_that_arrives_in_part_says_so_and_is_not_thrown_away(
    page: Page, start_app, tmp_path: Path, watch: Watch
) -> None:
    watch.lenient = True
    lost = """
from IPython.display import display
view = {"model_id": "0" * 32, "version_major": 2, "version_minor": 0}
display({"application/vnd.jupyter.widget-view+json": view}, raw=True)
"""
    app: App = start_app(folder(tmp_path, lost))
    visits: list[str] = []
    page.on("framenavigated", lambda frame: frame == page.main_frame and visits.append(frame.url))
    page.goto(app.page())
    expect(page.get_by_role("alert")).to_contain_text("This page did not arrive whole", timeout=60_000)
    page.wait_for_timeout(1000)
    assert visits == [app.page()]


@pytest.mark.parametrize(
    ("code", "heading"),
    [(BROKEN, "This page could not be built"), (DYING, "This page could not be")],
    ids=["an error in its code", "a process that dies"],
)
def test_a_page_that_fails_says_so_and_shows_no_code(
    page: Page, start_app, tmp_path: Path, watch: Watch, code: str, heading: str
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, code), "--Sessions.interval=0.5")
    page.goto(app.page())
    expect(page.get_by_role("alert")).to_contain_text(heading, timeout=40_000)
    expect(page.get_by_role("button", name="Reload")).to_be_visible()
    expect(page.get_by_role("link", name="All pages")).to_have_attribute("href", "/")
    shot(page, "page-failed")
    for word in ("sesame", "Traceback", "RuntimeError", "import", "ipynb_checkpoints"):
        assert word not in page.locator("body").inner_text()
    assert "sesame" not in page.content()


def test_killing_the_server_leaves_no_process(page: Page, start_app, tmp_path: Path, watch: Watch) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER))
    opened(page, app.page())
    app.await_kernels(1)
    assert app.stop(signal.SIGKILL) == []


def test_the_address_of_a_page_asks_no_other_host_and_sends_no_code(page: Page, app: App) -> None:
    opened(page, app.page())
    html = page.content()
    for word in ("from app.logs", "jsdelivr", "cdnjs", "unpkg", os.sep + "site-packages"):
        assert word not in html


def test_a_server_removes_what_killed_sessions_left(start_app, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    left, young = temporary / "vitrine-session-left", temporary / "vitrine-session-young"
    for folder in (left, young):
        folder.mkdir(parents=True)
        (folder / "upload").write_bytes(b"x")
    os.utime(left, (time.time() - 3_600,) * 2)
    start_app(TMPDIR=str(temporary))
    until = time.monotonic() + 60
    while left.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not left.exists()
    assert young.exists()
