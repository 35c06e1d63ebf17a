"""Zooming into the time of a log, quick ranges and errors apart, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.charts.units import shares
from app.logs import read_log
from app.logs.crossfilter.measures import ERRORS, MEDIAN, REQUESTS, SERVER_ERRORS, VISITORS
from app.logs.model import LogModel
from app.logs.model.time_chart import interval_points, interval_seconds, over_time

LINE = '10.0.0.{host} - - [{day}/Feb/2021:{clock}] "GET / HTTP/1.1" {status} 9 "-" "curl" {seconds}\n'
FEB_15 = 1_613_347_200  # date -u -d 2021-02-15 +%s
DAY = 86_400
BURST = [(1, 200), (1, 200), (2, 404), (3, 503)]
"""Host and status of the requests at 12:00:00, :00, :07 and :08 on the 20th."""


@pytest.fixture
def model(tmp_path: Path) -> LogModel:
    """Ten days of a request an hour by host 9, and four requests within nine seconds."""
    lines = [
        (
            day * DAY + hour * 3600 + 1800,
            LINE.format(host=9, day=15 + day, clock=f"{hour:02d}:30:00", status=200, seconds="0.010"),
        )
        for day in range(10)
        for hour in range(24)
    ]
    for (host, status), second in zip(BURST, (0, 0, 7, 8), strict=True):
        clock = f"12:00:0{second}"
        lines.append(
            (
                5 * DAY + 43_200 + second,
                LINE.format(host=host, day=20, clock=clock, status=status, seconds=f"0.{host}00"),
            )
        )
    path = tmp_path / "access.log"
    path.write_text("".join(line for _, line in sorted(lines)))
    return LogModel(read_log(path))


NOON = FEB_15 + 5 * DAY + 43_200


def test_seconds_can_be_told_apart(model: LogModel) -> None:
    model.look_at(NOON - 5, NOON + 15)
    assert model.points.step == 1
    assert list(model.points.seconds(0, len(model.points))) == [NOON - 5, NOON + 15]
    assert np.flatnonzero(over_time(model)).tolist() == [5, 12, 13]
    assert over_time(model)[5] == 2
    assert over_time(model, ERRORS)[12:14] == [1, 1]
    assert over_time(model, SERVER_ERRORS)[12:14] == [0, 1]
    assert over_time(model, VISITORS)[5] == 1
    assert over_time(model, MEDIAN)[12:15] == pytest.approx([0.2, 0.3, None])
    model.select("host", ["10.0.0.1"])
    assert sum(over_time(model)) == 2
    assert sum(over_time(model, filtered=False)) == 4
    assert "zoom=2021-02-20T11:59:55..2021-02-20T12:00:15" in model.query


def test_a_link_zooms_and_an_interval_is_placed_in_it(model: LogModel) -> None:
    assert (
        model.restore("zoom=2021-02-20T12:00..2021-02-20T12:01&time=2021-02-20T12:00:07..2021-02-20T12:00:09")
        == []
    )
    assert model.selected == 2
    assert interval_points(model) == [7, 9]
    assert interval_seconds(model) == []
    model.zoom_by("all")
    assert model.zoom is None
    assert model.selected == 2


def test_zooming_in_and_out_and_panning(model: LogModel) -> None:
    first, last = model.axis.span
    model.zoom_by("in")
    begin, end = model.points.seconds(0, len(model.points))
    assert end - begin == pytest.approx((last - first) / 2, rel=0.02)
    model.zoom_by("right")
    assert model.points.seconds(0, len(model.points))[0] > begin
    model.zoom_by("left")
    assert model.points.seconds(0, len(model.points))[0] == pytest.approx(begin, abs=model.points.step)
    model.zoom_by("out")
    assert model.zoom is None
    model.select_interval(NOON, NOON + 60)
    model.zoom_by("in")
    assert model.zoom == (NOON, NOON + 60)
    assert sum(over_time(model)) == 4
    # At the ends of the log panning stops, and nothing is closer than ten seconds.
    model.look_at(last - 60, last)
    model.zoom_by("right")
    assert model.zoom == (last - 60, last)
    model.look_at(NOON, NOON + 1)
    assert model.zoom == (NOON, NOON + 10)


def test_quick_ranges_end_with_the_log(model: LogModel) -> None:
    assert list(model.axis.quick_ranges) == [
        "last hour", "last 24 hours", "last 7 days", "the day before the last"
    ]  # fmt: skip
    model.select_interval(*model.axis.quick_ranges["last 24 hours"])
    assert model.selected == 24
    model.select_interval(*model.axis.quick_ranges["the day before the last"])
    assert model.selected == 24
    assert [chip.text for chip in model.chips()] == ["23 Feb 00:00 – 24 Feb 00:00"]


def test_a_share_needs_something_to_be_a_part_of() -> None:
    assert shares([1, 0, 0], [4, 2, 0]) == [0.25, 0.0, None]


def test_the_last_of_the_points_are_those_of_the_whole_log_without_a_zoom(model: LogModel) -> None:
    assert sum(over_time(model, REQUESTS)) == 244
