"""A drawing of the network: a column of circles a layer, lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bqplot
import ipywidgets
import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import figure
from app.charts.palette import BLUE, MUTED

MOST_CIRCLES = 9
"""Circles drawn in a column; a layer of more units shows a gap in the middle and its number below."""

MARGIN = (10, 24, 48, 24)


@dataclass(frozen=True)
class Column:
    """A layer as drawn: its name, its units (0 where it has none), and how strong its colour is, 0 to 1.

    ``heat`` is the share that is ``ailing``: "saturated", or "dead" where units cannot saturate; None where
    nothing is known.
    """

    name: str
    units: int
    heat: float | None = None
    ailing: str = "saturated"


class NetworkDrawing(Component):
    """Input, layers and output from left to right; colour is how much of a layer is saturated, or dead."""

    vue_file = (__file__, "drawing.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, *, height: int = 252) -> None:
        self._drawn: list[Column] = []
        x = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        y = bqplot.LinearScale(min=-1.0, max=1.0, allow_padding=False)
        scales = {"x": x, "y": y}
        self._edges = bqplot.Lines(
            x=[], y=[], scales=scales, colors=["var(--v-edge)"], stroke_width=0.6, apply_clip=False
        )
        self._units = bqplot.Scatter(
            x=[],
            y=[],
            scales=scales,
            colors=[BLUE],
            default_size=90,
            stroke_width=0,
            apply_clip=False,
        )
        self._gaps = bqplot.Scatter(
            x=[], y=[], scales=scales, colors=[MUTED], default_size=6, stroke_width=0, apply_clip=False
        )
        super().__init__(
            figure=figure([self._edges, self._units, self._gaps], [], height=height, margin=MARGIN)
        )
        self.figure.animation_duration = 0

    def show(self, columns: Sequence[Column]) -> None:
        """Draw these layers."""
        same = [(one.name, one.units) for one in columns] == [(one.name, one.units) for one in self._drawn]
        self._drawn = list(columns)
        places = [_places(column.units) for column in columns]
        across = np.linspace(0.0, 1.0, max(len(columns), 2))
        if not same:
            self._draw(across, places)
        self._units.colors = [
            _colour(column.heat) for column, ys in zip(columns, places, strict=True) for _ in ys
        ] or [BLUE]
        self.columns = [
            {"at": 100 * float(at), "name": column.name, "units": _counted(column), "heat": column.heat}
            for at, column in zip(across, columns, strict=False)
        ]

    def _draw(self, across: np.ndarray, places: list[np.ndarray]) -> None:
        xs, ys = [], []
        for left in range(len(places) - 1):
            for a in places[left]:
                for b in places[left + 1]:
                    # A NaN lifts the pen: all edges are one path.
                    xs += [across[left], across[left + 1], across[left + 1]]
                    ys += [a, b, np.nan]
        # But not at the end, where bqplot looks for the place of a label.
        with self._edges.hold_sync():
            self._edges.x, self._edges.y = np.array(xs[:-1], float), np.array(ys[:-1], float)
        crowded = [(at, column) for at, column in zip(across, self._drawn, strict=False)]
        with self._units.hold_sync():
            self._units.x = np.concatenate(
                [np.full(len(ys), at) for at, ys in zip(across, places, strict=False)] or [np.empty(0)]
            )
            self._units.y = np.concatenate(places or [np.empty(0)])
        gaps = [at for at, column in crowded if column.units > MOST_CIRCLES]
        with self._gaps.hold_sync():
            self._gaps.x = np.repeat(np.array(gaps, float), 3)
            self._gaps.y = np.tile([-0.045, 0.0, 0.045], len(gaps))

    def table(self) -> Table:
        """A row a layer."""
        return (
            ["layer", "units", "saturated or dead"],
            [
                [one.name, _counted(one), "" if one.heat is None else f"{one.heat:.0%} {one.ailing}"]
                for one in self._drawn
            ],
        )


def _places(units: int) -> np.ndarray:
    """Heights of a layer's circles, from -1 to 1."""
    count = min(max(units, 1), MOST_CIRCLES)
    if units > MOST_CIRCLES:
        half = MOST_CIRCLES // 2
        upper = np.linspace(0.22, 1.0, half)
        return np.concatenate([-upper[::-1], upper])
    step = min(0.25, 2.0 / max(count - 1, 1))
    return (np.arange(count) - (count - 1) / 2) * step


def _colour(heat: float | None) -> str:
    if heat is None or not np.isfinite(heat):
        return BLUE
    # bqplot takes a variable and no mixture: the template defines eleven.
    return f"var(--v-heat-{10 * min(max(heat, 0.0), 1.0):.0f})"


def _counted(column: Column) -> str:
    return f"{column.units:,}" if column.units else ""
