"""The card of what stands out: looked for beside the page, told in sentences that can be followed."""

from __future__ import annotations

from typing import Any

from app.charts import Card, InsightList
from app.charts.insight_list import NOTHING
from app.logs.crossfilter.phrases import span_name
from app.logs.insights.analysis import LOOKING, Analysis
from app.logs.model import LogModel

FOLLOWED = "click a phrase to select what it speaks of"


class WhatStandsOut:
    """Sentences about a log in their ``card``."""

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self._analysed: Analysis | None = None
        self.sentences = InsightList(model.follow)
        self.card = Card("What stands out", self.sentences, reading=FOLLOWED, size="vt-3")

    def redraw(self) -> None:
        """Look through the log where it is another one now, and tell."""
        model = self._model
        if self._analysed is model.analysis:
            self._say_how_to_read()
            return
        self._analysed = model.analysis
        self._analysed.job.observe(self._show, "running")
        # While a log is being read, what stands out would be found anew with every piece of it.
        if (model.finished or model.growing) and model.rows:
            self._analysed.look()
        self._show()

    def _show(self, _change: Any = None) -> None:
        analysis = self._model.analysis
        if not self._model.rows:
            nothing = "There are no requests to look through."
        elif not self._model.finished and not self._model.growing:
            nothing = "What stands out is told once the whole log is read."
        elif analysis.job.problem is not None:
            nothing = str(analysis.job.problem)
        else:
            nothing = NOTHING if analysis.looked else LOOKING
        self._say_how_to_read()
        self.sentences.show(
            [list(insight.parts()) for insight in analysis.insights],
            nothing,
            tones=[insight.tone for insight in analysis.insights],
        )

    def _say_how_to_read(self) -> None:
        """Say of which time the sentences speak, where that is not what the charts beside them show."""
        seconds, model = self._model.analysis.seconds, self._model
        if seconds:
            of = f"in the last {span_name(seconds).removeprefix('an ').removeprefix('a ')}; "
        else:
            narrowed = model.filters or model.search or model.zoom
            of = "in the whole log, whatever is chosen; " if narrowed else ""
        self.card.reading = of + FOLLOWED
