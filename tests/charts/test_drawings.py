"""Charts as SVG text: where things stand, worked out by hand, and that any text is text."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.drawings import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    area,
    bar,
    columns,
    inert,
    palette_sheet,
    time_labels,
)

SIZE = (LEFT + RIGHT + 100, TOP + BOTTOM + 100)


def boxes(drawing: str) -> list[tuple[float, float]]:
    """Width and height of each column."""
    return [
        (float(box.get("width", 0)), float(box.get("height", 0)))
        for box in ElementTree.fromstring(drawing).iter("rect")
    ]


def test_columns_are_as_high_as_their_numbers() -> None:
    drawing = columns(["a", "b"], [25, 50], [100, 50], words="two", size=SIZE)
    # Two columns share 100 px, a tenth of each is left free on both sides; 100 is as high as the plot.
    assert boxes(drawing) == [(40, 100), (40, 25), (40, 50), (40, 50)]


def test_columns_that_a_filter_does_not_let_through_are_pale() -> None:
    drawing = columns(["a", "b"], [25, 50], [100, 50], words="two", passing={1}, size=SIZE)
    styles = [box.get("style", "") for box in ElementTree.fromstring(drawing).iter("rect")]
    assert ["opacity" in style for style in styles] == [True, True, False, False]


def test_a_total_that_is_much_higher_is_cut_at_the_plot() -> None:
    drawing = columns(["a"], [1], [1000], words="one", size=SIZE)
    assert boxes(drawing) == [(80, 100), (80, 100)]


def test_a_gap_parts_the_line() -> None:
    drawing = area([1, None, 2, 4], [4, 4, 4, 4], [], [], words="gap", size=SIZE)
    lines = [line.get("points") for line in ElementTree.fromstring(drawing).iter("polyline")]
    ground = TOP + 100
    assert lines == [
        f"{LEFT + 12.5},{ground - 25.0}",
        f"{LEFT + 62.5},{ground - 50.0} {LEFT + 87.5},{ground - 100.0}",
    ]


def test_nothing_and_zero_can_be_drawn() -> None:
    for values in ([], [0], [None], [0, 0]):
        ElementTree.fromstring(area(values, values, [], [], words="", size=SIZE))
        ElementTree.fromstring(columns(["x"] * len(values), values, values, words="", size=SIZE))
    assert boxes(bar(0, 0, 0)) == [(0, 4), (0, 4)]


@given(st.text())
def test_any_text_is_text(text: str) -> None:
    drawing = area([1], [1], [], [(0, text)], words=text)
    root = ElementTree.fromstring(drawing)
    assert {element.tag for element in root.iter()} == {"svg", "line", "text", "polygon", "polyline"}
    assert inert(text).count("<") == 0


@pytest.mark.parametrize(
    ("first", "step", "count", "labels"),
    [
        (
            "2021-02-15T18:00",
            3600,
            7 * 24,
            ["16 Feb", "17 Feb", "18 Feb", "19 Feb", "20 Feb", "21 Feb", "22 Feb"],
        ),
        ("2021-02-15T09:00", 60, 180, ["09:00", "10:00", "11:00"]),
        ("2021-02-15T09:00:00", 1, 8, [f"09:00:0{second}" for second in range(8)]),
    ],
)
def test_times_are_labelled_at_round_ones(first: str, step: int, count: int, labels: list[str]) -> None:
    start = int(np.datetime64(first, "s").astype(np.int64))
    found = time_labels(start + step * np.arange(count), step)
    assert [text for _, text in found] == labels
    assert all((start + step * int(place)) % 60 == 0 or step == 1 for place, _ in found)


def test_the_palette_is_that_of_the_light_page() -> None:
    sheet = palette_sheet()
    assert sheet.rindex("--v-card: #ffffff") > sheet.index("--v-card: #171c22")
    assert not re.search(r"url\(|@import", sheet)
