"""Responses that are slower, or larger, than usual: for a time, for good, or those of one path all along."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.radix import by_code
from app.logs.dimensions import NONE
from app.logs.insights.episodes import episodes
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, stretch
from app.logs.insights.shifts import shift

TOP = 0.9
"""The part of the responses below which one is not out of the ordinary for its path."""

RATIO, LEAST = 3.0, 0.35
"""How many times the usual share of such responses a stretch must have, and which share at least."""

SUPPORT = 40
"""Responses out of the ordinary that are wanted."""

TIMES = 1.5
"""How many times the usual median the median of a stretch must be; of a path ``SLOW`` times."""

LASTING = {"slow": 1.3, "large": 1.5}
"""How many times the median before it that after a shift must be, by the kind of sentence."""

SLOW = 3.0

REQUESTS = 30
"""Requests that a slow path must have."""


def slower(evidence: Evidence) -> list[Insight]:
    """Stretches of slow responses, and the path that is slow all along; none where no times are logged."""
    seconds = evidence.measure("seconds")
    if seconds is None:
        return []
    return [
        *_stretches(evidence, seconds, seconds >= 0, "slow", "Responses are slow", duration),
        *_slow_paths(evidence, seconds),
    ]


def larger(evidence: Evidence) -> list[Insight]:
    """Stretches of large responses, of those that succeeded; none where no sizes are logged."""
    size = evidence.measure("size")
    if size is None:
        return []
    return _stretches(evidence, size, (size > 0) & ~evidence.failed, "large", "Responses are large", volume)


def _stretches(
    evidence: Evidence,
    measured: NDArray,
    known: NDArray[np.bool_],
    kind: str,
    words: str,
    say: Callable[[float], str],
) -> list[Insight]:
    rows = np.flatnonzero(known)
    rows = rows[(rows >= evidence.main.start) & (rows < evidence.main.stop)]
    if len(rows) < 10 * SUPPORT:
        return []
    height = np.log(np.maximum(measured[rows].astype(float), 1e-6))
    if "path" in evidence.values:
        height = height - _usual_of(evidence.codes("path")[rows], height, len(evidence.values["path"]))
    hits = height > np.quantile(height, TOP)
    cluster = evidence.clusters(known)
    told = []
    for episode in episodes(
        evidence.time[rows],
        hits,
        evidence.step,
        ratio=RATIO,
        least=LEAST,
        support=SUPPORT,
        cluster=max(cluster, 1.0),
    ):
        inside = rows[episode.first : episode.end]
        start, end = minutes(int(evidence.time[inside[0]]), int(evidence.time[inside[-1]]))
        there = known & (evidence.time >= start) & (evidence.time < end)
        now, usual = float(np.median(measured[there])), float(np.median(measured[known & ~there]))
        if now < TIMES * usual:
            continue
        all_ = int(((evidence.time >= start) & (evidence.time < end)).sum())
        link = Link(stretch(start, end), {"time": (start, end)}, all_)
        sentence = f"{words} {{0}}: half of them above {say(now)}, usually above {say(usual)}."
        told.append(Insight(kind, sentence, (link,), weight=1.0 * all_, tone="warn"))
    since = shift(
        evidence, measured, rows, height, kind=kind, words=words, times=LASTING[kind], say=say, told=told
    )
    return [*told, *since]


def _usual_of(codes: NDArray, height: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """The median of each request's path, of which there are enough; else that of all."""
    total = np.bincount(codes, minlength=size)
    medians = np.full(size, np.median(height))
    order = by_code(codes)
    edges = np.r_[0, np.cumsum(total)]
    for code in np.argsort(-total, kind="stable")[:200].tolist():
        if total[code] < 50:
            break
        medians[code] = np.median(height[order[edges[code] : edges[code + 1]]])
    return medians[codes]


def _slow_paths(evidence: Evidence, seconds: NDArray) -> list[Insight]:
    """The path that costs most time above what is usual, where half of its responses are far slower."""
    if "path" not in evidence.values:
        return []
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
        if total[code] < REQUESTS or label == NONE:
            continue
        middle = float(np.median(taken[codes == code]))
        if middle < SLOW * usual or middle < 0.05:
            continue
        requests = int(evidence.log.total("path")[code])
        link = Link(label, {"path": (label,)}, requests)
        sentence = (
            f"{{0}} is slow: half of its {requests:,} requests take longer than {duration(middle)}, "
            f"of all requests {duration(usual)}."
        )
        return [Insight("slow", sentence, (link,), weight=1.0 * requests, tone="warn")]
    return []


def duration(seconds: float) -> str:
    """A length of time: ``82 ms``, ``1.4 s``.

    >>> duration(0.0821), duration(1.42), duration(75)
    ('82 ms', '1.4 s', '75 s')
    """
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:,.0f} s"


def volume(size: float) -> str:
    """An amount of bytes: ``812 B``, ``8.1 kB``, ``2.7 GB``.

    >>> volume(812), volume(8103), volume(2_747_282_505)
    ('812 B', '8.1 kB', '2.7 GB')
    """
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1000
    raise AssertionError
