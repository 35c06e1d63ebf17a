"""What a person does on the network page, and what they see."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import PHONE, WIDE, App, Elsewhere, fits, in_every_look, opened, shot
from tests.network.test_pictures import packed, pets, zipped

TRAIN = re.compile("^Train( again| it yourself)?$")
DIGITS = "data=digits&layers=Flatten/Dense(units:10,activation:softmax)&loss=SparseCategoricalCrossentropy"
TRAINED = 120_000
"""Milliseconds that a short training may take on a machine that is busy elsewhere."""


def card(page: Page, title: str) -> Locator:
    return page.locator(f"section.vt-card[aria-label^='{title}']:visible")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def train(page: Page) -> None:
    """Press Train and wait for the end."""
    page.get_by_role("button", name=TRAIN).click()
    ended(page)


def ended(page: Page) -> None:
    """Wait for a training that was begun to end."""
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=TRAINED)
    expect(page.get_by_role("button", name="Train again")).to_be_visible(timeout=TRAINED)


def set_field(page: Page, group: str, field: str, value: str) -> None:
    box = page.locator(f".vt-form-group[aria-label='{group}']").get_by_label(field, exact=True)
    box.fill(value)
    box.press("Tab")


def numbers(page: Page, title: str) -> list[list[str]]:
    """The rows of a card's table."""
    here = card(page, title)
    here.get_by_role("button", name="show the numbers as a table").click()
    expect(here.locator(".vt-card-table tbody tr").first).to_be_visible()
    rows = here.locator(".vt-card-table tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    here.get_by_role("button", name="show the chart").click()
    return rows


def look_at_epoch(page: Page, epoch: int) -> None:
    slider = page.get_by_role("slider", name="Epoch", exact=True).locator("visible=true")
    slider.fill(str(epoch))
    expect(page.locator(".vt-epoch output:visible")).to_have_text(re.compile(rf"^{epoch} / "))


def saved(page: Page, button: str) -> Download:
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value


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


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", "", "“empty.csv”"),
        ("one.csv", "a\n1\n2\n", "one column"),
        ("few.csv", "a,b\n1,2\n", "few.csv"),
    ],
)
def test_a_bad_table_is_explained_and_the_page_lives_on(
    page: Page, app: App, name: str, content: str, words: str
) -> None:
    opened(page, app.page("network", "step=data"))
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    expect(page.locator(".vt-problem")).to_contain_text(words)
    page.get_by_role("radio", name="Iris").click()
    expect(card(page, "The first rows")).to_contain_text("150 rows, 4 inputs")


def test_a_table_of_ones_own(page: Page, app: App) -> None:
    lines = [f"{i % 9},{'red' if i % 2 else 'blue'},{'' if i == 5 else i},{3 * i % 7}" for i in range(60)]
    content = "size,colour,weight,price\n" + "\n".join(lines)
    opened(page, app.page("network", "step=data"))
    page.set_input_files(
        "input[type=file]", {"name": "mine.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    rows = card(page, "The first rows")
    expect(rows).to_contain_text("60 rows")
    expect(rows).to_contain_text("“weight”: 1 missing value is replaced by the median")
    page.locator(".vt-sources-values select").first.select_option("colour")
    expect(rows).to_contain_text("target: colour, one of two classes")
    target, task = (
        page.locator(".vt-sources-values").get_by_role("combobox", name=name) for name in ("Target", "Task")
    )
    task.select_option("regression")
    expect(page.locator(".vt-problem")).to_contain_text("not a number to predict")
    expect(task).to_have_value("classification")
    target.select_option("weight")
    expect(rows).to_contain_text("target: weight, a number to predict")
    expect(task).to_have_value("regression")
    target.select_option("colour")
    page.get_by_role("group", name="Learn from").get_by_label("weight").uncheck()
    expect(rows).to_contain_text("60 rows, 2 inputs")
    expect(page.locator(".vt-training-what")).to_have_text(
        "learns colour, 2 classes, from 60 rows of mine.csv"
    )
    set_epochs(page, "3")
    train(page)
    tab(page, "Diagnostics")
    expect(card(page, "Confusion matrix")).to_contain_text("accuracy")
    closer = card(page, "Closer looks")
    closer.get_by_role("tab", name="Threshold").click()
    slider = closer.get_by_role("slider", name="Threshold")
    slider.fill("0")
    # Above 0 lies every chance: all are found, and every other row is a false alarm.
    expect(closer).to_contain_text("recall 100%")
    slider.fill("1")
    expect(closer).to_contain_text("recall 0%")
    shot(page, "network-threshold")


def drop(page: Page, *paths: Path) -> None:
    """Drop files or folders of the visitor's machine onto the page, as the browser itself is told of it."""
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    browser = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 300, "data": data})
    browser.detach()


def test_a_folder_of_pictures_is_chosen_or_dropped_and_learned(page: Page, app: App, tmp_path: Path) -> None:
    files = packed(pets(count=20)) | {"pets/.DS_Store": b"x", "pets/cats/Thumbs.db": b"x", "empty/.x": b""}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    opened(page, app.page("network", "step=data&epochs=3"))
    with page.expect_file_chooser() as chooser:
        page.get_by_text("A folder of pictures", exact=True).click()
    chooser.value.set_files(tmp_path / "pets")
    rows = card(page, "The first rows")
    expect(rows).to_contain_text("40 rows, 8 × 8 × 1; target: class, one of two classes")
    expect(page.locator(".vt-training-what")).to_have_text(
        "learns class, 2 classes, from 40 rows of pets.zip"
    )
    train(page)
    expect(card(page, "Accuracy on training and validation")).to_be_visible()
    tab(page, "Data")
    # The folders of two classes, without one around them.
    (tmp_path / "pets" / "birds").mkdir()
    for place in range(20):
        (tmp_path / "pets" / "birds" / f"{place}.png").write_bytes(files[f"pets/dogs/{place:02}.png"])
    drop(page, tmp_path / "pets" / "cats", tmp_path / "pets" / "birds")
    expect(rows.get_by_role("group", name="birds").get_by_role("img")).to_have_count(8)
    expect(rows).to_contain_text("40 rows, 8 × 8 × 1")
    drop(page, tmp_path / "empty")
    expect(page.locator(".vt-problem")).to_contain_text("The folder “empty” is empty.")
    expect(rows).to_contain_text("40 rows, 8 × 8 × 1")


def test_pictures_of_ones_own_are_learned_batch_by_batch(page: Page, app: App, tmp_path: Path) -> None:
    path = zipped(tmp_path / "pets.zip", packed(pets(size=(48, 48), count=20)))
    opened(page, app.page("network", "step=data&epochs=3&batch=4&optimizer=Adam(clipnorm:0.01)"))
    page.set_input_files("input[type=file]", path)
    rows = card(page, "The first rows")
    expect(rows).to_contain_text("40 rows, 32 × 32 × 1; target: class, one of two classes")
    expect(rows).to_contain_text("They are 48 × 48, and were resized to 32 × 32 pixels.")
    expect(rows.get_by_role("group", name="dogs").get_by_role("img")).to_have_count(8)
    expect(page.locator(".vt-training-what")).to_have_text(
        "learns class, 2 classes, from 40 rows of pets.zip"
    )
    shot(page, "network-pictures")
    train(page)
    loss = card(page, "Loss")
    expect(card(page, "Accuracy on training and validation")).to_be_visible()
    expect(card(page, "This run")).to_contain_text(
        re.compile(r"in \d of 3 epochs, up to \d+% of the batches")
    )
    loss.get_by_role("button", name="by batch").click()
    expect(loss).to_contain_text("training, each batch")
    shot(page, "network-by-batch")
    # 32 rows train, eight batches of four an epoch.
    assert len(numbers(page, "Loss")) == 24
    tab(page, "Distributions")
    page.get_by_title("Measure", exact=True).select_option("clipped")
    expect(card(page, "Clipped gradients, layer by epoch")).to_contain_text(
        "whose gradient the optimizer shortens"
    )


def set_epochs(page: Page, epochs: str) -> None:
    tab(page, "Parameters")
    expect(page.locator(".vt-form-group[aria-label='Loss']")).to_be_visible()
    set_field(page, "Training", "Epochs", epochs)
    expect(page.locator(".vt-training-words")).to_contain_text(f"{epochs} epochs")


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


def test_a_reload_and_a_link_show_the_trained_network(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page("network", "epochs=4"))
    train(page)
    look_at_epoch(page, 2)
    expect(page).to_have_url(re.compile("epoch=2&trained=1"))
    page.reload()
    expect(page.locator(".vt-epoch output:visible")).to_have_text("2 / 4")
    expect(page.locator(".vt-training-words")).to_contain_text("4 epochs")
    expect(page.get_by_role("tab", name="Runs · 1")).to_be_visible()
    # Whoever has no such run sees it trained anew: same seed, same numbers.
    score = numbers(page, "R²")
    other = elsewhere(page)
    expect(other.locator(".vt-epoch output:visible")).to_have_text("2 / 4", timeout=TRAINED)
    expect(other.get_by_role("button", name="Train again")).to_be_visible(timeout=TRAINED)
    assert numbers(other, "R²") == score


def test_runs_survive_a_reload_and_can_be_deleted(page: Page, app: App) -> None:
    opened(page, app.page("network", "epochs=2"))
    train(page)
    expect(page.get_by_role("tab", name="Runs · 1")).to_be_visible()
    opened(page, app.page("network", "step=runs"))
    expect(page.get_by_role("tab", name="Runs · 1")).to_be_visible()
    page.get_by_role("button", name="Show run 1 and its settings").click()
    expect(page.locator(".vt-training-words")).to_contain_text("2 epochs")
    expect(page).to_have_url(re.compile("epochs=2"))
    tab(page, "Diagnostics")
    expect(card(page, "Predicted against actual")).to_contain_text("price: R²")
    closer = card(page, "Closer looks")
    expect(
        closer.get_by_role("img", name=re.compile("^Errors of “price” over moneyness and T"))
    ).to_be_visible()
    shot(page, "network-surface")
    closer.get_by_role("tab", name="Which inputs matter").click()
    closer.get_by_role("button", name=re.compile("^moneyness")).click(timeout=30_000)
    expect(closer).to_contain_text("when every validation row had this moneyness")
    tab(page, "Runs")
    page.get_by_role("textbox", name="Note on run 1").fill("before the talk")
    page.get_by_role("textbox", name="Note on run 1").press("Enter")
    with page.expect_download() as waiting:
        page.get_by_role("combobox", name="Save more of run 1").select_option("model card")
    assert waiting.value.suggested_filename == "black-scholes-prices-4-16-tanh.html"
    assert "<p>before the talk</p>" in Path(waiting.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as waiting:
        page.get_by_role("combobox", name="Save more of run 1").select_option("log for TensorBoard")
    assert waiting.value.suggested_filename == "events.out.tfevents.1.black-scholes-prices-4-16-tanh"
    assert b"brain.Event:2" in Path(waiting.value.path()).read_bytes()[:40]
    page.get_by_role("button", name="Delete run 1").click()
    page.get_by_role("button", name="Really delete run 1").click()
    expect(page.get_by_text("No runs yet")).to_be_visible()
    sweep = card(page, "Sweep of settings")
    sweep.get_by_role("checkbox", name="What is varied: use Learning rate").uncheck()
    sweep.get_by_role("textbox", name="Units").fill("4, 8")
    sweep.get_by_role("textbox", name="Units").press("Enter")
    sweep.get_by_role("button", name="Train 2 combinations").click()
    expect(sweep).to_contain_text("2 trained (Black-Scholes prices, 4 × 16 tanh)", timeout=TRAINED)
    expect(sweep.locator("svg polyline.seen")).to_have_count(2)
    sweep.get_by_role("button", name="Use units 8").press("Enter")
    expect(sweep.get_by_role("button", name="Train 2 combinations")).to_be_enabled()
    tab(page, "Architecture")
    expect(page.get_by_role("textbox", name="Units").first).to_have_value("8")


def test_a_shared_link_opens_the_same_view_elsewhere(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page("network"))
    page.get_by_label("Preset").select_option("scaled")
    tab(page, "Architecture")
    rows = page.locator(".vt-form-rows .vt-form-group")
    expect(rows).to_have_count(6)
    page.get_by_role("button", name="Remove 4 · Dense").click()
    expect(rows).to_have_count(5)
    tab(page, "Parameters")
    set_field(page, "Training", "Seed", "7")
    expect(page).to_have_url(re.compile("seed=7"))
    other = elsewhere(page)
    expect(other.get_by_role("tab", name="Parameters")).to_have_attribute("aria-selected", "true")
    seed = other.locator(".vt-form-group[aria-label='Training']").get_by_label("Seed", exact=True)
    expect(seed).to_have_value("7")
    tab(other, "Architecture")
    expect(other.locator(".vt-form-rows .vt-form-group")).to_have_count(5)


def test_a_link_holds_the_layer_and_the_measure_looked_at(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page("network", "epochs=3&step=distributions"))
    train(page)
    tab(page, "Distributions")
    page.get_by_title("Measure", exact=True).locator("visible=true").select_option("gradient norm")
    page.get_by_title("Layer", exact=True).select_option("layer 2")
    expect(page).to_have_url(re.compile("layer=2&measure=gradient_norm"))
    other = elsewhere(page)
    expect(card(other, "Gradient norm, layer by epoch")).to_be_visible()
    expect(card(other, "Weights")).to_contain_text("layer 2, epoch 3", timeout=TRAINED)


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


def test_several_tables_at_once_are_one_and_odd_columns_are_asked(
    page: Page, app: App, tmp_path: Path
) -> None:
    for name, heading, first in (("a", "size,price", 0), ("b", "size,price", 30), ("c", "size,Preis", 60)):
        lines = [f"{n},{2 * n}.5\n" for n in range(first, first + 30)]
        (tmp_path / f"{name}.csv").write_text(f"{heading}\n{''.join(lines)}")
    opened(page, app.page("network", "step=data&epochs=3"))
    page.set_input_files("input[aria-label='Your own table']", [tmp_path / f"{name}.csv" for name in "abc"])
    rows = card(page, "The first rows")
    expect(rows).to_contain_text("90 rows, 1 input; target: price, a number to predict")
    asked = page.get_by_role("region", name="How c.csv is read")
    expect(asked.get_by_label("price", exact=True)).to_have_value("Preis")
    asked.get_by_label("price", exact=True).select_option("none")
    expect(rows).to_contain_text("60 rows, 1 input;")
    expect(rows).to_contain_text("“c.csv” has no column “price”: its 30 rows are left out.")
    page.reload()
    expect(rows).to_contain_text("60 rows, 1 input;")
    expect(asked.get_by_label("price", exact=True)).to_have_value("")
    asked.get_by_label("price", exact=True).select_option("Preis")
    expect(rows).to_contain_text("90 rows, 1 input;")
    train(page)
    expect(page.locator(".vt-training-what")).to_have_text(
        "learns price, a regression, from 90 rows of a.csv and 2 more"
    )
    # A folder of tables comes as they do.
    (tmp_path / "tables").mkdir()
    for name in "ab":
        (tmp_path / f"{name}.csv").rename(tmp_path / "tables" / f"{name}.csv")
    tab(page, "Data")
    drop(page, tmp_path / "tables")
    expect(rows).to_contain_text("60 rows, 1 input;")
    expect(asked).to_have_count(0)
