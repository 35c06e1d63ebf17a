"""A remedy tried before it is recommended: trained briefly with and without it, from the same start."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.control import Control
from app.network.datasets import Data
from app.network.difference import Difference
from app.network.experiment import Experiment
from app.network.row_errors import Weights, validation_errors
from app.network.settings import Settings
from app.network.verdicts.verdict import Remedy
from app.problem import Problem

MOST_STEPS = 4_000
"""Batches of the longer of the two trainings at most: a second or two."""

FEWEST_EPOCHS = 3

_PREDICTED = 1_024


@dataclass(frozen=True)
class Tried:
    """What came of it: mean validation errors, as `evidence.Evidence` has them, without and with the remedy.

    ``gain`` is how much smaller the error of a row is with it; ``epochs`` were trained without it. An error
    is infinite where the training diverged.
    """

    epochs: int
    before: float
    after: float
    gain: Difference

    @property
    def helps(self) -> bool:
        """Whether the rows are predicted better with it, beyond their noise."""
        return self.gain.above

    @property
    def harms(self) -> bool:
        """Whether they are predicted worse, beyond their noise."""
        return Difference(-self.gain.mean, self.gain.error).above

    @classmethod
    def of(cls, epochs: int, before: NDArray[np.float64], after: NDArray[np.float64]) -> Tried:
        """Of the errors of the same rows without and with it."""
        means = [
            float(errors.mean()) if np.isfinite(errors).all() else math.inf for errors in (before, after)
        ]
        if all(map(math.isfinite, means)):
            gain = Difference.of(before - after)
        else:
            gain = Difference(0.0 if means[0] == means[1] else means[0] - means[1], 0.0)
        return cls(epochs, means[0], means[1], gain)


class Trial(Experiment[Tried]):
    """Trains twice: ``found`` compares both.

    Both trainings have the seed of the settings, so that weights begin equal wherever the layers are, and
    each goes through the same share of its epochs.
    """

    failed = Problem("That could not be tried.", "Train with it, and compare the runs.")

    def __init__(
        self, settings: Settings, remedy: Remedy, data: Data, lease: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(lease)
        self.remedy = remedy
        self._both = settings, remedy.apply(settings)
        self._data = data

    def _try(self, control: Control) -> Tried | None:
        assemblies = [Assembly.of(settings, self._data) for settings in self._both]
        batches = [math.ceil(len(one.prepared.x_train) / one.settings.batch_size) for one in assemblies]
        steps = max(one.settings.epochs * count for one, count in zip(assemblies, batches, strict=True))
        share = min(1.0, MOST_STEPS / steps)
        # Where one of both counts all classes alike, both are judged so.
        weights = assemblies[1].class_weight or assemblies[0].class_weight
        errors, epochs = [], []
        for assembly in assemblies:
            fewest = min(FEWEST_EPOCHS, assembly.settings.epochs)
            epochs.append(max(fewest, round(assembly.settings.epochs * share)))
            found = _errors(assembly, epochs[-1], control, weights)
            if control.stopped:
                return None
            errors.append(found)
        return Tried.of(epochs[0], *errors)


def _errors(assembly: Assembly, epochs: int, control: Control, weights: Weights) -> NDArray[np.float64]:
    """Train, and judge the validation rows."""
    from app.network.fitting import fit_briefly

    model = fit_briefly(assembly, control, epochs)
    prepared = assembly.prepared
    outputs = model.predict(prepared.x_valid, batch_size=_PREDICTED, verbose=0)
    return validation_errors(prepared, assembly.rows[-1].activation, outputs, weights)
