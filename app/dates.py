"""Dates as a visitor reads them: in English, day, month and year in the order of the visitor's language.

The pages are English, so months and days of the week are too, and the order is that in which the language
that a browser asks for first writes a date with its month's name: ``17 Feb 2021`` (`DAY_FIRST`, also where
nothing is known), ``Feb 17, 2021`` (`MONTH_FIRST`) or ``2021 Feb 17`` (`YEAR_FIRST`). Clocks have 24 hours,
as logs write them. What machines read too stays as ISO 8601 has it: links, tables and their files, what is
searched for, the lines of a log themselves.

The server tells a page's order to its kernel by the variable `VARIABLE`, and to its browser by the attribute
``data-dates`` of the document, which ``charts/dates.js`` reads. In a cell of anybody's notebook neither is
told, and days come first.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from typing import NamedTuple

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = ORDERS = ("dmy", "mdy", "ymd")
VARIABLE = "VITRINE_DATES"

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# As Unicode's CLDR 48 orders a day with its month's name (yMMMd, gregorian): languages, regions of English.
_MONTH_FIRST = "ak am blo ceb chr ee fil gaa kn mgo om or so tl xh zu"
_MONTH_FIRST_ENGLISH = "AS BI CA GU MH MP PH PR UM US VI"
_YEAR_FIRST = (
    "bo ce cv dz eu gv hu ii ja jgo ki kl ko ks kw lg lt mas mer ml mn my nd ne os ps rw sd se sg shi si sn "
    "st tn yue za zh"
)


class _Style(NamedTuple):
    day: str
    date: str
    named: str
    month: str
    joint: str
    """What stands between a date and a time."""


_STYLES = {
    DAY_FIRST: _Style("{d} {b}", "{d} {b} {y}", "{a} {d} {b} {y}", "{b} {y}", " "),
    MONTH_FIRST: _Style("{b} {d}", "{b} {d}, {y}", "{a}, {b} {d}, {y}", "{b} {y}", ", "),
    YEAR_FIRST: _Style("{b} {d}", "{y} {b} {d}", "{a} {y} {b} {d}", "{y} {b}", " "),
}

When = int | float | date
"""Seconds of a clock since 1970, or a day of the calendar."""


def order_of(accepted: str) -> str:
    """The order for a browser's ``Accept-Language``, whose first language counts; `DAY_FIRST` for nonsense.

    >>> order_of("en-US,en;q=0.9"), order_of("de-CH, de;q=0.9, en;q=0.8"), order_of("ja"), order_of("<b>")
    ('mdy', 'dmy', 'ymd', 'dmy')
    """
    language, *rest = accepted[:100].partition(",")[0].partition(";")[0].strip().split("-")
    language = language.lower()
    if language == "en":
        region = next((part.upper() for part in rest if len(part) == 2), "US")
        return MONTH_FIRST if region in _MONTH_FIRST_ENGLISH.split() else DAY_FIRST
    if language in _MONTH_FIRST.split():
        return MONTH_FIRST
    return YEAR_FIRST if language in _YEAR_FIRST.split() else DAY_FIRST


def _style() -> _Style:
    # Of the process, as its time zone is; and read when it is asked for: a forked one is told later.
    return _STYLES.get(os.environ.get(VARIABLE, ""), _STYLES[DAY_FIRST])


def _time(when: When) -> datetime:
    if isinstance(when, datetime):
        return when
    if isinstance(when, date):
        return datetime(when.year, when.month, when.day)
    return datetime(1970, 1, 1) + timedelta(seconds=int(when))


def _written(pattern: str, when: When) -> str:
    time = _time(when)
    return pattern.format(d=time.day, b=MONTHS[time.month - 1][:3], y=time.year, a=WEEKDAYS[time.weekday()])


def day(when: When) -> str:
    """``17 Feb``."""
    return _written(_style().day, when)


def full_day(when: When) -> str:
    """``17 Feb 2021``."""
    return _written(_style().date, when)


def named_day(when: When) -> str:
    """``Wed 17 Feb 2021``."""
    return _written(_style().named, when)


def month(when: When) -> str:
    """``Feb 2021``."""
    return _written(_style().month, when)


def clock(when: When, seconds: bool | None = False) -> str:
    """``18:22``; with its ``seconds`` ``18:22:05``, with None for them only where there are any."""
    time = _time(when)
    shown = bool(time.second) if seconds is None else seconds
    return f"{time:%H:%M:%S}" if shown else f"{time:%H:%M}"


def moment(when: When, seconds: bool | None = False) -> str:
    """``17 Feb 18:22``; ``seconds`` as `clock` has it."""
    return f"{day(when)}{_style().joint}{clock(when, seconds)}"


def full_moment(when: When, seconds: bool | None = False) -> str:
    """``17 Feb 2021 18:22``; ``seconds`` as `clock` has it."""
    return f"{full_day(when)}{_style().joint}{clock(when, seconds)}"


def period(first: When, last: When) -> str:
    """``15 Feb 18:22 – 22 Feb 2021 18:20``: the first with its year only where that is another."""
    begin = moment if _time(first).year == _time(last).year else full_moment
    return f"{begin(first)} – {full_moment(last)}"
