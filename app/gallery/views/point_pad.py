"""A layer over a figure on which points are dragged, added and deleted, by mouse, touch or keyboard."""

from __future__ import annotations

from typing import Any, Protocol

import ipywidgets
import traitlets

from app.charts.component import Component


class Movable(Protocol):
    """What a pad changes: points that are moved, added and removed, and the place ``at``."""

    at: float

    def move(self, index: int, x: float, y: float) -> None:
        """Put a point elsewhere."""

    def add(self, x: float, y: float) -> None:
        """Add a point."""

    def remove(self, index: int) -> None:
        """Take a point away."""


class PointPad(Component):
    """Lets a visitor move what a bqplot ``figure`` draws: ``points`` and a line ``at`` a place.

    ``x`` and ``y`` are the ranges of the figure's scales. The pad draws no point: it tells ``model`` (see
    `Movable`) what was done, and whoever watches the model sets ``points`` and ``at``. The browser sends
    the next move only when the last was answered (``answered`` echoes its number): none piles up.
    """

    vue_file = (__file__, "point_pad.vue")

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    margin = traitlets.List(traitlets.Int()).tag(sync=True)
    x = traitlets.List(traitlets.Float()).tag(sync=True)
    y = traitlets.List(traitlets.Float()).tag(sync=True)
    points: traitlets.List = traitlets.List().tag(sync=True)
    at = traitlets.Float().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Int().tag(sync=True)

    def __init__(self, figure: ipywidgets.Widget, model: Movable, **state: Any) -> None:
        self._model = model
        figure.animation_duration = 0
        margin = [figure.fig_margin[side] for side in ("top", "right", "bottom", "left")]
        super().__init__(figure=figure, margin=margin, **state)

    def vue_act(self, act: dict[str, Any]) -> None:
        """Something was moved, added or removed in the browser: ``what``, where, and the message's number."""
        what = act.get("what")
        if what == "point":
            self._model.move(int(act["index"]), float(act["x"]), float(act["y"]))
        elif what == "add":
            self._model.add(float(act["x"]), float(act["y"]))
        elif what == "remove":
            self._model.remove(int(act["index"]))
        elif what == "at":
            self._model.at = min(max(float(act["x"]), self.x[0]), self.x[1])
        self.answered = int(act.get("number", 0))
