"""Times of many lines at once, read by array arithmetic: ``[17/May/2015:10:05:03 +0000] "``."""

from __future__ import annotations

import numpy as np

from app.logs.parsing.bytewords import byte, digit, reads, words
from app.logs.written.times import MONTHS
from app.seconds import DAY, HOUR, MINUTE

NO_ZONE = -32768
"""The zone, in minutes, of a line that has none."""

LONGEST = 29
"""Bytes before the request's quote that a time with its zone takes."""

_BARE = 23
_KEYS = np.array([int.from_bytes(month.encode(), "little") for month in MONTHS], np.int64)
_ORDER = np.argsort(_KEYS)
_SORTED = _KEYS[_ORDER]
_FIRST_DAYS = np.arange("0001-01", "10000-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
"""Days since 1970 of the first of every month from January of year 1."""


def read_columns(
    data: np.ndarray, quote: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read the times that end two bytes before the opening quotes at ``quote`` (indices into ``data``).

    Gives the index of each ``[``, the wall-clock seconds since 1970, the zone in minutes or ``NO_ZONE``,
    and whether there is a plain valid time at all; the others are without meaning where there is none.
    Every index in ``quote`` must be at least ``LONGEST``.
    """
    text = words(data)
    end = text[quote - 8]
    zoned = reads(end, b" *0000] ")
    bracket = quote - np.where(zoned, LONGEST, _BARE)
    date, year, time = text[bracket], text[bracket + 8], text[bracket + 13]
    good = reads(date, b"[00/***/") & reads(year, b"0000:") & reads(time, b"00:00:00")
    good &= zoned | reads(end, b"******] ")

    key = ((date >> np.uint64(32)) & np.uint64(0xFFFFFF)).astype(np.int64)
    place = np.minimum(np.searchsorted(_SORTED, key), 11)
    good &= _SORTED[place] == key
    years = _two(year, 0) * 100 + _two(year, 2)
    hour, minute, second = _two(time, 0), _two(time, 3), _two(time, 6)
    good &= (years >= 1) & (hour <= 23) & (minute <= 59) & (second <= 60)
    slot = np.where(good, (years - 1) * 12 + _ORDER[place], 0)
    day, first = _two(date, 1), _FIRST_DAYS[slot]
    good &= (day >= 1) & (day <= _FIRST_DAYS[slot + 1] - first)
    seconds = (first + day - 1) * DAY + hour * HOUR + minute * MINUTE + second

    sign, hours, minutes = byte(end, 1), _two(end, 2), _two(end, 4)
    behind = sign == ord("-")
    good &= ~zoned | ((behind | (sign == ord("+"))) & (hours <= 23) & (minutes <= 59))
    zone = np.where(zoned, np.where(behind, -1, 1) * (hours * 60 + minutes), NO_ZONE)
    return bracket, seconds, zone.astype(np.int16), good


def _two(word: np.ndarray, place: int) -> np.ndarray:
    """The number of two digits that starts at a byte of each word."""
    return digit(word, place) * 10 + digit(word, place + 1)
