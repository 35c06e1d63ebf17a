"""Further fields of lines that are kept as columns: the response time and the virtual host."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from app.logs.formats.tail import Pieces, Tail
from app.logs.written.durations import UNITS, in_seconds

UNKNOWN = -1.0
"""The seconds of a response that nobody timed."""

LONGEST = 1e9
"""Seconds that a response may have taken, some thirty years: what is more is no time taken."""

_FORMS = {"word": r"[^\s\"]+", "quoted": r"(?:[^\"\\]|\\.)*", "bracket": r"[^\[\]]*"}
_PLAIN = r"^[0-9]+(?:\.[0-9]+)?$"


def seconds_of(text: str) -> float:
    """The seconds that a field says; `UNKNOWN` where it says none, or more than `LONGEST`.

    >>> seconds_of("0.25"), seconds_of("-"), seconds_of("nan"), seconds_of("1e300")
    (0.25, -1.0, -1.0, -1.0)
    """
    try:
        seconds = float(text)
    except ValueError:
        return UNKNOWN
    return max(seconds, UNKNOWN) if seconds <= LONGEST else UNKNOWN


def told(seconds: np.ndarray) -> np.ndarray:
    """Seconds as float32, `UNKNOWN` where they are more than `LONGEST`."""
    return np.where(seconds <= LONGEST, seconds, UNKNOWN).astype(np.float32)


class TailColumns:
    """Reads response times and virtual hosts of what follows the declared fields, many lines at once.

    What it gives is what `Tail` gives line by line, which reads whatever is not written plainly.
    """

    def __init__(self, pieces: Pieces) -> None:
        fields = [field for _, field, _ in pieces if field]
        self._unit = next((field for field in fields if field in UNITS), "")
        self._site = "vhost" if "vhost" in fields else ""
        self._exact = Tail(pieces)
        self._expression = self._pattern(pieces)

    def __bool__(self) -> bool:
        return bool(self._unit or self._site)

    def _pattern(self, pieces: Pieces) -> str:
        text = ""
        for before, field, form in reversed(pieces):
            literal = r"[ \t]{1,32}".join(map(re.escape, re.split(r"[ \t]+", before)))
            group = (
                f"(?P<{field.replace(' ', '_')}>" if field in (self._unit, self._site) and field else "(?:"
            )
            one = f"{group}{_FORMS[form]})"
            text = f"(?:{literal}{one}{text})?" if field else f"{literal}{one}{text}"
        return "^" + text

    def read(self, tails: pl.Series) -> tuple[np.ndarray | None, pl.Series | None]:
        """The seconds (float32) and the virtual host of each text after the fields, where there are any."""
        found = tails.str.extract_groups(self._expression).struct.unnest()
        seconds = sites = None
        if self._unit:
            written = found[self._unit].fill_null("-")
            numbers = written.cast(pl.Float64, strict=False) * UNITS[self._unit]
            plain = written.str.contains(_PLAIN)
            odd = (~plain).arg_true()
            seconds = told(numbers.fill_null(UNKNOWN).to_numpy())
            if len(odd):
                exact = [seconds_of(in_seconds(text, self._unit)) for text in written.gather(odd)]
                seconds[odd.to_numpy()] = exact
        if self._site:
            sites = found["vhost"].fill_null("-")
        return seconds, sites
