"""What a link to the gallery writes besides words and intervals: numbers, and points of a plane."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.links import Field, Interval, UnreadableError

_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?", re.ASCII)


def _read(text: str, low: float, high: float, decimals: int) -> float:
    if not _NUMBER.fullmatch(text) or not low <= float(text) <= high:
        raise UnreadableError(text)
    value = round(float(text), decimals)
    return value if decimals else int(value)


@dataclass(frozen=True)
class Number(Field):
    """A number from ``low`` to ``high`` with at most so many ``decimals``; an int if none."""

    default: float = 0
    low: float = 0
    high: float = 1
    decimals: int = 2
    flows: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wanted", f"a number from {self.low:g} to {self.high:g}")

    def write(self, value: float) -> str:
        """The number, as short as it can be."""
        return f"{value:.{self.decimals}f}".rstrip("0").rstrip(".") if self.decimals else str(value)

    def read(self, text: str) -> float:
        """The number. Raises UnreadableError beyond the limits."""
        return _read(text, self.low, self.high, self.decimals)

    def normal(self, value: float) -> float:
        """The number as a link tells it from its neighbours."""
        return round(value, self.decimals) if self.decimals else int(value)


@dataclass(frozen=True)
class Points(Field):
    """Points ``((x, y), …)`` within two ranges, written ``1.2:0.5,3:-1``; from one to ``most``."""

    default: tuple[tuple[float, float], ...] = ()
    x: tuple[float, float] = (0, 1)
    y: tuple[float, float] = (0, 1)
    most: int = 100
    flows: bool = field(default=True, kw_only=True)
    wanted = "points such as 1.2:0.5,3:-1, within the chart"

    def write(self, value: Sequence[tuple[float, float]]) -> str:
        """The points with commas between."""
        return ",".join(f"{x:g}:{y:g}" for x, y in value)

    def read(self, text: str) -> tuple[tuple[float, float], ...]:
        """The points. Raises UnreadableError if one lies outside, or if they are too many."""
        pairs = [pair.split(":") for pair in text.split(",")]
        if len(pairs) > self.most or any(len(pair) != 2 for pair in pairs):
            raise UnreadableError(text)
        return tuple((_read(x, *self.x, 2), _read(y, *self.y, 2)) for x, y in pairs)

    def normal(self, value: Any) -> tuple[tuple[float, float], ...]:
        """The points to two decimals."""
        return tuple((round(x, 2) + 0.0, round(y, 2) + 0.0) for x, y in value)

    def extent(self, value: Any) -> str:
        """How many points a link lacks."""
        return f"the {len(value)} points"


@dataclass(frozen=True)
class Days(Interval):
    """From one day to another, written 2007-12-31..2008-12-31; seconds since 1970 as for every interval."""

    wanted = "an interval such as 2007-12-31..2008-12-31"

    def write(self, value: tuple[int, int] | None) -> str:
        """Both days."""
        return super().write(value).replace("T00:00", "")
