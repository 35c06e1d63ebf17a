"""Prices over time, with bqplot's two interval selectors and the straight line through the interval."""

from __future__ import annotations

from typing import Any

import bqplot
import numpy as np
import traitlets
from bqplot.interacts import BrushIntervalSelector, FastIntervalSelector

from app.charts.figure import axis, figure, fit_scale
from app.charts.palette import BLUE, NEGATIVE, POSITIVE
from app.gallery.performance import Performance
from app.gallery.prices import Prices

MOST = 10_000
"""Days that are drawn; of a longer time, one every few days."""

HALF_A_DAY = np.timedelta64(12, "h")


class PriceChart(traitlets.HasTraits):
    """A ``figure`` whose interval is ``ends``: two days, or None.

    In the ``mode`` *draw* the interval is drawn by dragging, in *sweep* it follows the pointer.
    """

    ends = traitlets.Instance(tuple, allow_none=True)
    mode = traitlets.Enum(["draw", "sweep"], "draw")

    def __init__(self) -> None:
        super().__init__()
        scales = {"x": bqplot.DateScale(), "y": bqplot.LinearScale(min=0.0)}
        self.line = bqplot.Lines(scales=scales, colors=[BLUE], stroke_width=1.6)
        self.trend = bqplot.Lines(scales=scales, visible=False)
        self._heights = axis(scales["y"], vertical=True, tick_format=",d")
        axes = [axis(scales["x"]), self._heights]
        self.figure = figure([self.line, self.trend], axes, height=252, margin=(10, 8, 24, 48))
        self.figure.animation_duration = 0
        self.selectors = {
            "draw": BrushIntervalSelector(scale=scales["x"]),
            "sweep": FastIntervalSelector(scale=scales["x"]),
        }
        traitlets.dlink((self, "mode"), (self.figure, "interaction"), self.selectors.get)
        for selector in self.selectors.values():
            selector.observe(self._selected, "selected")

    def _selected(self, change: dict[str, Any]) -> None:
        selected = change["new"]
        # In a browser an interval ends at any time of a day: here at the nearest midnight.
        self.ends = None if selected is None else tuple((selected + HALF_A_DAY).astype("datetime64[D]"))

    @traitlets.observe("ends")
    def _show(self, _change: Any) -> None:
        chosen = None if self.ends is None else np.array(self.ends, "datetime64[ms]")
        for selector in self.selectors.values():
            if not np.array_equal(np.asarray(selector.selected), np.asarray(chosen)):
                selector.selected = chosen

    def show_prices(self, prices: Prices | None) -> None:
        """Show these prices, or none."""
        self.line.visible = prices is not None
        if prices is None:
            return
        with self.line.hold_sync():
            self.line.x, self.line.y = prices.drawn(MOST)
        highest = [int(prices.values.max())]
        fit_scale(self.line.scales["y"], self._heights, highest, highest)

    def show_trend(self, found: Performance | None) -> None:
        """Show the straight line through a period: green upward, red downward, as wide as it is strong."""
        self.trend.visible = found is not None
        if found is not None:
            line = found.trend
            with self.trend.hold_sync():
                self.trend.x = np.array([found.first, found.last])
                self.trend.y = np.array([line.start, line.end])
                self.trend.colors = [POSITIVE if line.end >= line.start else NEGATIVE]
                self.trend.stroke_width = 1.5 + 4.5 * abs(line.strength)
