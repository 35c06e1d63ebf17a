"""What went wrong at one time: outages, silences, bursts, clocks that jumped."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.dates import full_day
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.dimensions import NONE
from app.logs.insights.episodes import episodes
from app.logs.insights.evidence import Evidence
from app.logs.insights.failures import statuses
from app.logs.insights.outliers import FAR, Hours, Outlier
from app.logs.insights.sentence import Insight, Link, minutes, percent, stretch
from app.logs.store.agents import family
from app.seconds import HOUR

SHARE, MORE = 0.12, 5.0
"""The part of a stretch's requests that must end in a 5xx status for an outage; how many times the usual."""

FAILURES = 10
"""Requests that must fail in a stretch for it to count."""

CLUSTER = 3.0
"""Failures of one client that count as one chance at most: who meets an outage tries again."""

OTHERS, APART = 20, 4.0
"""Requests of others that are needed to compare, and how many times likelier one value must fail alone."""

CLIENTS, CROWD = 3, 20
"""Clients that must meet an outage, of a log that has so many: one page with its pictures is one chance."""

BURST = 2.0
"""How many times its usual requests an hour must have to be a burst; at least 100 more than usual."""

MOSTLY, UNLIKE = 0.5, 2.5
"""The part of a burst that one agent or host must have sent to be named, and how many times its part at other
times that must be."""


def outages(evidence: Evidence) -> tuple[list[Insight], NDArray[np.bool_]]:
    """Stretches in which far more requests than usual failed with a 5xx status; and these requests."""
    span, hidden = evidence.main, np.zeros(len(evidence), bool)
    broken = evidence.broken[span]
    found: list[Insight] = []
    if not broken.any():
        return found, hidden
    time = evidence.time[span]
    cluster = min(evidence.clusters(evidence.broken), CLUSTER)
    labels = tuple(evidence.values["status"][code] for code in sorted(statuses(evidence.log, 500, 599)))
    for episode in episodes(
        time, broken, evidence.step, ratio=MORE, least=SHARE, support=FAILURES, cluster=cluster
    ):
        if not _of_many(evidence, span.start + episode.first, span.start + episode.end):
            continue
        start, end = minutes(int(time[episode.first]), int(time[episode.end - 1]))
        inside = (evidence.time >= start) & (evidence.time < end)
        bad, all_ = int((inside & evidence.broken).sum()), int(inside.sum())
        links = (
            Link(stretch(start, end), {"time": (start, end)}, all_),
            Link(f"{bad:,}", {"time": (start, end), "status": labels}, bad),
        )
        name = "An outage" if bad >= MOSTLY * all_ else "A partial outage"
        sentence = f"{name} {{0}}: {{1}} of {all_:,} requests ({percent(bad, all_)}) ended with a 5xx status."
        found.append(Insight("outage", sentence, links, weight=30.0 * bad, tone="bad"))
        hidden |= inside
    return found, hidden


def _of_many(evidence: Evidence, first: int, end: int) -> bool:
    """Whether what failed in these rows is of no one value: others fail there as well.

    What fails for one client, or at one path, is no outage of the server.
    """
    broken = evidence.broken[first:end]
    if "host" in evidence.values and np.count_nonzero(evidence.log.total("host")) >= CROWD:
        failed = np.unique(evidence.codes("host")[first:end][broken])
        if len(failed) < CLIENTS and evidence.named("host")[failed].all():
            return False
    for dimension in ("host", "path", "product", "agent", "method", "version"):
        if dimension not in evidence.values:
            continue
        codes = evidence.codes(dimension)[first:end]
        code = int(np.bincount(codes[broken]).argmax())
        mine, others = codes == code, codes != code
        if evidence.values[dimension][code] == NONE or others.sum() < OTHERS:
            continue
        if broken[others].mean() * APART < broken[mine].mean():
            return False
    return True


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
            Link(family(label), {name: (label,), "time": (start, end)}, sent),
            Link(stretch(start, end), {"time": (start, end)}, requests),
        )
        sentence = (
            f"A burst: {{0}} sent {sent:,} of the {requests:,} requests {{1}} ({percent(sent, requests)}), "
            f"when about {usual:,.0f} are usual."
        )
        found.append(Insight("burst", sentence, links, weight=2.0 * sent, tone="warn"))
    return found


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
        link = Link(f"{count:,} request{'s' * (count > 1)}", {"time": (start, stop)}, count)
        verb = "are" if count > 1 else "is"
        sentence = f"{{0}} {verb} dated {full_day(start)}, far from all others: a clock that jumped?"
        found.append(Insight("clock", sentence, (link,), weight=count + 0.2 * log.rows, tone="warn"))
    return found


def _sender(log: Crossfilter, dimension: str, start: int, end: int) -> tuple[str, str, int] | None:
    if dimension not in log.values:
        return None
    inside = log.count(dimension, {"time": _buckets(log, start, end)})
    code = int(np.argmax(inside))
    part = inside[code] / inside.sum()
    outside = (log.total(dimension)[code] - inside[code]) / max(log.rows - inside.sum(), 1)
    label = log.values[dimension][code]
    if part < MOSTLY or part < UNLIKE * outside or label == NONE:
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
