"""What stands out in a log, in sentences with the numbers behind them.

Every rule states its thresholds and asks for enough requests, so that noise stays untold.
"""

from __future__ import annotations

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights.failures import main_paths, never_succeed
from app.logs.insights.incidents import bursts, jumped_clock, outages, silences
from app.logs.insights.outliers import hourly, outliers
from app.logs.insights.rhythm import partial_days, quiet_hours, weekends
from app.logs.insights.sentence import Insight, Link

__all__ = ["Insight", "Link", "find_insights"]

MOST = 8
"""Sentences that a visitor is shown."""


def find_insights(log: Crossfilter, most: int = MOST) -> list[Insight]:
    """The findings on the whole log, whatever filters are set, most important first."""
    hours = hourly(log.timeline, log.total("time"))
    odd = outliers(hours)
    by_rule = [
        jumped_clock(log),
        outages(log, hours),
        silences(hours, odd),
        never_succeed(log, "product"),
        never_succeed(log, "category"),
        bursts(log, hours, odd),
        partial_days(log),
        quiet_hours(hours, odd),
        weekends(hours, odd),
        main_paths(log),
    ]
    ranked = sorted(
        ((place, rule, insight) for rule, found in enumerate(by_rule) for place, insight in enumerate(found)),
        key=lambda item: item[:2],
    )
    return [insight for _, _, insight in ranked[:most]]
