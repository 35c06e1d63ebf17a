"""Responses that are slower, or larger, than usual, for a time or for good: all, or those of one path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.dates import moment
from app.logs.crossfilter.radix import by_code
from app.logs.insights.episodes import episodes
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, stretch
from app.logs.insights.shifts import BLOCK, covers, shift
from app.seconds import DAY

TOP = 0.9
"""The part of the responses below which one is not out of the ordinary for its path."""

RATIO, LEAST = 3.0, 0.25
"""How many times the usual share of such responses a stretch must have, and which share at least."""

SUPPORT = 40
"""Responses out of the ordinary that are wanted."""

NIGHTLY = 2.0
"""How many times the share at the same hours of other days a stretch must have: a job may be as slow each
night."""

TIMES = 1.5
"""How many times the usual median the median of a stretch must be."""

LASTING = 1.5
"""How many times the median before it that after a shift must be, unless said otherwise."""


SLOWER = 1.3
"""The same of the times of all responses, which differ less than their sizes."""


class Responses(NamedTuple):
    """Which responses are looked at, and how a sentence about them begins and selects them.

    ``known`` are those whose number is known, among ``rows``, which ``where`` selects; ``links`` are phrases
    of the words, counted from 1. ``support`` of them must be out of the ordinary for a stretch, and ``block``
    are one block of a shift, after which the median is ``lasting`` times as high.
    """

    kind: str
    words: str
    say: Callable[[float], str]
    known: NDArray[np.bool_]
    rows: NDArray[np.bool_] | bool = True
    where: dict[str, Any] = {}
    links: tuple[Link, ...] = ()
    support: int = SUPPORT
    block: int = BLOCK
    lasting: float = LASTING


def slower(evidence: Evidence) -> list[Insight]:
    """Stretches of slow responses; none where no times are logged."""
    seconds = evidence.measure("seconds")
    if seconds is None:
        return []
    of = Responses("slow", "Responses are slow", duration, seconds >= 0, lasting=SLOWER)
    return stretches(evidence, seconds, of)


def larger(evidence: Evidence) -> list[Insight]:
    """Stretches of large responses, of those that succeeded; none where no sizes are logged."""
    size = evidence.measure("size")
    if size is None:
        return []
    served = (size > 0) & ~evidence.failed
    return stretches(evidence, size, Responses("large", "Responses are large", volume, served))


def stretches(evidence: Evidence, measured: NDArray, of: Responses) -> list[Insight]:
    """The times for which these responses are slower or larger, and since when they are for good."""
    known, say = of.known, of.say
    rows = np.flatnonzero(known)
    rows = rows[(rows >= evidence.main.start) & (rows < evidence.main.stop)]
    if len(rows) < 10 * of.support:
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
        support=of.support,
        cluster=max(cluster, 1.0),
    ):
        inside = rows[episode.first : episode.end]
        start, end = minutes(int(evidence.time[inside[0]]), int(evidence.time[inside[-1]]))
        there = known & (evidence.time >= start) & (evidence.time < end)
        now, usual = float(np.median(measured[there])), float(np.median(measured[known & ~there]))
        inside_of = np.zeros(len(rows), bool)
        inside_of[episode.first : episode.end] = True
        higher = float(np.median(height[inside_of]) - np.median(height[~inside_of]))
        # Where only what is asked for differs, each path is as ever.
        if now < TIMES * usual or higher < np.log(TIMES):
            continue
        then = hits[~inside_of & _at_these_hours(evidence.time[rows], start, end)]
        if len(then) >= of.support and episode.hits < NIGHTLY * then.mean() * episode.requests:
            continue
        all_ = int((of.rows & (evidence.time >= start) & (evidence.time < end)).sum())
        link = Link(stretch(start, end), {**of.where, "time": (start, end)}, all_)
        sentence = f"{of.words} {{0}}: half of them above {say(now)}, usually above {say(usual)}."
        told.append(Insight(of.kind, sentence, (link, *of.links), weight=1.0 * all_, tone="warn"))
    since = shift(evidence, measured, rows, height, of.lasting, of.block)
    if since is None or any(covers(insight, since.start, since.end) for insight in told):
        return told
    all_ = int((of.rows & (evidence.time >= since.start) & (evidence.time < since.end)).sum())
    link = Link(f"since {moment(since.start)}", {**of.where, "time": (since.start, since.end)}, all_)
    sentence = f"{of.words} {{0}}: half of them above {say(since.now)}, before above {say(since.usual)}."
    return [*told, Insight(of.kind, sentence, (link, *of.links), weight=0.5 * all_, tone="warn")]


def _at_these_hours(time: NDArray[np.int64], start: int, end: int) -> NDArray[np.bool_]:
    """Which seconds are at the same time of any day as these, where they are less than a day."""
    return (time - start) % DAY < (end - start if end - start < DAY else 0)


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
