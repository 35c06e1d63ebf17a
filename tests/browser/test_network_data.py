"""Data that a person brings to the network page: tables, several at once, pictures, broken ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, opened, shot
from tests.browser.network_page import card, numbers, set_epochs, tab, train
from tests.network.test_pictures import packed, pets, zipped


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
