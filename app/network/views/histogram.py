"""The values of one layer at one epoch, as 30 columns."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import axis, figure
from app.charts.palette import BLUE, NEGATIVE
from app.network.snapshots import Histogram
from app.network.views.ticks import nice_ticks, number

MARGIN = (8, 8, 22, 8)


class HistogramChart(Component):
    """A `Histogram` as columns; those that reach into ``flat`` ends of an activation are red."""

    vue_file = (__file__, "histogram.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    said = traitlets.List(traitlets.Unicode()).tag(sync=True)
    ticks = traitlets.List(traitlets.Dict()).tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, *, height: int = 150, empty: str = "") -> None:
        self._x = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._bars = bqplot.Bars(x=[], y=[], scales={"x": self._x, "y": self._y}, colors=[BLUE], padding=0.12)
        self._shown: Histogram | None = None
        baseline = axis(self._y, vertical=True, tick_values=[0.0])
        super().__init__(
            label=label, empty=empty, figure=figure([self._bars], [baseline], height=height, margin=MARGIN)
        )
        self.figure.animation_duration = 0

    def show(self, histogram: Histogram | None, flat: tuple[float, float] | None = None) -> None:
        """Show this histogram, or that there is none."""
        self._shown = histogram
        if histogram is None or not histogram.total:
            with self.hold_sync():
                self.said, self.ticks, self.note = [], [], self._lost()
            self._bars.y = np.zeros(len(self._bars.x))
            return
        edges = np.asarray(histogram.edges, float)
        counts = np.asarray(histogram.counts, float)
        middles = (edges[1:] + edges[:-1]) / 2
        low, high = flat or (-np.inf, np.inf)
        # The outer bins reach into the flat ends, and hold little else where these are steep.
        colours = [NEGATIVE if a < low or b > high else BLUE for a, b in pairwise(edges)]
        span = edges[-1] - edges[0] or 1.0
        with self._x.hold_sync():
            self._x.min, self._x.max = float(edges[0]), float(edges[-1])
        self._y.max = float(counts.max()) * 1.04
        with self._bars.hold_sync():
            self._bars.x, self._bars.y, self._bars.colors = middles, counts, colours
        with self.hold_sync():
            self.said = [
                f"{number(a)} to {number(b)}: {int(n):,} ({n / histogram.total:.0%})"
                for a, b, n in zip(edges, edges[1:], counts, strict=False)
            ]
            self.ticks = [
                {"at": 100 * (tick - edges[0]) / span, "label": number(tick)}
                for tick in nice_ticks(float(edges[0]), float(edges[-1]), 4)
            ]
            self.note = self._lost()

    def _lost(self) -> str:
        lost = self._shown.nonfinite if self._shown is not None else 0
        return f"{lost:,} values are not finite" if lost else ""

    def table(self) -> Table:
        """From, to, count."""
        rows: list[list[Any]] = []
        if self._shown is not None:
            edges = self._shown.edges
            rows = [
                [number(float(a)), number(float(b)), int(n)]
                for a, b, n in zip(edges, edges[1:], self._shown.counts, strict=False)
            ]
        return ["from", "to", "values"], rows
