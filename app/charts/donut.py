"""Shares of a whole as a ring with a legend that can be clicked too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets

from app.charts.countable import Countable
from app.charts.figure import figure, heights
from app.charts.units import plain


class Donut(Countable):
    """A ring with one slice a label, in the order and the colours given, and its legend.

    The order and the colours never follow the values, so a slice stays where the eye left it. Slices too
    thin to hit are reached by their legend. ``centre`` and ``caption`` stand in the hole; numbers have
    ``digits`` after the point. Without ``ring``, of numbers that are no parts of a whole, there is the legend
    alone.
    """

    vue_file = (__file__, "donut.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    centre = traitlets.Unicode().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    digits = traitlets.Int().tag(sync=True)
    ring = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        *,
        radius: int = 62,
        **state: Any,
    ) -> None:
        self._pie = bqplot.Pie(
            sizes=[],
            sort=False,
            radius=radius,
            inner_radius=radius * 0.62,
            display_labels="none",
            stroke="var(--v-card)",
        )
        side = 2 * radius + 8
        ring = figure([self._pie], [], height=side, margin=(0, 0, 0, 0))
        ring.layout.width = ring.layout.min_width = f"{side}px"
        super().__init__(figure=ring, **state)

    def show(
        self,
        labels: Sequence[str],
        values: Sequence[float | None],
        totals: Sequence[float | None],
        colours: Sequence[str],
        selected: Sequence[int],
        excluded: Sequence[int] = (),
    ) -> None:
        """Show these slices."""
        with self.hold_sync():
            self.labels = list(labels)
            self.values, self.totals = plain(values), plain(totals)
            self.colours = list(colours)
            self.selected = list(selected)
            self.excluded = list(excluded)
        self._draw()

    def _draw(self) -> None:
        chosen = set(self.selected) or set(range(len(self.labels))) - set(self.excluded)
        # An empty ring would vanish: where nothing is left it is drawn whole and faint.
        nothing = not any(self.values)
        with self._pie.hold_sync():
            self._pie.sizes = np.nan_to_num(heights(self.totals if nothing else self.values))
            self._pie.colors = list(self.colours) or ["var(--v-ghost)"]
            self._pie.opacities = [
                0.15 if nothing else 1.0 if i in chosen else 0.4 for i in range(len(self.labels))
            ]
