"""What stands out in a log, judged over all of its requests once, whatever is filtered.

Of a log that is still being written, and of which the last minutes or hours are shown, over those alone.
"""

from __future__ import annotations

from collections.abc import Callable
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
    and ``job``, which tells what went wrong, too, has ended. Where only the last ``seconds`` are judged,
    ``latest`` counts those; it is called beside the page.
    """

    def __init__(
        self, log: Crossfilter, seconds: int = 0, latest: Callable[[], Crossfilter] | None = None
    ) -> None:
        self._log = log
        self.seconds, self._latest = seconds, latest
        self.job = Job(FAILED)
        self.looked = False
        self.insights: list[Insight] = []

    def look(self) -> None:
        """Look for insights, beside the page where an event loop runs; at once where none does."""
        # Filters are set on the log meanwhile.
        whole, latest = self._log.apart() if self._latest is None else self._log, self._latest

        def work(tell: Tell) -> list[Insight]:
            judged = latest() if latest is not None else whole
            return find_insights(judged, MOST_TOLD, lambda: tell(LOOKING, 0.0))

        self.job.start(LOOKING, work, self._found)

    def abandon(self) -> None:
        """Another log takes this one's place: what is still looked for is of no use."""
        self.job.abandon()

    def _found(self, insights: list[Insight]) -> None:
        self.insights, self.looked = insights, True

    @cached_property
    def outliers(self) -> list[Outlier]:
        """The hours with far more or far fewer requests than usual, by more than chance."""
        return sure(hourly(self._log.timeline, self._log.total("time")))
