"""Two classifiers side by side on the same held-back texts."""

from __future__ import annotations

import ipyvuetify as v

from app.charts import Card, ConfusionMatrix
from app.charts.palette import class_colours
from app.sentiment.evaluation import Evaluation
from app.sentiment.trained import Comparison
from app.sentiment.views.score_table import ScoreTable


class ComparisonView(v.Html):
    """Before and after: both matrices, and the scores of each with their difference."""

    def __init__(self) -> None:
        self.before = ConfusionMatrix()
        self.after = ConfusionMatrix()
        self.scores = ScoreTable()
        self._scores = Card("Before and after", self.scores, table=self.scores.table)
        super().__init__(
            tag="div",
            class_="vt-compare",
            children=[
                Card(
                    "Before",
                    self.before,
                    reading="as it was, by the labels as given",
                    table=self.before.table,
                ),
                Card(
                    "After",
                    self.after,
                    reading="learned from your labels, and judged by them",
                    table=self.after.table,
                ),
                self._scores,
            ],
        )
        self.hide()

    def show_comparison(self, found: Comparison) -> None:
        """Show this comparison."""
        for matrix, judged in ((self.before, found.given), (self.after, found.after)):
            labels = list(judged.classes)
            matrix.show(labels, judged.matrix.tolist(), (), class_colours(labels))
        self._scores.reading = found.sentence()
        macro, anew = found.after.macro_f1().value, found.before.macro_f1()
        self.scores.show(
            ["before", "before, judged by your labels", "after"],
            [scores(found.given), scores(found.before), scores(found.after)],
            measurable={
                "accuracy": found.paired.measurable,
                "macro-F1": not anew.low <= macro <= anew.high,
            },
        )
        self.show()


def scores(judged: Evaluation) -> dict[str, tuple[float, str]]:
    """An evaluation's scores by name: the value, and its interval in words where it has one."""
    accuracy, macro = judged.accuracy, judged.macro_f1()
    found = {
        "accuracy": (accuracy.value, f"{accuracy.low:.3f} to {accuracy.high:.3f}"),
        "macro-F1": (macro.value, f"{macro.low:.3f} to {macro.high:.3f}"),
    }
    for place, label in enumerate(judged.classes):
        found[f"F1 {label}"] = (float(judged.f1[place]), "")
        found[f"recall {label}"] = (float(judged.recall[place]), "")
        if judged.matrix[:, place].any():
            found[f"precision {label}"] = (float(judged.precision[place]), "")
    return found
