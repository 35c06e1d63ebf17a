"""Where a visitor looks, and which kept runs stand beside the run on show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.network.snapshots import Histogram, Snapshots
from app.network.views.comparison import differences
from app.network.views.curves import COLOURS, colour_of
from app.network.views.measures import MEASURED, Measure
from app.problem import Problem

if TYPE_CHECKING:
    from app.network.datasets import Data
    from app.network.kept_run import Kept
    from app.network.model import NetworkModel
    from app.network.run import Run


@dataclass(frozen=True)
class Beside:
    """A kept run's snapshots, laid over those of the run on show."""

    title: str
    snapshots: Snapshots
    colour: str = COLOURS[0]

    def histogram(self, quantity: str, layer: int, layers: int, epoch: int) -> Histogram | None:
        """What stands for a layer of ``layers``: the hidden one of the same place, or the output."""
        output = len(self.snapshots.layers) - 1
        place = output if layer == layers - 1 else layer
        if not len(self.snapshots) or (place >= output and layer != layers - 1):
            return None
        return self.snapshots.histogram(quantity, place, epoch)


class Viewpoint(traitlets.HasTraits):
    """What the model's epoch, layer and measure mean for the run on show, and the runs compared with it.

    ``moved`` rises when epoch or layer changes.
    """

    moved = traitlets.Int()

    def __init__(self, model: NetworkModel) -> None:
        super().__init__()
        self._model = model
        self._kept: list[Kept] | None = None
        self._beside: tuple[tuple[str, float], Snapshots] | None = None
        model.observe(self._move, ["epoch", "layer"])

    def _move(self, _change: object) -> None:
        self.moved += 1

    # ---- the run on show ----

    @property
    def whose(self) -> str:
        """What a card adds where it shows a run of other settings than those that are set now."""
        return "; of the run before" if self._model.shows_other else ""

    @property
    def data(self) -> Data | None:
        """The rows of the settings, None where they cannot be had."""
        try:
            return self._model.data
        except Problem:
            return None

    @property
    def run(self) -> Run | None:
        """The run on show."""
        return self._model.run

    @property
    def last(self) -> int:
        """The newest epoch that the run has, 0 before the first."""
        run = self.run
        return int(run.epoch_logs[-1]["epoch"]) if run is not None and run.epoch_logs else 0

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
    def place(self) -> int:
        """The layer looked at, from 0."""
        count = len(self.layers)
        if 0 <= self._model.layer < count:
            return self._model.layer
        return max(count - 2, 0)

    @property
    def layer_name(self) -> str:
        """What the layer looked at is called."""
        return self.layers[self.place] if self.layers else "the layer"

    @property
    def measure(self) -> Measure:
        """The measure chosen, or one that the run's layers have: ReLU cannot saturate, but die."""
        wanted = self._model.measure
        run = self.run
        if run is not None and len(run.snapshots):
            for name in (wanted, "dead", "gradient_norm"):
                if np.isfinite(run.snapshots.measure(name)[:-1]).any():
                    return MEASURED[name]
        return MEASURED[wanted]

    @property
    def measured(self) -> NDArray[np.float32]:
        """The measure of the layers that it is shown of, of shape (layers, epochs kept).

        What the output cannot be is left out, saturated or dead: its row would stay dark.
        """
        run, measure = self.run, self.measure
        if run is None:
            return np.empty((0, 0), np.float32)
        values = run.snapshots.measure(measure.name)
        return values[:-1] if not measure.of_output and len(values) > 1 else values

    def histogram(self, quantity: str) -> Histogram | None:
        """One of `QUANTITIES` in the layer and at the epoch looked at, None where there is no snapshot."""
        run = self.run
        if run is None or not len(run.snapshots):
            return None
        return run.snapshots.histogram(quantity, self.place, self.epoch)

    # ---- the runs beside it ----

    @property
    def kept(self) -> list[Kept]:
        """The runs of this browser, newest first, read again after `renew`."""
        if self._kept is None:
            try:
                self._kept = self._model.kept()
            except Problem as problem:
                self._kept = []
                self._model.notice = str(problem)
        return self._kept

    def renew(self) -> None:
        """Read the kept runs again when they are next asked for."""
        self._kept = None

    @property
    def others(self) -> list[tuple[str, Kept]]:
        """The runs to compare with, each with what it is called, in the order in which they were chosen."""
        kept = self.kept
        by_key = {
            run.key: (f"run {len(kept) - place}, {run.title}{self._unlike(run)}", run)
            for place, run in enumerate(kept)
        }
        shown = self.run.key if self.run is not None else ""
        return [by_key[key] for key in self._model.selected if key in by_key and key != shown]

    def _unlike(self, other: Kept) -> str:
        """What tells a run from the one on show where both are called the same."""
        run = self.run
        if run is None or run.title != other.title:
            return ""
        return "".join(f", {name} {there}" for name, _, there in differences(run, other)[:2])

    @property
    def beside(self) -> Beside | None:
        """The snapshots of the first of them, None where there is none that can be read."""
        others = self.others
        if not others:
            return None
        title, run = others[0]
        seen = run.key, run.made
        if self._beside is None or self._beside[0] != seen:
            try:
                self._beside = seen, self._model.snapshots_of(run.key)
            except Problem:
                # Removed in another tab: its curve goes at the next look, too.
                return None
        return Beside(title, self._beside[1], colour_of(run))

    # ---- what a visitor does ----

    def pick_epoch(self, epoch: int) -> None:
        """Look at this epoch; at the newest one, go on with it while it moves."""
        self._model.epoch = 0 if epoch >= self.last else max(epoch, 1)

    def pick(self, epoch: int, layer: int) -> None:
        """Look at this epoch of this layer."""
        with self._model.hold_trait_notifications():
            self._model.layer = layer
            self.pick_epoch(epoch)

    def pick_layer(self, name: str) -> None:
        """Look at the layer of this name."""
        if name in self.layers:
            self._model.layer = self.layers.index(name)

    def pick_measure(self, name: str) -> None:
        """Have the strip show this measure."""
        self._model.measure = name
