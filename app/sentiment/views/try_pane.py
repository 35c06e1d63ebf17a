"""Try a text: the triangle, the ring and the bars answer as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipyvuetify as v
import numpy as np

from app.charts import Card
from app.charts.file_button import Receiving
from app.sentiment.analysis import Analysis
from app.sentiment.model import SentimentModel
from app.sentiment.views.prediction_pane import PredictionPane
from app.sentiment.views.probability_triangle import ProbabilityTriangle
from app.sentiment.views.text_card import TextCard
from app.sentiment.views.try_box import TryBox

LONGEST_EXAMPLE = 90
"""Characters of a text that is offered as an example."""

MOST_EXAMPLES = 4


class TryPane(v.Html):
    """A text box over a triangle with the shown texts as its background, beside the answer."""

    def __init__(self, model: SentimentModel, receive: Callable[[str, int], Receiving] | None = None) -> None:
        self._model = model
        self._analysis: Analysis | None = None
        self.box = TryBox(self._typed)
        self.triangle = ProbabilityTriangle(backdrop=True, on_corner=model.choose_corner)
        self.text = TextCard(
            "Answer",
            nothing="The classifier's answer appears here as you type.",
            on_class=self._class_chosen,
        )
        self._place = Card(
            "Where it stands",
            self.triangle,
            reading="the ringed dot is your text, among those of the set",
            table=self.triangle.table,
        )
        box = Card("Your text", self.box, reading="it goes to this classifier and nowhere else")
        self.prediction = PredictionPane(receive)
        several = Card(
            "Many texts",
            self.prediction,
            reading="a file of texts goes in, a CSV of it with the answers comes out",
            size="vt-at-many",
        )
        super().__init__(
            tag="div",
            class_="vt-try",
            children=[box, self._place, self.text, *([several] if receive else [])],
        )
        model.observe(self.redraw_answer, ["tried", "shown_class"])

    def _typed(self, text: str) -> None:
        self._model.tried = text

    def _class_chosen(self, label: str) -> None:
        self._model.shown_class = label

    def redraw(self) -> None:
        """Show the answer of the classifier at hand."""
        analysis = self._model.analysis
        if analysis is not None:
            self.triangle.draw(analysis, self._model.shown_corners)
        if analysis is not None and analysis is not self._analysis:
            self._analysis = analysis
            self.prediction.use(analysis)
            self.box.examples = examples(analysis)
        self.box.text = self._model.tried
        self.redraw_answer()

    def offer(self, name: str, texts: Sequence[str]) -> None:
        """Offer the texts without a label of the set ``name`` for prediction."""
        self.prediction.offer(name, texts)

    def redraw_answer(self, _change: Any = None) -> None:
        """Answer what was typed last."""
        analysis, answer = self._model.analysis, self._model.answer()
        if analysis is None or answer is None:
            self.text.show_nothing()
            self.triangle.mark(None)
            return
        shown = self._model.shown_class
        sure = answer.probabilities[answer.classes.index(answer.predicted)]
        facts = f"predicted {answer.predicted}, p {sure:.2f}"
        if analysis.explainer.knows_nothing_of(answer.text):
            facts = f"I know none of these words: {facts}, as for an empty text"
        chosen = shown if shown in answer.classes else ""
        self.text.show(answer, chosen, analysis.explainer.reason, facts)
        self.triangle.mark(answer.probabilities)


def examples(analysis: Analysis) -> list[str]:
    """A short text a class that the classifier is right and sure about, and the one it is least sure of."""
    short = np.array([len(text) <= LONGEST_EXAMPLE and "\n" not in text for text in analysis.texts])
    usable = short & ~analysis.obscene
    found = []
    for code in range(min(len(analysis.classes), MOST_EXAMPLES)):
        rows = np.flatnonzero(usable & analysis.right & (analysis.actual == code))
        if len(rows):
            found.append(str(analysis.texts[rows[analysis.confidence[rows].argmax()]]))
    rows = np.flatnonzero(usable)
    if len(rows):
        found.append(str(analysis.texts[rows[analysis.confidence[rows].argmin()]]))
    return list(dict.fromkeys(found))
