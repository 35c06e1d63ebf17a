"""The values of one layer at one epoch as 30 columns, and those of another run as a line over them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets
from numpy.typing import NDArray

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import axis, figure
from app.charts.palette import BLUE, NEGATIVE
from app.network.snapshots import BINS, Histogram
from app.network.views.ticks import nice_ticks, number, share

MARGIN = (8, 8, 22, 40)

FURTHER = BINS
"""Columns that the axis may grow on either side to show where another run's values lie."""


@dataclass(frozen=True)
class Outline:
    """Another run's values, drawn as a line."""

    title: str
    colour: str
    histogram: Histogram

    def within(self, edges: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share of its values between each two ``edges``; within a bin of its own they lie evenly."""
        found = self.histogram
        below = np.concatenate([[0.0], np.cumsum(found.counts)]) / max(found.total, 1)
        return np.diff(np.interp(edges, found.edges, below))


class HistogramChart(Component):
    """A `Histogram` as columns; those that reach into ``flat`` ends of an activation are red."""

    vue_file = (__file__, "histogram.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    said = traitlets.List(traitlets.Unicode()).tag(sync=True)
    ticks = traitlets.List(traitlets.Dict()).tag(sync=True)
    up = traitlets.List(traitlets.Dict()).tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    beside = traitlets.Dict().tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, *, height: int = 150, empty: str = "") -> None:
        self._x = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        scales = {"x": self._x, "y": self._y}
        self._bars = bqplot.Bars(x=[], y=[], scales=scales, colors=[BLUE], padding=0.12)
        self._line = bqplot.Lines(x=[0.0, 1.0], y=[0.0, 0.0], scales=scales, stroke_width=1.5, visible=False)
        self._shown: Histogram | None = None
        self._outline: Outline | None = None
        self._y_axis = axis(self._y, vertical=True, tick_values=[0.0])
        super().__init__(
            label=label,
            empty=empty,
            figure=figure([self._bars, self._line], [self._y_axis], height=height, margin=MARGIN),
        )
        self.figure.animation_duration = 0

    def show(
        self,
        histogram: Histogram | None,
        flat: tuple[float, float] | None = None,
        outline: Outline | None = None,
    ) -> None:
        """Show this histogram, or that there is none; ``outline`` is laid over it."""
        self._shown = histogram
        self._outline = outline if outline is not None and outline.histogram.total else None
        if histogram is None or not histogram.total:
            self._outline = None
            with self.hold_sync():
                self.said, self.ticks, self.up, self.note, self.beside = [], [], [], self._lost(), {}
            self._bars.y = np.zeros(len(self._bars.x))
            self._y_axis.tick_values = np.zeros(1)
            self._line.visible = False
            return
        edges, counts = _as_wide_as(histogram, self._outline)
        other = self._outline.within(edges) if self._outline is not None else np.zeros(len(counts))
        self._draw(edges, counts, other * histogram.total, flat or (-np.inf, np.inf))
        span = edges[-1] - edges[0]
        with self.hold_sync():
            self.said = [
                f"{number(a)} to {number(b)}: {int(n):,} ({share(n / histogram.total)})"
                + (f"; {self._outline.title}: {share(part)}" if self._outline is not None else "")
                for a, b, n, part in zip(edges, edges[1:], counts, other, strict=False)
            ]
            self.ticks = [
                {"at": 100 * (tick - edges[0]) / span, "label": number(tick)}
                for tick in nice_ticks(float(edges[0]), float(edges[-1]), 4)
            ]
            self.note = self._lost()
            self.beside = self._words(1 - float(other.sum()))

    def _draw(
        self,
        edges: NDArray[np.float64],
        counts: NDArray[np.float64],
        heights: NDArray[np.float64],
        flat: tuple[float, float],
    ) -> None:
        # The outer bins reach into the flat ends, and hold little else where these are steep.
        reaches = (edges[:-1] < flat[0]) | (edges[1:] > flat[1])
        # A line with all its values in one column must not flatten the columns.
        highest = max(counts.max(), min(heights.max(), 2 * counts.max())) * 1.04
        with self._x.hold_sync():
            self._x.min, self._x.max = float(edges[0]), float(edges[-1])
        self._y.max = float(highest)
        # Counts: no half of a value.
        counted = [tick for tick in nice_ticks(0.0, float(highest), 4) if tick == int(tick)]
        self.up = [{"at": 100 * tick / highest, "label": f"{tick:,.0f}"} for tick in counted]
        self._y_axis.tick_values = np.array(counted)
        with self._bars.hold_sync():
            self._bars.x, self._bars.y = (edges[1:] + edges[:-1]) / 2, counts
            self._bars.colors = np.where(reaches, NEGATIVE, BLUE).tolist()
        with self._line.hold_sync():
            self._line.visible = self._outline is not None
            if self._outline is not None:
                self._line.x = np.repeat(edges, 2)
                self._line.y = np.concatenate([[0.0], np.repeat(np.minimum(heights, highest), 2), [0.0]])
                self._line.colors = [self._outline.colour]

    def _lost(self) -> str:
        lost = self._shown.nonfinite if self._shown is not None else 0
        return f"{lost:,} values are not finite" if lost else ""

    def _words(self, outside: float) -> dict[str, str]:
        if self._outline is None:
            return {}
        further = f", {share(outside)} of it further out" if outside > 0.005 else ""
        return {"name": f"{self._outline.title}{further}", "colour": self._outline.colour}

    def table(self) -> Table:
        """Run, from, to, count."""
        shown = [("this run", self._shown)] if self._shown is not None else []
        if self._outline is not None:
            shown.append((self._outline.title, self._outline.histogram))
        rows: list[list[Any]] = [
            [title, number(float(a)), number(float(b)), int(n)]
            for title, found in shown
            for a, b, n in zip(found.edges, found.edges[1:], found.counts, strict=False)
        ]
        return ["run", "from", "to", "values"], rows


def _as_wide_as(
    histogram: Histogram, outline: Outline | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges and counts, with empty bins of the same width where only the other run has values."""
    edges, counts = np.asarray(histogram.edges, float), np.asarray(histogram.counts, float)
    width = (edges[-1] - edges[0]) / BINS or 1.0
    before = after = 0
    if outline is not None:
        ends = outline.histogram.edges
        before = ceil(min(max((edges[0] - ends[0]) / width, 0), FURTHER))
        after = ceil(min(max((ends[-1] - edges[-1]) / width, 0), FURTHER))
    return edges[0] + width * np.arange(-before, BINS + after + 1), np.pad(counts, (before, after))
