"""Shares of a whole as a ring with a legend that can be clicked too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bqplot
import ipyvuetify as v
import ipywidgets
import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.figure import figure
from app.charts.picking import pick


class Donut(v.VuetifyTemplate):
    """A ring with one slice a label, in the order and the colours given, and its legend.

    The order and the colours never follow the values, so a slice stays where the eye left it. Slices too
    thin to hit are reached by their legend. ``centre`` and ``caption`` stand in the hole.
    """

    template_file = (__file__, "donut.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    values = traitlets.List(traitlets.Int()).tag(sync=True)
    totals = traitlets.List(traitlets.Int()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    centre = traitlets.Unicode().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    noun = traitlets.Unicode("requests").tag(sync=True)

    def __init__(
        self,
        *,
        radius: int = 62,
        heading: str = "value",
        on_pick: Callable[[list[int]], None] | None = None,
        **state: Any,
    ) -> None:
        self._on_pick = on_pick
        self.heading = heading
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
        values: Sequence[int],
        totals: Sequence[int],
        colours: Sequence[str],
        selected: Sequence[int],
    ) -> None:
        """Show these slices."""
        with self.hold_sync():
            self.labels = list(labels)
            self.values = [int(n) for n in values]
            self.totals = [int(n) for n in totals]
            self.colours = list(colours)
            self.selected = list(selected)
        self._draw()

    def _draw(self) -> None:
        chosen = set(self.selected)
        # An empty ring would vanish: where nothing is left it is drawn whole and faint.
        nothing = not any(self.values)
        with self._pie.hold_sync():
            self._pie.sizes = np.asarray(self.totals if nothing else self.values, dtype=float)
            self._pie.colors = list(self.colours) or ["var(--v-ghost)"]
            self._pie.opacities = [
                0.15 if nothing else 1.0 if not chosen or i in chosen else 0.4
                for i in range(len(self.labels))
            ]

    def vue_pick(self, click: dict[str, Any]) -> None:
        """A slice or its legend was clicked: ``index``, ``add`` (ctrl), ``span`` (shift)."""
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
        """The ring's numbers: value, selected, all."""
        return (
            [self.heading, f"{self.noun} selected", f"all {self.noun}"],
            list(zip(self.labels, self.values, self.totals, strict=True)),
        )
