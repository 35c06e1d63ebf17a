"""The threshold that parts a class from the others: slid, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


class ThresholdSlider(Component):
    """A slider between ``low`` and ``high``; ``on_move(threshold)`` is called when it is moved."""

    vue_file = (__file__, "threshold_slider.vue")

    low = traitlets.Float(0.0).tag(sync=True)
    high = traitlets.Float(1.0).tag(sync=True)
    threshold = traitlets.Float(0.5).tag(sync=True)
    shown = traitlets.Unicode().tag(sync=True)

    def __init__(self, on_move: Callable[[float], Any]) -> None:
        self._on_move = on_move
        super().__init__()

    def show(self, threshold: float, ends: tuple[float, float]) -> None:
        """Show where it stands between its ends."""
        with self.hold_sync():
            self.low, self.high = ends
            self.threshold = threshold
            self.shown = f"{threshold:.3g}"

    def vue_pick(self, threshold: float) -> None:
        """It was moved in the browser."""
        if self.low <= threshold <= self.high:
            self._on_move(threshold)
