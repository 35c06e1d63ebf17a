"""Dates in numbers: what the whole file tells of their order holds for each of its lines."""

from datetime import UTC, datetime, timedelta

import pytest

from app.logs import read_log
from app.logs.detection.detection import chosen, judge
from app.logs.formats import compiled
from app.logs.wrappers.orders import MONTH_FIRST, YEAR_FIRST, order_of

TODAY = 20261127


def days(first, count=40, hours=1):
    start = datetime(*first, 9, 30, 15, tzinfo=UTC)
    return [start + timedelta(hours=hours * number) for number in range(count)]


def lines_of(times, form):
    return [f'[{time.strftime(form)}] 192.0.2.7 "GET /a HTTP/1.1" 200 5'.encode() for time in times]


@pytest.mark.parametrize(
    ("form", "first", "hours", "order"),
    [
        ("%m/%d/%Y %H:%M:%S", (2026, 3, 4), 1, MONTH_FIRST),  # two days, or two days a month apart
        ("%m/%d/%Y %H:%M:%S", (2026, 1, 11), 2, MONTH_FIRST),  # the 13th comes among the lines
        ("%m/%d/%Y %I:%M:%S %p", (2026, 3, 4), 0.1, MONTH_FIRST),
        ("%m/%d/%Y:%H:%M:%S", (2026, 3, 4), 0.1, MONTH_FIRST),  # cPanel
        ("%m/%d/%Y %H:%M:%S", (2026, 11, 12), 0.1, MONTH_FIRST),  # the 11th of December is still to come
        ("%m/%d/%y %H:%M:%S", (2026, 3, 24), 0.1, MONTH_FIRST),
        ("%d/%m/%Y %H:%M:%S", (2026, 4, 3), 1, ""),
        ("%d/%m/%Y %H:%M:%S", (2026, 4, 3), 0.1, ""),
        ("%d/%m/%Y:%H:%M:%S", (2026, 3, 24), 0.1, ""),
        ("%d/%m/%y %H:%M:%S", (2026, 3, 24), 1, ""),
        ("%d/%m/%y %H:%M:%S", (2026, 3, 24), 0.1, ""),
        ("%d.%m.%Y %H:%M:%S", (2026, 3, 4), 1, ""),
        ("%d.%m.%y %H:%M:%S", (2024, 3, 26), 1, ""),
        ("%y/%m/%d %H:%M:%S", (2026, 3, 24), 1, YEAR_FIRST),
        ("%y/%m/%d %H:%M:%S", (2026, 3, 4), 0.1, YEAR_FIRST),
        ("%y-%m-%d %H:%M:%S", (2025, 3, 30), 1, YEAR_FIRST),
        ("%Y/%m/%d %H:%M:%S", (2026, 3, 4), 1, ""),
    ],
)
def test_the_order_that_the_days_of_a_file_tell(form, first, hours, order):
    times = days(first, hours=hours)
    lines = lines_of(times, form)
    assert order_of(lines, TODAY) == order
    found = judge(lines, latest=TODAY)
    reader = found.reading.reader()
    assert [reader.read(line).time for line in lines] == [int(time.timestamp()) for time in times]
    assert ("Its dates are read with" in found.why) == bool(order)


@pytest.mark.parametrize(
    ("form", "first", "latest", "order"),
    [
        ("%m/%d/%Y %H:%M:%S", (2026, 11, 3), 20261104, MONTH_FIRST),
        ("%m/%d/%Y %H:%M:%S", (2026, 11, 3), 20261105, MONTH_FIRST),
        ("%d/%m/%Y %H:%M:%S", (2026, 11, 3), 20261104, ""),
        ("%d-%m-%Y %H:%M:%S", (2026, 6, 5), 20260606, ""),
        ("%m-%d-%Y %H:%M:%S", (2026, 6, 5), 20260606, MONTH_FIRST),
        ("%d/%m/%Y %I:%M:%S %p", (2026, 6, 5), 20260606, ""),
        ("%d/%m/%y %H:%M:%S", (2026, 3, 26), 20260327, ""),  # or the 3rd of December
        ("%y/%m/%d %H:%M:%S", (2026, 3, 25), 20260326, YEAR_FIRST),
        ("%m/%d/%Y %H:%M:%S", (2026, 5, 3), 20260601, ""),  # of either month
    ],
)
def test_the_day_of_the_file_tells_the_order_of_one_day(form, first, latest, order):
    assert order_of(lines_of(days(first, hours=0.1), form), latest) == order


def test_a_date_that_is_broken_does_not_change_the_order():
    lines = lines_of(days((2026, 3, 4), count=60, hours=24), "%m/%d/%Y %H:%M:%S")
    lines[7] = lines[7].replace(b"[03", b"[77")
    assert order_of(lines, TODAY) == MONTH_FIRST


def test_dates_elsewhere_in_a_few_lines_are_left_alone():
    line = b'192.0.2.7 - - [24/Mar/2026:22:58:07 +0000] "GET /a?from=03/04/2026 10:00 HTTP/1.1" 200 5'
    assert order_of([line, *[line.replace(b"03/04/2026 10:00", b"x")] * 5], TODAY) == ""


def test_a_format_string_tells_the_order_itself():
    line = b'192.0.2.7 [03/04/2026 22:58:07] "GET /a HTTP/1.1" 200 5'
    for form, month in (("%m/%d/%Y", 3), ("%d/%m/%Y", 4)):
        typed = compiled(f'%h [%{{{form} %H:%M:%S}}t] "%r" %>s %b')
        event = chosen(typed, [line], TODAY).reading.reader().read(line)
        assert datetime.fromtimestamp(event.time, UTC).month == month


def test_a_file_beyond_the_lines_that_are_looked_at_keeps_its_order(tmp_path):
    times = days((2026, 3, 4), count=400, hours=6)
    path = tmp_path / "access.log"
    path.write_bytes(b"".join(line + b"\n" for line in lines_of(times, "%m/%d/%Y %H:%M:%S")))
    log = read_log(path)
    assert (log.accepted, log.rejected) == (400, 0)
    assert list(log.requests()["time"].dt.strftime("%F %T")) == [f"{time:%F %T}" for time in times]
