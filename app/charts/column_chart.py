"""Values as upright columns in a natural order: days, hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bqplot
import ipyvuetify as v
import ipywidgets
import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.figure import axis, figure, fit_scale
from app.charts.palette import ACCENT, BLUE, GHOST
from app.charts.picking import pick

MARGIN = (6, 4, 22, 40)


class ColumnChart(v.VuetifyTemplate):
    """One column a label, in front of its faint total; a click selects.

    bqplot draws the columns. Over each lies a transparent button of the plot's full height, so that an
    empty day can be hit too, by finger and by keyboard. ``labels`` names the columns at the axis,
    ``names`` (the labels, unless given) in full. ``lookup`` is what `selected` holds: positions.
    """

    template_file = (__file__, "column_chart.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    values = traitlets.List(traitlets.Int()).tag(sync=True)
    totals = traitlets.List(traitlets.Int()).tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    noun = traitlets.Unicode("requests").tag(sync=True)

    def __init__(
        self,
        *,
        height: int = 200,
        heading: str = "value",
        on_pick: Callable[[list[int]], None] | None = None,
        **state: Any,
    ) -> None:
        self._on_pick = on_pick
        self.heading = heading
        self._x = bqplot.LinearScale(min=-0.5, max=0.5, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        scales = {"x": self._x, "y": self._y}
        self._total_bars = bqplot.Bars(x=[], y=[], scales=scales, colors=[GHOST], padding=0.12)
        self._value_bars = bqplot.Bars(x=[], y=[], scales=scales, colors=[BLUE], padding=0.12)
        self._y_axis = axis(self._y, vertical=True, tick_format=",d")
        super().__init__(
            figure=figure([self._total_bars, self._value_bars], [self._y_axis], height=height, margin=MARGIN),
            **state,
        )
        self._draw()

    def show(
        self,
        labels: Sequence[str],
        values: Sequence[int],
        totals: Sequence[int],
        selected: Sequence[int] = (),
        names: Sequence[str] = (),
    ) -> None:
        """Show these columns: one message for what changed, one redraw."""
        with self.hold_sync():
            self.labels = list(labels)
            self.names = list(names or labels)
            self.values = [int(n) for n in values]
            self.totals = [int(n) for n in totals]
            self.selected = list(selected)
        self._draw()

    def _draw(self) -> None:
        count = len(self.labels)
        places = np.arange(count, dtype=float)
        chosen = set(self.selected)
        with self._x.hold_sync():
            self._x.min, self._x.max = -0.5, max(count - 0.5, 0.5)
        self._total_bars.visible = fit_scale(self._y, self._y_axis, self.values, self.totals)
        with self._total_bars.hold_sync():
            self._total_bars.x = places
            self._total_bars.y = np.asarray(self.totals, dtype=float)
        with self._value_bars.hold_sync():
            self._value_bars.x = places
            self._value_bars.y = np.asarray(self.values, dtype=float)
            self._value_bars.colors = [ACCENT if i in chosen else BLUE for i in range(count)] or [BLUE]
            self._value_bars.opacities = [1.0 if not chosen or i in chosen else 0.55 for i in range(count)]

    def vue_pick(self, click: dict[str, Any]) -> None:
        """A column was clicked or chosen by keyboard: ``index``, ``add`` (ctrl), ``span`` (shift)."""
        self.selected = pick(
            self.selected,
            int(click["index"]),
            add=bool(click.get("add")),
            span=bool(click.get("span")),
            count=len(self.labels),
        )
        self._draw()
        if self._on_pick is not None:
            self._on_pick(self.selected)

    def table(self) -> Table:
        """The chart's numbers: column, selected, all."""
        return (
            [self.heading, f"{self.noun} selected", f"all {self.noun}"],
            list(zip(self.names, self.values, self.totals, strict=True)),
        )
