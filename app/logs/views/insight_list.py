"""What stands out in a log, as sentences that select what they speak of."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v
import traitlets

from app.logs.model import LogModel
from app.logs.sentence import Insight


class InsightList(v.VuetifyTemplate):
    """Sentences with links; a link replaces all filters by the requests that its words speak of."""

    template_file = (__file__, "insight_list.vue")

    sentences = traitlets.List(traitlets.List()).tag(sync=True)

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self._insights: list[Insight] = []
        super().__init__()

    def show(self, insights: list[Insight]) -> None:
        """Show these insights, most important first."""
        self._insights = insights
        self.sentences = [
            [{"text": text, "link": link} for text, link in insight.parts()] for insight in insights
        ]

    def vue_follow(self, link: dict[str, Any]) -> None:
        """The ``link``-th linked phrase of the ``insight``-th sentence was clicked."""
        try:
            chosen = self._insights[int(link["insight"])].links[int(link["link"])]
        except (IndexError, KeyError, ValueError):
            return
        self._model.select_all(dict(chosen.selection))
