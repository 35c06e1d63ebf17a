"""Where the classifier is wrong: matrix, triangle, one text, and the texts selected, all linked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v

from app.charts import Card, ConfusionMatrix, InsightList
from app.charts.card import Table
from app.charts.confusion_matrix import ANY as WHOLE
from app.charts.palette import class_colours
from app.sentiment.analysis import LEAKED
from app.sentiment.insight import Insight
from app.sentiment.model import SentimentModel
from app.sentiment.selection import ANY, summed_up
from app.sentiment.views.probability_triangle import ProbabilityTriangle
from app.sentiment.views.question import Question
from app.sentiment.views.text_card import TextCard
from app.sentiment.views.text_table import TextTable

LONGEST_TIP = 160
LONGEST_ASKED = 400
DOTS = "a dot a text, coloured by its actual label; near "


class Explore(v.Html):
    """The linked charts over the texts of one analysis, as the model filters them."""

    def __init__(
        self, model: SentimentModel, on_decide: Callable[[str, str, str, str], Any] | None = None
    ) -> None:
        self._model = model
        self._said: list[Insight] = []
        self.matrix = ConfusionMatrix(on_pick=self._cells_picked)
        self.insights = InsightList(self._insight_followed)
        self.triangle = ProbabilityTriangle(
            on_choose=model.choose_row,
            on_lasso=model.select_lasso,
            on_corner=model.choose_corner,
            words=self._words,
        )
        self._on_decide = on_decide
        self.question = Question(self._answered)
        self.text = TextCard(on_class=self._class_chosen, below=[self.question])
        self.table = TextTable(model, on_decide)
        self._cards = [
            Card(
                "Confusion matrix",
                self.matrix,
                reading="rows: actual; columns: predicted. Click a cell, a row or a column",
                table=self.matrix.table,
                size="vt-at-matrix",
            ),
            Card(
                "Probability triangle",
                self.triangle,
                reading=DOTS + "a corner: sure",
                table=self.triangle.table,
                size="vt-at-triangle",
            ),
            self.text,
            Card(
                "What stands out",
                self.insights,
                reading="click a phrase to select what it speaks of",
                size="vt-at-insights",
            ),
            Card(
                "Texts selected",
                self.table,
                reading="a margin above 0 means that another label is preferred: a candidate for review",
                table=self._table,
                size="vt-at-table",
            ),
        ]
        # The same question a second time, of which a screen shows one: on a phone the first card asks it.
        asking = v.Html(tag="div", class_="vt-card vt-at-question", children=[self.question])
        super().__init__(tag="div", class_="vt-explore", children=[asking, *self._cards])
        model.observe(self.redraw_text, ["text_id", "shown_class"])

    # ---- what a visitor does ----

    def _cells_picked(self, cells: list[tuple[int, int]]) -> None:
        classes = self._model.classes
        if not classes:
            return
        self._model.select_cells(
            [
                (ANY if row == WHOLE else classes[row], ANY if column == WHOLE else classes[column])
                for row, column in cells
            ]
        )

    def _insight_followed(self, sentence: int, _link: int) -> None:
        self._model.follow(self._said[sentence])

    def _class_chosen(self, label: str) -> None:
        self._model.shown_class = label

    def _answered(self, identity: str, mark: str, action: str, label: str) -> None:
        if self._on_decide is not None:
            self._on_decide(identity, mark, action, label)

    def _words(self, row: int) -> str:
        analysis = self._model.analysis
        if analysis is None:
            return ""
        if analysis.obscene[row] and not self._model.obscene:
            return "It holds obscene words: click to read it."
        text = str(analysis.texts[row])
        return text if len(text) <= LONGEST_TIP else f"{text[: LONGEST_TIP - 1]}…"

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Show what the model selects now."""
        model = self._model
        analysis = model.analysis
        if analysis is None:
            return
        self.triangle.draw(analysis, model.shown_corners)
        two = len(analysis.classes) == 2
        self._cards[1].title = "Probability line" if two else "Probability triangle"
        self._cards[1].reading = DOTS + ("an end: sure" if two else "a corner: sure")
        self._draw_matrix()
        self.triangle.select(model.mask(without="lasso"))
        self.triangle.outline = [list(corner) for corner in model.filters.lasso]
        self.redraw_text()
        self.table.redraw(self.looked_at())
        self._said = model.insights()
        self.insights.show([_parts(insight) for insight in self._said])
        for card in self._cards:
            card.refresh_table()

    def _draw_matrix(self) -> None:
        model = self._model
        matrix = model.matrix()
        if matrix is None:
            return
        classes = model.classes
        chosen = [
            (
                WHOLE if actual == ANY else classes.index(actual),
                WHOLE if predicted == ANY else classes.index(predicted),
            )
            for actual, predicted in summed_up(model.filters.cells, classes)
        ]
        self.matrix.show(classes, matrix.matrix.tolist(), chosen, class_colours(classes))

    def looked_at(self) -> int | None:
        """The row of the text that is shown: the chosen one, else the first that the table shows."""
        if self._model.row is not None:
            return self._model.row
        rows = self._model.rows()
        return int(rows[0]) if len(rows) else None

    def redraw_text(self, _change: Any = None) -> None:
        """Show the text looked at, and why it has its score."""
        analysis, row = self._model.analysis, self.looked_at()
        if analysis is None or row is None:
            self.text.show_nothing()
            self.question.ask_nothing()
            self.triangle.mark(None)
            return
        self._ask(row)
        explanation = self._model.explanation_of(row)
        if explanation is None:
            return
        shown = self._model.shown_class
        asked = shown if shown in explanation.classes else ""
        facts = (
            f"predicted {analysis.classes[analysis.predicted[row]]}, "
            f"labelled {analysis.classes[analysis.actual[row]]}"
        )
        if analysis.marked(LEAKED)[row]:
            facts += ", learned from too"
        self.text.show(explanation, asked, analysis.explainer.reason, facts)
        self.triangle.mark(analysis.probabilities[row])
        self.table.mark(row)

    def _ask(self, row: int) -> None:
        """Ask about the label of a text that is predicted otherwise, where decisions can be made."""
        analysis = self._model.analysis
        mark = self.table.mark_of(row)
        if analysis is None or not self.table.decides or analysis.right[row] or not mark:
            self.question.ask_nothing()
            return
        given, other = (analysis.classes[codes[row]] for codes in (analysis.actual, analysis.predicted))
        identity = str(analysis.frame["id"].iat[row])
        text = str(analysis.texts[row])
        if len(text) > LONGEST_ASKED:
            text = f"{text[:LONGEST_ASKED].rsplit(maxsplit=1)[0]} …"
        self.question.ask(identity, mark, given, other, self.table.decision(row), text)

    def _table(self) -> Table:
        return self.table.table()


def _parts(insight: Insight) -> list[tuple[str, int | None]]:
    pieces = [(insight.before, None), (insight.link, 0 if insight.selects else None), (insight.after, None)]
    return [(text, link) for text, link in pieces if text]
