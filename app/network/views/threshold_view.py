"""A threshold on ROC and precision-recall, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import numpy as np

from app.charts.palette import BLUE, MUTED
from app.network.diagnostics.separation import Separation
from app.network.views.facts import Fact, FactList
from app.network.views.line_chart import Line, LineChart
from app.network.views.looks_charts import SHARES, UNIT
from app.network.views.threshold_slider import ThresholdSlider
from app.network.views.ticks import number, share


class ThresholdView(v.Html):
    """What `show` was given last. ``on_cut(threshold)`` is called when one is chosen, and
    ``on_place(false alarms, recall)`` when a place on the ROC curve is."""

    def __init__(self, on_cut: Callable[[float], Any], on_place: Callable[[float, float], Any]) -> None:
        self._on_cut = on_cut
        self._shown: Separation | None = None
        self._threshold = 0.5
        self.roc = LineChart(x_name="false alarms", y_name="recall", on_point=on_place, on_step=self._step)
        self.precision = LineChart(x_name="recall", y_name="precision")
        self.slider = ThresholdSlider(on_cut)
        self.facts = FactList()
        curves = v.Html(tag="div", class_="vt-looks-two", children=[self.roc, self.precision])
        super().__init__(tag="div", class_="vt-stacked", children=[curves, self.slider, self.facts])

    def show(self, parted: Separation, name: str, threshold: float) -> tuple[str, bool]:
        """Show what parts the class ``name`` from others: how to read it, and whether it can be seen."""
        if not parted.can_be_judged:
            return f"no validation row, or every one, is “{name}”: nothing to tell apart", False
        if parted is not self._shown:
            self._draw(parted, name)
        self._shown, self._threshold = parted, threshold
        cut = parted.at(threshold)
        self.roc.point(cut.alarms, cut.recall)
        self.precision.point(cut.recall, cut.precision)
        self.slider.show(threshold, parted.ends)
        self.facts.show(
            [
                Fact("found", f"{cut.found:,} of {cut.found + cut.missed:,} (recall {share(cut.recall)})"),
                Fact("false alarms", f"{cut.false:,} of {cut.false + cut.spared:,} ({share(cut.alarms)})"),
                Fact("precision", share(cut.precision)),
                Fact("F1", number(cut.f1)),
                Fact("accuracy", share(cut.accuracy)),
            ]
        )
        return f"which validation rows count as “{name}”: drag the dot or the slider", True

    def _draw(self, parted: Separation, name: str) -> None:
        alarms, recall, _ = parted.roc
        found, precise = parted.precision_recall
        guess = np.full(2, parted.share)
        for chart, x, y, guessed, words in (
            (self.roc, alarms, recall, UNIT, f"area {parted.area:.3f}"),
            (self.precision, found, precise, guess, f"average {parted.average_precision:.3f}"),
        ):
            chart.show(
                [
                    Line(words, x, y, BLUE),
                    Line("guessing", UNIT, guessed, MUTED, dashed=True, width=1.0),
                ],
                x_ends=SHARES,
                y_ends=SHARES,
            )
            chart.about = f"{chart.y_name.capitalize()} over {chart.x_name} of “{name}”: {words}."

    def _step(self, steps: int) -> None:
        if self._shown is not None:
            low, high = self._shown.ends
            # Along the curve to the right: more rows count, and the threshold falls.
            self._on_cut(min(max(self._threshold - steps * (high - low) / 100, low), high))
