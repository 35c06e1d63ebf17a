"""By whose clock a log's times are told, and what becomes of an interval where that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.counted import counted
from app.logs.store.zones import without_zone
from app.problem import Problem

if TYPE_CHECKING:
    from app.logs.store.log import Log


def told_by(log: Log, zone: str) -> tuple[Log, list[str]]:
    """The log told by the clock of ``zone``, or as it is where it cannot be, or where no zone is asked for;
    with a sentence on what is not as asked."""
    if not zone:
        return log, []
    try:
        told = log.in_zone(zone)
    except Problem as problem:
        return log, [f"{problem.what} Times are by the log's own clock."]
    lacking = without_zone(log.store)
    if not lacking or lacking == log.store.rows:
        return told, []
    return told, [f"The times of {counted(lacking, 'request')} name no zone: they are taken as UTC."]


def shift(before: Log, now: Log) -> int:
    """Seconds by which the clock of ``now`` is ahead of that of ``before``, at a log's newest request."""
    rows = min(before.store.rows, now.store.rows)
    return int(now.store.time[rows - 1] - before.store.time[rows - 1]) if rows else 0


def same_moments(interval: tuple[int, int], before: Log, now: Log) -> tuple[int, int]:
    """The seconds of an interval by the clock of ``now``, which were those by the clock of ``before``.

    Each end goes along with the request in the interval that is nearest to it: the requests in it stay in it.
    """
    start, end = interval
    rows = min(before.store.rows, now.store.rows)
    was, told = before.store.time[:rows], now.store.time[:rows]
    inside = np.flatnonzero((was >= start) & (was < end))
    if not len(inside):
        return interval
    by = told[inside] - was[inside]
    return start + int(by[was[inside].argmin()]), end + int(by[was[inside].argmax()])
