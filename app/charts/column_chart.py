"""Values as upright columns in a natural order: days, hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets

from app.charts.countable import Countable
from app.charts.figure import axis, figure, fit_scale, heights
from app.charts.palette import ACCENT, BLUE, WHOLE
from app.charts.units import plain

MARGIN = (6, 4, 22, 40)


class ColumnChart(Countable):
    """One column a label, in front of its faint total; a click selects.

    bqplot draws the columns. Over each lies a transparent button of the plot's full height, so that an
    empty day can be hit too, by finger and by keyboard. ``labels`` names the columns at the axis,
    ``names`` (the labels, unless given) in full. A line across a column is as high as what it is held
    against; ``top`` is the number at which the plot ends.
    """

    vue_file = (__file__, "column_chart.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    top = traitlets.Float(1.0).tag(sync=True)

    def __init__(self, *, height: int = 200, **state: Any) -> None:
        self._x = bqplot.LinearScale(min=-0.5, max=0.5, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        scales = {"x": self._x, "y": self._y}
        self._total_bars = bqplot.Bars(x=[], y=[], scales=scales, colors=[WHOLE], padding=0.12)
        self._value_bars = bqplot.Bars(x=[], y=[], scales=scales, colors=[BLUE], padding=0.12)
        self._y_axis = axis(self._y, vertical=True, tick_format=",d")
        self._written: list[str] = []
        super().__init__(
            figure=figure([self._total_bars, self._value_bars], [self._y_axis], height=height, margin=MARGIN),
            **state,
        )
        self._draw()

    def show(
        self,
        labels: Sequence[str],
        values: Sequence[float | None],
        totals: Sequence[float | None],
        selected: Sequence[int] = (),
        names: Sequence[str] = (),
        excluded: Sequence[int] = (),
        written: Sequence[str] = (),
    ) -> None:
        """Show these columns: one message for what changed, one redraw.

        ``written`` names them in the table of numbers, where that is not as in full.
        """
        with self.hold_sync():
            self.labels = list(labels)
            self.names = list(names or labels)
            self._written = list(written or self.names)
            self.values, self.totals = plain(values), plain(totals)
            self.selected = list(selected)
            self.excluded = list(excluded)
        self._draw()

    def _draw(self) -> None:
        count = len(self.labels)
        places = np.arange(count, dtype=float)
        chosen = set(self.selected)
        self._y_axis.visible = count > 0
        with self._x.hold_sync():
            self._x.min, self._x.max = -0.5, max(count - 0.5, 0.5)
        self._total_bars.visible = fit_scale(
            self._y, self._y_axis, [*self.values, *self.then], self.totals, self.unit
        )
        self.top = self._y.max
        # bqplot takes a column's width from its neighbour: one alone gets an empty one beyond the scale.
        alone = [0.0] if count == 1 else []
        with self._total_bars.hold_sync():
            self._total_bars.x = np.append(places, np.add(alone, 1))
            self._total_bars.y = np.nan_to_num(heights([*self.totals, *alone]))
        with self._value_bars.hold_sync():
            self._value_bars.x = np.append(places, np.add(alone, 1))
            self._value_bars.y = np.nan_to_num(heights([*self.values, *alone]))
            self._value_bars.colors = [ACCENT if i in chosen else BLUE for i in range(count)] or [BLUE]
            passing = chosen or set(range(count)) - set(self.excluded)
            self._value_bars.opacities = [1.0 if i in passing else 0.55 for i in range(count)]

    def hold_against(self, then: Sequence[float | None], changes: Sequence[str], versus: str) -> None:
        """Hold the columns against what they were, see `Selectable.hold_against`."""
        before = self.then
        super().hold_against(then, changes, versus)
        if before != self.then:
            self._draw()

    def _full_labels(self) -> list[str]:
        return self._written
