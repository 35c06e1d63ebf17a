"""Whether more rows would help: the same network, trained on an eighth, a quarter, a half and all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.control import Control
from app.network.datasets import Data
from app.network.difference import Difference
from app.network.experiment import Experiment
from app.network.outputs import gives_chances
from app.network.row_errors import training_errors, validation_errors
from app.network.settings import REGRESSION, Settings
from app.problem import Problem

SHARES = (0.125, 0.25, 0.5, 1.0)
FEWEST = 8
"""Rows to train on at least."""

MOST_STEPS = 4_000
"""Batches of each training at most."""

MATTERS = 0.02
"""The share of the error by which a doubling must change it before that is worth a word."""

_PREDICTED = 1_024


@dataclass(frozen=True)
class RowCurve:
    """Mean errors, as `evidence.Evidence` has them, of networks trained on so many ``rows``.

    ``train`` is on those rows, ``valid`` on the validation rows, with its standard ``error``. ``doubled`` is
    how much smaller the validation error became with the last doubling. ``measure`` is what an error is.
    """

    rows: tuple[int, ...]
    train: tuple[float, ...]
    valid: tuple[float, ...]
    error: tuple[float, ...]
    doubled: Difference
    measure: str

    @property
    def sentence(self) -> str:
        """What follows for whoever could bring more rows."""
        most, half = self.rows[-1], self.rows[-2]
        if not all(map(math.isfinite, (*self.valid[-2:], self.doubled.mean))):
            return "The network gives no numbers on some of these rows: look at its curves first."
        change = f"With {most:,} rows instead of {half:,} the validation error is {self.valid[-1]:.3g} "
        matters = abs(self.doubled.mean) > MATTERS * self.valid[-2]
        if matters and self.doubled.above:
            return f"{change}instead of {self.valid[-2]:.3g}: more rows would probably help."
        if matters and Difference(-self.doubled.mean, self.doubled.error).above:
            return (
                f"{change}instead of {self.valid[-2]:.3g}, which is worse: look at the learning rate first."
            )
        return (
            f"{change}and was {self.valid[-2]:.3g}, hardly another one: more rows of this kind would not "
            "help much."
        )


class RowTrial(Experiment[RowCurve]):
    """Trains once for each of `SHARES`, each with as many steps: with fewer rows each is seen more often."""

    failed = Problem("That could not be tried.", "Train it, and try again.")

    def __init__(
        self,
        settings: Settings,
        data: Data,
        lease: Callable[[], bool] | None = None,
        tell: Callable[[int], Any] = lambda _: None,
    ) -> None:
        super().__init__(lease)
        self._settings, self._data, self._tell = settings, data, tell

    def _try(self, control: Control) -> RowCurve | None:
        assembly = Assembly.of(self._settings, self._data)
        all_rows = len(assembly.prepared.x_train)
        counts = [round(all_rows * share) for share in SHARES]
        counts = [count for count in dict.fromkeys(counts) if count >= FEWEST]
        if len(counts) < 2:
            raise Problem(f"{all_rows} training rows are too few to leave some out.", "Bring more rows.")
        order = np.random.default_rng(0).permutation(all_rows)
        means, valid = [], []
        for place, count in enumerate(counts):
            self._tell(place)
            errors = _errors(assembly, order[:count], control)
            if control.stopped:
                return None
            means.append(_mean(errors[0]))
            valid.append(errors[1])
        spread = [Difference.of(errors) for errors in valid]
        return RowCurve(
            tuple(counts),
            tuple(means),
            tuple(map(_mean, valid)),
            tuple(one.error for one in spread),
            Difference.of(valid[-2] - valid[-1]),
            _measure(assembly),
        )


def _measure(assembly: Assembly) -> str:
    if assembly.data.task == REGRESSION:
        return "squared error, of the variance"
    chances = gives_chances(assembly.data.task, assembly.rows[-1].activation)
    return "cross-entropy" if chances else "share of wrong classes"


def _mean(errors: NDArray[np.float64]) -> float:
    return float(errors.mean()) if np.isfinite(errors).all() else math.inf


def _errors(
    assembly: Assembly, rows: NDArray[np.intp], control: Control
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Train on some of the training rows, and judge these and the validation rows."""
    from app.network.fitting import fit_briefly

    prepared, settings = assembly.prepared, assembly.settings
    size = settings.batch_size
    steps = min(settings.epochs * math.ceil(len(prepared.x_train) / size), MOST_STEPS)
    model = fit_briefly(assembly, control, max(round(steps / math.ceil(len(rows) / size)), 1), rows)
    activation = assembly.rows[-1].activation
    judged = (prepared.x_train[rows], prepared.x_valid)
    outputs = [model.predict(part, batch_size=_PREDICTED, verbose=0) for part in judged]
    return (
        training_errors(prepared, activation, outputs[0], rows, assembly.class_weight),
        validation_errors(prepared, activation, outputs[1], assembly.class_weight),
    )
