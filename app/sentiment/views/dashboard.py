"""The sentiment dashboard: linked views of a classifier and its texts, for a page or anybody's notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipyvuetify as v
import ipywidgets
import pandas as pd

from app.charts import Choices, Summary
from app.charts.component import Compound
from app.charts.file_button import Receiving
from app.charts.tab_bar import TabBar
from app.counted import counted
from app.sentiment.analysis import LEAKED, Analysis
from app.sentiment.dashboard_review import DashboardReview
from app.sentiment.decisions import Decisions
from app.sentiment.judging import source_of_shares
from app.sentiment.link import TABS
from app.sentiment.model import SentimentModel
from app.sentiment.one_of_several import OneOfSeveral, flags, named, of_several
from app.sentiment.prefit import prefit
from app.sentiment.trained import Comparison, Trained
from app.sentiment.views.company_pane import CompanyPane
from app.sentiment.views.explore import Explore
from app.sentiment.views.head import Head
from app.sentiment.views.model_pane import ModelPane
from app.sentiment.views.review_pane import ReviewPane
from app.sentiment.views.try_pane import TryPane
from app.visitor import Visitor

TITLES = {
    "explore": "Explore",
    "review": "Review labels",
    "try": "Try a text",
    "company": "By company",
    "model": "Model",
}

LACKS_CLASSIFIER = "The link does not hold the classifier you trained."
LACKS_DECISIONS = "The link does not hold your decisions about labels: download them."

AT_ONCE = 20_000
"""Texts up to which the candidates are looked for without being asked; more wait for *Review labels*."""


class PerformanceAnalysisDashboard(Compound):
    """Where is a classifier wrong, why, and which labels are doubtful?

    ``model`` is any fitted scikit-learn text pipeline with ``classes_``. One that is not linear in its tokens
    gets everything but the token bars, and is told why. Its texts are judged anew by unfitted copies of it
    for *Review labels*. Raises Problem, in words, for what is no fitted classifier, and for texts and labels
    that do not fit it or one another. Where it gives a text several labels, ``labels`` are a table of 0 and
    1, a column a label; one of them is shown against the rest, which a visitor chooses.

    >>> from app.sentiment import PerformanceAnalysisDashboard, load_texts, train
    >>> texts = load_texts("tweets")  # doctest: +SKIP
    >>> model = train(texts["text"][:3000], texts["label"][:3000])  # doctest: +SKIP
    >>> PerformanceAnalysisDashboard(model, texts["text"][3000:], texts["label"][3000:])  # doctest: +SKIP

    ``state`` holds what is selected and is all that the charts talk to. A page gives what only it has:
    ``source`` and ``below`` stand at the head, ``receive`` takes files.
    """

    def __init__(
        self,
        model: Any = None,
        texts: Iterable[str] | None = None,
        labels: Iterable[Any] | None = None,
        *,
        state: SentimentModel | None = None,
        source: ipywidgets.Widget | None = None,
        below: Sequence[ipywidgets.Widget] = (),
        receive: Callable[[str, int], Receiving] | None = None,
    ) -> None:
        self.state = state if state is not None else SentimentModel()
        self.trained: Trained | None = None
        self.facts: list[str] = []
        self._receive = receive
        self._own = model is None
        self.reviewing = DashboardReview(self.state, ours=self._own, on_look=self._measure)
        self.walk = self.reviewing.walk
        self._relearned: list[Trained] = []
        self._lacks: dict[str, str] = {}
        self._panes: dict[str, v.Html] = {}
        self._views: dict[str, Any] = {}
        self.head = Head(source=source)
        self.summary = Summary(self.state.clear, hint="Click anything to filter by it; Escape clears.")
        self.tabs = TabBar(self._tab_chosen)
        self._place = v.Html(tag="div", class_="vt-panes", children=[])
        bar = v.Html(tag="div", class_="vt-sentiment-bar", children=[self.summary, self.tabs])
        super().__init__(tag="div", class_="vt-sentiment", children=[self.head, *below, bar, self._place])
        self.walk.observe(self._reviewed, "revision")
        self.state.observe(self._redraw, "revision")
        self.state.observe(self._show_tab, "tab")
        if not self._own or texts is not None or labels is not None:
            several = flags(labels)
            if several is None:
                self.show(*prefit(model, texts, labels))
            else:
                self._show_one_of(of_several(model, several), texts, several)
        self._show_tab()

    # ---- what is shown ----

    def show(self, trained: Trained, analysis: Analysis | None = None) -> list[str]:
        """Show a classifier and its texts; return a sentence for each part of the view they do not know."""
        self.trained = self._first = trained
        self._relearned = []
        self.reviewing.begin(trained)
        if "review" in self._views:
            self._views["review"].forget()
        if "try" in self._views:
            self._offer_unlabelled(self._views["try"])
        notices = self.use(trained, analysis)
        if self._own and "model" in self._views:
            self._views["model"].begin(trained)
        if len(trained.corpus.frame) <= AT_ONCE or self.state.tab == "review":
            self.reviewing.prepare()
        return notices

    def _show_one_of(self, models: Mapping[str, OneOfSeveral], texts: Any, labels: pd.DataFrame) -> None:
        """Show one of several labels against the rest, the most frequent first, and offer the others."""

        def choose(name: str) -> None:
            self.state.clear()
            self.show(*prefit(models[name], texts, named(labels[name], name)))

        first = str(labels.sum().idxmax())
        self.head.source = Choices(
            label="Label against the rest", options=list(models), chosen=first, on_choose=choose
        )
        choose(first)

    def use(self, trained: Trained, analysis: Analysis | None = None) -> list[str]:
        """Show another classifier of the same texts; the review goes on as it was."""
        self.trained = trained
        analysis = analysis if analysis is not None else trained.analysis()
        judged = analysis.evaluation
        leaks = int(analysis.marked(LEAKED).sum())
        without = analysis.without_leaks
        beside = f" ({without.accuracy.value:.3f} without leaks)" if without is not None else " (all leaked)"
        label, majority = judged.majority
        self.summary.about = trained.corpus.title
        self.facts = [
            "one-vs-rest logistic regression" if self._own else _kind(trained.pipeline),
            f"accuracy {judged.accuracy}{beside if leaks else ''}",
            f"baseline {majority:.3f} (always {label})",
            f"macro-F1 {judged.macro_f1().value:.3f}",
            counted(len(analysis), "held-back text" if self._own else "text"),
        ]
        if how := source_of_shares(trained.pipeline):
            self.facts.append(f"p is {how}")
        self.lack("classifier", "" if trained is self._first else LACKS_CLASSIFIER)
        notices = self.state.show(analysis)
        if self._own and "model" in self._views:
            self._views["model"].show_used(trained)
        return notices

    def forget(self) -> None:
        """Show no texts until others come; what is asked for waits for them."""
        self.facts, self.summary.about = [], ""
        self.reviewing.forget()
        self.state.forget()

    def lack(self, name: str, sentence: str) -> None:
        """Have *Share view* say what a link to this view does not hold; "" for nothing called ``name``."""
        self._lacks[name] = sentence
        self.state.unshared = " ".join(filter(None, self._lacks.values()))

    def decide_as(self, visitor: Visitor) -> None:
        """Keep decisions for this visitor, and take up those kept before."""
        self.reviewing.decide_as(visitor)

    # ---- tabs ----

    def _tab_chosen(self, name: str) -> None:
        self.state.tab = name

    def _show_tab(self, _change: Any = None) -> None:
        name = self.state.tab
        if name not in dict(self._tabs()):
            # There is no card of somebody else's classifier.
            self.state.tab = TABS[0]
            return
        if name not in self._panes:
            self._views[name] = self._made(name)
            self._panes[name] = v.Html(
                tag="div",
                class_="vt-pane",
                attributes={"role": "tabpanel", "aria-label": TITLES[name]},
                children=[self._views[name]],
            )
            self._place.children = list(self._panes.values())
        for other, pane in self._panes.items():
            attributes = {key: value for key, value in pane.attributes.items() if key != "hidden"}
            pane.attributes = attributes if other == name else {**attributes, "hidden": "hidden"}
        if name == "review":
            self.reviewing.look_at_selected()
        self._redraw()

    def _made(self, name: str) -> ipywidgets.Widget:
        if name == "explore":
            explore = Explore(self.state, self.reviewing.decide)
            explore.table.judge_by(self._decisions)
            return explore
        if name == "review":
            return ReviewPane(
                self.walk,
                preparing=self.reviewing.preparing,
                receive=self._receive,
                on_retrained=self._retrained if self._own else None,
            )
        if name == "try":
            pane = TryPane(self.state, self._receive)
            self._offer_unlabelled(pane)
            return pane
        if name == "company":
            return CompanyPane(self.state)
        models = ModelPane(self.use, self._open_text, self.state)
        if self.trained is not None:
            models.begin(self._first)
            for other in self._relearned:
                models.add(other)
        return models

    def _open_text(self, identity: str) -> None:
        """Look at one text under *Explore*."""
        self.state.shown_class, self.state.text_id = "", identity
        self.state.tab = "explore"

    def _offer_unlabelled(self, pane: TryPane) -> None:
        if self.trained is not None:
            pane.offer(self.trained.corpus.title, self.trained.corpus.unlabelled)

    def _tabs(self) -> list[tuple[str, str]]:
        left = f" · {self.walk.left:,}" if self.walk.review is not None else ""
        return [
            (name, title + (left if name == "review" else ""))
            for name, title in TITLES.items()
            if self._own or name != "model"
        ]

    # ---- reviewing ----

    def _measure(self) -> None:
        if isinstance(pane := self._views.get("review"), ReviewPane):
            pane.measure()

    @property
    def _decisions(self) -> Decisions | None:
        return self.walk.review.decisions if self.walk.review is not None else None

    def _reviewed(self, _change: Any = None) -> None:
        decisions = self._decisions
        self.lack("decisions", LACKS_DECISIONS if decisions else "")
        if "explore" in self._views:
            table = self._views["explore"].table
            table.judge_by(decisions)
            # While another tab is shown, the table may still hold rows of the texts before.
            if self.state.tab == "explore":
                table.refill()
                self._views["explore"].redraw_text()
        self.tabs.show(self._tabs(), self.state.tab)

    def _retrained(self, found: Comparison) -> None:
        self._relearned.append(found.trained)
        if "model" in self._views:
            self._views["model"].add(found.trained)

    def _redraw(self, _change: Any = None) -> None:
        self._place.class_ = "vt-panes" if self.state.total else "vt-panes vt-waiting"
        view = self._views.get(self.state.tab)
        if isinstance(view, Explore | TryPane | CompanyPane):
            view.redraw()
        self.tabs.show(self._tabs(), self.state.tab)
        self.summary.show("", [(chip.name, chip.title, chip.text) for chip in self.state.chips()])
        # Last, so that the number of texts selected never runs ahead of the charts.
        self.head.show(self.facts, self.state.summary if self.state.total else "")


def _kind(pipeline: Any) -> str:
    """What kind of classifier is shown, by the name of its class."""
    return type(pipeline.model if isinstance(pipeline, OneOfSeveral) else pipeline).__name__
