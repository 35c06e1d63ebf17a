"""What stands out in a log, judged over all of its requests once, whatever is filtered."""

from __future__ import annotations

from functools import cached_property

from app.job import Job, Tell
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights.insights import Insight, find_insights
from app.logs.insights.outliers import Outlier, hourly, sure
from app.problem import Problem

MOST_TOLD = 40
"""Sentences that a visitor can unfold of what stands out."""

LOOKING = "Looking for what stands out…"

FAILED = Problem(
    "What stands out could not be found.",
    "The charts do not need it; tell whoever runs this server: its log says more.",
)


class Analysis:
    """The findings of one log.

    ``insights`` are what stands out, in sentences, the most telling first: none before ``look`` is called
    and ``looking``, which tells what went wrong, too, has ended.
    """

    def __init__(self, log: Crossfilter) -> None:
        self._log = log
        self.looking = Job(FAILED)
        self.looked = False
        self.insights: list[Insight] = []

    def look(self) -> None:
        """Look for insights, beside the page where an event loop runs; at once where none does."""
        # Filters are set on the log meanwhile.
        log = self._log.apart()

        def work(tell: Tell) -> list[Insight]:
            return find_insights(log, MOST_TOLD, lambda: tell(LOOKING, 0.0))

        self.looking.start(LOOKING, work, self._found)

    def abandon(self) -> None:
        """Another log takes this one's place: what is still looked for is of no use."""
        self.looking.abandon()

    def _found(self, insights: list[Insight]) -> None:
        self.insights, self.looked = insights, True

    @cached_property
    def outliers(self) -> list[Outlier]:
        """The hours with far more or far fewer requests than usual, by more than chance."""
        return sure(hourly(self._log.timeline, self._log.total("time")))
