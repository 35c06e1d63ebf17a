"""What is known of the texts: counts, a preview, licence, what was not read; and how reading them goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.palette import class_colours
from app.charts.progress import Progress
from app.problem import Problem
from app.sentiment.corpus import Corpus
from app.sentiment.working import Working

LISTED = 200
"""Rows not taken that are listed; the rest are counted."""

LONGEST = 300
SEVERAL = 6


class SourceDetails(Component):
    """Notes about one corpus, and when ``unfolded`` all about it; ``progress`` tells how reading it goes."""

    vue_file = (__file__, "source_details.vue")

    unfolded = traitlets.Bool().tag(sync=True)
    progress = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    facts = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    counts = traitlets.List(traitlets.Dict()).tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    preview = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    rejections = traitlets.Int().tag(sync=True)
    rejected = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, working: Working) -> None:
        self._line = Progress(working)
        super().__init__(progress=self._line)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self._line.tell(problem)

    def show(self, corpus: Corpus, notices: Sequence[str] = ()) -> None:
        """Show what is known of these texts."""
        frame, counts = corpus.frame, corpus.counts
        shown = corpus.preview()
        with self.hold_sync():
            self.notes = [*corpus.notes, *notices]
            told = (("", corpus.about), ("Licence", corpus.licence), ("Cite", corpus.citation))
            self.facts = [[name, words] for name, words in told if words]
            self.counts = [
                {"label": label, "count": count, "share": count / len(frame), "colour": colour}
                for (label, count), colour in zip(counts.items(), class_colours(list(counts)), strict=True)
            ]
            self.columns = [str(column) for column in shown.columns]
            self.preview = [[_cell(value) for value in row] for row in shown.itertuples(index=False)]
            self.rejections = corpus.rejections
            self.rejected = [
                {"where": f"row {one.row:,}, {one.column}", "reason": one.reason, "text": one.text}
                for one in corpus.rejected[:LISTED]
            ]


def _cell(value: Any) -> str:
    words = str(value)
    if isinstance(value, tuple):
        more = f" … ({len(value)} in all)" if len(value) > SEVERAL else ""
        words = ", ".join(map(str, value[:SEVERAL])) + more
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
