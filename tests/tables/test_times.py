from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tables import read_times


def one(cell, *others):
    value = read_times([cell, *others]).values[0]
    return None if np.isnat(value) else str(value.astype("datetime64[s]"))


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("2015-02-24 11:35:52 -0800", "2015-02-24T19:35:52"),
        ("Tue Feb 24 19:35:52 +0000 2015", "2015-02-24T19:35:52"),
        ("Mon Apr 06 22:19:45 PDT 2009", "2009-04-07T05:19:45"),
        ("2015-02-24T19:35:52Z", "2015-02-24T19:35:52"),
        ("2015-02-24T19:35:52.123456+01:00", "2015-02-24T18:35:52"),
        ("2/24/15 7:35 PM", "2015-02-24T19:35:00"),
        ("12/24/2015 12:05 a.m.", "2015-12-24T00:05:00"),
        ("24.02.2015, 19:35", "2015-02-24T19:35:00"),
        ("1424806552", "2015-02-24T19:35:52"),
        ("1424806552000", "2015-02-24T19:35:52"),
        ("20150224", "2015-02-24T00:00:00"),
        ("24 Feb 2015", "2015-02-24T00:00:00"),
        ("24-Feb-15", "2015-02-24T00:00:00"),
        ("February 24th, 2015", "2015-02-24T00:00:00"),
        ("Tue, 24 Feb 2015 19:35:52 GMT", "2015-02-24T19:35:52"),
        ("2015-W09-2", "2015-02-24T00:00:00"),
        ("2015/02/24 19時35分", "2015-02-24T19:35:00"),
        ("٢٠١٥-٠٢-٢٤", "2015-02-24T00:00:00"),
        ("02 24, 2015", "2015-02-24T00:00:00"),
        ("February 24, 2015 at 7:35 PM", "2015-02-24T19:35:00"),
        ("Reviewed in the United States on February 24, 2015", "2015-02-24T00:00:00"),
        ("24. Mai 2015", "2015-05-24T00:00:00"),
        ("24. Dezember 2015 19:35 Uhr", "2015-12-24T19:35:00"),
        ("24 août 2015", "2015-08-24T00:00:00"),
        ("24 de marzo de 2015", "2015-03-24T00:00:00"),
        ("42059", "2015-02-24T00:00:00"),
        ("42059.75", "2015-02-24T18:00:00"),
    ],
)
def test_a_time_as_people_write_it(cell, time):
    assert one(cell) == time


@pytest.mark.parametrize(
    "cell",
    [
        "2015",
        "11:35",
        "yesterday",
        "2015-13-45",
        "2015-02-29",
        "31/02/2015",
        "May",
        "Feb 2015",
        "5",
        "1e9",
        "x" * 99,
        "24 Mars 2015 XYZ",
        "2015-02-24 25:00",
        "13:05 PM",
        "2015-02-24 10:00 QQQ",
        "99999999999999999999",
    ],
)
def test_what_is_no_time_stays_without_one(cell):
    assert one(cell) is None
    assert read_times([cell]).unread == [0]


def test_a_number_of_days_beside_dates_is_no_date():
    assert one("42059", "2015-02-24", "2015-02-25") is None


def test_one_order_of_day_and_month_for_a_column():
    # Only the last says which comes first.
    found = read_times(["05-02-2015 09:10", "12-01-2015 08:00", "", "24-02-2015 11:35"])
    assert found.values.astype("datetime64[D]").astype(str).tolist() == [
        "2015-02-05",
        "2015-01-12",
        "NaT",
        "2015-02-24",
    ]
    assert (found.unread, found.notes) == ([], ())


def test_dates_that_contradict_the_order_are_left_without_one():
    found = read_times(["02/24/2015", "03/25/2015", "24/02/2015"], "day")
    assert found.unread == [2]
    assert found.notes == (
        "Column day: the month comes first; 1 cell has the other order: kept without a time.",
    )


@pytest.mark.parametrize(
    ("cell", "day", "taken"), [("05/02/2015", "2015-05-02", "month"), ("05.02.2015", "2015-02-05", "day")]
)
def test_an_order_that_nothing_tells_is_said(cell, day, taken):
    found = read_times([cell])
    assert str(found.values[0].astype("datetime64[D]")) == day
    assert f"can be read in two ways; the {taken} was taken as first" in found.notes[0]


FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%B %d, %Y %H:%M:%S",
    "%Y/%m/%dT%H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
)


@given(
    st.lists(st.integers(0, 4_000_000_000), min_size=1, max_size=5),
    st.sampled_from(FORMATS),
    st.integers(-12 * 60, 14 * 60),
)
def test_a_written_time_is_read_back(seconds, layout, minutes):
    moments = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=s) for s in seconds]
    read = read_times([moment.strftime(layout) for moment in moments])
    assert (read.values == np.array([m.replace(tzinfo=None) for m in moments], "datetime64[ms]")).all()
    sign, rest = "-" if minutes < 0 else "+", abs(minutes)
    zoned = [
        f"{moment + timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S} {sign}{rest // 60:02}:{rest % 60:02}"
        for moment in moments
    ]
    assert (read_times(zoned).values == read.values).all()


def test_what_looks_like_a_time_and_is_beyond_every_calendar_is_none() -> None:
    cells = ["1234567890.x", "1234567890.5e300", "9999-12-31T23:00:00-05:00"]
    assert read_times(cells).unread == [0, 1, 2]
