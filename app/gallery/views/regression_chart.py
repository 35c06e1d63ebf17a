"""What a kernel regression looks like: curve, bands, and dots that can be dragged, added and deleted."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import bqplot
import numpy as np
from numpy.typing import ArrayLike

from app.charts.figure import axis, draw, figure
from app.charts.palette import ACCENT, BLUE, MUTED, POSITIVE, TEXT
from app.gallery.regression import GRID, ROUNDED, Fit, Regression, X, Y
from app.problem import Problem


class RegressionChart:
    """A ``figure`` of a model's points and curve; what is dragged or clicked there goes to the model.

    A click does what ``dots.interactions`` says, ``{"click": "add"}`` or ``{"click": "delete"}``.
    """

    def __init__(self, model: Regression) -> None:
        self._model = model
        x, y = (bqplot.LinearScale(min=a, max=b, allow_padding=False) for a, b in (X, Y))
        on = {"x": x, "y": y}
        self.ordinary, self.line, self.curve, self.local = (
            bqplot.Lines(scales=on, colors=[colour], stroke_width=width)
            for colour, width in ((MUTED, 1.5), (MUTED, 1), (BLUE, 2.5), (POSITIVE, 2))
        )
        self.ordinary.line_style = self.line.line_style = "dashed"
        fill: dict[str, Any] = {"fill": "between", "fill_colors": [BLUE], "fill_opacities": [0.12]}
        self.bands = [bqplot.Lines(scales=on, colors=["transparent"], **fill) for _ in ("±1 sd", "±2 sd")]
        dragged: dict[str, Any] = {"enable_move": True, "update_on_move": True, "colors": [TEXT]}
        # An edge that nobody sees makes a dot as large as a finger needs it.
        dragged |= {"stroke": "transparent", "stroke_width": 14, "apply_clip": False, "scales": on}
        self.dots = bqplot.Scatter(interactions={"click": "add"}, default_size=46, **dragged)
        self.test = bqplot.Scatter(marker="triangle-down", restrict_x=True, default_size=120, **dragged)
        # Around a point that is chosen; see `choose`.
        ring: dict[str, Any] = {"colors": ["transparent"], "stroke": ACCENT, "stroke_width": 2}
        self.ring = bqplot.Scatter(scales=on, default_size=240, apply_clip=False, visible=False, **ring)
        marks = [self.ordinary, self.line, self.curve, self.local, self.ring, self.dots, self.test]
        axes = [axis(x), axis(y, vertical=True, num_ticks=7)]
        self.figure = figure([*self.bands, *marks], axes, height=330, margin=(14, 8, 24, 32))
        self.figure.animation_duration = 0
        self.dots.observe(self._dragged, ["x", "y"])
        self.test.observe(self._looked, "x")

    def _dragged(self, _change: Any) -> None:
        with suppress(Problem):
            self._model.replace_points(self.dots.x, self.dots.y)
        self._place()

    def _looked(self, _change: Any) -> None:
        with suppress(Problem):
            self._model.look(self.test.x)
        self._place()

    def _place(self) -> None:
        """Put dots and test point where the model has them."""
        # Both coordinates at once, and only of what is elsewhere, or a dot jumped under the pointer.
        for mark, there in ((self.dots, self._model.xy), (self.test, ([self._model.at], Y[1:]))):
            if not all(map(_are_near, (mark.x, mark.y), there)):
                with mark.hold_sync(), mark.hold_trait_notifications():
                    mark.x, mark.y = np.array(there, dtype=float)

    def choose(self, place: tuple[float, float] | None) -> None:
        """Put a ring around a place, or none."""
        with self.ring.hold_sync():
            self.ring.visible = place is not None
            if place is not None:
                self.ring.x, self.ring.y = np.array(place, dtype=float).reshape(2, 1)

    def show(self, fit: Fit) -> None:
        """Show the model, and what its settings give."""
        at = self._model.at
        draw(self.curve, GRID, fit.curve)
        draw(self.ordinary, GRID, fit.ordinary)
        draw(self.local, fit.near, fit.local)
        draw(self.line, np.array([at, at]), np.array(Y))
        for k, band in enumerate(self.bands, start=1):
            draw(band, GRID, None if fit.half is None else fit.curve + k * np.outer([-1, 1], fit.half))
        self._place()
        self.dots.opacities = [0.15 + 0.85 * float(weight) for weight in fit.weights]


def _are_near(these: ArrayLike, those: ArrayLike) -> bool:
    """Whether places are the same but for what a model rounds away."""
    return np.shape(these) == np.shape(those) and np.allclose(these, those, rtol=0, atol=1.01 * ROUNDED)
