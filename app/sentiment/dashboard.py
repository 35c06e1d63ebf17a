"""The sentiment dashboard: linked views of a classifier and its texts, for a page or anybody's notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ipyvuetify as v
import ipywidgets
import pandas as pd

from app.charts import Summary
from app.sentiment.analysis import Analysis
from app.sentiment.classifier import object_array
from app.sentiment.model import SentimentModel
from app.sentiment.views.explore import Explore
from app.sentiment.views.head import Head
from app.sentiment.views.tab_bar import TabBar

TITLES = {
    "explore": "Explore",
    "review": "Review labels",
    "try": "Try a text",
    "company": "By company",
    "model": "Model",
}


class PerformanceAnalysisDashboard(v.Html):
    """Where is a classifier wrong, why, and which labels are doubtful?

    ``model`` is any fitted scikit-learn text pipeline with ``classes_``. One that is not linear in its tokens
    gets everything but the token bars, and is told why.

    >>> from app.sentiment import PerformanceAnalysisDashboard, load_texts, train
    >>> texts = load_texts("tweets")  # doctest: +SKIP
    >>> model = train(texts["text"][:3000], texts["label"][:3000])  # doctest: +SKIP
    >>> PerformanceAnalysisDashboard(model, texts["text"][3000:], texts["label"][3000:])  # doctest: +SKIP

    ``state`` holds what is selected and is all that the charts talk to.
    """

    def __init__(
        self,
        model: Any = None,
        texts: Iterable[str] | None = None,
        labels: Iterable[str] | None = None,
        *,
        state: SentimentModel | None = None,
        source: ipywidgets.Widget | None = None,
    ) -> None:
        self.state = state if state is not None else SentimentModel()
        if model is not None:
            frame = pd.DataFrame({"text": object_array(texts or ()), "label": object_array(labels or ())})
            self.state.show(Analysis.of(model, frame))
        self.facts: list[str] = []
        self.head = Head(source=source)
        self.summary = Summary(self.state.clear, hint="Click anything to filter by it; Escape clears.")
        self.tabs = TabBar(self._tab_chosen)
        self._panes: dict[str, v.Html] = {}
        self._place = v.Html(tag="div", class_="vt-panes", children=[])
        super().__init__(
            tag="div",
            class_="vt-sentiment",
            children=[
                self.head,
                v.Html(tag="div", class_="vt-sentiment-bar", children=[self.summary, self.tabs]),
                self._place,
            ],
        )
        self.state.observe(self._redraw, "revision")
        self.state.observe(self._show_tab, "tab")
        self._show_tab()

    def _tab_chosen(self, name: str) -> None:
        self.state.tab = name

    def _show_tab(self, _change: Any = None) -> None:
        name = self.state.tab
        if name not in self._panes:
            self._panes[name] = v.Html(
                tag="div",
                class_="vt-pane",
                attributes={"role": "tabpanel", "aria-label": TITLES[name]},
                children=[self._made(name)],
            )
            self._place.children = list(self._panes.values())
        for other, pane in self._panes.items():
            attributes = {key: value for key, value in pane.attributes.items() if key != "hidden"}
            pane.attributes = attributes if other == name else {**attributes, "hidden": "hidden"}
        self._redraw()

    def _made(self, name: str) -> ipywidgets.Widget:
        if name == "explore":
            self.explore = Explore(self.state)
            return self.explore
        return v.Html(tag="p", children=["…"])

    def _redraw(self, _change: Any = None) -> None:
        if self.state.tab == "explore":
            self.explore.redraw()
        self.tabs.show(list(TITLES.items()), self.state.tab)
        self.summary.show("", [(chip.name, chip.title, chip.text) for chip in self.state.chips()])
        # Last, so that the number of texts selected never runs ahead of the charts.
        self.head.show(self.facts, self.state.summary if self.state.total else "")
