"""Dates in words: the browser's half has the same cases (tests/charts/scripts.test.mjs), judged by Intl."""

from datetime import UTC, date, datetime

import pytest

from app import dates

# date -u -d '2021-02-17 18:22:05' +%s
WEDNESDAY = 1_613_586_125
MIDNIGHT = 1_613_520_000


@pytest.fixture(params=dates.ORDERS)
def order(request, monkeypatch):
    monkeypatch.setenv(dates.VARIABLE, request.param)
    return request.param


SAID = {
    "dmy": (
        "17 Feb",
        "17 Feb 2021",
        "Wed 17 Feb 2021",
        "Feb 2021",
        "17 Feb 18:22",
        "17 Feb 2021 18:22",
        "17 Feb 18:22:05",
    ),
    "mdy": (
        "Feb 17",
        "Feb 17, 2021",
        "Wed, Feb 17, 2021",
        "Feb 2021",
        "Feb 17, 18:22",
        "Feb 17, 2021, 18:22",
        "Feb 17, 18:22:05",
    ),
    "ymd": (
        "Feb 17",
        "2021 Feb 17",
        "Wed 2021 Feb 17",
        "2021 Feb",
        "Feb 17 18:22",
        "2021 Feb 17 18:22",
        "Feb 17 18:22:05",
    ),
}


def test_a_second_in_each_order(order):
    said = (
        *(say(WEDNESDAY) for say in (dates.day, dates.full_day, dates.named_day, dates.month)),
        dates.moment(WEDNESDAY),
        dates.full_moment(WEDNESDAY),
        dates.moment(WEDNESDAY, None),
    )
    assert said == SAID[order]


def test_whatever_a_time_is_held_in(order):
    held = date(2021, 2, 17), datetime(2021, 2, 17), datetime(2021, 2, 17, tzinfo=UTC), float(MIDNIGHT)
    assert {dates.full_day(when) for when in held} == {SAID[order][1]}


def test_seconds_are_said_where_there_are_any():
    assert dates.clock(WEDNESDAY) == "18:22"
    assert dates.clock(WEDNESDAY, None) == "18:22:05"
    assert dates.clock(MIDNIGHT, None) == "00:00"
    assert dates.clock(MIDNIGHT, True) == "00:00:00"


def test_days_before_1970_and_far_from_it():
    assert dates.full_day(-1) == "31 Dec 1969"
    assert dates.full_day(datetime(9999, 12, 31)) == "31 Dec 9999"


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("dmy", "15 Feb 18:22 – 17 Feb 2021 18:22"),
        ("mdy", "Feb 15, 18:22 – Feb 17, 2021, 18:22"),
        ("ymd", "Feb 15 18:22 – 2021 Feb 17 18:22"),
    ],
)
def test_a_period_says_a_year_once(order, said, monkeypatch):
    monkeypatch.setenv(dates.VARIABLE, order)
    assert dates.period(WEDNESDAY - 2 * 86_400, WEDNESDAY) == said
    assert dates.period(datetime(2020, 12, 31), datetime(2021, 1, 1)).count("202") == 2


@pytest.mark.parametrize("nonsense", ["", "ymd ", "DMY", "\\u2028", "../.."])
def test_an_order_that_is_none_is_day_first(nonsense, monkeypatch):
    monkeypatch.setenv(dates.VARIABLE, nonsense)
    assert dates.full_day(WEDNESDAY) == "17 Feb 2021"


@pytest.mark.parametrize(
    ("accepted", "order"),
    [
        ("en-US,en;q=0.9", "mdy"),
        ("en", "mdy"),
        ("en-us", "mdy"),
        ("en-Latn-US", "mdy"),
        ("en-GB,en-US;q=0.9", "dmy"),
        ("en-IN", "dmy"),
        ("de-AT, de;q=0.7", "dmy"),
        ("fr-CA", "dmy"),
        ("sv-SE", "dmy"),
        ("ja", "ymd"),
        ("zh-Hant-TW", "ymd"),
        ("hu-HU;q=1", "ymd"),
        ("", "dmy"),
        ("*", "dmy"),
        ("-US", "dmy"),
        (",;=", "dmy"),
        ("mdy", "dmy"),
        ('en"><script>', "dmy"),
        ("x" * 100_000, "dmy"),
        ("en-" * 100_000, "dmy"),
    ],
)
def test_the_first_language_of_a_browser_tells_the_order(accepted, order):
    assert dates.order_of(accepted) == order
