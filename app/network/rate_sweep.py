"""A learning-rate range test (Smith, 2015): a rate that grows from batch to batch, and what the loss does."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.control import Control
from app.network.datasets import Data
from app.network.experiment import Experiment, begun
from app.network.settings import Settings, Spec
from app.problem import Problem

LOWEST, HIGHEST = 1e-6, 10.0
STEPS = 140
"""Batches from the lowest rate to the highest."""

SMOOTHING = 0.85
"""The weight of the batches before in what is shown as the loss at a rate."""

BEYOND = 4.0
"""The test ends where the loss is so many times its least."""

FALLS = 0.02
"""A loss that never falls by this share of what it was at the lowest rates suggests nothing."""

LEVEL = 0.1
"""The share of its fall that a loss must have lost before it is said to fall."""

ASIDE = 10
"""Batches to either side, half a decade, over which a slope is taken: from one to the next it is noise."""

SETTLED = 10
"""Batches before the smoothed loss means anything."""


@dataclass(frozen=True)
class RateSweep:
    """The smoothed ``losses`` at ``rates``, from the lowest on, up to where the loss ran away."""

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]

    @property
    def suggestion(self) -> float | None:
        """The rate, in one digit, at which the loss falls fastest against the logarithm of the rate.

        None where it falls nowhere, or too few rates were tried.
        """
        known, rates = self.losses[SETTLED:], np.log10(self.rates[SETTLED : len(self.losses)])
        if len(known) < SETTLED or not np.isfinite(known).all():
            return None
        least = int(known.argmin())
        level = float(np.median(known[: max(least // 4, 2)]))
        drop = level - float(known[least])
        if least < 2 or drop < FALLS * abs(level):
            return None
        # Where it falls for good: before, it wavers with the rows that happen to come.
        above = np.flatnonzero(known[:least] > level - LEVEL * drop)
        first = int(above[-1]) if len(above) else 0
        first = min(first, least - 1)
        places = np.arange(first, least + 1)
        before, after = np.maximum(places - ASIDE, first), np.minimum(places + ASIDE, least)
        slopes = (known[after] - known[before]) / (rates[after] - rates[before])
        return float(f"{10 ** rates[first + int(slopes.argmin())]:.0e}")

    @classmethod
    def of(cls, rates: Sequence[float], losses: Sequence[float]) -> RateSweep:
        """Of the loss of each batch: smoothed, each mean weighted as if there had been batches before."""
        smoothed, mean = [], 0.0
        for place, loss in enumerate(losses):
            mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
            smoothed.append(mean / (1 - SMOOTHING ** (place + 1)))
        return cls(np.array(rates[: len(smoothed)]), np.array(smoothed))


class Sweep(Experiment[RateSweep]):
    """Tries rates: the weights begin as those of a training with these settings."""

    failed = Problem("The rates could not be tried.", "Set a learning rate yourself.")

    def __init__(self, settings: Settings, data: Data, lease: Callable[[], bool] | None = None) -> None:
        super().__init__(lease)
        growth = (HIGHEST / LOWEST) ** (1 / (STEPS - 1))
        schedule = Spec(
            "ExponentialDecay", {"initial_learning_rate": LOWEST, "decay_steps": 1, "decay_rate": growth}
        )
        self.settings = settings
        self._swept, self._growth = (
            settings.changed(schedule=schedule, early_stopping=None, metrics=()),
            growth,
        )
        self._data = data

    def _try(self, control: Control) -> RateSweep:
        from app.network.fitting import Each

        assembly = Assembly.of(self._swept, self._data)
        model = begun(assembly)
        prepared, size = assembly.prepared, assembly.settings.batch_size
        # Batches of equal size: the loss of each is told from the mean of all so far.
        rows = max(len(prepared.x_train) // size * size, min(size, len(prepared.x_train)))
        losses: list[float] = []

        def tell(loss: float) -> bool:
            losses.append(loss)
            return len(losses) < STEPS and not runs_away(losses)

        model.fit(
            prepared.x_train[:rows],
            prepared.y_train[:rows],
            batch_size=size,
            epochs=math.ceil(STEPS / max(rows // size, 1)),
            class_weight=assembly.class_weight,
            callbacks=Each(control, model, tell),
            verbose=0,
        )
        return RateSweep.of([LOWEST * self._growth**step for step in range(STEPS)], losses)


def runs_away(losses: Sequence[Any]) -> bool:
    """Whether the loss has left its least for good, or is no number any more."""
    if not math.isfinite(losses[-1]):
        return True
    if len(losses) < 2 * SETTLED:
        return False
    smoothed = RateSweep.of(losses, losses).losses[SETTLED:]
    least = float(smoothed.min())
    return bool(smoothed[-1] > BEYOND * least > 0)
