"""Prices over time with an interval: a `TimeSeries` of fractional values, whose interval ends on a day."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets

from app.charts import TimeSeries
from app.charts.figure import fit_scale
from app.gallery.index import DAY
from app.gallery.performance import Performance
from app.gallery.prices import Prices

MOST = 10_000
"""Places that are drawn; prices over a longer time are shown every few days."""


class PriceSeries(TimeSeries):
    """The last price known on each day. An interval ``(first, last)`` is of seconds since 1970."""

    values = traitlets.List(traitlets.Float()).tag(sync=True)  # type: ignore[assignment]

    def __init__(self, **state: Any) -> None:
        super().__init__(noun="", part_noun="", dates=True, height=252, **state)

    def show_prices(self, prices: Prices) -> None:
        """Show these prices, and no interval."""
        span = (prices.days[-1] - prices.days[0]).astype(int) + 1
        self._step = int(-(-span // MOST))
        self._start = int(prices.days[0].astype(int)) * DAY
        heights = prices.each_day(self._step)
        with self.hold_sync():
            self.cuts, self.bucket, self.interval = [[0, self._start]], self._step * DAY, []
            self.values = heights.round(6).tolist()
            self.parts = []
        self._x.max = float(len(heights))
        highest = [int(heights.max())]
        fit_scale(self._y, self._y_axis, highest, highest)
        with self._line.hold_sync():
            self._line.x, self._line.y = np.arange(len(heights)) + 0.5, heights

    def place(self, second: int) -> int:
        """Where a moment lies."""
        return (second - self._start) // self.bucket

    def moment(self, place: int) -> int:
        """The second at which a place begins."""
        return self._start + min(place, len(self.values) - 1) * self.bucket

    def show_period(self, period: tuple[int, int] | None, found: Performance | None) -> None:
        """Show a period, and the straight line through it if something is known of it."""
        self.interval = [self.place(end) for end in period] if period is not None else []
        if found is None:
            self.show_trend(None)
            return
        first, last = (self.place(int(day.astype(int)) * DAY) + 0.5 for day in (found.first, found.last))
        self.show_trend((first, found.trend.start, last, found.trend.end), found.trend.strength)
