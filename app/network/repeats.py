"""How much of a score is luck: the same training with other seeds, or judged on every part of the rows."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.control import Control
from app.network.datasets import Data
from app.network.datasets.split import sides
from app.network.experiment import Experiment
from app.network.record import kept_row
from app.network.settings import REGRESSION, SCORES, Settings, score_of
from app.problem import Problem

TIMES = 5
"""Seeds, or parts of the rows."""

MOST_STEPS = 6_000
"""Batches of each training at most."""


@dataclass(frozen=True)
class Repeats:
    """The validation ``scores`` of `TIMES` trainings, of shape (trainings, epochs), NaN where one had ended.

    ``finals`` are those of the weights that each ends with, ``names`` what differs between them.
    """

    names: tuple[str, ...]
    scores: NDArray[np.float64]
    finals: tuple[float, ...]
    score: str

    @property
    def mean(self) -> float:
        """Of the finals."""
        return float(np.mean(self.finals))

    @property
    def deviation(self) -> float:
        """The standard deviation of the finals, as of a sample."""
        return float(np.std(self.finals, ddof=1))

    @property
    def band(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Mean, and one deviation below and above it, at each epoch that all have reached."""
        shared = self.scores[:, np.isfinite(self.scores).all(axis=0)]
        mean, deviation = shared.mean(axis=0), shared.std(axis=0, ddof=1)
        return mean, mean - deviation, mean + deviation


class RepeatTrial(Experiment[Repeats]):
    """Trains `TIMES` times; what differs is a subclass's."""

    failed = Problem("That could not be tried.", "Train it, and try again.")

    def __init__(self, settings: Settings, data: Data, lease: Callable[[], bool] | None = None) -> None:
        super().__init__(lease)
        self._settings, self._data = settings, data

    @abstractmethod
    def _variants(self) -> Iterator[tuple[str, Settings, Data]]:
        """What is trained, by name."""

    def _try(self, control: Control) -> Repeats | None:
        names, scores, finals = [], [], []
        for name, settings, data in self._variants():
            assembly = Assembly.of(settings, data)
            curve, final = trained(assembly, control)
            if control.stopped:
                return None
            names.append(name)
            scores.append(curve)
            finals.append(final)
        longest = max(map(len, scores))
        padded = [np.pad(one, (0, longest - len(one)), constant_values=np.nan) for one in scores]
        return Repeats(tuple(names), np.array(padded), tuple(finals), SCORES[score_of(self._data.task)])


class SeedTrial(RepeatTrial):
    """The same rows, with other initial weights and another order of the batches."""

    def _variants(self) -> Iterator[tuple[str, Settings, Data]]:
        for step in range(TIMES):
            seed = (self._settings.seed + step) % 2**32
            yield f"seed {seed}", self._settings.changed(seed=seed), self._data


class FoldTrial(RepeatTrial):
    """k-fold cross-validation: each row is judged once, by a network that was trained on the other parts.

    Where whoever gave the rows has split them, the parts are those of the training rows.
    """

    def _variants(self) -> Iterator[tuple[str, Settings, Data]]:
        from sklearn.model_selection import KFold, StratifiedKFold

        data = self._data
        rows = sides(data)[0] if data.trained_rows else np.arange(len(data.x))
        if len(rows) < 2 * TIMES:
            raise Problem(f"{len(rows)} rows are too few for {TIMES} parts.", "Bring more rows.")
        evenly = data.task != REGRESSION and np.bincount(data.y[rows]).min() >= TIMES
        kind = StratifiedKFold if evenly else KFold
        parts = kind(TIMES, shuffle=True, random_state=0).split(rows, data.y[rows] if evenly else None)
        for place, (seen, unseen) in enumerate(parts):
            order = rows[np.concatenate([seen, unseen])]
            yield (
                f"part {place + 1}",
                self._settings,
                replace(data, x=data.x[order], y=data.y[order], trained_rows=len(seen)),
            )


def trained(assembly: Assembly, control: Control) -> tuple[NDArray[np.float64], float]:
    """The validation score of each epoch, and that of the weights that are kept."""
    from app.network.fitting import fit_briefly

    settings = assembly.settings
    batches = math.ceil(len(assembly.prepared.x_train) / settings.batch_size)
    epochs = max(min(settings.epochs, MOST_STEPS // batches), 1)
    history = fit_briefly(assembly, control, epochs, validated=True).history.history
    curve = np.array(history[f"val_{assembly.score}"], np.float64)
    return curve, _kept(assembly, history, curve)


def _kept(assembly: Assembly, history: dict[str, Any], curve: NDArray[np.float64]) -> float:
    rows = [
        {"epoch": epoch + 1, **{name: float(values[epoch]) for name, values in history.items()}}
        for epoch in range(len(curve))
    ]
    return float(kept_row(assembly.settings, rows)[f"val_{assembly.score}"])
