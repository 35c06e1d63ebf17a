"""Values that are new since some time, and values that are not met any more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, clock, day

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

TOLD = 2
"""Values that are told of, each way."""


def turnover(evidence: Evidence, explained: NDArray[np.bool_]) -> list[Insight]:
    """The most frequent values that came to stay, or went for good, in the course of the log."""
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
        for code in np.flatnonzero(for_it).tolist():
            for new in (True, False):
                absent = int(first[code]) if new else rows - 1 - int(last[code])
                present = rows - absent
                share = total[code] / present
                stays = last[code] >= rows - 0.1 * present if new else first[code] <= 0.1 * present
                if not stays or absent < ABSENT * rows or share < PART:
                    continue
                chance = np.exp(-share * absent / CLUSTER) * np.count_nonzero(for_it) * len(DIMENSIONS)
                if chance < UNLIKELY:
                    candidates.append((int(total[code]), dimension, code, new))
    told: list[Insight] = []
    taken = np.zeros(rows, bool)
    for _, dimension, code, new in sorted(candidates, key=lambda one: -one[0]):
        mine = evidence.codes(dimension)[free] == code
        places = np.flatnonzero(mine)
        edges = np.linspace(places[0], places[-1] + 1, PIECES + 1)
        if np.count_nonzero(np.histogram(places, edges)[0]) < MET or taken[mine].mean() > 0.5:
            continue
        if sum(insight.kind == ("new" if new else "gone") for insight in told) == TOLD:
            continue
        taken |= mine
        told.append(_tell(evidence, dimension, code, new, evidence.time[free[places]]))
    return told


def _tell(evidence: Evidence, dimension: str, code: int, new: bool, times: NDArray[np.int64]) -> Insight:
    label = evidence.values[dimension][code]
    requests = int(evidence.log.total(dimension)[code])
    link = Link(label, {dimension: (label,)}, requests)
    at = int(times[0] if new else times[-1])
    when = f"{day(at)} {clock(at)}"
    since = f"is new since {when}" if new else f"is not met any more after {when}"
    sentence = (
        f"{dimension.capitalize()} {{0}} {since}: {requests:,} requests {'since' if new else 'before'}."
    )
    return Insight("new" if new else "gone", sentence, (link,), weight=0.5 * requests)
