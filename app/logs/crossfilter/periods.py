"""An interval of a log and the one it is compared with; what is offered: `views/what_changed.py`."""

from __future__ import annotations

from typing import NamedTuple

from app.dates import day, moment
from app.seconds import DAY

Seconds = tuple[int, int]
"""From one second of the log's clock up to, not including, another."""

BEFORE, WEEK, CHOSEN = "before", "week", "chosen"
"""Ways to compare: with as long a time just before, with the same time a week earlier, or with as long a time
from the beginning of another interval that was chosen."""

SHORT = 60
"""Seconds that a log may end before a period that it is said to reach."""


class Periods(NamedTuple):
    """What is looked at (``now``), what it is compared with (``then``), and that in words."""

    now: Seconds
    then: Seconds
    words: str


def earlier(now: Seconds, way: str, span: Seconds, against: Seconds | None = None) -> Periods | None:
    """The interval that ``now`` is compared with; None where it begins before the log's ``span`` does.

    Whole days are compared with whole days, a day with the day before. ``against`` is what was chosen to be
    compared with: None is given where ``now`` begins with it, or where the log ends before it does.

    >>> earlier((172_800, 259_200), "before", (0, 259_200))
    Periods(now=(172800, 259200), then=(86400, 172800), words='the day before')
    """
    start, stop = now
    if way == CHOSEN:
        return _chosen(now, span, against)
    back = 7 * DAY if way == WEEK else stop - start
    then = start - back, stop - back
    if then[0] < span[0] or stop <= start:
        return None
    if way == WEEK:
        return Periods(now, then, "a week earlier")
    return Periods(now, then, "the day before" if back == DAY and start % DAY == 0 else "the time before")


def _chosen(now: Seconds, span: Seconds, against: Seconds | None) -> Periods | None:
    if against is None or against[0] == now[0] or now[1] <= now[0]:
        return None
    then = against[0], against[0] + now[1] - now[0]
    if then[0] < span[0] or then[1] > span[1] + SHORT:
        return None
    return Periods(now, then, interval_words(then))


def interval_words(span: Seconds) -> str:
    """An interval in words: ``16 Feb`` of a whole day, else ``16 Feb 10:00 – 16 Feb 12:00``.

    >>> interval_words((86_400, 172_800)), interval_words((86_400, 90_000))
    ('2 Jan', '2 Jan 00:00 – 2 Jan 01:00')
    """
    first, last = span
    if first % DAY == 0 and last - first == DAY:
        return day(first)
    return f"{moment(first, None)} – {moment(last, None)}"


def last_whole_day(span: Seconds) -> Seconds | None:
    """The last day that a log covers from midnight to midnight, None where there is no such day."""
    first, last = span
    start = (last + 60) // DAY * DAY - DAY
    return (start, start + DAY) if start >= first - 60 else None
