"""How many buckets a point of the time chart and how many days a column stand for.

A log of a week has a point for every few minutes and a column a day; one of ten years would have more
than a screen has pixels, so neighbours are shown as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app import dates
from app.logs.crossfilter.timeline import Timeline
from app.seconds import DAY, HOUR, MINUTE

POINTS = 1000
"""Points that the time chart can show apart."""

COLUMNS = 100
"""Columns that the day chart can show apart."""

HOURLY = 3 * DAY
"""Seconds from which on the time chart has no points shorter than an hour: they would only be noise."""

CLOSE = 600
"""Points of a stretch that is zoomed into, at most."""

SHORTEST = 10
"""Seconds that can be zoomed into."""

_CLOSE_STEPS = (1, 5, 15, 60)
_STEPS = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Points:
    """The points of the time chart over the buckets of a timeline.

    ``firsts`` is the first bucket of each point, ``step`` the seconds a point covers, ``starts`` the
    second at which each begins, ``cuts`` the ``[point, start]`` from which the clock runs on after a
    silence that was left out (the first is always ``[0, start]``). Where a stretch is ``close``, zoomed into,
    its points are of seconds and not of buckets.
    """

    step: int
    firsts: NDArray[np.int64]
    starts: NDArray[np.int64]
    buckets: int
    close: bool = False

    @classmethod
    def within(cls, start: int, stop: int) -> Points:
        """The points of a stretch that is zoomed into, from one second up to another."""
        steps = (*_CLOSE_STEPS, *_STEPS[1:])
        step = next((step for step in steps if (stop - start) <= step * CLOSE), steps[-1])
        starts = np.arange(start // step * step, stop, step, dtype=np.int64)
        return cls(step, np.empty(0, np.int64), starts, 0, True)

    @classmethod
    def of(cls, timeline: Timeline) -> Points:
        """The finest points of which a chart can show all."""
        span = len(timeline) * timeline.bucket
        least = max(timeline.bucket, HOUR if span >= HOURLY else 0, span // POINTS)
        step = next((step for step in _STEPS if step >= least), _STEPS[-1])
        numbers = timeline.starts // step
        firsts = np.flatnonzero(np.r_[True, np.diff(numbers) != 0]) if len(numbers) else np.empty(0, np.int64)
        return cls(step, firsts, numbers[firsts] * step, len(timeline))

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def of_each(self) -> NDArray[np.int64]:
        """The point of each bucket."""
        return np.searchsorted(self.firsts, np.arange(self.buckets), side="right") - 1

    @property
    def cuts(self) -> list[list[int]]:
        """``[point, start]`` of each stretch of the clock without a hole."""
        if not len(self.starts):
            return []
        places = np.r_[0, np.flatnonzero(np.diff(self.starts) != self.step) + 1]
        return [[int(place), int(self.starts[place])] for place in places]

    def seconds(self, first: int, end: int) -> tuple[int, int]:
        """The wall-clock seconds that points ``first`` up to ``end`` cover."""
        return int(self.starts[first]), int(self.starts[end - 1]) + self.step

    def of_seconds(self, start: int, stop: int) -> list[int]:
        """The points of a close stretch that an interval touches, as ``[first, end]``; empty for none."""
        low = int(self.starts[0])
        first = max((start - low) // self.step, 0)
        end = min(-(-(stop - low) // self.step), len(self))
        return [first, end] if first < end else []

    def of_buckets(self, first: int, end: int) -> list[int]:
        """The points that buckets ``first`` up to ``end`` touch, as ``[first, end]``."""
        start = int(np.searchsorted(self.firsts, first, side="right")) - 1
        return [start, int(np.searchsorted(self.firsts, end - 1, side="right"))]


@dataclass(frozen=True)
class DayColumns:
    """The columns of the day chart: the day codes of each, its label, its full name and its ISO 8601."""

    unit: str
    codes: list[list[int]]
    labels: list[str]
    names: list[str]
    written: list[str]

    @classmethod
    def of(cls, timeline: Timeline) -> DayColumns:
        """A column a day, or a week, a month, a year where there are too many."""
        days = [_EPOCH + timedelta(days=int(number)) for number in timeline.days]
        unit, groups = "day", _grouped(days, _STARTS["day"])
        for coarser in ("week", "month", "year"):
            if len(groups) > COLUMNS:
                unit, groups = coarser, _grouped(days, _STARTS[coarser])
        short, full = _NAMED[unit]
        digits = {"month": len("2021-02"), "year": len("2021")}.get(unit)
        return cls(
            unit,
            list(groups.values()),
            [short(d) for d in groups],
            [full(d) for d in groups],
            [d.isoformat()[:digits] for d in groups],
        )

    @cached_property
    def of_each(self) -> NDArray[np.int64]:
        """The column of each day code."""
        found = np.zeros(sum(map(len, self.codes)), np.int64)
        for place, codes in enumerate(self.codes):
            found[codes] = place
        return found

    def of_days(self, codes: frozenset[int] | tuple[int, ...]) -> list[int]:
        """The columns that hold one of these days."""
        return [place for place, own in enumerate(self.codes) if any(code in codes for code in own)]

    def labels_of(self, columns: list[int], timeline: Timeline) -> list[str]:
        """The days of these columns as ISO dates."""
        return [
            (_EPOCH + timedelta(days=int(timeline.days[code]))).isoformat()
            for column in columns
            for code in self.codes[column]
        ]


_NAMED: dict[str, tuple[Callable[[date], str], Callable[[date], str]]] = {
    "day": (dates.day, dates.named_day),
    "week": (dates.day, lambda day: f"week of {dates.full_day(day)}"),
    "month": (dates.month, dates.month),
    "year": (lambda day: str(day.year), lambda day: str(day.year)),
}
"""How a column that begins on a day is named: in short, and in full."""

_STARTS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


def _grouped(days: list[date], start: Callable[[date], date]) -> dict[date, list[int]]:
    groups: dict[date, list[int]] = {}
    for code, day in enumerate(days):
        groups.setdefault(start(day), []).append(code)
    return groups
