"""The clock of a log: which stretches of time its buckets cover, and what day and hour each one is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.seconds import DAY, HOUR

BUCKETS = (60, 300, 900, HOUR)
"""Seconds a bucket may last. Each divides the hour, so that hours, days and weekdays follow from buckets."""

AIM = 1500
"""Buckets that a chart of the page can still show; the bucket is the shortest that stays within it."""

GAPS = (60 * DAY, 2 * DAY, 0)
"""Seconds of silence that stay on the clock; a longer silence is cut out of it."""

LISTED = 250_000
"""Buckets a clock may list before shorter silences are cut out as well."""


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(numbers):
        return np.empty(0, np.int64)
    low, high = int(numbers.min()), int(numbers.max())
    if high - low < 4_000_000:
        return np.flatnonzero(np.bincount(numbers - low)).astype(np.int64) + low
    return np.unique(numbers)


def occupied(time: NDArray[np.int64], bucket: int) -> NDArray[np.int64]:
    """The numbers (seconds // bucket) of the buckets that hold a request, ascending, each once."""
    part = 2_000_000
    found = [_distinct(time[at : at + part] // bucket) for at in range(0, len(time), part)]
    return _distinct(np.concatenate(found)) if found else np.empty(0, np.int64)


def bucket_for(hours: NDArray[np.int64]) -> int:
    """Seconds a bucket should last for a log with requests in these hours (numbers since 1970).

    More hours never give a shorter bucket, so that counts of parts agree with counts of the whole.
    """
    covered = len(_fill(hours, HOUR, GAPS[0])[0]) * HOUR
    return next((bucket for bucket in BUCKETS if covered <= AIM * bucket), BUCKETS[-1])


def _fill(numbers: NDArray[np.int64], bucket: int, gap: int) -> tuple[range | NDArray[np.int64], int]:
    """The buckets to list and their number, once silences up to ``gap`` seconds are filled."""
    if not len(numbers):
        return numbers, 0
    step = np.diff(numbers)
    cut = np.flatnonzero(step * bucket > max(gap, bucket))
    first = numbers[np.r_[0, cut + 1]]
    last = numbers[np.r_[cut, len(numbers) - 1]]
    size = int((last - first + 1).sum())
    if len(first) == 1:
        return range(int(first[0]), int(last[0]) + 1), size
    lengths = last - first + 1
    begins = np.cumsum(lengths) - lengths
    return np.arange(size) + np.repeat(first - begins, lengths), size


class Span(NamedTuple):
    """An interval that ends inside a bucket: the buckets it touches, half open, and its two seconds."""

    first: int
    end: int
    start: int
    stop: int


@dataclass(frozen=True)
class Timeline:
    """The buckets of a log, in order, each with its start on the server's wall clock.

    Buckets follow each other without a hole, so that silence shows as zero; only a silence of more
    than 60 days (a clock that jumped to 1970) is cut out. ``numbers`` are seconds since 1970 of the
    naive time, divided by ``bucket``.
    """

    bucket: int
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, time: NDArray[np.int64], bucket: int | None = None) -> Timeline:
        """The clock for requests at these seconds; ``bucket`` fixes its step, otherwise the span does."""
        if bucket is None:
            bucket = bucket_for(occupied(time, HOUR))
        return cls.over(occupied(time, bucket), bucket)

    @classmethod
    def over(cls, numbers: NDArray[np.int64], bucket: int) -> Timeline:
        """The clock that covers these ascending bucket numbers."""
        for gap in GAPS:
            listed, size = _fill(numbers, bucket, gap)
            if size <= LISTED:
                break
        return cls(bucket, np.asarray(listed, np.int64))

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Wall-clock second at which each bucket starts."""
        return self.numbers * self.bucket

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The days covered, as days since 1970; a day's code is its position here."""
        return np.unique(self.starts // DAY)

    @cached_property
    def day(self) -> NDArray[np.int64]:
        """Each bucket's day code."""
        return np.searchsorted(self.days, self.starts // DAY)

    @cached_property
    def hour(self) -> NDArray[np.int64]:
        """Each bucket's hour of the day, 0 to 23."""
        return self.starts % DAY // HOUR

    @cached_property
    def weekday(self) -> NDArray[np.int64]:
        """Each bucket's weekday, Monday 0; 1 January 1970 was a Thursday."""
        return (self.starts // DAY + 3) % 7

    @cached_property
    def weekhour(self) -> NDArray[np.int64]:
        """Each bucket's hour of the week, weekday * 24 + hour."""
        return self.weekday * 24 + self.hour

    @property
    def whole(self) -> bool:
        """Whether its buckets follow each other without a gap, and there is one."""
        return len(self) > 0 and int(self.numbers[-1] - self.numbers[0]) + 1 == len(self)

    @property
    def code_type(self) -> np.dtype:
        """What the position of a bucket is kept in."""
        return np.dtype(np.uint16 if len(self) <= 1 << 16 else np.uint32)

    def positions(self, time: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
        """The bucket position of each second; every second must lie on the clock."""
        found: NDArray[np.unsignedinteger] = np.empty(len(time), self.code_type)
        part = 1_000_000
        for at in range(0, len(time), part):
            numbers = time[at : at + part] // self.bucket
            found[at : at + part] = (
                numbers - self.numbers[0] if self.whole else np.searchsorted(self.numbers, numbers)
            )
        return found

    def at(self, second: int) -> int:
        """The position of the first bucket that ends after this second (``len`` when none does)."""
        return int(np.searchsorted(self.numbers, second // self.bucket))

    def span(self, start: int, stop: int) -> tuple[int, int] | Span:
        """The buckets from second ``start`` up to, not including, ``stop``.

        Where the interval leaves out a part of its first or last bucket, a Span says so.
        """
        first, end = self.at(start), int(np.searchsorted(self.starts, stop))
        if first >= end:
            return first, first
        whole = start <= self.starts[first] and self.starts[end - 1] + self.bucket <= stop
        return (first, end) if whole else Span(first, end, int(start), int(stop))

    def clip(self, interval: Collection[int]) -> tuple[int, int] | Span:
        """A half-open interval of buckets, or a Span, without what lies beyond this clock."""
        if isinstance(interval, Span):
            return interval
        first, end = (int(edge) for edge in interval)
        return max(first, 0), min(end, len(self))
