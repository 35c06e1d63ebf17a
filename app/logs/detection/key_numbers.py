"""What the first lines of a log whose fields carry names tell of their numbers: fractions, and their unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from app.logs.formats import Keyed, LogFormat
from app.logs.formats.candidates import candidates_of
from app.logs.formats.keyed import KeyedReader, fractions_of
from app.logs.written.lines import decode

IMPOSSIBLE = 1_000_000
"""No server takes so many milliseconds, a quarter of an hour, for half of its responses."""


def with_numbers(form: LogFormat, lines: Sequence[bytes]) -> LogFormat:
    """A format of named fields with what these lines tell of its numbers; any other as it is."""
    if not isinstance(form, Keyed):
        return form
    if form.syntax == "json":
        form = replace(form, fractions=fractions_of(map(decode, lines)))
    return replace(form, nanoseconds=_nanoseconds(KeyedReader(form).told(lines)))


def _nanoseconds(lines: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The names of whole numbers that no other unit makes lengths of time of: loggers of Go write them so."""
    found: dict[str, list[int]] = {}
    for values in lines:
        for name, field in candidates_of(tuple(values)):
            if field == "seconds" and values[name].isdecimal():
                found.setdefault(name, []).append(int(values[name]))
    return tuple(sorted(name for name, numbers in found.items() if median(numbers) >= IMPOSSIBLE))
