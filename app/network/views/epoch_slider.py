"""The epoch that the page looks at: slid, stepped, or played."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


class EpochSlider(Component):
    """A slider from epoch 1 to ``last`` that plays. ``on_epoch(epoch)`` is called when it is moved."""

    vue_file = (__file__, "epoch_slider.vue")

    epoch = traitlets.Int().tag(sync=True)
    last = traitlets.Int().tag(sync=True)

    def __init__(self, on_epoch: Callable[[int], Any]) -> None:
        self._on_epoch = on_epoch
        super().__init__()

    def show(self, epoch: int, last: int) -> None:
        """Show where it stands."""
        with self.hold_sync():
            self.last, self.epoch = last, epoch

    def vue_pick(self, epoch: int) -> None:
        """It was moved in the browser."""
        if 1 <= epoch <= self.last:
            self._on_epoch(epoch)
