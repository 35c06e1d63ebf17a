"""The sentiment page: choose texts, see where the classifier is wrong and why, and mend labels."""

from __future__ import annotations

import ipyvuetify as v

from app.sentiment.corpus import load_corpus
from app.sentiment.dashboard import PerformanceAnalysisDashboard
from app.sentiment.model import SentimentModel
from app.sentiment.trained import open_trained
from app.settings import Settings


class SentimentPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.read()
        self.state = SentimentModel()
        self.dashboard = PerformanceAnalysisDashboard(state=self.state)
        super().__init__(tag="div", class_="vt-sentiment-page", children=[self.dashboard])
        trained = open_trained(load_corpus("tweets"))
        self.state.show(trained.analysis())
