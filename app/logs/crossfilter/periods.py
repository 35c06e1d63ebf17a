"""An interval of a log and the one that it is compared with."""

from __future__ import annotations

from typing import NamedTuple

from app.seconds import DAY

Seconds = tuple[int, int]
"""From one second of the log's clock up to, not including, another."""

BEFORE, WEEK = "before", "week"
"""Ways to compare: with as long a time just before, or with the same time a week earlier."""


class Periods(NamedTuple):
    """What is looked at (``now``), what it is compared with (``then``), and that in words."""

    now: Seconds
    then: Seconds
    words: str


def earlier(now: Seconds, way: str, span: Seconds) -> Periods | None:
    """The interval that ``now`` is compared with; None where it begins before the log's ``span`` does.

    Whole days are compared with whole days, a day with the day before.

    >>> earlier((172_800, 259_200), "before", (0, 259_200))
    Periods(now=(172800, 259200), then=(86400, 172800), words='the day before')
    """
    start, stop = now
    back = 7 * DAY if way == WEEK else stop - start
    then = start - back, stop - back
    if then[0] < span[0] or stop <= start:
        return None
    if way == WEEK:
        return Periods(now, then, "a week earlier")
    return Periods(now, then, "the day before" if back == DAY and start % DAY == 0 else "the time before")


def last_whole_day(span: Seconds) -> Seconds | None:
    """The last day that a log covers from midnight to midnight, None where there is no such day."""
    first, last = span
    start = (last + 60) // DAY * DAY - DAY
    return (start, start + DAY) if start >= first - 60 else None
