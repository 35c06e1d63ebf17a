"""Closer looks at a trained network, in one card with tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import ipywidgets
import numpy as np

from app.charts import Card, Choices
from app.charts.card import Table
from app.charts.tab_bar import TabBar
from app.network.look_kinds import (
    CALIBRATION,
    DEPENDENCE,
    FILTERS,
    FOLDS,
    IMPORTANCE,
    ROWS,
    SEEDS,
    SURFACE,
    THRESHOLD,
    TRIALS,
)
from app.network.looks import Looks
from app.network.repeats import TIMES
from app.network.views.line_chart import LineChart
from app.network.views.looks_charts import (
    draw_calibration,
    draw_dependence,
    draw_repeats,
    draw_row_curve,
)
from app.network.views.ranked_bars import RankedBars
from app.network.views.surface_map import SurfaceMap
from app.network.views.threshold_view import ThresholdView
from app.network.views.ticks import number, with_error
from app.network.views.tile_rows import TileRows
from app.network.views.trial_button import TrialButton

LISTED = 20
"""Inputs listed at most, the most important first."""


class LooksCard(Card):
    """`Looks` as a card: tabs, what is chosen within one, and what is seen there.

    ``on_try()`` is called when a look wants something trained.
    """

    def __init__(self, looks: Looks, on_try: Callable[[], Any]) -> None:
        self._looks = looks
        self.tabs = TabBar(self._choose, label="Closer looks")
        self.place = Choices(label="Class or target", on_choose=self._place_chosen)
        self.first = Choices(label="Input", on_choose=self._first_chosen)
        self.second = Choices(label="Second input", on_choose=self._second_chosen)
        self.choices = v.Html(tag="div", class_="vt-looks-choices")
        self.threshold = ThresholdView(self._cut, looks.cut_at)
        self.chart = LineChart()
        self.importance = RankedBars(self._input_chosen, label="Which inputs matter")
        self.surface = SurfaceMap()
        self.tiles = TileRows(looks.turn)
        self.trial = TrialButton(on_try, looks.stop)
        self._bodies: dict[str, list[ipywidgets.Widget]] = {
            THRESHOLD: [self.threshold],
            CALIBRATION: [self.chart],
            IMPORTANCE: [self.importance],
            DEPENDENCE: [self.chart],
            **{kind: [self.trial, self.chart] for kind in TRIALS},
            SURFACE: [self.surface],
            FILTERS: [self.tiles],
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

    def _cut(self, threshold: float) -> None:
        self._looks.threshold = threshold

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
        body = self._bodies.get(kind, []) if known or kind in TRIALS else []
        children = [self.tabs, *([self.choices] if self.choices.children else []), *body]
        if kind in TRIALS and not known:
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
            SEEDS: self._draw_repeats,
            FOLDS: self._draw_repeats,
            SURFACE: self._draw_surface,
            FILTERS: self._draw_filters,
        }.get(kind)
        return draw() if draw is not None else ("once a network is trained", False)

    def _draw_threshold(self) -> tuple[str, bool]:
        looks = self._looks
        parted = looks.separation
        if parted is None:
            return "", False
        return self.threshold.show(parted, looks.places[looks.place], looks.threshold)

    def _draw_importance(self) -> tuple[str, bool]:
        found = self._looks.importance
        if found is None:
            return "", False
        self.importance.show(
            found.names[:LISTED],
            found.falls[:LISTED].tolist(),
            [
                with_error(float(fall), float(deviation))
                for fall, deviation in zip(found.falls[:LISTED], found.deviations, strict=False)
            ],
        )
        more = f"; {len(found.names) - LISTED} more in the table" if len(found.names) > LISTED else ""
        if not found.falls.any() and not found.deviations.any():
            more += ": whichever that is, the answers stay what they are"
        return (
            f"how much {found.score}, {number(found.whole)} on validation rows, falls when an input is "
            f"shuffled among them{more}"
        ), True

    def _draw_calibration(self) -> tuple[str, bool]:
        looks = self._looks
        found = looks.calibration
        if found is None:
            return "no validation row, or every one, is of this class", False
        return draw_calibration(self.chart, found, looks.places[looks.place]), True

    def _draw_dependence(self) -> tuple[str, bool]:
        found = self._looks.dependence
        if found is None:
            return "", False
        return draw_dependence(self.chart, found, is_chance=CALIBRATION in self._looks.kinds), True

    def _draw_rows(self) -> tuple[str, bool]:
        found = self._looks.row_curve
        self._offer("Train on an eighth, a quarter, a half and all rows", found is not None)
        if found is None:
            return "whether more rows of this kind would help", False
        return draw_row_curve(self.chart, found), True

    def _draw_repeats(self) -> tuple[str, bool]:
        found, seeds = self._looks.repeats, self._looks.kind == SEEDS
        words = f"with {TIMES} seeds" if seeds else f"{TIMES} times, each judged on another part of the rows"
        self._offer(f"Train {words}", found is not None)
        if found is None:
            luck = "the first weights" if seeds else "which rows were kept aside"
            return f"how much of the score is the luck of {luck}", False
        return draw_repeats(self.chart, found), True

    def _offer(self, words: str, known: bool) -> None:
        self.trial.busy = self._looks.job.running
        self.trial.words = "Try again" if known else words

    def _draw_surface(self) -> tuple[str, bool]:
        looks = self._looks
        found = looks.surface
        if found is None:
            return "", False
        self.surface.show(found, looks.target)
        held = ", ".join(f"{name} {number(value)}" for name, value in found.held.items())
        mean = number(float(np.abs(found.errors).mean()))
        return f"predicted minus formula, {mean} off on average; {held} held at their medians", True

    def _draw_filters(self) -> tuple[str, bool]:
        found = self._looks.filters
        if found is None:
            return "", False
        rows = [
            ("validation row", found.image[None]),
            ("filters", found.kernels),
            ("what each gives", found.maps),
        ]
        self.tiles.show(rows, f"validation row {found.row + 1}: {found.actual}")
        shown = (
            f"the first {len(found.kernels)} of {found.count}" if len(found.kernels) < found.count else "all"
        )
        return (
            f"{shown} filters of the first convolution; blue is below zero, each from its own largest",
            True,
        )

    def _numbers(self) -> Table:
        looks = self._looks
        if looks.kind == SURFACE:
            return self.surface.table()
        if looks.kind == FILTERS:
            kernels = looks.filters.kernels if looks.filters is not None else np.empty((0, 0, 0))
            return ["filter", "row", "column", "weight"], [
                [place + 1, *(at + 1 for at in pixel), float(kernels[(place, *pixel)])]
                for place in range(len(kernels))
                for pixel in np.ndindex(kernels.shape[1:])
            ]
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
