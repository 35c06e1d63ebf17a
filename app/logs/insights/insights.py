"""What stands out in a log, in sentences with the numbers behind them.

Every rule states its thresholds and asks for enough requests, so that noise stays untold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights.attacks import brute_force, scans
from app.logs.insights.evidence import Evidence
from app.logs.insights.failures import high_all_along, main_paths, never_succeed
from app.logs.insights.incidents import bursts, jumped_clock, outages
from app.logs.insights.levels import levels
from app.logs.insights.outliers import hourly, outliers, sure
from app.logs.insights.rates import ALWAYS, rates
from app.logs.insights.responses import larger, slower
from app.logs.insights.rhythm import partial_days, quiet_hours, weekends
from app.logs.insights.senders import heavy_takers, hotlinks, large_shares
from app.logs.insights.sentence import Insight, Link
from app.logs.insights.silence import Silences
from app.logs.insights.slow_paths import slow_paths
from app.logs.insights.turnover import turnover

__all__ = ["Insight", "Link", "find_insights"]

MOST = 8
"""Sentences that who asks for no number is given, as in a notebook."""

TURNS = 2
"""Sentences of one kind that stand before the first of a less weighty kind."""


def find_insights(
    log: Crossfilter, most: int = MOST, step: Callable[[], Any] = lambda: None
) -> list[Insight]:
    """The findings on the whole log, whatever filters are set, most important first.

    What one rule explains is left out of the next: the requests of an outage raise the error rate of no path.
    ``step`` is called between the rules; what it raises ends the search.
    """
    if not log.rows:
        return []
    found: list[Insight] = []
    for told in _by_rule(log):
        found += told
        step()
    return _ranked(found)[:most]


def _by_rule(log: Crossfilter) -> Iterator[list[Insight]]:
    """What each rule tells, one after the other."""
    evidence = Evidence(log)
    hours = hourly(log.timeline, log.total("time"))
    odd = outliers(hours)
    down, explained = outages(evidence)
    yield [*jumped_clock(log), *down]
    guesses, guessed = brute_force(evidence)
    yield guesses
    probes, probed = scans(evidence)
    yield probes
    senders = guessed | probed
    explained = explained | senders
    silences = Silences(evidence)
    yield silences.found()
    by_path = main_paths(log)
    spared = _labels("host", (*probes, *guesses)) | _labels("path", by_path)
    for name in ALWAYS:
        yield never_succeed(log, name, spared)
    yield rates(evidence, explained)
    yield high_all_along(evidence, explained)
    yield bursts(log, hours, sure(hours))
    shares = large_shares(evidence, senders)
    yield shares
    yield heavy_takers(evidence, (*guesses, *probes, *shares))
    yield hotlinks(evidence)
    yield turnover(evidence, senders)
    slow = slower(evidence)
    yield slow
    yield slow_paths(evidence, slow)
    yield larger(evidence)
    yield levels(evidence, silences.spread)
    yield by_path
    yield partial_days(log)
    yield quiet_hours(hours, odd)
    yield weekends(hours, odd)


def _labels(dimension: str, told: Iterable[Insight]) -> frozenset[str]:
    """The labels of a dimension that the first phrases of these sentences select."""
    return frozenset(str(label) for insight in told for label in insight.links[0].selection[dimension])


def _ranked(found: list[Insight]) -> list[Insight]:
    """The weightiest first, habits after what happened; no kind fills the list: each has its turn."""
    turns: dict[str, int] = {}
    keyed = []
    for insight in sorted(found, key=lambda insight: -insight.weight):
        turn = turns.get(insight.kind, 0)
        turns[insight.kind] = turn + 1
        keyed.append((turn // TURNS, insight.tone == "note", insight))
    return [insight for _, _, insight in sorted(keyed, key=lambda item: item[:2])]
