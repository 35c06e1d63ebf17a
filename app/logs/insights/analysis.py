"""What stands out in a log, judged over all of its requests once, whatever is filtered."""

from __future__ import annotations

from functools import cached_property

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights.insights import Insight, find_insights
from app.logs.insights.outliers import Outlier, hourly, outliers

MOST_TOLD = 40
"""Sentences that a visitor can unfold of what stands out."""


class Analysis:
    """The findings of one log, each made when it is first asked for."""

    def __init__(self, log: Crossfilter) -> None:
        self._log = log

    @cached_property
    def insights(self) -> list[Insight]:
        """What stands out, in sentences, the most telling first."""
        return find_insights(self._log, most=MOST_TOLD)

    @cached_property
    def outliers(self) -> list[Outlier]:
        """The hours with far more or far fewer requests than usual."""
        return outliers(hourly(self._log.timeline, self._log.total("time")))
