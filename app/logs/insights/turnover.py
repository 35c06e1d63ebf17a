"""Values that are new since some time, values that are not met any more, and values that came and went."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.dates import moment
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, stretch
from app.seconds import HOUR

DIMENSIONS = ("referrer", "path", "agent", "product", "category")

SUPPORT = 60
"""Requests that a value must have."""

PART = 0.005
"""The part of the requests, while it is met, that a value must have."""

ABSENT = 0.15
"""The part of all requests that must have come without it."""

UNLIKELY = 1e-7
"""How unlikely by chance it must be that it was not met in so many requests."""

CLUSTER = 4
"""Requests for one value that count as one chance: they come with each other."""

PIECES, MET = 10, 8
"""Pieces of the time in which a value is met, and in how many of them it has to be."""

PASSING, LEAST, LONG = 0.02, 6 * HOUR, 0.03
"""Of what came and went: the part of the requests, while it is met, that it must have; and how long it has to
be met, in seconds and as a part of the log's time: what is shorter is a burst."""

NEW, GONE, PASSED = "new", "gone", "passing"
"""The kinds of what is told."""

TOLD = 2
"""Values that are told of, each way."""


def turnover(evidence: Evidence, explained: NDArray[np.bool_]) -> list[Insight]:
    """The most frequent values that came to stay, went for good, or came and went, while the log lasts."""
    span = evidence.main
    free = np.flatnonzero(~explained[span]) + span.start
    rows = len(free)
    if rows < 4 * SUPPORT:
        return []
    candidates = []
    for dimension in DIMENSIONS:
        if dimension not in evidence.values:
            continue
        codes = evidence.codes(dimension)[free]
        size = len(evidence.values[dimension])
        total = np.bincount(codes, minlength=size)
        first, last = np.full(size, rows), np.zeros(size, np.int64)
        last[codes] = np.arange(rows)
        first[codes[::-1]] = np.arange(rows)[::-1]
        for_it = evidence.named(dimension) & (total >= SUPPORT)
        looks = int(np.count_nonzero(for_it)) * len(DIMENSIONS)
        for code in np.flatnonzero(for_it).tolist():
            if _passed(evidence.time[free], int(first[code]), int(last[code]), int(total[code]), looks):
                candidates.append((int(total[code]), dimension, code, PASSED))
                continue
            for new in (True, False):
                absent = int(first[code]) if new else rows - 1 - int(last[code])
                present = rows - absent
                share = total[code] / present
                stays = last[code] >= rows - 0.1 * present if new else first[code] <= 0.1 * present
                if not stays or absent < ABSENT * rows or share < PART:
                    continue
                if np.exp(-share * absent / CLUSTER) * looks < UNLIKELY:
                    candidates.append((int(total[code]), dimension, code, NEW if new else GONE))
    told: list[Insight] = []
    taken = np.zeros(rows, bool)
    for _, dimension, code, kind in sorted(candidates, key=lambda one: -one[0]):
        mine = evidence.codes(dimension)[free] == code
        places = np.flatnonzero(mine)
        edges = np.linspace(places[0], places[-1] + 1, PIECES + 1)
        if np.count_nonzero(np.histogram(places, edges)[0]) < MET or taken[mine].mean() > 0.5:
            continue
        if sum(insight.kind == kind for insight in told) == TOLD:
            continue
        taken |= mine
        told.append(_tell(evidence, dimension, code, kind, evidence.time[free[places]]))
    return told


def _passed(time: NDArray[np.int64], first: int, last: int, requests: int, looks: int) -> bool:
    """Whether a value with so many requests, the first and the last at these places, came and went."""
    present, rows = last - first + 1, len(time)
    before, after = first, rows - 1 - last
    if min(before, after) < ABSENT * rows or min(before, after) <= 0.1 * present:
        return False
    share, long = requests / present, int(time[last] - time[first])
    if share < PASSING or long < max(LEAST, LONG * int(time[-1] - time[0])):
        return False
    # It could have begun and ended at any of its requests.
    chance = np.exp(-share * (before + after) / CLUSTER) * looks * requests**2
    return bool(chance < UNLIKELY)


def _tell(evidence: Evidence, dimension: str, code: int, kind: str, times: NDArray[np.int64]) -> Insight:
    label = evidence.values[dimension][code]
    requests = int(evidence.log.total(dimension)[code])
    link = Link(label, {dimension: (label,)}, requests)
    if kind == PASSED:
        start, end = minutes(int(times[0]), int(times[-1]))
        sentence = f"{dimension.capitalize()} {{0}} is met only {stretch(start, end)}: {requests:,} requests."
        return Insight(kind, sentence, (link,), weight=0.5 * requests)
    new = kind == NEW
    at = int(times[0] if new else times[-1])
    when = moment(at)
    since = f"is new since {when}" if new else f"is not met any more after {when}"
    sentence = (
        f"{dimension.capitalize()} {{0}} {since}: {requests:,} requests {'since' if new else 'before'}."
    )
    return Insight(kind, sentence, (link,), weight=0.5 * requests)
