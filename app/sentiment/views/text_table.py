"""The selected texts: searched, filtered by confidence, sorted by doubt, paged, chosen by a click."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NotRequired, TypedDict

import ipywidgets
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.download import CsvDownload
from app.charts.pager import Pager
from app.charts.palette import class_colours
from app.charts.search_box import SearchBox
from app.problem import Problem
from app.sentiment.analysis import ORDERS
from app.sentiment.decision import ACTIONS
from app.sentiment.decisions import Decisions
from app.sentiment.model import SentimentModel

PAGE = 20
COLUMNS = ("id", "text", "actual", "predicted", "p", "margin")
ORDER_NAMES = dict(
    zip(ORDERS, ("most doubtful label", "least sure", "surest", "as in the data"), strict=True)
)


class Made(TypedDict):
    """One of the three ``action``s about the text with this ``id`` and ``mark``, and a ``label`` for it."""

    id: str
    mark: str
    action: str
    label: NotRequired[str]


class TextTable(Component):
    """A page of the texts that pass the model's filters.

    ``p`` is the probability of the predicted class, ``margin`` how much it exceeds that of the label; above
    zero the label is a candidate for review. With decisions each row has buttons to decide about it:
    ``on_decide(id, mark, action, label)`` hears which text was in sight (see `Decisions.mark`).

    >>> TextTable(SentimentModel(Analysis.of(pipeline, frame)))  # doctest: +SKIP
    """

    vue_file = (__file__, "text_table.vue")
    page_sets = ("obscene",)

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    page = traitlets.Int(0)
    pages = traitlets.Int(0)
    found = traitlets.Int(0).tag(sync=True)
    search = traitlets.Unicode()
    sort = traitlets.Unicode().tag(sync=True)
    orders = traitlets.List(traitlets.Dict()).tag(sync=True)
    sure = traitlets.List(traitlets.Float()).tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)
    decides = traitlets.Bool().tag(sync=True)
    aside = traitlets.Unicode().tag(sync=True)
    unlisted = traitlets.Int().tag(sync=True)
    obscene = traitlets.Bool().tag(sync=True)
    search_box = traitlets.Instance(SearchBox).tag(sync=True, **ipywidgets.widget_serialization)
    pager = traitlets.Instance(Pager).tag(sync=True, **ipywidgets.widget_serialization)
    download = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(
        self, model: SentimentModel, on_decide: Callable[[str, str, str, str], Any] | None = None
    ) -> None:
        self._model = model
        self._on_decide = on_decide
        self._decisions: Decisions | None = None
        super().__init__(
            orders=[{"name": name, "title": title} for name, title in ORDER_NAMES.items()],
            search=model.search,
            search_box=SearchBox(words="Search the texts"),
            pager=Pager(),
            sort=model.sort,
            download=CsvDownload("texts.csv", self._csv),
        )
        traitlets.link((model, "search"), (self, "search"))
        traitlets.link((model, "obscene"), (self, "obscene"))
        traitlets.link((self, "search"), (self.search_box, "search"))
        traitlets.link((self, "page"), (self.pager, "page"))
        traitlets.dlink((self, "pages"), (self.pager, "pages"))
        self.observe(lambda _: self._fill(), "page")

    def judge_by(self, decisions: Decisions | None) -> None:
        """Show these decisions beside the texts."""
        self._decisions = decisions
        self.decides = decisions is not None and self._on_decide is not None

    def redraw(self, shown: int | None = None) -> None:
        """Show the first page of what the model selects, with the row ``shown`` marked."""
        self._found = self._model.rows()
        with self.hold_sync():
            self.labels, self.colours = list(self._model.classes), class_colours(self._model.classes)
            self.sort, self.sure = self._model.sort, list(self._model.filters.sure)
            self.found, self.unlisted = len(self._found), self._model.unlisted
            self.pages = -(-len(self._found) // PAGE)
            self.page = 0
            self._fill()
            self.mark(shown)

    def mark(self, row: int | None) -> None:
        """Mark the row of the text that is looked at."""
        self.chosen = -1 if row is None else row

    def _fill(self) -> None:
        analysis = self._model.analysis
        if analysis is None:
            self.rows = []
            return
        first = max(0, min(self.page, self.pages - 1)) * PAGE
        rows = self._found[first : first + PAGE]
        self.aside = ""
        self.rows = [
            {
                "row": int(row),
                "id": str(analysis.frame["id"].iat[row]),
                "mark": self.mark_of(row),
                "text": str(analysis.texts[row]),
                "actual": int(analysis.actual[row]),
                "predicted": int(analysis.predicted[row]),
                "p": float(analysis.confidence[row]),
                "margin": float(analysis.margin[row]),
                "decided": self.decision(row),
            }
            for row in rows
        ]

    def _known(self, row: int) -> tuple[Decisions, str] | None:
        """The decisions and the id of the text of a row, if it is one that can be decided about."""
        analysis, decisions = self._model.analysis, self._decisions
        if analysis is None or decisions is None:
            return None
        identity = str(analysis.frame["id"].iat[row])
        return (decisions, identity) if identity in decisions.ids else None

    def mark_of(self, row: int) -> str:
        """What tells the text of a row from others in its place, see `Decisions.mark`."""
        known = self._known(row)
        return known[0].mark(known[1]) if known is not None else ""

    def decision(self, row: int) -> list[str]:
        """What was decided about the text of a row: action and label; empty for nothing."""
        known = self._known(row)
        made = known[0].get(known[1]) if known is not None else None
        return [made.action, made.label] if made is not None else []

    def refill(self) -> None:
        """Show the page anew, after a decision."""
        self._fill()

    def vue_choose(self, row: int) -> None:
        """A row was clicked."""
        self._model.choose_row(row)

    def vue_order(self, name: str) -> None:
        """Another order was chosen."""
        if name in ORDERS:
            self._model.sort = name

    def vue_limit(self, ends: list[float]) -> None:
        """The confidence was limited."""
        if len(ends) == 2:
            self._model.select_sure(ends[0], ends[1])

    def vue_decide(self, made: Made) -> None:
        """A decision's button was pressed."""
        if self._on_decide is None or made["action"] not in ACTIONS:
            return
        try:
            self._on_decide(made["id"], made["mark"], made["action"], made.get("label", ""))
        except Problem as problem:
            self.aside = str(problem)

    def _cells(self) -> Iterator[tuple[Any, ...]]:
        analysis = self._model.analysis
        if analysis is None:
            return
        for row in self._model.rows():
            yield (
                str(analysis.frame["id"].iat[row]),
                str(analysis.texts[row]),
                analysis.classes[analysis.actual[row]],
                analysis.classes[analysis.predicted[row]],
                round(float(analysis.confidence[row]), 6),
                round(float(analysis.margin[row]), 6),
            )

    def _csv(self) -> Iterator[tuple[Any, ...]]:
        yield COLUMNS
        yield from self._cells()

    def table(self) -> Table:
        """The selected texts."""
        return list(COLUMNS), list(self._cells())
