"""Two numbers of each row as dots that can be clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets
from numpy.typing import NDArray

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import axis, figure, label_ticks
from app.charts.palette import ACCENT, BLUE, MUTED
from app.network.views.ticks import nice_ticks, number

MARGIN = (24, 14, 42, 44)
MOST_DOTS = 2_000
"""Dots drawn; of more rows, those furthest off and evenly chosen others."""

LEAST = 0.05
"""The least length of an axis, as a share of the other's."""


class FitScatter(Component):
    """Dots at ``(x, y)``; the line is where they should lie. ``on_pick(places)`` gets the rows chosen."""

    vue_file = (__file__, "fit_scatter.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    x_name = traitlets.Unicode().tag(sync=True)
    y_name = traitlets.Unicode().tag(sync=True)
    dots = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    said = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self, x_name: str, y_name: str, on_pick: Callable[[list[int]], Any], *, diagonal: bool = False
    ) -> None:
        self._on_pick, self._diagonal = on_pick, diagonal
        self._places: NDArray[np.intp] = np.empty(0, np.intp)
        self._all: tuple[NDArray[np.float64], NDArray[np.float64]] = (np.empty(0), np.empty(0))
        self._x = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        scales = {"x": self._x, "y": self._y}
        self._dots = bqplot.Scatter(
            x=[],
            y=[],
            scales=scales,
            colors=[BLUE],
            default_size=14,
            opacities=[0.55],
            stroke_width=0,
        )
        self._rings = bqplot.Scatter(
            x=[], y=[], scales=scales, colors=["transparent"], stroke=ACCENT, stroke_width=2, default_size=90
        )
        self._line = bqplot.Lines(x=[0.0, 1.0], y=[0.0, 1.0], scales=scales, colors=[MUTED], stroke_width=1)
        self._x_axis = axis(self._x)
        self._y_axis = axis(self._y, vertical=True)
        super().__init__(
            x_name=x_name,
            y_name=y_name,
            figure=figure(
                [self._line, self._dots, self._rings], [self._x_axis, self._y_axis], height=280, margin=MARGIN
            ),
        )
        self.figure.animation_duration = 0

    def show(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Show these rows; those that are no numbers are left out."""
        self._all = x, y
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if len(known) > MOST_DOTS:
            far = np.abs(y[known] - (x[known] if self._diagonal else 0))
            worst = known[np.argsort(-far)[: MOST_DOTS // 4]]
            rest = known[:: max(1, len(known) // (MOST_DOTS - len(worst)))]
            known = np.unique(np.concatenate([worst, rest]))
        self._places = known
        # Both axes have the target's unit: what differs by next to nothing is not to fill one.
        least = LEAST * max(float(np.ptp(values[known])) for values in (x, y)) if len(known) else 0.0
        low_x, high_x = _ends(x[known], least)
        low_y, high_y = _ends(y[known], least)
        if self._diagonal:
            low_x = low_y = min(low_x, low_y)
            high_x = high_y = max(high_x, high_y)
        for scale, drawn, low, high in (
            (self._x, self._x_axis, low_x, high_x),
            (self._y, self._y_axis, low_y, high_y),
        ):
            with scale.hold_sync():
                scale.min, scale.max = low, high
            label_ticks(drawn, nice_ticks(low, high), number)
        ends = np.array([low_x, high_x])
        with self._line.hold_sync():
            self._line.x, self._line.y = ends, ends if self._diagonal else np.zeros(2)
        with self._dots.hold_sync():
            self._dots.x, self._dots.y = x[known], y[known]
        span_x, span_y = high_x - low_x or 1.0, high_y - low_y or 1.0
        with self.hold_sync():
            self.dots = [
                [float((a - low_x) / span_x), float(1 - (b - low_y) / span_y)]
                for a, b in zip(x[known], y[known], strict=True)
            ]
            self.said = [
                f"{self.x_name} {number(float(a))}, {self.y_name} {number(float(b))}"
                for a, b in zip(x[known], y[known], strict=True)
            ]
        self.select([])

    def select(self, places: Sequence[int]) -> None:
        """Ring these rows."""
        x, y = self._all
        kept = [place for place in places if place < len(x)]
        with self._rings.hold_sync():
            self._rings.x, self._rings.y = x[kept], y[kept]

    def vue_pick(self, dots: list[int]) -> None:
        """Dots were chosen in the browser, by their numbers."""
        if all(0 <= dot < len(self._places) for dot in dots):
            self._on_pick([int(self._places[dot]) for dot in dots[:200]])

    def table(self) -> Table:
        """A row a row."""
        return [self.x_name, self.y_name], [[float(a), float(b)] for a, b in zip(*self._all, strict=True)]


def _ends(values: NDArray[np.float64], least: float) -> tuple[float, float]:
    """The ends of an axis of at least this length."""
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = max(0.03 * (high - low), (least - (high - low)) / 2) or abs(low) or 1.0
    return low - room, high + room
