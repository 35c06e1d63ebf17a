"""Two classifiers compared: their scores, whether these differ, and the texts of which they say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipyvuetify as v

from app.charts import Card, Choices, ConfusionMatrix
from app.charts.confusion_matrix import ANY as WHOLE
from app.charts.palette import class_colours
from app.counted import counted
from app.sentiment.analysis import Analysis
from app.sentiment.disagreement import Disagreement
from app.sentiment.prefit import prefit
from app.sentiment.views.comparison import scores
from app.sentiment.views.disagreements import Disagreements
from app.sentiment.views.score_table import ScoreTable

LISTED = 50
LONGEST = 280
READING = "rows: what {} says; columns: what {} says. Click a cell off the diagonal to list its texts"


class ModelComparison(Card):
    """Where two of several classifiers disagree on the same texts.

    ``models`` are fitted classifiers by name, which may be anybody's. ``on_open(id)`` is called for a text to
    look at, ``on_pair(first, second)`` when other names are chosen. Raises
    Problem, in words, as `PerformanceAnalysisDashboard` does.

    >>> ModelComparison({"mine": mine, "boosted": boosted}, texts, labels)  # doctest: +SKIP
    """

    def __init__(
        self,
        models: Mapping[str, Any] | None = None,
        texts: Iterable[str] = (),
        labels: Iterable[Any] = (),
        *,
        on_open: Callable[[str], Any] | None = None,
        on_pair: Callable[[str, str], Any] | None = None,
    ) -> None:
        self._on_pair = on_pair
        self._analyses: dict[str, Analysis] = {}
        self._found: Disagreement | None = None
        self._cells: list[tuple[int, int]] = []
        self.first = Choices(label="First classifier", on_choose=self._chosen)
        self.second = Choices(label="Second classifier", on_choose=self._chosen)
        self.matrix = ConfusionMatrix(on_pick=self._picked, margins=False)
        self.scores = ScoreTable()
        self.texts = Disagreements(on_open)
        self._verdict = v.Html(tag="p", class_="vt-muted", attributes={"role": "status"}, children=[""])
        names = v.Html(
            tag="div",
            class_="vt-two-names",
            children=[self.first, v.Html(tag="span", children=["against"]), self.second],
        )
        left = v.Html(tag="div", children=[names, self.matrix])
        right = v.Html(tag="div", children=[self.scores, self._verdict])
        body = v.Html(tag="div", class_="vt-two", children=[left, right, self.texts])
        super().__init__("Where two disagree", body, table=self.matrix.table)
        self.hide_all()
        if models is not None:
            x, y = list(texts), list(labels)
            self.show({name: prefit(model, x, y)[1] for name, model in models.items()})

    def show(self, analyses: Mapping[str, Analysis]) -> None:
        """Compare two of these, the last with the first; nothing where there are fewer than two."""
        grown = len(analyses) != len(self._analyses)
        self._analyses = dict(analyses)
        names = list(self._analyses)
        if len(names) < 2:
            self._found = None
            self.hide_all()
            return
        kept = self.first.chosen in names and self.second.chosen in names and not grown
        self.first.offer(names, self.first.chosen if kept else names[0])
        self.second.offer(names, self.second.chosen if kept else names[-1])
        self.body.show()
        self._draw()

    def choose(self, first: str, second: str) -> None:
        """Compare these two, if both are among those shown."""
        if {first, second} <= self._analyses.keys() and (first, second) != (
            self.first.chosen,
            self.second.chosen,
        ):
            self.first.offer(list(self._analyses), first)
            self.second.offer(list(self._analyses), second)
            self._draw()

    def _chosen(self, _name: str) -> None:
        self._draw()
        if self._on_pair is not None:
            self._on_pair(self.first.chosen, self.second.chosen)

    def hide_all(self) -> None:
        """Say that there is nothing to compare."""
        self.body.hide()
        self.reading = "train another classifier above, and choose the two to compare"

    def _draw(self) -> None:
        one, other = self.first.chosen, self.second.chosen
        self._found = found = Disagreement(self._analyses[one], self._analyses[other])
        size = len(found.classes)
        apart = [
            (int(found.matrix[cell]), cell)
            for cell in ((r, c) for r in range(size) for c in range(size))
            if cell[0] != cell[1]
        ]
        self._cells = [max(apart)[1]] if found.apart else []
        self.reading = READING.format(one, other)
        self.matrix.axes = [f"{one} says", f"{other} says"]
        self._draw_matrix()
        macro, against = (judged.evaluation.macro_f1() for judged in (found.second, found.first))
        self.scores.show(
            [one, other],
            [scores(found.first.evaluation), scores(found.second.evaluation)],
            measurable={
                "accuracy": found.paired.measurable,
                "macro-F1": not against.low <= macro.value <= against.high,
            },
        )
        verdict = found.paired.between(one, other)
        self._verdict.children = [
            f"{verdict}." if found.paired.measurable else f"No measurable difference: {verdict}."
        ]
        self._list()

    def _draw_matrix(self) -> None:
        found = self._found
        if found is None:
            return
        self.matrix.show(found.classes, found.matrix.tolist(), self._cells, class_colours(found.classes))
        self.refresh_table()

    def _picked(self, cells: list[tuple[int, int]]) -> None:
        self._cells = cells
        self._list()

    def _list(self) -> None:
        found, cells = self._found, self._cells
        names = (self.first.chosen, self.second.chosen)
        if found is None:
            return
        texts = len(found.first)
        apart = f"They say different things of {found.apart:,} of {counted(texts, 'text')}."
        if not cells:
            self.texts.show(names, apart, [], 0)
            return
        rows = found.rows(cells)
        listed = [row for row in rows.tolist() if not found.first.obscene[row]]
        words = f"{apart} Of {counted(len(rows), 'text')} {self._said(cells[0])}."
        if len(cells) > 1:
            words = f"{apart} {counted(len(rows), 'text is', 'texts are')} in the {len(cells)} cells chosen."
        if len(listed) < len(rows):
            words += f" {counted(len(rows) - len(listed), 'text')} with obscene words not listed."
        self.texts.show(names, words, [self._row(row) for row in listed[:LISTED]], len(listed[LISTED:]))

    def _said(self, cell: tuple[int, int]) -> str:
        """What the two say of the texts of a cell, in words."""
        found = self._found
        assert found is not None
        names = (self.first.chosen, self.second.chosen)
        return " and ".join(
            f"{name} says {found.classes[place]}"
            for name, place in zip(names, cell, strict=True)
            if place != WHOLE
        )

    def _row(self, row: int) -> dict[str, Any]:
        found = self._found
        assert found is not None
        text = str(found.first.texts[row])
        return {
            "id": str(found.first.frame["id"].iat[row]),
            "text": text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…",
            "label": str(found.first.frame["label"].iat[row]),
            "answers": [
                {
                    "label": one.classes[one.predicted[row]],
                    "p": f"{one.confidence[row]:.2f}",
                    "right": bool(one.right[row]),
                }
                for one in (found.first, found.second)
            ],
        }
