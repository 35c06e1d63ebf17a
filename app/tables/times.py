"""A column of dates and times, however it is written: one order of day and month for the whole column.

A cell that is no date stays without one: nothing is dated *today*, and no missing year is filled in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.counted import counted

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            # English; then German, French, Spanish, Portuguese, Italian and Dutch, where they differ.
            "jan january januar jänner janvier enero janeiro gennaio januari ene",
            "feb february februar février fév févr febrero fevereiro febbraio februari fev",
            "mar march märz mrz mär mars marzo março maart mrt",
            "apr april avril avr abril aprile abr",
            "may mai mayo maio maggio mei mag",
            "jun june juni juin junio junho giugno giu",
            "jul july juli juillet juil julio julho luglio lug",
            "aug august août agosto augustus ago",
            "sep sept september septembre septiembre setembro settembre set",
            "oct october oktober okt octobre octubre outubro ottobre out ott",
            "nov november novembre noviembre novembro",
            "dec december dezember dez décembre déc diciembre dezembro dicembre dic",
        ),
        1,
    )
    for name in names.split()
}
# RFC 822 names those of North America; the European ones are unambiguous in practice.
_ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "ut"), 0),
    "bst": 60,
    "cet": 60,
    "cest": 120,
    "eet": 120,
    "eest": 180,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
}
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s?(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = r"(?P<zone>Z|[A-Za-z]{2,4}|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|(?:UTC|GMT)?[+-]\d{1,2})"
_TIME = rf"(?:(?:\s+at\s|\s+um\s|\s+à\s|[T,\s])\s*{_CLOCK}(?:\s?(?:Uhr|{_ZONE}))?)?"
_WORD = r"[^\W\d_]{3,10}"
_WEEKDAY = rf"(?:{_WORD},?\s+)?"
_SHAPES = [
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
        r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?(?P<zone>Z)?",
        rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<then>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        # As Amazon's reviews have it: 09 20, 2015.
        r"(?P<month>\d{1,2}) (?P<day>\d{1,2}), (?P<year>\d{4})",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+de)?[-\s.,]+(?P<name>{_WORD})\.?(?:\s+de)?[-\s,]+(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        rf"{_WEEKDAY}(?P<name>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<name>{_WORD})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+(?:{_ZONE}\s+)?(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]{_TIME}",
        r"(?P<year>\d{4})-?W(?P<week>\d\d)-?(?P<weekday>[1-7])",
    )
]
# As shops and tables for guests write it: Reviewed in the United States on March 5, 2021.
_SAID = re.compile(
    r"^(?:reviewed|posted|published|written|updated|dined|visited)\b.{0,60}?(?:\bon|:)\s+", re.IGNORECASE
)
_EPOCHS = ((10, 1), (13, 1_000), (16, 1_000_000))
_EARLIEST, _LATEST = 315_532_800, 4_102_444_800  # 1980 and 2100, in seconds
_SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_SERIAL_SHARE = 0.9
_LONGEST = 60


class Times(NamedTuple):
    """``values`` are datetime64[ms] without a zone, NaT where a cell is no date; those with a zone are in
    UTC. ``unread`` are the places of cells that hold something else. ``notes`` say how the order of day
    and month was decided.
    """

    values: NDArray[np.datetime64]
    unread: list[int]
    notes: tuple[str, ...]


def read_times(cells: Sequence[str], column: str = "time") -> Times:
    """The times of a column's cells.

    >>> read_times(["24/02/2015", "05/02/2015 09:10"]).values.astype("datetime64[D]").astype(str).tolist()
    ['2015-02-24', '2015-02-05']
    """
    # A day comes again and again: each spelling is looked at once.
    plain = {cell: _plain(cell) for cell in set(cells)}
    shapes = {cell: _shape(cell) for cell in set(plain.values())}
    day_first, notes = _order([shapes[plain[cell]] for cell in cells], column)
    serial = _are_serials([plain[cell] for cell in cells])
    moments: dict[str, datetime | None] = {}
    for written, cell in plain.items():
        match = shapes[cell]
        found = _moment(match, day_first) if match else _epoch(cell) or (_serial(cell) if serial else None)
        moments[written] = _without_zone(found) if found is not None else None
    values = np.array([moments[cell] for cell in cells], "datetime64[ms]")
    unread = [place for place in np.flatnonzero(np.isnat(values)).tolist() if plain[cells[place]]]
    return Times(values, unread, notes)


def _plain(cell: str) -> str:
    """A cell with ASCII digits, and East Asian signs for year, month and day as strokes."""
    cell = _SAID.sub("", cell.strip(), count=1)
    if cell.isascii():
        return cell
    digits = (str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in cell)
    text = "".join(digits).translate(
        {ord("年"): "-", ord("月"): "-", ord("日"): " ", ord("時"): ":", ord("分"): ":"}
    )
    return text.strip(" :")


def _shape(cell: str) -> re.Match[str] | None:
    if len(cell) > _LONGEST:
        return None
    return next((found for shape in _SHAPES if (found := shape.fullmatch(cell))), None)


def _order(matches: Sequence[re.Match[str] | None], column: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the day comes first in 05/02/2015, from the cells of the column that can be read in one way."""
    pairs = [
        (int(found["first"]), int(found["then"]), found["mark"])
        for found in matches
        if found and "first" in found.re.groupindex
    ]
    if not pairs:
        return True, ()
    days_first = sum(first > 12 >= then for first, then, _ in pairs)
    months_first = sum(then > 12 >= first for first, then, _ in pairs)
    if days_first and months_first:
        wins, loses = ("day", months_first) if days_first >= months_first else ("month", days_first)
        are = counted(loses, "cell has", "cells have")
        return wins == "day", (
            f"Column {column}: the {wins} comes first; {are} the other order: kept without a time.",
        )
    if days_first or months_first:
        return bool(days_first), ()
    # Nothing tells: strokes and points are European, slashes are American.
    first, second, mark = pairs[0]
    day_first = mark != "/"
    if all(a == b for a, b, _ in pairs):
        return day_first, ()
    return day_first, (
        f"Column {column}: dates such as {first:02}{mark}{second:02} can be read in two ways; the "
        f"{'day' if day_first else 'month'} was taken as first.",
    )


def _moment(match: re.Match[str], day_first: bool) -> datetime | None:
    found = match.groupdict()
    try:
        year = int(found["year"])
        if year < 100:
            year += 2000 if year < 70 else 1900
        if found.get("week"):
            return datetime.combine(
                date.fromisocalendar(year, int(found["week"]), int(found["weekday"])),
                datetime.min.time(),
                UTC,
            )
        if found.get("name"):
            month, day = _MONTHS[found["name"].lower()], int(found["day"])
        elif found.get("first"):
            pair = int(found["first"]), int(found["then"])
            day, month = pair if day_first else pair[::-1]
        else:
            month, day = int(found["month"]), int(found["day"])
        hour = int(found.get("hour") or 0)
        if half := found.get("half"):
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        fraction = int((found.get("fraction") or "0").ljust(9, "0")[:9]) // 1_000
        second = int(found.get("second") or 0)
        return datetime(
            year,
            month,
            day,
            hour,
            int(found.get("minute") or 0),
            min(second, 59),
            fraction,
            _zone(found.get("zone")),
        )
    except (KeyError, ValueError, OverflowError):
        return None


def _without_zone(moment: datetime) -> datetime | None:
    """The same in UTC; None where that is before the year 1 or after 9999."""
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None


def _zone(text: str | None) -> timezone:
    """The zone of a time; without one, times stay as they are written. KeyError if its name is unknown."""
    if not text:
        return UTC
    bare = text.lower().removeprefix("utc").removeprefix("gmt") or text.lower()
    if bare[0] not in "+-":
        return timezone(timedelta(minutes=_ZONES[bare]))
    digits = bare[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if bare[0] == "-" else minutes))


def _epoch(cell: str) -> datetime | None:
    whole, _, fraction = cell.partition(".")
    if not (whole.isdigit() and (not fraction or fraction.isdigit())):
        return None
    unit = next((unit for length, unit in _EPOCHS if len(whole) == length), 0)
    if not unit or not _EARLIEST <= int(whole) / unit < _LATEST:
        return None
    return datetime.fromtimestamp(float(cell) / unit, UTC)


def _are_serials(cells: Sequence[str]) -> bool:
    """Whether a column is of a spreadsheet's day numbers: one among other dates is a number."""
    held = [cell for cell in cells if cell]
    return bool(held) and sum(map(bool, map(_SERIAL.fullmatch, held))) >= _SERIAL_SHARE * len(held)


def _serial(cell: str) -> datetime | None:
    return _SERIAL_ZERO + timedelta(days=float(cell)) if _SERIAL.fullmatch(cell) else None
