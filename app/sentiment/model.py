"""What a visitor set on the sentiment page, and which texts each chart shows because of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.counted import counted
from app.links import Linked
from app.sentiment import triangle
from app.sentiment.analysis import ORDERS, Analysis
from app.sentiment.corners import exchanged, make_triangle
from app.sentiment.corpus.choice import Choice as TableChoice
from app.sentiment.evaluation import Evaluation
from app.sentiment.explanation import Explanation
from app.sentiment.insight import Insight
from app.sentiment.insights import insights
from app.sentiment.link import LINK, QUEUES, TABS, WAITING, choice_of, filters_of, told_choice, told_filters
from app.sentiment.selection import NAMES, Cell, Chip, Filters, Selection, chips


class SentimentModel(Linked):
    """The state of the sentiment page: one analysis, its filters, one text, and what is shown of them.

    ``revision`` rises whenever the texts that a chart shows have changed; a view redraws then. ``source``
    names the set, ``holds_file`` tells that a visitor's file stands in its place, ``table_choice`` is what
    they say of its columns and labels, ``tab`` is one of `TABS`, ``queue`` of `QUEUES` or "", ``text_id`` the
    text looked at, ``shown_class`` the class explained ("" for the predicted one), ``search`` and ``sort``
    (of `ORDERS`) are the table's, ``tried`` is what was typed in *Try a text*, ``obscene`` texts are listed
    when asked, ``pair`` says which classifiers are compared (see `pair.Pair`), ``beside`` whose moods stand
    beside that of the company that filters, ``corners`` the three of more classes that the triangle shows
    (none: those most confused). A link that asks for something and names no set is about ``unnamed``.
    """

    link = LINK

    revision = traitlets.Int()
    source = traitlets.Unicode()
    holds_file = traitlets.Bool()
    table_choice = traitlets.Instance(TableChoice, ())
    tab = traitlets.Enum(TABS, "explore")
    queue = traitlets.Enum(("", *QUEUES), "")
    text_id = traitlets.Unicode()
    shown_class = traitlets.Unicode()
    search = traitlets.Unicode()
    sort = traitlets.Enum(ORDERS, "doubt")
    tried = traitlets.Unicode()
    obscene = traitlets.Bool()
    pair = traitlets.Unicode()
    beside = traitlets.Tuple()
    corners = traitlets.Tuple()

    def __init__(self, analysis: Analysis | None = None, *, unnamed: str = "") -> None:
        super().__init__()
        self._unnamed = unnamed
        self._selection: Selection | None = None
        self._wanted = Filters()
        if analysis is not None:
            self.show(analysis)

    # ---- the texts ----

    @property
    def analysis(self) -> Analysis | None:
        """The texts shown and what the classifier says of them."""
        return self._selection.analysis if self._selection is not None else None

    def show(self, analysis: Analysis) -> list[str]:
        """Show these texts under what is set; return a sentence for each part they do not know."""
        self._selection = Selection(analysis)
        notices: list[str] = []
        self.shown_class = analysis.named(self.shown_class)
        self.corners = tuple(map(analysis.named, self.corners))
        if self.corners and not make_triangle(self.corners, analysis.classes):
            told = ", ".join(map(str, self.corners))[:60]
            notices.append(f"These texts have no triangle with the corners “{told}”: ignored.")
            self.corners = ()
        self._selection.corners = self.corners
        notices += self._apply(self._wanted)
        known_by = (("text_id", analysis.row_of, "text"), ("shown_class", analysis.classes, "label"))
        for trait, known, what in known_by:
            value = getattr(self, trait)
            if value and value not in known:
                notices.append(f"These texts have no {what} “{value[:40]}”: ignored.")
                setattr(self, trait, "")
        self._changed()
        return notices

    def forget(self) -> None:
        """Show no texts, and keep what is asked for until some come."""
        self._selection = None
        self._changed()

    # ---- filters ----

    @property
    def filters(self) -> Filters:
        """The filters that are set."""
        return self._selection.filters if self._selection is not None else self._wanted

    def select_cells(self, cells: Iterable[Cell]) -> None:
        """Let through only the texts of these cells (actual, predicted); none clears the filter."""
        self._set(cells=tuple(dict.fromkeys(cells)))

    def select_lasso(self, outline: Sequence[Sequence[float]]) -> None:
        """Let through only the texts whose place in the triangle (of side 1) is inside of an outline."""
        self._set(lasso=triangle.simplified(outline) if len(outline) > 2 else ())

    def choose_corner(self, place: int, label: str) -> None:
        """Put a class at a corner of the triangle; a lasso that was drawn in the one before goes."""
        before = self.shown_corners
        if self._selection is None or not 0 <= place < len(before) or label not in self.classes:
            return
        if (chosen := exchanged(before, place, label)) != before:
            self.corners = self._selection.corners = chosen
            self._set(lasso=())

    def select_sure(self, low: float, high: float) -> None:
        """Let through only the texts whose predicted class has a probability from ``low`` to ``high``."""
        ends = sorted(min(max(round(float(end), 3), 0.0), 1.0) for end in (low, high))
        self._set(sure=(ends[0], ends[1]))

    def overlay(self, companies: Sequence[str]) -> None:
        """Filter by the first of these companies, and draw the moods of the others beside its own."""
        self.beside = tuple(companies[1:])
        first = companies[0] if companies else ""
        if first == self.filters.company:
            self._changed()
        else:
            self.select_company(first)

    def select_company(self, company: str, start: int | None = None, end: int | None = None) -> None:
        """Let through only the texts that name a company, from second ``start`` up to ``end``."""
        dated = start is not None and end is not None and end > start
        self._set(company=company, time=(start, end) if dated else None)

    def follow(self, insight: Insight) -> None:
        """Select what an insight speaks of, and nothing else."""
        self.beside = ()
        self._replace(Filters(cells=insight.cells, sure=insight.confidence, only=insight.only))

    def clear(self, name: str | None = None) -> None:
        """Remove one of the filters (of `selection.NAMES`), or all."""
        if name in (None, "company"):
            self.beside = ()
        if name is None:
            self._replace(Filters())
        elif name in NAMES:
            cleared = (name, "time") if name == "company" else (name,)
            self._set(**{field: getattr(Filters(), field) for field in cleared})

    # ---- what charts show ----

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels, in the classifier's order."""
        return self.analysis.classes if self.analysis is not None else ()

    @property
    def shown_corners(self) -> tuple[str, ...]:
        """The three of more classes that the triangle shows; none of three or fewer."""
        return self.corners or (self.analysis.confused if self.analysis is not None else ())

    @property
    def total(self) -> int:
        """Texts shown under no filter."""
        return len(self.analysis) if self.analysis is not None else 0

    @property
    def selected(self) -> int:
        """Texts that pass all filters."""
        return int(np.count_nonzero(self.mask()))

    @property
    def summary(self) -> str:
        """``53 of 1,904 texts selected``."""
        return f"{self.selected:,} of {counted(self.total, 'text')} selected"

    def mask(self, without: str = "") -> NDArray[np.bool_]:
        """Which texts pass all filters, but for the one called ``without``."""
        return self._selection.mask(without) if self._selection is not None else np.empty(0, bool)

    def matrix(self) -> Evaluation | None:
        """The confusion matrix under all filters but its own; None without texts."""
        return self._selection.matrix() if self._selection is not None else None

    def rows(self) -> NDArray[np.intp]:
        """Rows of the selected texts in the table's order; obscene ones only if asked for."""
        if self.analysis is None:
            return np.empty(0, np.intp)
        order = self.analysis.orders(self.sort)
        listed = self.mask() if self.obscene else self.mask() & ~self.analysis.obscene
        return order[listed[order]]

    @property
    def unlisted(self) -> int:
        """Selected texts with obscene words, which tables leave out unless asked for."""
        return 0 if self.analysis is None else int(np.count_nonzero(self.mask() & self.analysis.obscene))

    @property
    def row(self) -> int | None:
        """The row of the text looked at, or None."""
        return self.analysis.row_of.get(self.text_id) if self.analysis is not None else None

    def choose_row(self, row: int) -> None:
        """Look at the text of a row and why it is predicted so; a row that there is not is ignored."""
        if self.analysis is not None and 0 <= row < self.total:
            self.shown_class = ""
            self.text_id = str(self.analysis.frame["id"].iat[row])

    def explanation_of(self, row: int | None) -> Explanation | None:
        """Why the text of a row has its score for the shown class; None where there is no such row."""
        if self.analysis is None or row is None or not 0 <= row < self.total:
            return None
        return self.analysis.explain(str(self.analysis.texts[row]), self.shown_class)

    def answer(self) -> Explanation | None:
        """The same for what was typed in *Try a text*; None where nothing is."""
        if self.analysis is None or not self.tried.strip():
            return None
        return self.analysis.explain(self.tried, self.shown_class)

    def insights(self) -> list[Insight]:
        """What stands out, in sentences; with one cell selected, in that cell too."""
        cells = self.filters.cells
        one = cells[0] if len(cells) == 1 else None
        return insights(self.analysis, one) if self.analysis is not None else []

    def chips(self) -> list[Chip]:
        """The filters in words, one chip each."""
        return chips(self.filters, self.classes)

    # ---- the link ----

    def take(self, state: dict[str, Any]) -> list[str]:
        """Be as a link says; return a sentence for each part that these texts do not know.

        A view of ``source``'s texts waits for `show` where they are not there yet.
        """
        self._wanted, notices = filters_of(state)
        with self.hold_trait_notifications():
            self.table_choice = choice_of(state)
            for name in ("tab", "queue", "sort", "obscene", "pair"):
                setattr(self, name, state[name])
            self.tried, self.text_id, self.shown_class = state["try"], state["text"], state["class"]
            self.beside, self.corners = tuple(state["beside"]), tuple(state["corners"])
            asks = state != LINK.defaults() and not (self.table_choice or self.holds_file)
            self.source = state["set"] or (self._unnamed if asks else "")
        # The texts of another set may be shown already, which dropped what they do not know.
        self.text_id, self.shown_class = state["text"], state["class"]
        if self.table_choice and not (self.source or self.holds_file):
            notices.append(WAITING)
        if self.analysis is not None:
            return notices + self.show(self.analysis)
        self.search = self._wanted.search
        self._changed()
        return notices

    @traitlets.observe("table_choice")
    def _chosen(self, _change: Any) -> None:
        self.relink()

    def told(self) -> dict[str, Any]:
        """What a link to this view holds: the texts, the filters, and what is looked at."""
        return {
            **super().told(),
            **told_choice(self.table_choice),
            **told_filters(self.filters, self.classes),
        }

    @traitlets.observe("search")
    def _searched(self, _change: Any) -> None:
        if self.search != self.filters.search:
            self._set(search=self.search)

    @traitlets.observe("sort", "obscene")
    def _sorted(self, _change: Any) -> None:
        self._changed()

    def _set(self, **changes: Any) -> None:
        self._replace(replace(self.filters, **changes))

    def _replace(self, wanted: Filters) -> None:
        self._apply(wanted)
        self._changed()

    def _apply(self, wanted: Filters) -> list[str]:
        self._wanted = wanted
        notices = self._selection.apply(wanted) if self._selection is not None else []
        self.search = self.filters.search
        return notices

    def _changed(self) -> None:
        self.relink()
        self.revision += 1
