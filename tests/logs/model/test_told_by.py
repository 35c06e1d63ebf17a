"""The log page by another clock than the log's own: everything follows, and the selection stays."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.logs import Log, read_log
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader
from app.logs.model import LogModel
from app.logs.model.time_chart import by_day, over_time
from app.logs.report import report_of
from app.problem import Problem

LINE = '192.0.2.1 - - [{when}] "GET /{number} HTTP/1.1" {status} 10 "-" "curl/8"\n'
BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), "Asia/Tokyo"


def seconds(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]


MOMENTS = [datetime(2021, 3, 26, tzinfo=UTC) + timedelta(minutes=37 * n) for n in range(200)]
"""Five days, in the middle of which Berlin's clocks went forward."""


def read(tmp_path: Path, lines: list[str]) -> Log:
    path = tmp_path / "a.log"
    path.write_text("".join(lines))
    return read_log(path)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Written by the clock of Berlin."""
    return read(
        tmp_path,
        [
            LINE.format(when=f"{one.astimezone(BERLIN):%d/%b/%Y:%H:%M:%S %z}", number=n, status=200 + n % 3)
            for n, one in enumerate(MOMENTS)
        ],
    )


def test_days_hours_and_weekdays_are_of_the_chosen_clock(log: Log) -> None:
    model = LogModel(log)
    model.choose_zone(TOKYO)
    right = [moment.astimezone(ZoneInfo(TOKYO)) for moment in MOMENTS]
    hours = Counter(moment.hour for moment in right)
    assert model.clock_projection("hour").values == [hours[hour] for hour in range(24)]
    week = Counter(moment.weekday() * 24 + moment.hour for moment in right)
    assert model.clock_projection("weekhour").values == [week[hour] for hour in range(168)]
    days = Counter(f"{moment:%Y-%m-%d}" for moment in right)
    assert by_day(model) == [days[day] for day in sorted(days)]
    assert int(model.points.starts[0]) // 3600 == seconds(2021, 3, 26, 9) // 3600
    assert sum(over_time(model)) == 200
    model.search = "hour:9"
    assert model.selected == hours[9]
    model.search = ""
    assert report_of(model, MOMENTS[0]).zone == "of the clock of Asia/Tokyo"
    model.choose_zone("")
    hours = Counter(moment.astimezone(BERLIN).hour for moment in MOMENTS)
    assert model.clock_projection("hour").values == [hours[hour] for hour in range(24)]


def test_the_selected_interval_stays_that_of_the_same_requests(log: Log) -> None:
    model = LogModel(log)
    model.select_interval(seconds(2021, 3, 28, 0), seconds(2021, 3, 29, 0))
    model.look_at(seconds(2021, 3, 28, 0), seconds(2021, 3, 29, 0))
    rows = model.selected_rows().tolist()
    for zone, start in (("UTC", (2021, 3, 27, 23)), (TOKYO, (2021, 3, 28, 8)), ("", (2021, 3, 28, 0))):
        model.choose_zone(zone)
        assert model.filters["time"][0] == seconds(*start)
        assert model.zoom[0] == seconds(*start)
        assert model.selected_rows().tolist() == rows


def test_a_link_holds_the_clock_and_the_interval_by_it(log: Log) -> None:
    model = LogModel(log)
    model.choose_zone(TOKYO)
    model.select_interval(seconds(2021, 3, 28, 8), seconds(2021, 3, 28, 20))
    model.select("hour", ["09"])
    right = sum(f"{one.astimezone(ZoneInfo(TOKYO)):%Y-%m-%d %H}" == "2021-03-28 09" for one in MOMENTS)
    assert model.selected == right > 0
    assert "zone=Asia/Tokyo" in model.query
    for other in (LogModel(log), LogModel()):
        assert other.restore(model.query) == []
        if other.log is None:
            assert other.show(log) == []
        assert (other.selected, other.filters, other.query) == (right, model.filters, model.query)
    # Back to before the clock was chosen, as the browser goes.
    model.restore("")
    assert (model.zone, model.selected) == ("", 200)
    hours = Counter(moment.astimezone(BERLIN).hour for moment in MOMENTS)
    assert model.clock_projection("hour").values == [hours[hour] for hour in range(24)]


def test_a_zone_that_is_unknown_is_said_and_the_log_is_told_by_its_own_clock(log: Log) -> None:
    model = LogModel(log)
    with pytest.raises(Problem, match="“Europe/Nowhere” is no time zone"):
        model.choose_zone("Europe/Nowhere")
    assert model.zone == ""
    [notice] = model.restore("zone=Europe/Nowhere")
    assert notice.startswith("“Europe/Nowhere” is no time zone that is known.")
    assert model.rows == 200
    assert model.points.starts[0] == LogModel(log).points.starts[0]


def test_a_log_without_a_zone_says_so_and_is_told_by_its_own_clock(tmp_path: Path) -> None:
    log = read(tmp_path, [LINE.format(when="17/May/2015:10:05:03", number=1, status=200)] * 3)
    model = LogModel()
    model.restore("zone=Europe/Berlin")
    [notice] = model.show(log)
    assert "name no time zone" in notice
    assert model.clock_projection("hour").values[10] == 3
    with pytest.raises(Problem, match="name no time zone"):
        model.choose_zone("UTC")
    model.choose_zone("")


def test_lines_without_a_zone_among_others_are_said(tmp_path: Path) -> None:
    whens = ["17/May/2015:10:05:03 +0300", "17/May/2015:10:05:03", "17/May/2015:10:05:03 +0300"]
    model = LogModel()
    model.restore("zone=UTC")
    [notice] = model.show(read(tmp_path, [LINE.format(when=one, number=1, status=200) for one in whens]))
    assert notice == "The times of 1 request name no zone: they are taken as UTC."
    assert model.clock_projection("hour").values[7] == 2
    assert model.clock_projection("hour").values[10] == 1


def test_a_log_that_is_still_read_goes_on_by_the_chosen_clock(log: Log) -> None:
    model = LogModel()
    model.choose_zone(TOKYO)
    assert model.show(log, finished=False) == []
    assert model.show(log) == []
    hours = Counter(moment.astimezone(ZoneInfo(TOKYO)).hour for moment in MOMENTS)
    assert model.clock_projection("hour").values == [hours[hour] for hour in range(24)]


def test_a_log_that_grows_rolls_by_the_chosen_clock(tmp_path: Path) -> None:
    path, shelf = tmp_path / "access.log", tmp_path / "shelf"
    shelf.mkdir()
    minutes = [datetime(2015, 5, 17, 9, tzinfo=UTC) + timedelta(minutes=n) for n in range(90)]
    lines = [LINE.format(when=f"{one:%d/%b/%Y:%H:%M:%S} +0000", number=1, status=200) for one in minutes]
    path.write_text("".join(lines[:60]))
    reader, source = LiveReader(shelf, 1000.0), FollowedFiles([str(path)])

    def turn() -> Log:
        while reader.turn(source):
            pass
        return reader.log

    model = LogModel()
    model.grow(turn(), seconds(2015, 5, 17, 9, 59), 600)
    model.choose_zone(TOKYO)
    assert model.selected == 10
    assert model.clock_projection("hour").totals[18] == 60
    with path.open("a") as file:
        file.write("".join(lines[60:]))
    model.grow(turn(), seconds(2015, 5, 17, 10, 29), 600)
    source.close()
    assert model.selected == 10
    assert model.filters["time"] == (seconds(2015, 5, 17, 19, 19) + 1, seconds(2015, 5, 17, 19, 29) + 1)
    totals = model.clock_projection("hour").totals
    assert (totals[18], totals[19]) == (60, 30)
    model.roll(0)
    assert model.selected == 90
