"""What a person does on the network page, and what they see."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import PHONE, WIDE, App, fits, in_every_look, opened, shot
from tests.browser.network_page import (
    DIGITS,
    TRAIN,
    TRAINED,
    card,
    ended,
    look_at_epoch,
    numbers,
    saved,
    set_field,
    tab,
    train,
)


def test_the_talks_two_runs(page: Page, app: App, tmp_path: Path) -> None:
    """Flat until about epoch 20 with a saturated last layer, then it learns; ReLU learns at once."""
    opened(page, app.page("network"))
    train(page)
    score = {int(row[0]): float(row[2].replace("−", "-")) for row in numbers(page, "R²")}
    assert max(score[epoch] for epoch in range(1, 19)) < 0.05
    assert score[40] > 0.8
    look_at_epoch(page, 18)
    expect(card(page, "Activations of layer 4 at epoch 18")).to_be_visible()
    last = page.get_by_role("button", name=re.compile(r"^layer 4: \d+% at epoch 18$"))
    share = re.search(r": (\d+)%", last.get_attribute("aria-label") or "")
    assert share is not None
    assert int(share[1]) > 95
    said = card(page, "What stands out")
    expect(said).to_contain_text("of layer 4 is saturated")
    expect(said).to_contain_text("the loss stays at")
    shot(page, "network-story")
    norms = gradient_norms(page)
    # Far below the output's while the last layer is flat, and back once it is not.
    assert norms[18][0] < 0.1 < norms[30][0]
    tab(page, "Training")

    said.get_by_role("button", name="Try ReLU").first.click()
    expect(said).to_contain_text("“Try ReLU” was tried, 32 epochs from the same start", timeout=TRAINED)
    shot(page, "network-tried")
    said.get_by_role("button", name="Train with it").first.click()
    ended(page)
    score = {int(row[0]): float(row[-1].replace("−", "-")) for row in numbers(page, "R²")}
    assert score[20] > 0.9
    expect(card(page, "Against: run 1, saturated tanh")).to_contain_text("4 × 16 tanh")
    expect(page.get_by_role("tab", name="Runs · 2")).to_be_visible()
    shot(page, "network-compared")

    files: list[str] = []
    page.on("download", lambda download: files.append(download.suggested_filename))
    model = saved(page, "Save .keras")
    assert model.suggested_filename == "black-scholes-prices-4-16-relu.keras"
    model.save_as(tmp_path / "network.keras")
    assert "model.weights.h5" in zipfile.ZipFile(tmp_path / "network.keras").namelist()
    code = saved(page, "Python code")
    code.save_as(tmp_path / "network.py")
    text = (tmp_path / "network.py").read_text()
    compile(text, "network.py", "exec")
    assert "relu" in text
    assert "set_random_seed(1)" in text
    tab(page, "Runs")
    saved(page, "Save run 1 as .keras")
    # One file a click, also after two trainings.
    assert files == [
        "black-scholes-prices-4-16-relu.keras",
        "black-scholes-prices-4-16-relu.py",
        "saturated-tanh.keras",
    ]
    tab(page, "Distributions")
    for name in ("Activations", "Gradients", "Weights", "Biases"):
        beside = card(page, name).get_by_role(
            "img", name=re.compile(f"{name} of layer 4 .*with run 1, saturated")
        )
        expect(beside).to_be_visible()
    told = {row[0] for row in numbers(page, "Weights")}
    assert told == {"this run", "run 1, saturated tanh"}
    shot(page, "network-overlaid")


def gradient_norms(page: Page) -> dict[int, list[float]]:
    """Epoch to gradient norms, a number a layer."""
    tab(page, "Distributions")
    page.get_by_title("Measure", exact=True).select_option("gradient norm")
    rows = numbers(page, "Gradient norm, layer by epoch")
    return {int(row[0]): [float(cell.replace(",", "")) for cell in row[1:]] for row in rows}


def test_a_training_is_paused_resumed_and_stopped(page: Page, app: App) -> None:
    opened(page, app.page("network", "epochs=3000"))
    page.get_by_role("button", name=TRAIN).click()
    words = page.locator(".vt-training-words")
    expect(words).to_contain_text(re.compile(r"epoch [1-9]\d* of 3000"), timeout=TRAINED)
    page.get_by_role("button", name="Pause").click()
    expect(words).to_contain_text("paused")
    tab(page, "Data")
    expect(card(page, "Data set")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Stop").click()
    expect(words).to_contain_text("stopped")
    expect(page.get_by_role("button", name="Train again")).to_be_visible()
    expect(page.get_by_role("button", name="Train on")).to_be_visible()
    before = words.inner_text()
    page.wait_for_timeout(500)
    assert words.inner_text() == before
    tab(page, "Training")
    reached = int(re.search(r"epoch (\d+)", before)[1])  # type: ignore[index]
    page.get_by_label("More epochs").fill("3")
    page.get_by_role("button", name="Train on").click()
    expect(words).to_contain_text(f"epoch {reached + 3} of {reached + 3}", timeout=TRAINED)
    page.locator(".vt-training-rate input").fill("0.0002")
    page.get_by_role("button", name="Train on").click()
    expect(words).to_contain_text(f"epoch {reached + 6} of {reached + 6}", timeout=TRAINED)
    expect(card(page, "This run")).to_contain_text(f"0.0002 from epoch {reached + 4}")


def test_a_training_ends_with_its_page(page: Page, app: App) -> None:
    before = len(app.kernels())
    opened(page, app.page("network", "epochs=9000"))
    page.get_by_role("button", name=TRAIN).click()
    expect(page.locator(".vt-training-words")).to_contain_text(
        re.compile(r"epoch [1-9]\d* of 9000"), timeout=TRAINED
    )
    page.close()
    app.await_kernels(before, 60)


def test_an_impossible_stack_is_explained_at_its_row(page: Page, app: App) -> None:
    opened(page, app.page("network", "step=architecture"))
    rows = page.locator(".vt-form-rows .vt-form-group")
    expect(rows).to_have_count(6)
    expect(rows.nth(1)).to_contain_text("16 · 80 parameters")
    page.get_by_title("Add a layer before the output").select_option("Conv2D")
    wrong = page.locator(".vt-form-rows .vt-form-group.bad")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("Conv2D needs an image")
    page.get_by_role("button", name=TRAIN).click()
    expect(page.locator(".vt-problem")).to_contain_text("Conv2D needs an image")
    tab(page, "Architecture")
    page.get_by_role("button", name="Remove 5 · Conv2D").click()
    expect(wrong).to_have_count(0)
    units = rows.nth(1).get_by_role("textbox", name="Units")
    units.fill("no number")
    units.press("Tab")
    expect(rows.nth(1).locator(".vt-field-problem")).to_contain_text("must be a number")
    units.fill("8")
    units.press("Tab")
    expect(rows.nth(1)).to_contain_text("8 · 40 parameters")
    expect(rows.nth(2)).to_contain_text("16 · 144 parameters")


def widened(page: Page, app: App) -> Locator:
    """The rows of the preset's network, the first hidden one with 32 units in place of 16."""
    opened(page, app.page("network", "step=architecture"))
    rows = page.locator(".vt-form-rows .vt-form-group")
    expect(rows).to_have_count(6)
    first = rows.nth(1).get_by_role("textbox", name="Units")
    first.fill("32")
    first.press("Enter")
    expect(rows.nth(1)).to_contain_text("32 · 160 parameters")
    return rows


def test_rows_by_keyboard(page: Page, app: App) -> None:
    rows = widened(page, app)
    rows.nth(1).get_by_role("textbox", name="Units").press("Alt+ArrowDown")
    expect(rows.nth(2)).to_contain_text("32 · 544 parameters")
    page.get_by_role("button", name="Duplicate 2 · Dense").press("Enter")
    expect(rows).to_have_count(7)
    page.get_by_role("tab", name="Architecture").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Parameters")).to_have_attribute("aria-selected", "true")


def test_rows_by_mouse(page: Page, app: App) -> None:
    rows = widened(page, app)
    rows.nth(1).locator(".vt-form-grip").drag_to(rows.nth(3))
    # Two rows of 16 units come before it: 16 × 32 weights and 32 biases.
    expect(rows.nth(3)).to_contain_text("32 · 544 parameters")
    expect(rows.nth(1)).to_contain_text("16 · 80 parameters")
    expect(page).to_have_url(re.compile("layers=.*units:16.*units:16.*units:32"))


def test_parameters_are_checked_at_their_field(page: Page, app: App) -> None:
    opened(page, app.page("network", "step=parameters"))
    group = page.locator(".vt-form-group[aria-label='Optimizer']")
    expect(group).to_be_visible()
    group.get_by_label("Optimizer", exact=True).select_option("SGD")
    set_field(page, "Optimizer", "Momentum", "7")
    expect(group.locator(".vt-field-problem")).to_contain_text("must be")
    page.get_by_role("button", name=TRAIN).click()
    expect(page.locator(".vt-problem")).to_contain_text("“Momentum” of SGD must be")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    set_field(page, "Optimizer", "Momentum", "0.9")
    expect(group.locator(".vt-field-problem")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"optimizer=SGD\(momentum:0.9\)"))
    group.get_by_role("button", name="Optimizer: more settings").click()
    expect(group.get_by_label("Nesterov")).to_be_visible()


def test_the_first_figure_comes_before_keras(page: Page, app: App) -> None:
    opened(page, app.page("network"))
    expect(card(page, "Network").locator(".bqplot").first).to_be_visible()
    expect(card(page, "Network")).to_contain_text("913 parameters")


@pytest.mark.parametrize("context", [{"viewport": WIDE}, {"viewport": PHONE}], indirect=True)
def test_the_names_of_ten_classes_stand_at_their_rows_and_columns(page: Page, app: App) -> None:
    opened(page, app.page("network", f"{DIGITS}&epochs=1"))
    train(page)
    tab(page, "Diagnostics")
    matrix = card(page, "Confusion matrix")
    for place in (0, 4, 9):
        row = matrix.get_by_role("button", name=f"all actual {place}", exact=True).bounding_box()
        column = matrix.get_by_role("button", name=f"all predicted {place}", exact=True).bounding_box()
        cell = matrix.locator(f"[data-at='{place}-{place}']").bounding_box()
        assert row is not None
        assert column is not None
        assert cell is not None
        assert row["x"] + row["width"] <= cell["x"]
        assert abs(row["y"] + row["height"] / 2 - cell["y"] - cell["height"] / 2) < 2
        assert column["y"] + column["height"] <= cell["y"]
        assert abs(column["x"] + column["width"] / 2 - cell["x"] - cell["width"] / 2) < 2
    shot(page, "network-ten-classes")


@in_every_look
def test_every_step_fits_and_has_no_serious_finding_of_axe(page: Page, app: App) -> None:
    opened(page, app.page("network", "epochs=3"))
    train(page)
    steps = ("Training", "Data", "Parameters", "Architecture", "Distributions", "Diagnostics", "Runs")
    for name in steps:
        tab(page, name)
        page.wait_for_timeout(400)
        fits(page, f"network-{name.lower()}")
        if name == "Diagnostics":
            closer = card(page, "Closer looks").get_by_role("tab")
            for look in closer.all():
                look.click()
                expect(look).to_have_attribute("aria-selected", "true")
                fits(page, "network-closer")
            expect(page).to_have_url(re.compile("look=folds"))
        if name == "Runs":
            rates = card(page, "Sweep of settings").get_by_role("textbox", name="Learning rate")
            assert rates.evaluate("box => box.scrollWidth <= box.clientWidth")
        assert serious_findings(page) == [], name


def test_a_learning_rate_is_found_and_taken(page: Page, app: App) -> None:
    opened(page, app.page("network", "step=parameters&preset=scaled"))
    rates = card(page, "Learning rate")
    rates.get_by_role("button", name="Find a learning rate").click()
    expect(rates).to_contain_text("falls fastest at a learning rate of", timeout=TRAINED)
    # One of them is the mark at the suggestion, which has no width.
    expect(rates.locator("svg .line:visible")).to_have_count(1)
    shot(page, "learning-rate")
    rates.get_by_role("button", name=re.compile("^Use ")).click()
    expect(rates.get_by_role("button", name=re.compile("is set$"))).to_be_disabled()
    expect(page).to_have_url(re.compile(r"optimizer=Adam\(learning_rate:"))
