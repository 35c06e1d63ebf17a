"""What is strange about the clock of a file, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from app.logs.lines import LineFile
from app.logs.store import Store

BACKWARDS = 3600
"""Seconds that a clock may step back before it is worth a note: lines of parallel requests cross."""

FAR = 3650 * 86400
"""Seconds from the middle of a file beyond which a few requests are taken for a wrong clock."""

FEW = 0.01


def clock_notes(store: Store, file: LineFile) -> list[str]:
    """Sentences about jumps of the clock in the rows of ``file``; none when it runs as clocks do."""
    time = store.time[file.first_row : file.first_row + file.rows]
    if len(time) < 2:
        return []
    notes = []
    middle = int(np.median(time[:: max(1, len(time) // 10_000)]))
    far = np.flatnonzero(np.abs(time - middle) > FAR)
    if 0 < len(far) <= max(1, len(time) * FEW):
        years = abs(int(time[far[0]]) - middle) // (365 * 86400)
        many = f"{len(far):,} requests are" if len(far) > 1 else "one request is"
        notes.append(
            f"{many} dated {years:,} years or so from the rest, the first {moment(int(time[far[0]]))}"
        )
        time = np.delete(time, far)
    steps = np.diff(time)
    back = np.flatnonzero(steps < -BACKWARDS)
    if len(back):
        worst = back[np.argmin(steps[back])]
        times = f"{len(back):,} times, at most" if len(back) > 1 else "once,"
        notes.append(
            f"the clock jumps back {times} by {span(-int(steps[worst]))}, after {moment(int(time[worst]))}"
        )
    return notes


def moment(second: int) -> str:
    """A wall-clock second as ``2021-02-15 18:22:16``."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S")


def span(seconds: int) -> str:
    """A length of time in the unit that suits it: ``3 hours``, ``12 days``."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = round(seconds / length)
            return f"{count:,} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"
