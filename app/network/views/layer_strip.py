"""A measure of every layer at every epoch, as brightness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.charts.card import Table
from app.charts.component import Component
from app.network.views.viewpoint import Viewpoint

MOST_COLUMNS = 240
"""Columns drawn; beyond, a column stands for several epochs and shows the highest of them."""


class Cell(TypedDict):
    """A layer, from 0, at an epoch, from 1."""

    epoch: int
    layer: int


class LayerStrip(Component):
    """One strip a layer, one cell an epoch. ``epoch`` (from 1) and ``layer`` (from 0) are what is selected.

    ``on_pick(epoch, layer)`` is called when a cell is chosen.
    """

    vue_file = (__file__, "layer_strip.vue")

    layers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    epochs = traitlets.List(traitlets.Int()).tag(sync=True)
    heats = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    span = traitlets.Int(1).tag(sync=True)
    epoch = traitlets.Int().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)
    last = traitlets.Int().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    colour = traitlets.Unicode("var(--v-negative)").tag(sync=True)
    empty = traitlets.Unicode("Fills while a network trains.").tag(sync=True)

    def __init__(self, label: str, *, on_pick: Callable[[int, int], Any]) -> None:
        self._on_pick = on_pick
        self._values: NDArray[np.floating] = np.empty((0, 0))
        self._kept: NDArray[np.intp] = np.empty(0, np.intp)
        self._say: Callable[[float], str] = str
        super().__init__(label=label)

    def follow(self, viewpoint: Viewpoint) -> None:
        """Show the measure looked at in all layers and epochs of the run on show."""
        run, measure, values = viewpoint.run, viewpoint.measure, viewpoint.measured
        self.colour = measure.colour
        self.show(
            viewpoint.layers[: len(values)],
            run.snapshots.epochs if run is not None else np.empty(0, np.intp),
            values,
            bright=measure.bright(values),
            span=viewpoint.span,
            say=measure.say,
        )

    def show(
        self,
        layers: Sequence[str],
        epochs: NDArray[np.intp],
        values: NDArray[np.floating],
        *,
        bright: NDArray[np.floating],
        span: int,
        say: Callable[[float], str],
    ) -> None:
        """Show ``values`` of shape (layers, epochs kept) over ``span`` epochs, each as ``bright`` (0 to 1).

        ``say`` writes the value that stands beside each layer at the selected epoch.
        """
        self._values, self._kept, self._say = values, epochs, say
        # The thread that trains may have added an epoch between the two.
        count = min(len(epochs), values.shape[1])
        bin_size = max(1, -(-count // MOST_COLUMNS))
        starts = np.arange(0, count, bin_size)
        shown = np.where(np.isfinite(bright[:, :count]), bright[:, :count], -1.0)
        peaks = np.maximum.reduceat(shown, starts, axis=1) if count else shown
        heats = np.where(peaks < 0, -1, np.clip(100 * peaks, 0, 100))
        with self.hold_sync():
            self.layers = list(layers)
            self.epochs = [int(epoch) for epoch in epochs[:count][starts]]
            self.heats = [[round(float(heat)) for heat in row] for row in heats]
            self.span = max(span, 1)
            self.last = int(epochs[count - 1]) if count else 0
            self._say_values()

    def select(self, epoch: int, layer: int) -> None:
        """Mark this epoch and layer, and say the values there."""
        with self.hold_sync():
            self.epoch, self.layer = epoch, layer
            self._say_values()

    def _say_values(self) -> None:
        if not len(self._kept) or not self._values.shape[1]:
            self.words = []
            return
        place = max(int(np.searchsorted(self._kept, self.epoch or self._kept[-1], "right")) - 1, 0)
        place = min(place, self._values.shape[1] - 1)
        self.words = [self._say(float(value)) for value in self._values[:, place]]

    def vue_pick(self, cell: Cell) -> None:
        """A cell was chosen."""
        if 1 <= cell["epoch"] <= self.last and 0 <= cell["layer"] < len(self.layers):
            self._on_pick(cell["epoch"], cell["layer"])

    def table(self) -> Table:
        """A row an epoch, a column a layer."""
        rows = [
            [
                int(epoch),
                *(float(value) if np.isfinite(value) else "" for value in self._values[:, place]),
            ]
            for place, epoch in enumerate(self._kept[: self._values.shape[1]])
        ]
        return ["epoch", *self.layers], rows
