"""What went wrong at one time: outages, silences, bursts, clocks that jumped."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.timeline import HOUR
from app.logs.dimensions import NONE
from app.logs.insights.failures import statuses
from app.logs.insights.outliers import FAR, Hours, Outlier, hourly
from app.logs.insights.sentence import Insight, Link, day, stretch
from app.logs.store.agents import family

FAILING = 0.5
"""The part of an hour's requests that must end in a 5xx status for an outage."""

TOUCHED = 0.2
"""The part of 5xx with which a neighbouring hour still belongs to the outage."""

CALM = 0.1
"""The part of 5xx that half of all hours must stay below, for a failing hour to be unusual."""

FAILURES = 10
"""Requests that must fail in an hour for it to count."""

SILENT = 0.1
"""The part of its usual requests that an hour may have at most to be a silence; at least 20 are usual."""

BURST = 2.0
"""How many times its usual requests an hour must have to be a burst; at least 100 more than usual."""

MOSTLY = 0.5
"""The part of a burst that one agent or host must have sent to be named; twice its part elsewhere."""


def outages(log: Crossfilter, hours: Hours) -> list[Insight]:
    """Stretches in which most requests failed with a 5xx status, the worst first."""
    broken = statuses(log, 500, 599)
    if not broken or not len(hours.starts):
        return []
    failed = hourly(log.timeline, log.count("time", {"status": broken})).requests
    share = failed / np.maximum(hours.requests, 1)
    if np.median(share[hours.requests > 0]) >= CALM:
        return []
    core = (share >= FAILING) & (failed >= FAILURES)
    found = []
    for start, end in _runs(hours.starts, share >= TOUCHED, core):
        rows = log.matching({"time": _buckets(log, start, end)})
        fails = np.isin(rows, log.matching({"time": _buckets(log, start, end), "status": broken}))
        start, end, bad, all_ = _densest(log.time[rows], fails)
        link = Link(stretch(start, end), {"time": (start, end)})
        sentence = (
            f"An outage {{0}}: {bad:,} of {all_:,} requests ({_percent(bad, all_)}) ended with a 5xx status."
        )
        found.append((bad, Insight("outage", sentence, (link,))))
    return _worst_first(found)


def silences(hours: Hours, odd: list[Outlier]) -> list[Insight]:
    """Stretches in which requests all but stopped, the longest missed first."""
    still = {o.start: o for o in odd if o.requests <= SILENT * o.usual and o.usual >= 20}
    flags = np.isin(hours.starts, list(still))
    found = []
    for start, end in _runs(hours.starts, flags, flags):
        inside = [still[second] for second in range(start, end, HOUR)]
        requests, usual = sum(o.requests for o in inside), sum(o.usual for o in inside)
        link = Link(stretch(start, end), {"time": (start, end)})
        sentence = f"Requests all but stopped {{0}}: {requests:,} where about {usual:,.0f} are usual."
        found.append((int(usual), Insight("silence", sentence, (link,))))
    return _worst_first(found)


def bursts(log: Crossfilter, hours: Hours, odd: list[Outlier]) -> list[Insight]:
    """Stretches of far too many requests that one agent, or else one host, sent; the largest first."""
    loud = {o.start: o for o in odd if o.score > FAR and o.requests >= BURST * o.usual}
    flags = np.isin(hours.starts, list(loud))
    found = []
    for start, end in _runs(hours.starts, flags, flags):
        inside = [loud[second] for second in range(start, end, HOUR)]
        requests, usual = sum(o.requests for o in inside), sum(o.usual for o in inside)
        sender = next(filter(None, (_sender(log, name, start, end) for name in ("agent", "host"))), None)
        if requests - usual < 100 or sender is None:
            continue
        name, label, sent = sender
        links = (
            Link(family(label), {name: (label,), "time": (start, end)}),
            Link(stretch(start, end), {"time": (start, end)}),
        )
        sentence = (
            f"A burst: {{0}} sent {sent:,} of the {requests:,} requests {{1}} ({_percent(sent, requests)}), "
            f"when about {usual:,.0f} are usual."
        )
        found.append((sent, Insight("burst", sentence, links)))
    return _worst_first(found)


def jumped_clock(log: Crossfilter) -> list[Insight]:
    """A few requests dated months or years away from all the others."""
    clock = log.timeline
    cuts = np.flatnonzero(np.diff(clock.numbers) > 1) + 1
    if not len(cuts):
        return []
    requests = np.add.reduceat(log.total("time"), np.r_[0, cuts])
    edges = np.r_[0, cuts, len(clock)]
    found = []
    for stretch_number in np.flatnonzero(requests <= 0.01 * log.rows):
        first, end = edges[stretch_number], edges[stretch_number + 1]
        start, stop = int(clock.starts[first]), int(clock.starts[end - 1]) + clock.bucket
        count = int(requests[stretch_number])
        link = Link(f"{count:,} request{'s' * (count > 1)}", {"time": (start, stop)})
        verb = "are" if count > 1 else "is"
        sentence = f"{{0}} {verb} dated {day(start, year=True)}, far from all others: a clock that jumped?"
        found.append((count, Insight("clock", sentence, (link,))))
    return _worst_first(found)


def _sender(log: Crossfilter, dimension: str, start: int, end: int) -> tuple[str, str, int] | None:
    if dimension not in log.values:
        return None
    inside = log.count(dimension, {"time": _buckets(log, start, end)})
    code = int(np.argmax(inside))
    part = inside[code] / inside.sum()
    outside = (log.total(dimension)[code] - inside[code]) / max(log.rows - inside.sum(), 1)
    label = log.values[dimension][code]
    if part < MOSTLY or part < 2 * outside or label == NONE:
        return None
    return dimension, label, int(inside[code])


def _runs(
    starts: NDArray[np.int64], flags: NDArray[np.bool_], core: NDArray[np.bool_]
) -> Iterator[tuple[int, int]]:
    """The stretches of neighbouring flagged hours that hold a core hour, as seconds (start, end)."""
    places = np.flatnonzero(flags | core)
    for run in np.split(places, np.flatnonzero(np.diff(starts[places]) != HOUR) + 1):
        if core[run].any():
            yield int(starts[run[0]]), int(starts[run[-1]]) + HOUR


def _buckets(log: Crossfilter, start: int, end: int) -> tuple[int, int]:
    return log.timeline.at(start), log.timeline.at(end - 1) + 1


def _densest(time: NDArray[np.int64], fails: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Where failures most outnumber the rest, to the minute: start, end, failures, requests.

    It is the stretch of the largest sum when a failure counts 1 and any other request -1 (Kadane).
    """
    order = np.argsort(time, kind="stable")
    time, fails = time[order], fails[order]
    sums = np.r_[0, np.cumsum(np.where(fails, 1, -1))]
    lowest = np.minimum.accumulate(sums)
    last = int(np.argmax(sums - lowest))
    first = int(np.argmax(sums[: last + 1] == lowest[last]))
    start, end = int(time[first]) // 60 * 60, (int(time[last - 1]) // 60 + 1) * 60
    inside = (time >= start) & (time < end)
    return start, end, int(fails[inside].sum()), int(inside.sum())


def _percent(part: int, of: int) -> str:
    return f"{int(100 * part / of)}%"


def _worst_first(found: list[tuple[int, Insight]]) -> list[Insight]:
    return [insight for _, insight in sorted(found, key=lambda item: -item[0])]
