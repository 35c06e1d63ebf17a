"""The charts as widgets, without a browser: what they show and what a forged message can do."""

from __future__ import annotations

import bqplot
import numpy as np
import pytest

from app.charts import BarList, Card, ColumnChart, Donut, HeatMap, TimeSeries
from app.charts.figure import draw, figure, round_ticks


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (1, [0, 1]),
        (9, [0, 2, 4, 6, 8]),
        (93, [0, 20, 40, 60, 80]),
        (2111, [0, 500, 1000, 1500, 2000]),
        (11835, [0, 5000, 10000]),
    ],
)
def test_ticks_are_round(top: int, ticks: list[int]) -> None:
    assert round_ticks(top) == ticks


def test_a_figure_brings_no_buttons_of_its_own() -> None:
    assert not figure([], [], height=100).display_toolbar


def test_a_line_ends_with_a_number_and_is_hidden_without_any() -> None:
    line = bqplot.Lines(scales={"x": bqplot.LinearScale(), "y": bqplot.LinearScale()})
    x, nan = np.arange(4.0), np.nan
    draw(line, x, np.array([nan, 1, 2, nan]))
    assert line.visible
    assert line.x.tolist() == [0, 1, 2]
    draw(line, x, np.array([[1, nan, 3, 4], [5, 6, 7, nan]]))
    assert line.y.shape == (2, 3)
    for nothing in (None, np.full(4, nan)):
        draw(line, x, nothing)
        assert not line.visible


def test_columns_show_values_before_totals() -> None:
    chart = ColumnChart()
    chart.show(["a", "b"], [3, 1], [4, 4], [1])
    total, value = chart.figure.marks
    assert value.y.tolist() == [3, 1]
    assert total.y.tolist() == [4, 4]
    assert value.colors == ["var(--v-blue)", "var(--v-accent)"]
    assert total.visible


def test_the_scale_follows_values_that_would_be_too_small() -> None:
    chart = ColumnChart()
    chart.show(["a", "b"], [3, 1], [400, 100])
    total, value = chart.figure.marks
    assert not total.visible
    assert value.scales["y"].max < 4


def test_a_click_is_told_once() -> None:
    told: list[list[int]] = []
    chart = ColumnChart(on_pick=told.append)
    chart.show(["a", "b", "c"], [1, 2, 3], [1, 2, 3])
    chart.vue_pick({"index": 1})
    chart.vue_pick({"index": 2, "add": True})
    chart.vue_pick({"index": 7})
    assert told[:2] == [[1], [1, 2]]
    assert chart.selected == [1, 2]


def test_a_ring_of_nothing_stays_in_sight() -> None:
    donut = Donut()
    donut.show(["200", "404"], [0, 0], [5, 2], ["red", "blue"], [])
    pie = donut.figure.marks[0]
    assert pie.sizes.tolist() == [5, 2]
    assert pie.opacities == [0.15, 0.15]


def test_heat_map_takes_cells_rows_columns_and_rectangles() -> None:
    grid = HeatMap(row_labels=["r0", "r1", "r2"], column_labels=["c0", "c1", "c2", "c3"])
    grid.show(range(12), range(12), [])
    grid.vue_pick({"index": 1})
    grid.vue_pick({"index": 6, "span": True})
    assert sorted(grid.selected) == [1, 2, 5, 6]
    grid.vue_pick_line({"row": 2})
    assert grid.selected == [8, 9, 10, 11]
    grid.vue_pick_line({"column": 0, "add": True})
    assert sorted(grid.selected) == [0, 4, 8, 9, 10, 11]
    grid.vue_pick_line({"row": 99})
    assert grid.selected == []


@pytest.mark.parametrize("span", [{"first": -5, "end": 99}, {"first": 0, "end": 10**15}])
def test_an_interval_stays_within_the_series(span: dict) -> None:
    told: list[list[int]] = []
    series = TimeSeries(on_interval=told.append)
    series.show([[0, 0]], 3600, [1, 2, 3], [0, 0, 0], [1, 2, 3])
    series.vue_span({**span, "number": 1})
    assert told == [[0, 3]]
    assert series.answered == 1
    series.vue_span({"first": 2, "end": 1, "number": 2})
    assert series.interval == []


def test_typed_times_are_told_to_the_second_and_stay_within_the_series() -> None:
    told: list[tuple[int, int]] = []
    series = TimeSeries(on_seconds=lambda *seconds: told.append(seconds))
    series.vue_seconds({"start": 0, "stop": 10})
    series.show([[0, 0], [2, 90_000]], 3600, [1, 2, 3], [0, 0, 0], [1, 2, 3])
    series.vue_seconds({"start": 61, "stop": 3_600})
    series.vue_seconds({"start": -(10**15), "stop": 10**15})
    series.vue_seconds({"start": 10, "stop": 10})
    assert told == [(61, 3_600), (0, 93_600)]


def test_a_series_table_knows_the_clock_across_a_hole() -> None:
    series = TimeSeries()
    hole = int(np.datetime64("2021-02-15T00:00:00", "s").astype(int))
    series.show([[0, 0], [2, hole]], 3600, [1, 2, 3], [0, 1, 0], [1, 2, 3])
    _, rows = series.table()
    assert [row[0] for row in rows] == ["1970-01-01 00:00", "1970-01-01 01:00", "2021-02-15 00:00"]
    assert rows[1][1:4] == [2, 1, 50.0]


def test_a_card_asks_for_its_table_only_when_it_is_open() -> None:
    bars = BarList(labels=["a"], values=[1], totals=[2])
    asked = []
    card = Card("A", bars, table=lambda: asked.append(1) or bars.table())
    card.refresh_table()
    assert not asked
    card.table_open = True
    assert card.rows == [["a", 1, 2]]
    bars.values = [2]
    card.refresh_table()
    assert card.rows == [["a", 2, 2]]


def test_a_few_peaks_that_would_flatten_all_else_are_cut_off():
    series = TimeSeries()
    cuts, calm = [[0, 0]], [10 + i % 3 for i in range(100)]
    series.show(cuts, 60, calm, [], calm)
    assert series.cut_at is None
    burst = [*calm[:50], 5_000, *calm[51:]]
    series.show(cuts, 60, burst, [], burst)
    assert series.cut_at == 24
    assert series.table()[1][50][1] == 5_000
    # Half of the time being busy is no peak.
    series.show(cuts, 60, [10] * 50 + [1_000] * 50, [], [1_000] * 100)
    assert series.cut_at is None
