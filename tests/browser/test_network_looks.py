"""What a person looks at once a network is trained, and what is set before; each feature as it is used."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import App, opened, shot
from tests.browser.network_page import TRAINED, card, numbers, saved, tab, train

IRIS = (
    "data=iris&layers=Dense(units:8,activation:relu)/Dense(units:3,activation:softmax)"
    "&loss=SparseCategoricalCrossentropy&inputs=on&epochs=3"
)


def look(page: Page, name: str) -> Locator:
    """Choose one of the closer looks, and return their card."""
    closer = card(page, "Closer looks")
    closer.get_by_role("tab", name=name).click()
    expect(closer.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    return closer


def read_csv(page: Page, choice: str) -> list[dict[str, str]]:
    """Save more of run 1, and read it."""
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("combobox", name="Save more of run 1").select_option(choice)
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_opens_on_a_trained_run_and_says_how_sure_it_is(page: Page, app: App) -> None:
    opened(page, app.page("network"))
    expect(page.get_by_role("button", name="Train it yourself")).to_be_visible()
    assert len(numbers(page, "R²")) == 40
    said = card(page, "What stands out")
    expect(said).to_contain_text("of layer 4 is saturated")
    # Many times the three epochs in which a layer must be flat.
    expect(said).to_contain_text("That is beyond doubt.")
    loss = card(page, "Loss")
    ticks = loss.locator(".vt-curve-y span")
    expect(ticks.first).to_have_text("0")
    loss.get_by_role("button", name="log", exact=True).click()
    expect(loss.get_by_role("button", name="log", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(loss.locator(".vt-curve-y")).to_have_text(re.compile("^(10+|1)+$"))
    shot(page, "network-log-axis")


def test_the_rows_furthest_off_and_those_of_a_dot_and_a_box(page: Page, app: App) -> None:
    opened(page, app.page("network", "step=diagnostics"))
    rows = card(page, "Rows")
    listed = rows.locator("tbody tr")
    expect(rows).to_contain_text("the 12 furthest off", timeout=TRAINED)
    expect(listed).to_have_count(12)
    cells = listed.evaluate_all("rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
    table = np.array([[float(cell.replace("−", "-").replace(",", "")) for cell in row[:3]] for row in cells])
    assert (np.diff(np.abs(table[:, 2])) <= 0).all()
    np.testing.assert_allclose(table[:, 0] - table[:, 1], table[:, 2], atol=0.6)
    plot = card(page, "Predicted against actual").get_by_role("application")
    plot.press("Enter")
    expect(rows).to_contain_text("1 selected")
    expect(listed).to_have_count(1)
    plot.press("Escape")
    expect(listed).to_have_count(12)
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2, steps=5)
    page.mouse.up()
    # A fifth of ten thousand rows, or as many dots as are drawn.
    expect(rows).to_contain_text(re.compile(r"\d{3,} selected"))


def test_chances_luck_and_more_rows(page: Page, app: App) -> None:
    opened(page, app.page("network", IRIS))
    train(page)
    tab(page, "Diagnostics")
    matrix, rows = card(page, "Confusion matrix"), card(page, "Rows")
    matrix.locator("[data-at='0-0']").click()
    expect(rows).to_contain_text("rows of the cells selected")
    expect(look(page, "Calibration")).to_contain_text("of rows given 70% for “setosa”, 70 of 100 should be")
    closer = look(page, "Other seeds")
    closer.get_by_role("button", name="Train with 5 seeds").click()
    expect(closer).to_contain_text(re.compile(r"accuracy .+ ± .+ \(seed 1 .+, seed 5 "), timeout=TRAINED)
    told = closer.get_by_role("img", name=re.compile("^accuracy .* seed 5")).get_attribute("aria-label") or ""
    scores = [float(one) for one in re.findall(r"seed \d ([\d.]+\d)", told)]
    mean = re.search(r"accuracy ([\d.]+) ±", told)
    assert mean is not None
    assert len(scores) == 5
    assert abs(float(mean[1]) - np.mean(scores)) < 0.002
    expect(closer.locator("svg .line:visible")).not_to_have_count(0)
    closer = look(page, "Other splits")
    closer.get_by_role("button", name="Train 5 times, each judged on another part of the rows").click()
    expect(closer).to_contain_text(re.compile(r"\(part 1 .+, part 5 "), timeout=TRAINED)
    shot(page, "network-luck")
    closer = look(page, "More rows?")
    closer.get_by_role("button", name="Train on an eighth, a quarter, a half and all rows").click()
    # Four of five of 150 flowers, and the half of them.
    expect(closer).to_contain_text("With 120 rows instead of 60 the validation error is", timeout=TRAINED)


def test_rare_rows_are_split_weighed_and_found_by_a_threshold_that_is_dragged(page: Page, app: App) -> None:
    lines = [f"{n % 10},{n % 7},{'rare' if n in (3, 50) else 'usual'}" for n in range(100)]
    opened(page, app.page("network", "step=data"))
    page.set_input_files(
        "input[aria-label='Your own table']",
        {
            "name": "rare.csv",
            "mimeType": "text/csv",
            "buffer": "\n".join(["a,b,class", *lines]).encode(),
        },
    )
    expect(card(page, "The first rows")).to_contain_text("Rows are split class by class")
    tab(page, "Parameters")
    group = page.locator(".vt-form-group[aria-label='Training']")
    group.get_by_label("Class weights", exact=True).check()
    expect(page).to_have_url(re.compile("weights=on"))
    epochs = group.get_by_label("Epochs", exact=True)
    epochs.fill("3")
    epochs.press("Tab")
    expect(page.locator(".vt-training-words")).to_contain_text("3 epochs")
    train(page)
    code = Path(saved(page, "Python code").path()).read_text(encoding="utf-8")
    assert "class_weight" in code
    tab(page, "Diagnostics")
    closer = look(page, "Threshold")
    roc = closer.get_by_role("application", name=re.compile("^Recall over false alarms"))
    box = roc.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 1, steps=5)
    page.mouse.up()
    # The upper right corner: everything is found, and everything else is a false alarm.
    expect(closer).to_contain_text("recall 100%")
    expect(closer).to_contain_text("(100%)")


def test_numbers_of_a_run_are_taken_away_as_tables(page: Page, app: App) -> None:
    opened(page, app.page("network", IRIS))
    train(page)
    shown = numbers(page, "Loss")
    tab(page, "Runs")
    curves = read_csv(page, "curves")
    assert [row["epoch"] for row in curves] == ["1", "2", "3"]
    for row, (_, loss, valid) in zip(curves, shown, strict=True):
        assert abs(float(row["loss"]) - float(loss)) < 0.01
        assert abs(float(row["val_loss"]) - float(valid)) < 0.01
    weights = [
        int(row["values"])
        for row in read_csv(page, "histograms")
        if (row["epoch"], row["layer"], row["quantity"]) == ("3", "layer 1", "weights")
    ]
    # Four lengths of a flower to eight units.
    assert sum(weights) == 4 * 8


def test_only_runs_of_the_same_rows_share_an_axis(page: Page, app: App) -> None:
    opened(page, app.page("network", IRIS))
    train(page)
    tab(page, "Parameters")
    seed = page.locator(".vt-form-group[aria-label='Training']").get_by_label("Seed", exact=True)
    seed.fill("2")
    seed.press("Tab")
    expect(page).to_have_url(re.compile("seed=2"))
    train(page)
    tab(page, "Data")
    page.get_by_role("radio", name="Wine").click()
    expect(card(page, "The first rows")).to_contain_text("178 rows")
    train(page)
    tab(page, "Runs")
    for run in (1, 2):
        page.get_by_role("checkbox", name=f"Compare run {run}").check()
    loss = card(page, "Validation loss")
    expect(loss).to_contain_text("not run 2, run 1, of other data or another loss")
    page.get_by_role("button", name="Show run 2 and its settings").click()
    tab(page, "Runs")
    expect(loss).to_contain_text("Validation lossrun 2, run 1")
    expect(loss).not_to_contain_text("of other data")
    expect(loss.locator("svg .line:visible")).to_have_count(2)


def test_filters_of_a_convolution_and_what_each_gives(page: Page, app: App) -> None:
    opened(page, app.page("network", "preset=filters that see edges&epochs=1"))
    train(page)
    tab(page, "Diagnostics")
    closer = look(page, "Filters")
    for name, count in (("validation row", 1), ("filters", 8), ("what each gives", 8)):
        group = closer.get_by_role("group", name=name, exact=True)
        expect(group.get_by_role("img")).to_have_count(count, timeout=TRAINED)
    # Filters of 3 × 3 pixels over images of 8 × 8.
    expect(closer.get_by_role("img", name="filters 1", exact=True).locator("i")).to_have_count(9)
    expect(closer.get_by_role("img", name="what each gives 1", exact=True).locator("i")).to_have_count(36)
    expect(closer.get_by_role("status")).to_contain_text("validation row 1: ")
    closer.get_by_role("button", name="Next").click()
    expect(closer.get_by_role("status")).to_contain_text("validation row 2: ")
    shot(page, "network-filters")


def test_a_memory_that_does_not_reach_back_is_told_a_shorter_way(page: Page, app: App) -> None:
    opened(page, app.page("network", "preset=a memory of 120 steps"))
    expect(card(page, "What stands out")).to_contain_text("Only the first of 120 steps tells the class.")
    train(page)
    said = card(page, "What stands out")
    expect(said).to_contain_text("the gradient vanishes on its way back")
    said.get_by_role("button", name="Mean of all steps").first.click()
    expect(said).to_contain_text("“Mean of all steps” was tried", timeout=TRAINED)


def test_numbers_as_people_write_them_are_read_and_what_tells_nothing_is_left_out(
    page: Page, app: App
) -> None:
    rows = [
        f'{7001 + n};"$1,2{n:02}.50";{n}%;({n}.5);1.{n:03},25;{1 + n % 28:02}.03.2024;EU;'
        f"text no. {n * n} of it;{3 * n}.5"
        for n in range(60)
    ]
    heading = "customer id;price;share;balance;turnover;bought on;region;remark;target"
    opened(page, app.page("network", "step=data"))
    page.set_input_files(
        "input[aria-label='Your own table']",
        {"name": "odd.csv", "mimeType": "text/csv", "buffer": "\n".join([heading, *rows]).encode()},
    )
    first = card(page, "The first rows")
    expect(first).to_contain_text("60 rows")
    expect(first).to_contain_text("target: target, a number to predict")
    learned = page.get_by_role("group", name="Learn from")
    for name in ("price", "share", "balance", "turnover"):
        expect(learned.get_by_label(name)).to_be_checked()
    cells = first.locator("tbody tr").nth(7).locator("td, th")
    texts = cells.all_text_contents()
    for wanted in ("21.5", "1,208", "7", "−7.5", "1,007"):
        assert any(text.startswith(wanted) for text in texts), (wanted, texts)
    for left_out in ("customer id", "region"):
        expect(first).to_contain_text(f"“{left_out}”")
    shot(page, "network-odd-numbers")
