"""Which columns say how long a response took, and in which unit."""

from __future__ import annotations

import re

from app.logs.detection.columns import Columns
from app.logs.written.durations import UNITS, unit_of
from app.logs.written.names import field_of

_PRECISE = re.compile(r"\d{1,5}\.\d{3,6}")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_WITH_UNIT = re.compile(r"\d+(?:\.\d+)?(?:ms|s|us|µs|ns)|(?:\d+h)?\d+m\d+(?:\.\d+)?s|\d\d:\d\d:\d\d\.\d{3,7}")
_UNITS_ALONE = {"ms": "milliseconds", "msec": "milliseconds", "msecs": "milliseconds", "us": "microseconds"}


def lasts(text: str) -> bool:
    """Whether a text is a length of time with its unit."""
    return _WITH_UNIT.fullmatch(text) is not None


def find_durations(columns: Columns) -> None:
    """What the response took, and the one behind it: by the word before, by its unit, by its fraction.

    A bare whole number may be anything: seconds, milliseconds or microseconds, or no time at all.
    """
    if any(columns.place(unit) is not None for unit in UNITS):
        return
    starts = [columns.place(role) for role in ("request", "target", "status")]
    start = max((place for place in starts if place is not None), default=-1)
    for place in range(columns.count - 1):
        if columns.kind(place) == "phases" and place + 1 not in columns.roles:
            columns.roles[place + 1] = "milliseconds"
            return
    free = [place for place in columns.free(start + 1) if columns.kind(place) in ("word", "cell", "bracket")]
    if labelled := [place for place in free if _labelled_duration(columns, place)]:
        columns.roles[labelled[0]] = unit_of_column(columns, labelled[0], columns.texts(labelled[0] - 1)[0])
        return
    before = [place for place in columns.free(0, start) if columns.kind(place) in ("word", "cell", "bracket")]
    for place in [*free, *before]:
        if _all_taken(columns, place, _WITH_UNIT):
            columns.roles[place] = "seconds"
            return
        unit = columns.texts(place + 1)[0] if place + 1 < columns.count else ""
        alone = unit in _UNITS_ALONE and columns.share(place + 1, unit.__eq__) == 1
        if alone and _all_taken(columns, place, _DECIMAL):
            columns.roles[place] = _UNITS_ALONE[unit]
            return
    precise = [place for place in free if _all_taken(columns, place, _PRECISE)]
    if not precise:
        ahead = [place for place in columns.free(0, start) if columns.kind(place) in ("word", "cell")]
        precise = [place for place in ahead if _all_taken(columns, place, _PRECISE)][:1]
    for place, role in zip(precise, ("seconds", "upstream seconds"), strict=False):
        columns.roles[place] = role


def _labelled_duration(columns: Columns, place: int) -> bool:
    """Whether the word before is the name of a length of time, as in ``request_time 0.045``."""
    word = columns.texts(place - 1)[0] if place and place - 1 not in columns.roles else ""
    named = field_of(word) == "seconds" and columns.share(place - 1, word.__eq__) == 1
    return named and _all_taken(columns, place, _DECIMAL)


def unit_of_column(columns: Columns, place: int, name: str) -> str:
    """The unit of a column's lengths of time, by its name and by how they are written."""
    return unit_of(name, next((text for text in columns.texts(place) if not text.isdecimal()), "0"))


def _all_taken(columns: Columns, place: int, shape: re.Pattern[str]) -> bool:
    """Whether a column holds nothing but such lengths of time, and dashes where there was none."""
    taken = columns.share(place, lambda text: text == "-" or shape.fullmatch(text)) == 1
    return taken and columns.share(place, shape.fullmatch) > 0
