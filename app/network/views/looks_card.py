"""Closer looks at a trained network, in one card with tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import ipywidgets
import numpy as np
import traitlets

from app.charts import Card, Choices
from app.charts.card import Table
from app.charts.component import Component
from app.charts.palette import ACCENT, BLUE, MUTED
from app.charts.tab_bar import TabBar
from app.network.looks import CALIBRATION, DEPENDENCE, IMPORTANCE, ROWS, SURFACE, THRESHOLD, Looks
from app.network.views.facts import Fact, FactList
from app.network.views.line_chart import Line, LineChart
from app.network.views.ranked_bars import RankedBars
from app.network.views.surface_map import SurfaceMap
from app.network.views.threshold_slider import ThresholdSlider
from app.network.views.ticks import number, share

LISTED = 20
"""Inputs listed at most, the most important first."""

_UNIT = np.array([0.0, 1.0])


class RowsButton(Component):
    """A button that begins what takes seconds, and one that ends it."""

    vue_file = (__file__, "rows_button.vue")

    words = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)

    def __init__(self, on_begin: Callable[[], Any], on_stop: Callable[[], Any], **state: Any) -> None:
        self._on_begin, self._on_stop = on_begin, on_stop
        super().__init__(**state)

    def vue_begin(self, _data: Any = None) -> None:
        """It is to begin."""
        if not self.busy:
            self._on_begin()

    def vue_stop(self, _data: Any = None) -> None:
        """It is to end."""
        self._on_stop()


class LooksCard(Card):
    """`Looks` as a card: tabs, what is chosen within one, and what is seen there.

    ``on_rows()`` is called when fewer rows are to be tried.
    """

    def __init__(self, looks: Looks, on_rows: Callable[[], Any]) -> None:
        self._looks = looks
        self.tabs = TabBar(self._choose, label="Closer looks")
        self.place = Choices(label="Class or target", on_choose=self._place_chosen)
        self.first = Choices(label="Input", on_choose=self._first_chosen)
        self.second = Choices(label="Second input", on_choose=self._second_chosen)
        self.choices = v.Html(tag="div", class_="vt-looks-choices")
        self.roc = LineChart(
            x_name="false alarms", y_name="recall", on_point=looks.cut_at, on_step=self._step
        )
        self.precision = LineChart(x_name="recall", y_name="precision")
        self.slider = ThresholdSlider(self._slide)
        self.facts = FactList()
        self.chart = LineChart()
        self.importance = RankedBars(self._input_chosen, label="Which inputs matter")
        self.surface = SurfaceMap()
        self.more_rows = RowsButton(on_rows, looks.stop)
        self._bodies: dict[str, list[ipywidgets.Widget]] = {
            THRESHOLD: [
                v.Html(tag="div", class_="vt-looks-two", children=[self.roc, self.precision]),
                self.slider,
                self.facts,
            ],
            CALIBRATION: [self.chart],
            IMPORTANCE: [self.importance],
            DEPENDENCE: [self.chart],
            ROWS: [self.more_rows, self.chart],
            SURFACE: [self.surface],
        }
        self._panel = v.Html(tag="div", class_="vt-stacked")
        super().__init__("Closer looks", self._panel, table=self._numbers, size="vt-12")
        looks.observe(self.redraw, "revision")
        self.redraw()

    # ---- what a visitor does ----

    def _choose(self, kind: str) -> None:
        self._looks.kind = kind

    def _place_chosen(self, name: str) -> None:
        if name in self._looks.places:
            self._looks.place = self._looks.places.index(name)

    def _first_chosen(self, name: str) -> None:
        features = self._looks.features
        if name in features and self._looks.kind == SURFACE:
            self._looks.across = features.index(name)
        elif name in features:
            self._looks.feature = features.index(name)

    def _second_chosen(self, name: str) -> None:
        if name in self._looks.features:
            self._looks.down = self._looks.features.index(name)

    def _input_chosen(self, name: str) -> None:
        """An important input: how the answer follows it."""
        if name in self._looks.features:
            self._looks.feature = self._looks.features.index(name)
            self._looks.kind = DEPENDENCE

    def _slide(self, threshold: float) -> None:
        self._looks.threshold = threshold

    def _step(self, steps: int) -> None:
        parted = self._looks.separation
        if parted is not None:
            low, high = parted.ends
            wanted = self._looks.threshold - steps * (high - low) / 100
            self._looks.threshold = min(max(wanted, low), high)

    # ---- what a visitor sees ----

    def redraw(self, _change: Any = None) -> None:
        """Show what is known of the look chosen."""
        looks = self._looks
        kind = looks.kind
        self.tabs.show(list(looks.kinds.items()), kind)
        features = looks.features
        if kind == SURFACE:
            self.first.offer(features, features[looks.across])
            self.second.offer(features, features[looks.down])
        elif kind == DEPENDENCE:
            self.first.offer(features, features[looks.feature])
        if looks.places:
            self.place.offer(looks.places, looks.places[looks.place])
        chosen: dict[str, list[ipywidgets.Widget]] = {
            SURFACE: [self.first, self.second],
            DEPENDENCE: [self.first],
        }
        self.choices.children = [*([self.place] if len(looks.places) > 1 else []), *chosen.get(kind, [])]
        reading, known = self._drawn(kind)
        problem = looks.job.problem
        if looks.job.running and kind != THRESHOLD and not known:
            reading = f"{looks.job.words}…"
        elif problem is not None and not known:
            reading = str(problem)
        self.reading = reading
        body = self._bodies.get(kind, []) if known or kind == ROWS else []
        children = [self.tabs, *([self.choices] if self.choices.children else []), *body]
        if kind == ROWS and not known:
            children = children[:-1]
        self._panel.children = children
        self.refresh_table()

    def _drawn(self, kind: str) -> tuple[str, bool]:
        """Draw the look: how to read it, and whether there is something to see."""
        draw = {
            THRESHOLD: self._draw_threshold,
            CALIBRATION: self._draw_calibration,
            IMPORTANCE: self._draw_importance,
            DEPENDENCE: self._draw_dependence,
            ROWS: self._draw_rows,
            SURFACE: self._draw_surface,
        }.get(kind)
        return draw() if draw is not None else ("once a network is trained", False)

    def _draw_threshold(self) -> tuple[str, bool]:
        looks = self._looks
        parted = looks.separation
        if parted is None:
            return "", False
        name = looks.places[looks.place]
        if not parted.can_be_judged:
            return f"no validation row, or every one, is “{name}”: nothing to tell apart", False
        cut = parted.at(looks.threshold)
        alarms, recall, _ = parted.roc
        found, precise = parted.precision_recall
        unit = 0.0, 1.0
        self.roc.show(
            [
                Line(f"area {parted.area:.3f}", alarms, recall, BLUE),
                Line("guessing", _UNIT, _UNIT, MUTED, dashed=True, width=1.0),
            ],
            x_ends=unit,
            y_ends=unit,
        )
        self.roc.point(cut.alarms, cut.recall)
        self.precision.show(
            [
                Line(f"average {parted.average_precision:.3f}", found, precise, BLUE),
                Line("guessing", _UNIT, np.full(2, parted.share), MUTED, dashed=True, width=1.0),
            ],
            x_ends=unit,
            y_ends=unit,
        )
        self.precision.point(cut.recall, cut.precision)
        self.roc.about = f"ROC of “{name}”: area {parted.area:.3f}."
        self.precision.about = f"Precision over recall of “{name}”: average {parted.average_precision:.3f}."
        self.slider.show(looks.threshold, parted.ends)
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

    def _draw_calibration(self) -> tuple[str, bool]:
        looks = self._looks
        found, parted = looks.calibration, looks.separation
        if found is None or parted is None:
            return "no validation row, or every one, is of this class", False
        name = looks.places[looks.place]
        self.chart.x_name, self.chart.y_name = "chance given", "share that were"
        self.chart.show(
            [
                Line("groups of rows", found.said, found.were, BLUE, dots=True),
                Line("what it should be", _UNIT, _UNIT, MUTED, dashed=True, width=1.0),
            ],
            x_ends=(0.0, 1.0),
            y_ends=(0.0, 1.0),
        )
        self.chart.about = (
            f"Share of rows that were “{name}” over the chance given: {found.off:.3f} off on average."
        )
        return (
            f"of rows given 70% for “{name}”, 70 of 100 should be; {number(found.off)} off on average, "
            f"Brier score {number(found.brier)} ({number(found.guessed)} by the class's share alone)"
        ), True

    def _draw_importance(self) -> tuple[str, bool]:
        found = self._looks.importance
        if found is None:
            return "", False
        self.importance.show(
            found.names[:LISTED],
            found.falls[:LISTED].tolist(),
            [
                f"{number(float(fall))} ± {number(float(deviation))}"
                for fall, deviation in zip(found.falls[:LISTED], found.deviations, strict=False)
            ],
        )
        more = f"; {len(found.names) - LISTED} more in the table" if len(found.names) > LISTED else ""
        return (
            f"how much {found.score}, {number(found.whole)} on validation rows, falls when an input is "
            f"shuffled among them{more}"
        ), True

    def _draw_dependence(self) -> tuple[str, bool]:
        found = self._looks.dependence
        if found is None:
            return "", False
        chance = bool(self._looks.separation)
        what = f"chance of “{found.of}”" if chance else found.of
        self.chart.x_name, self.chart.y_name = found.name, what
        self.chart.show(
            [
                Line("mean answer", found.values, found.answers, BLUE, dots=len(found.values) < 8),
                Line("nine of ten rows", found.values, found.spread[0], MUTED, dashed=True, width=1.0),
                Line("", found.values, found.spread[1], MUTED, dashed=True, width=1.0),
            ]
        )
        first, last = float(found.answers[0]), float(found.answers[-1])
        self.chart.about = f"Mean {what} from {number(first)} to {number(last)} over {found.name}."
        return f"the answer when every validation row had this {found.name}, all else as it is", True

    def _draw_rows(self) -> tuple[str, bool]:
        looks = self._looks
        found = looks.row_curve
        self.more_rows.busy = looks.job.running
        self.more_rows.words = (
            "Try again" if found is not None else "Train on an eighth, a quarter, a half and all rows"
        )
        if found is None:
            return "whether more rows of this kind would help: a few seconds, thrown away afterwards", False
        rows = np.array(found.rows, float)
        valid, error = np.array(found.valid), np.array(found.error)
        self.chart.x_name, self.chart.y_name = "rows trained on", "error"
        self.chart.show(
            [
                Line("validation", rows, valid, ACCENT, dots=True),
                Line("± standard error", rows, valid - error, MUTED, dashed=True, width=1.0),
                Line("", rows, valid + error, MUTED, dashed=True, width=1.0),
                Line("the rows trained on", rows, np.array(found.train), BLUE, dots=True),
            ],
            logarithmic=True,
        )
        self.chart.about = found.sentence
        return found.sentence, True

    def _draw_surface(self) -> tuple[str, bool]:
        looks = self._looks
        found = looks.surface
        if found is None:
            return "", False
        self.surface.show(found, looks.target)
        held = ", ".join(f"{name} {number(value)}" for name, value in found.held.items())
        mean = number(float(np.abs(found.errors).mean()))
        return f"predicted minus formula, {mean} off on average; {held} held at their medians", True

    def _numbers(self) -> Table:
        looks = self._looks
        if looks.kind == SURFACE:
            return self.surface.table()
        if looks.kind == IMPORTANCE:
            found = looks.importance
            rows = [] if found is None else zip(found.names, found.falls, found.deviations, strict=True)
            return ["input", "fall", "deviation"], [[a, float(b), float(c)] for a, b, c in rows]
        if looks.kind == THRESHOLD and looks.separation is not None and looks.separation.can_be_judged:
            alarms, recall, thresholds = looks.separation.roc
            return ["threshold", "false alarms", "recall"], [
                [float(a), float(b), float(c)] for a, b, c in zip(thresholds, alarms, recall, strict=True)
            ]
        return self.chart.table()
