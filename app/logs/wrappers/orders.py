"""Dates whose order only a whole file tells: 03/04/2026 with the month first, 26/03/04 with the year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.logs.wrappers.wrapper import Wrapper

_DATE = re.compile(
    rb"(?<![\d/.\-])(?<!, )(\d\d?)([/\-])(\d\d?)\2(\d{4}|\d\d)"
    rb"(?=([ ,:T\t]{1,2})\d\d?:\d\d(?::\d\d)?(?:[.,]\d{1,9})?[ ]?([AaPp][.Mm])?)"
)
_FAR = 400
"""Bytes of a line that are looked at for its date."""

_MOST = 0.9
"""The part of the lines that must hold such a date."""

_VALID = 0.95
"""The part of the dates that must be days in an order."""

_RECENT = 2
"""Days from a log's last line to the day after that on which its file was last written."""

MONTH_FIRST, YEAR_FIRST = "month first", "year first"
_FIELDS = {"": (0, 1, 2), MONTH_FIRST: (1, 0, 2), YEAR_FIRST: (2, 1, 0)}
"""Where the day, the month and the year stand."""

_STRFTIME = (
    (MONTH_FIRST, re.compile(r"%m[/.\-]%[de][/.\-]%[yY]|%D")),
    (YEAR_FIRST, re.compile(r"%y[/.\-]%m")),
)


def _month_first(line: bytes) -> bytes | None:
    """The line with the day before the month, as dates in numbers are read."""
    found = _DATE.search(line, 0, _FAR)
    if found is None or int(found[1]) > 12:
        return None
    return line[: found.start()] + found[2].join((found[3], found[1], found[4])) + line[found.end(4) :]


def _year_first(line: bytes) -> bytes | None:
    """The line with a whole year."""
    found = _DATE.search(line, 0, _FAR)
    if found is None or len(found[4]) > 2:
        return None
    century = b"20" if int(found[1]) < 70 else b"19"
    whole = b"-".join((century + found[1].zfill(2), found[3].zfill(2), found[4]))
    return line[: found.start()] + whole + line[found.end(4) :]


ORDERS = (
    Wrapper(MONTH_FIRST, "with the month first", _month_first, plain=True),
    Wrapper(YEAR_FIRST, "with a year of two digits first", _year_first, plain=True),
)


def order_in(source: str) -> str:
    """The order of the date in a format string by its strftime; empty where the day is first or unsaid."""
    return next((order for order, pattern in _STRFTIME if "%{" in source and pattern.search(source)), "")


def order_of(lines: Sequence[bytes], latest: int | None = None) -> str:
    """The order of the dates of these lines, `MONTH_FIRST` or `YEAR_FIRST`; empty where the day is first.

    What can be no day or month rules an order out, but for a date in twenty. Of the orders that are left
    the one is taken in which the lines are nearest to one another: a log of two days is no log of two
    months. Of several, as where all dates are of one day, the one is taken whose last day is about
    ``latest``, a day written as 20240105, else one that is not after it; with *am* and *pm* the month is
    first, as where these are in use; where only the first number can be this year or the last one, it is
    the year. Dates with points have the day first.
    """
    found = [match for line in lines if (match := _DATE.search(line, 0, _FAR))]
    if not found or len(found) < _MOST * len(lines):
        return ""
    short = all(len(match[4]) == 2 for match in found)
    written = sorted({(int(match[1]), int(match[3]), int(match[4])) for match in found})
    halves = sum(1 for match in found if match[6]) * 2 > len(found)
    # cPanel, whose dates have the month first, joins the time to them by a colon.
    joined = all(match[5] == b":" for match in found)
    days = {order: _days(written, order) for order in _FIELDS if short or order != YEAR_FIRST}
    possible = {order: some for order, some in days.items() if some}
    known = {order: some for order, some in possible.items() if latest is None or max(some) <= _day(latest)}
    spans = {order: max(some) - min(some) for order, some in (known or possible).items()}
    if not spans:
        return ""
    nearest = [order for order, span in spans.items() if span == min(spans.values())]
    recent = [o for o in nearest if latest and 0 <= _day(latest) - max(possible[o]) <= _RECENT]
    if len(nearest) > len(recent) == 1:
        return recent[0]
    if YEAR_FIRST in nearest and latest and _is_year_first(written, latest // 10_000 % 100):
        return YEAR_FIRST
    if MONTH_FIRST in nearest and (halves or joined):
        return MONTH_FIRST
    return nearest[0]


def _days(written: Sequence[tuple[int, int, int]], order: str) -> list[int]:
    """The days that these numbers are in one order; none where too many are no days."""
    places = _FIELDS[order]
    found = []
    for numbers in written:
        day, month, year = (numbers[place] for place in places)
        if year < 100:
            year += 2000 if year < 70 else 1900
        try:
            found.append(date(year, month, day).toordinal())
        except ValueError:
            continue
    return found if len(found) >= _VALID * len(written) else []


def _day(latest: int) -> int:
    return date(latest // 10_000, latest // 100 % 100, latest % 100).toordinal()


def _is_year_first(written: Sequence[tuple[int, int, int]], year: int) -> bool:
    recent = (year, year - 1)
    return all(first in recent and last not in recent for first, _, last in written)
