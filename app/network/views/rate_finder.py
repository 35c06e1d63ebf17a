"""The loss against the learning rate, from which one is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import axis, figure
from app.charts.palette import ACCENT, BLUE
from app.network.rate_sweep import RateSweep
from app.network.views.ticks import decades, nice_ticks, ticks_at

MARGIN = (10, 12, 24, 44)
HEIGHT = 190

_HIGHEST = 2.0
"""The axis ends at so many times the loss at the lowest rates, or where the loss ends below."""


class RateFinder(Component):
    """What `show` was given; ``on_find()`` is called to try rates, ``on_take()`` to train at the one
    suggested."""

    vue_file = (__file__, "rate_finder.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    height = traitlets.Int(HEIGHT).tag(sync=True)
    across = traitlets.List(traitlets.Dict()).tag(sync=True)
    up = traitlets.List(traitlets.Dict()).tag(sync=True)
    suggested = traitlets.Unicode().tag(sync=True)
    taken = traitlets.Bool().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    drawn = traitlets.Bool().tag(sync=True)

    def __init__(self, on_find: Callable[[], Any], on_take: Callable[[], Any]) -> None:
        self._on_find, self._on_take = on_find, on_take
        self._sweep: RateSweep | None = None
        self._x = bqplot.LinearScale(min=-6.0, max=1.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        scales = {"x": self._x, "y": self._y}
        self._curve = bqplot.Lines(x=[0.0, 1.0], y=[0.0, 1.0], scales=scales, colors=[BLUE], visible=False)
        self._mark = bqplot.Lines(
            x=[0.0, 0.0], y=[0.0, 1.0], scales=scales, colors=[ACCENT], stroke_width=2, visible=False
        )
        self._y_axis = axis(self._y, vertical=True)
        super().__init__(
            figure=figure([self._mark, self._curve], [self._y_axis], height=HEIGHT, margin=MARGIN)
        )
        self.figure.animation_duration = 0

    def show(self, sweep: RateSweep | None, rate: float | None, *, busy: bool) -> None:
        """Show what came of it; ``rate`` is the one that is set, ``busy`` that rates are being tried."""
        with self.hold_sync():
            self.busy = busy
            self.drawn = sweep is not None and len(sweep.losses) > 1
            suggestion = sweep.suggestion if sweep is not None else None
            self.suggested = f"{suggestion:g}" if suggestion is not None else ""
            self.taken = suggestion is not None and suggestion == rate
            self.said = _sentence(sweep)
            if sweep is not None and self.drawn and sweep is not self._sweep:
                self._draw(sweep)
        self._sweep = sweep
        self._curve.visible = self.drawn
        self._mark.visible = self.drawn and suggestion is not None

    def _draw(self, sweep: RateSweep) -> None:
        rates, losses = np.log10(sweep.rates), np.nan_to_num(sweep.losses, posinf=1e30)
        begun = float(np.median(losses[: max(len(losses) // 4, 1)]))
        low, high = float(losses.min()), min(float(losses.max()), max(_HIGHEST * begun, float(losses[0])))
        room = 0.05 * (high - low) or 1.0
        low, high = low - room, high + room
        first, last = float(rates[0]), float(rates[-1])
        self.across = [
            {"at": 100 * (place - first) / (last - first), "label": f"{10**place:g}"}
            for place in decades(first, last, 8)
        ]
        places = nice_ticks(low, high)
        self.up = ticks_at(places, low, high)
        self._y_axis.tick_values = np.array(places)
        for scale, ends in ((self._x, (first, last)), (self._y, (low, high))):
            with scale.hold_sync():
                scale.min, scale.max = ends
        with self._curve.hold_sync():
            self._curve.x, self._curve.y = rates, np.clip(losses, low, high)
        if sweep.suggestion is not None:
            with self._mark.hold_sync():
                self._mark.x, self._mark.y = np.full(2, np.log10(sweep.suggestion)), np.array([low, high])

    def vue_find(self, _data: Any = None) -> None:
        """Rates are to be tried."""
        if not self.busy:
            self._on_find()

    def vue_take(self, _data: Any = None) -> None:
        """The suggestion is taken."""
        self._on_take()

    def table(self) -> Table:
        """A row a rate."""
        if self._sweep is None:
            return ["learning rate", "loss"], []
        return ["learning rate", "loss"], [
            [float(rate), float(loss)]
            for rate, loss in zip(self._sweep.rates, self._sweep.losses, strict=True)
        ]


def _sentence(sweep: RateSweep | None) -> str:
    if sweep is None:
        return "A few batches at rates from 0.000001 to 10, thrown away afterwards: where does the loss fall?"
    if sweep.suggestion is None:
        return "The loss falls at no rate: look at the data, the layers or the loss first."
    return f"The loss falls fastest at a learning rate of {sweep.suggestion:g}."
