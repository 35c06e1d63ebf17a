"""Curves over the epochs, with a cursor that can be dragged and the stretch that a sentence speaks of."""

from __future__ import annotations

import math
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
from app.network.views.ticks import decades, nice_ticks, number, ticks_at

MARGIN = (10, 12, 24, 44)

_ROOM = 0.04


@dataclass(frozen=True)
class Curve:
    """One number an epoch, from epoch 1, or one ``at`` each of these epochs, which are then no whole ones.

    ``dashed`` ones are of the validation rows. One ``behind`` the others has no say in what the axis shows.
    """

    name: str
    values: NDArray[np.float64]
    colour: str
    dashed: bool = False
    width: float = 2.0
    opacity: float = 1.0
    behind: bool = False
    at: NDArray[np.float64] | None = None

    @property
    def places(self) -> NDArray[np.float64]:
        """The epochs of its values."""
        return self.at if self.at is not None else np.arange(1, len(self.values) + 1, dtype=float)


class LearningCurve(Component):
    """Curves over epochs. ``epoch`` is where the cursor stands, ``band`` the epochs marked, both from 1.

    ``bounds`` are the least and most that the axis shows whatever the curves do, None where they decide; a
    value beyond a bound lies on it, unless the least may go down to ``deepest`` for it. ``on_epoch(epoch)``
    is called when the cursor is moved in the browser. Where the steps of the epochs are known, ``by_batch``
    shows them too, on an axis that begins before the first epoch, with epoch 0 as its ``first``.
    """

    vue_file = (__file__, "learning_curve.vue")
    page_sets = ("logarithmic", "by_batch")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    last = traitlets.Int().tag(sync=True)
    first = traitlets.Int(1).tag(sync=True)
    span = traitlets.Int(1).tag(sync=True)
    epoch = traitlets.Int().tag(sync=True)
    band = traitlets.List(traitlets.Int()).tag(sync=True)
    ticks = traitlets.List(traitlets.Dict()).tag(sync=True)
    spoken = traitlets.Unicode().tag(sync=True)
    hovered = traitlets.Dict().tag(sync=True)
    legend = traitlets.List(traitlets.Dict()).tag(sync=True)
    logarithmic = traitlets.Bool(False).tag(sync=True)
    can_be_logarithmic = traitlets.Bool(False).tag(sync=True)
    by_batch = traitlets.Bool(False).tag(sync=True)
    can_be_by_batch = traitlets.Bool(False).tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)
    height = traitlets.Int().tag(sync=True)

    def __init__(
        self,
        label: str,
        *,
        height: int = 232,
        bounds: tuple[float | None, float | None] = (None, None),
        deepest: float = math.inf,
        on_epoch: Callable[[int], Any] | None = None,
        empty: str = "",
    ) -> None:
        self._bounds, self._deepest = bounds, deepest
        self._on_epoch = on_epoch
        self._curves: list[Curve] = []
        self._epochs: list[Curve] = []
        self._steps: Curve | None = None
        self._lines: list[bqplot.Lines] = []
        self._x = bqplot.LinearScale(min=1.0, max=2.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._y_axis = axis(self._y, vertical=True)
        super().__init__(
            label=label,
            figure=figure([], [self._y_axis], height=height, margin=MARGIN),
            empty=empty,
            height=height,
        )
        self.figure.animation_duration = 0
        self.show([], 1)

    def show(
        self, curves: Sequence[Curve], span: int, band: Sequence[int] = (), steps: Curve | None = None
    ) -> None:
        """Show these curves on an axis of ``span`` epochs, with the epochs of ``band`` marked.

        ``steps`` is a curve with values between the epochs, which stands behind them if ``by_batch``.
        """
        # bqplot complains of a line without points, and of one of none but missing ones.
        self._epochs = [curve for curve in curves if np.isfinite(curve.values).any()]
        self._steps = steps if steps is not None and len(steps.values) else None
        with self.hold_sync():
            self.span = max(span, 2)
            self.last = max((len(curve.values) for curve in self._epochs), default=0)
            self.band = list(band)
            self.can_be_by_batch = self._steps is not None
            self._speak()
            self._draw()

    @traitlets.observe("logarithmic", "by_batch")
    def _draw(self, _change: Any = None) -> None:
        steps = [self._steps] if self.by_batch and self._steps is not None else []
        self._curves = [*steps, *self._epochs]
        self._fit_lines()
        self.first = 0 if steps else 1
        self.legend = [
            {
                "name": curve.name,
                "colour": curve.colour,
                "dashed": curve.dashed,
                "width": curve.width,
                "opacity": curve.opacity,
            }
            for curve in self._curves
        ]
        ruling = [curve for curve in self._curves if not curve.behind] or self._curves
        finite = [curve.values[np.isfinite(curve.values)] for curve in ruling]
        values = np.concatenate(finite) if finite else np.empty(0)
        self.can_be_logarithmic = bool(len(values) and values.min() > 0 and self._bounds[0] == 0)
        logarithmic = self.logarithmic and self.can_be_logarithmic
        low, high = self._ends(values, logarithmic)
        places = decades(low, high) if logarithmic else nice_ticks(low, high, 6)
        self.ticks = ticks_at(places, low, high, logarithmic)
        self._y_axis.tick_values = np.array(places)
        with self._y.hold_sync():
            self._y.min, self._y.max = low, high
        with self._x.hold_sync():
            self._x.min, self._x.max = float(self.first), float(self.span)
        for line, curve in zip(self._lines, self._curves, strict=True):
            shown = np.log10(np.maximum(curve.values, 1e-300)) if logarithmic else curve.values
            with line.hold_sync():
                line.x = curve.places
                line.y = np.clip(shown, low, high)
                line.colors = [curve.colour]
                line.line_style = "dashed" if curve.dashed else "solid"
                line.stroke_width = curve.width
                line.opacities = [curve.opacity]

    def _ends(self, values: NDArray[np.float64], logarithmic: bool) -> tuple[float, float]:
        if not len(values):
            return 0.0, 1.0
        if logarithmic:
            low, high = float(np.log10(values.min())), float(np.log10(values.max()))
            return (low - 0.1, high + 0.1) if high - low < 0.2 else (low, high)
        least = float(values.min())
        low = least if self._bounds[0] is None else min(self._bounds[0], max(least, self._deepest))
        high = float(values.max()) if self._bounds[1] is None else self._bounds[1]
        if high <= low:
            high = low + (abs(low) or 1.0)
        room = _ROOM * (high - low)
        return (low - room if self._bounds[0] is None else low), high + room

    def _fit_lines(self) -> None:
        if len(self._lines) == len(self._curves):
            return
        scales = {"x": self._x, "y": self._y}
        while len(self._lines) < len(self._curves):
            curve = self._curves[len(self._lines)]
            self._lines.append(bqplot.Lines(x=curve.places, y=np.nan_to_num(curve.values), scales=scales))
        del self._lines[len(self._curves) :]
        self.figure.marks = list(self._lines)

    @traitlets.observe("epoch")
    def _speak(self, _change: Any = None) -> None:
        self.spoken = self._say(min(self.epoch or self.last, self.last)) if self.last else ""

    def vue_ask(self, epoch: int) -> None:
        """The pointer is at an epoch, of which the browser knows no numbers."""
        if 1 <= epoch <= self.last:
            self.hovered = {"epoch": epoch, "text": self._say(epoch)}

    def _say(self, epoch: int) -> str:
        parts = [
            f"{curve.name} {number(float(curve.values[epoch - 1]))}"
            for curve in self._epochs
            if epoch <= len(curve.values)
        ]
        return f"epoch {epoch}: {', '.join(parts)}"

    def vue_pick(self, epoch: int) -> None:
        """The cursor was moved in the browser."""
        if 1 <= epoch <= self.last and self._on_epoch is not None:
            self._on_epoch(epoch)

    def table(self) -> Table:
        """A row an epoch, a column a curve; of the steps, where they are shown, a row a value."""
        steps = self._steps
        if self.by_batch and steps is not None:
            pairs = zip(steps.places, steps.values, strict=True)
            return ["epoch", steps.name], [[float(at), float(value)] for at, value in pairs]
        rows = [
            [
                epoch + 1,
                *(float(one.values[epoch]) if epoch < len(one.values) else "" for one in self._epochs),
            ]
            for epoch in range(self.last)
        ]
        return ["epoch", *(curve.name for curve in self._epochs)], rows
