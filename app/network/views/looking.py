"""Where a visitor looks: the epoch, the layer, what is shown of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import traitlets

from app.network.snapshots import MEASURES, QUANTITIES
from app.problem import Problem

if TYPE_CHECKING:
    from app.network.datasets import Data
    from app.network.model import NetworkModel
    from app.network.run import Run

LAST_HIDDEN = -1
"""In place of a layer: the last one below the output, where a story mostly begins."""


class Looking(traitlets.HasTraits):
    """The layer, the quantity of the histograms and the measure of the strip; the epoch is the model's.

    ``moved`` rises when any of them, or the epoch, changes.
    """

    layer = traitlets.Int(LAST_HIDDEN)
    quantity = traitlets.Enum(QUANTITIES, "activations")
    measure = traitlets.Enum(MEASURES, "saturation")
    moved = traitlets.Int()

    def __init__(self, model: NetworkModel) -> None:
        super().__init__()
        self._model = model
        model.observe(self._move, "epoch")
        self.observe(self._move, ["layer", "quantity", "measure"])

    def _move(self, _change: object) -> None:
        self.moved += 1

    @property
    def data(self) -> Data | None:
        """The rows of the settings, None where they cannot be had."""
        try:
            return self._model.data
        except Problem:
            return None

    @property
    def run(self) -> Run | None:
        """The run looked at."""
        return self._model.run

    @property
    def last(self) -> int:
        """The newest epoch that the run has, 0 before the first."""
        run = self.run
        return int(run.rows[-1]["epoch"]) if run is not None and run.rows else 0

    @property
    def epoch(self) -> int:
        """The epoch looked at, 0 before the first."""
        return min(self._model.epoch or self.last, self.last)

    @property
    def span(self) -> int:
        """The epochs that an axis has room for: those trained, and those still to come."""
        training = self._model.training
        if training is not None and training.busy:
            return max(training.progress.epochs, self.last)
        return self.last or self._model.settings.epochs

    @property
    def layers(self) -> list[str]:
        """What the layers of the run are called, the output last."""
        run = self.run
        titles = run.snapshots.layers if run is not None else ()
        hidden = [
            f"layer {place + 1}" + ("" if title == "Dense" else f" · {title}")
            for place, title in enumerate(titles[:-1])
        ]
        return [*hidden, "output"] if titles else []

    @property
    def shown_measure(self) -> str:
        """The measure chosen, or one that the run's layers have: ReLU cannot saturate, but die."""
        run = self.run
        if run is None or not len(run.snapshots):
            return self.measure
        for name in (self.measure, "dead", "gradient_norm"):
            if np.isfinite(run.snapshots.measure(name)[:-1]).any():
                return name
        return self.measure

    @property
    def place(self) -> int:
        """The layer looked at, from 0."""
        count = len(self.layers)
        if 0 <= self.layer < count:
            return self.layer
        return max(count - 2, 0)

    @property
    def layer_name(self) -> str:
        """What the layer looked at is called."""
        return self.layers[self.place] if self.layers else "the layer"

    def pick_epoch(self, epoch: int) -> None:
        """Look at this epoch; at the newest one, go on with it while it moves."""
        self._model.epoch = 0 if epoch >= self.last else max(epoch, 1)

    def pick(self, epoch: int, layer: int) -> None:
        """Look at this epoch of this layer."""
        with self.hold_trait_notifications():
            self.layer = layer
        self.pick_epoch(epoch)
