"""Times of many lines at once, read by array arithmetic: ``[17/May/2015:10:05:03 +0000] "``."""

from __future__ import annotations

import numpy as np

NO_ZONE = -32768
"""The zone, in minutes, of a line that has none."""

_ZONED, _BARE = 29, 23
_MARKS = {3: b"/", 7: b"/", 12: b":", 15: b":", 18: b":"}
_DIGITS = np.array([1, 2, 8, 9, 10, 11, 13, 14, 16, 17, 19, 20])
_MONTHS = b"JanFebMarAprMayJunJulAugSepOctNovDec"
_MONTH_KEYS = np.frombuffer(_MONTHS, np.uint8).reshape(12, 3).astype(np.int64) @ np.array([65536, 256, 1])
_KEY_ORDER = np.argsort(_MONTH_KEYS)
_FIRST_DAYS = np.arange("0001-01", "10000-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
"""Days since 1970 of the first of every month from January of year 1."""


def read_columns(
    data: np.ndarray, quote: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read the times that end two bytes before the opening quotes at ``quote`` (indices into ``data``).

    Gives the index of each ``[``, the wall-clock seconds since 1970, the zone in minutes or ``NO_ZONE``,
    and whether there is a plain valid time at all; the others are without meaning where there is none.
    Every index in ``quote`` must be at least 29.
    """
    window = np.lib.stride_tricks.sliding_window_view(data, _ZONED)[quote - _ZONED]
    closed = (window[:, -1] == 32) & (window[:, -2] == 93)
    zoned = (window[:, 0] == 91) & (window[:, 21] == 32)
    time = np.zeros(len(quote), np.int64)
    zone = np.full(len(quote), NO_ZONE, np.int16)
    good = np.zeros(len(quote), bool)
    for which, skip in ((zoned, 0), (~zoned, _ZONED - _BARE)):
        if which.any():
            rows = slice(None) if which.all() else which
            seconds, dated = _seconds(window[rows, skip : skip + 21])
            time[rows], good[rows] = seconds, dated
    if zoned.any():
        rows = slice(None) if zoned.all() else zoned
        zone[rows], plain = _zones(window[rows, 22:27])
        good[rows] &= plain
    return quote - np.where(zoned, _ZONED, _BARE), time, zone, good & closed


def _seconds(text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds since 1970 of rows ``[dd/Mon/yyyy:HH:MM:SS`` and whether each is a valid time."""
    good = text[:, 0] == 91
    for at, mark in _MARKS.items():
        good &= text[:, at] == mark[0]
    digit = (text - np.uint8(48)).astype(np.int32)
    good &= (digit[:, _DIGITS] <= 9).all(axis=1)

    def pair(at: int) -> np.ndarray:
        return digit[:, at] * 10 + digit[:, at + 1]

    day, year = pair(1), pair(8) * 100 + pair(10)
    hour, minute, second = pair(13), pair(16), pair(19)
    key = text[:, 4].astype(np.int64) * 65536 + text[:, 5].astype(np.int64) * 256 + text[:, 6]
    place = np.minimum(np.searchsorted(_MONTH_KEYS, key, sorter=_KEY_ORDER), 11)
    month = _KEY_ORDER[place]
    good &= (_MONTH_KEYS[month] == key) & (year >= 1) & (hour <= 23) & (minute <= 59) & (second <= 60)
    slot = np.where(good, (year - 1) * 12 + month, 0)
    first = _FIRST_DAYS[slot]
    good &= (day >= 1) & (day <= _FIRST_DAYS[slot + 1] - first)
    return (first + day - 1) * 86400 + hour * 3600 + minute * 60 + second, good


def _zones(text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Minutes from UTC of rows ``+hhmm`` and whether each is plainly written."""
    digit = (text[:, 1:] - np.uint8(48)).astype(np.int16)
    hours, minutes = digit[:, 0] * 10 + digit[:, 1], digit[:, 2] * 10 + digit[:, 3]
    behind = text[:, 0] == 45
    good = (behind | (text[:, 0] == 43)) & (digit <= 9).all(axis=1) & (hours <= 23) & (minutes <= 59)
    return np.where(behind, -1, 1).astype(np.int16) * (hours * 60 + minutes), good
