"""Lines over numbers, with a dot on them that can be moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets
from numpy.typing import NDArray

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import axis, figure
from app.charts.palette import ACCENT
from app.network.views.ticks import decades, nice_ticks, ticks_at

MARGIN = (22, 14, 40, 46)

_ROOM = 0.04

_LEAST = -300.0
"""The logarithm that stands for none."""

STEPS = (-10, -1, 1, 10)
"""What a key can move the dot by, in hundredths of its way."""


@dataclass(frozen=True)
class Line:
    """``y`` over ``x``; with ``dots`` at each of them. One without a ``name`` is in no legend and table."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    colour: str
    dashed: bool = False
    dots: bool = False
    width: float = 2.0


class LineChart(Component):
    """Lines on axes called ``x_name`` and ``y_name``; ``about`` says in words what they show.

    Where there is an ``on_point(x, y)``, it is called when the plot is clicked or dragged in, and
    ``on_step(steps)``, one of `STEPS`, when the dot is moved by keyboard.
    """

    vue_file = (__file__, "line_chart.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    height = traitlets.Int().tag(sync=True)
    x_name = traitlets.Unicode().tag(sync=True)
    y_name = traitlets.Unicode().tag(sync=True)
    about = traitlets.Unicode().tag(sync=True)
    across = traitlets.List(traitlets.Dict()).tag(sync=True)
    upward = traitlets.List(traitlets.Dict()).tag(sync=True)
    legend = traitlets.List(traitlets.Dict()).tag(sync=True)
    movable = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        *,
        height: int = 260,
        on_point: Callable[[float, float], Any] | None = None,
        on_step: Callable[[int], Any] | None = None,
        **state: Any,
    ) -> None:
        self._on_point, self._on_step = on_point, on_step
        self._lines: list[Line] = []
        self._x = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._scales = {"x": self._x, "y": self._y}
        self._dot = bqplot.Scatter(
            x=[0.0], y=[0.0], scales=self._scales, colors=[ACCENT], default_size=110, visible=False
        )
        self._x_axis, self._y_axis = axis(self._x), axis(self._y, vertical=True)
        super().__init__(
            figure=figure([self._dot], [self._x_axis, self._y_axis], height=height, margin=MARGIN),
            height=height,
            movable=on_point is not None,
            **state,
        )
        self.figure.animation_duration = 0

    def show(
        self,
        lines: Sequence[Line],
        *,
        x_ends: tuple[float, float] | None = None,
        y_ends: tuple[float, float] | None = None,
        logarithmic: bool = False,
        x_ticks: Sequence[float] | None = None,
    ) -> None:
        """Show these lines; without ``ends`` they decide them. ``logarithmic`` is the axis of ``x``.

        ``x_ticks`` are the values of ``x`` that its axis names, round numbers unless given.
        """
        # bqplot complains of a line without points.
        self._lines = [line for line in lines if np.isfinite(_scaled(line.x, logarithmic)).any()]
        ends = [
            _ends(
                [_scaled(line.x, logarithmic) for line in self._lines],
                x_ends,
                # A dot at an end wants room, a line does not.
                room=_ROOM if any(line.dots for line in self._lines) else 0.0,
            ),
            _ends([line.y for line in self._lines], y_ends, room=_ROOM),
        ]
        for scale, (low, high) in zip((self._x, self._y), ends, strict=True):
            with scale.hold_sync():
                scale.min, scale.max = low, high
        marks: list[bqplot.Mark] = []
        for line in self._lines:
            x = _scaled(line.x, logarithmic)
            y = np.clip(line.y, *ends[1])
            known = np.isfinite(x) & np.isfinite(y)
            drawn = {"x": x[known], "y": y[known], "scales": self._scales, "colors": [line.colour]}
            style = "dashed" if line.dashed else "solid"
            marks.append(bqplot.Lines(**drawn, line_style=style, stroke_width=line.width))
            if line.dots:
                marks.append(bqplot.Scatter(**drawn, default_size=40, stroke_width=0))
        self.figure.marks = [*marks, self._dot]
        with self.hold_sync():
            self.across = _ticks(*ends[0], logarithmic, x_ticks)
            self.upward = _ticks(*ends[1], False)
            self.legend = [
                {"name": line.name, "colour": line.colour, "dashed": line.dashed}
                for line in self._lines
                if line.name
            ]
        self._x_axis.tick_values = _places(self.across, ends[0])
        self._y_axis.tick_values = _places(self.upward, ends[1])

    def point(self, x: float, y: float) -> None:
        """Put the dot there; nowhere where one of both is no number."""
        known = bool(np.isfinite(x) and np.isfinite(y))
        with self._dot.hold_sync():
            self._dot.visible = known
            if known:
                self._dot.x, self._dot.y = [x], [y]

    def vue_point(self, place: list[float]) -> None:
        """The plot was clicked or dragged in: shares of its width, from the left, and height, from below."""
        if self._on_point is None or len(place) != 2:
            return
        across, up = (min(max(share, 0.0), 1.0) for share in place)
        self._on_point(
            self._x.min + across * (self._x.max - self._x.min), self._y.min + up * (self._y.max - self._y.min)
        )

    def vue_step(self, steps: int) -> None:
        """The dot was moved by keyboard."""
        if self._on_step is not None and steps in STEPS:
            self._on_step(steps)

    def table(self) -> Table:
        """A row a point."""
        rows = [
            [line.name, float(x), float(y)]
            for line in self._lines
            if line.name
            for x, y in zip(line.x, line.y, strict=True)
        ]
        return ["line", self.x_name, self.y_name], rows


def _scaled(x: NDArray[np.float64], logarithmic: bool) -> NDArray[np.float64]:
    return np.log10(np.maximum(x, 10**_LEAST)) if logarithmic else np.asarray(x, np.float64)


def _ends(
    values: Sequence[NDArray[np.float64]], wanted: tuple[float, float] | None, room: float
) -> tuple[float, float]:
    if wanted is not None:
        return wanted
    found = np.concatenate([one[np.isfinite(one)] for one in values]) if values else np.empty(0)
    if not len(found):
        return 0.0, 1.0
    low, high = float(found.min()), float(found.max())
    room = room * (high - low) if high > low else abs(low) or 1.0
    return low - room, high + room


def _places(ticks: Sequence[dict[str, Any]], ends: tuple[float, float]) -> NDArray[np.float64]:
    return np.array([ends[0] + tick["at"] / 100 * (ends[1] - ends[0]) for tick in ticks])


def _ticks(
    low: float, high: float, logarithmic: bool, wanted: Sequence[float] | None = None
) -> list[dict[str, Any]]:
    if wanted is not None:
        places = [float(place) for place in _scaled(np.asarray(wanted, float), logarithmic)]
    else:
        places = decades(low, high) if logarithmic else nice_ticks(low, high)
    return ticks_at(places, low, high, logarithmic)
