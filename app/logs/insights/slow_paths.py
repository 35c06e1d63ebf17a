"""Paths that are slow: all along beside the others, or for a time, or since then, beside themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.logs.dimensions import NONE
from app.logs.insights.evidence import Evidence
from app.logs.insights.responses import Responses, duration, stretches
from app.logs.insights.sentence import Insight, Link
from app.logs.insights.shifts import covers

SLOW = 3.0
"""How many times the usual median that of a path must be for it to be slow all along."""

FELT = 0.05
"""Seconds below which no path is slow for a person."""

REQUESTS = 30
"""Requests that a slow path must have."""

CANDIDATES, TOLD = 20, 2
"""Paths with most requests that are looked at in the course of time, and how many of them are told."""

SUPPORT, BLOCK = 25, 25
"""Responses of one path that must be out of the ordinary, and that are one block of a shift."""


LASTING = 2.0
"""How many times the median before it that after a shift of one path must be."""


def slow_paths(evidence: Evidence, told: Sequence[Insight]) -> list[Insight]:
    """Paths that are slow; none where no times are logged. ``told`` is what was said of all responses."""
    seconds = evidence.measure("seconds")
    if seconds is None or "path" not in evidence.values:
        return []
    for_a_time = _for_a_time(evidence, seconds, told)
    named = {str(label) for insight in for_a_time for label in insight.links[0].selection["path"]}
    return [*for_a_time, *_all_along(evidence, seconds, named)]


def _for_a_time(evidence: Evidence, seconds: NDArray, told: Sequence[Insight]) -> list[Insight]:
    codes = evidence.codes("path")
    total = np.bincount(codes, minlength=len(evidence.values["path"]))
    found: list[Insight] = []
    for code in np.argsort(-total, kind="stable")[:CANDIDATES].tolist():
        label = evidence.values["path"][code]
        if label == NONE:
            continue
        mine, where = codes == code, {"path": (label,)}
        of = Responses(
            "slow",
            "Responses of {1} are slow",
            duration,
            mine & (seconds >= 0),
            mine,
            where,
            (Link(label, where, int(total[code])),),
            SUPPORT,
            BLOCK,
            LASTING,
        )
        for insight in stretches(evidence, seconds, of):
            start, end = map(int, insight.links[0].selection["time"])
            if not any(covers(other, start, end) for other in told):
                found.append(insight)
    return sorted(found, key=lambda insight: -insight.weight)[:TOLD]


def _all_along(evidence: Evidence, seconds: NDArray, named: set[str]) -> list[Insight]:
    """The path that costs most time above what is usual, where half of its responses are far slower."""
    known = seconds >= 0
    if not known.any():
        return []
    usual = float(np.median(seconds[known]))
    codes = evidence.codes("path")[known]
    taken = seconds[known]
    total = np.bincount(codes, minlength=len(evidence.values["path"]))
    spent = np.bincount(codes, taken, minlength=len(total)) - usual * total
    for code in np.argsort(-spent, kind="stable")[:10].tolist():
        label = evidence.values["path"][code]
        if total[code] < REQUESTS or label == NONE or label in named:
            continue
        middle = float(np.median(taken[codes == code]))
        if middle < SLOW * usual or middle < FELT:
            continue
        requests = int(evidence.log.total("path")[code])
        link = Link(label, {"path": (label,)}, requests)
        sentence = (
            f"{{0}} is slow: half of its {requests:,} requests take longer than {duration(middle)}, "
            f"of all requests {duration(usual)}."
        )
        return [Insight("slow", sentence, (link,), weight=1.0 * requests, tone="warn")]
    return []
