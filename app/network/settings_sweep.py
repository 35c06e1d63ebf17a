"""The same network trained with other settings, one combination after the other, by validation score.

It trains in the thread of `worker`, on the second core: XLA computes without Python's lock. A process of its
own was measured beside it, nine combinations of the preset "scaled" by turns on two busy cores: the same
numbers in 18 s against 10 and 23, since it imports Keras and compiles anew, and 295 MB more, which the limit
of a session does not count. The page's loop was late by 15 and 21 ms in 95 of 100 cases, beside 9 ms; by .6 s
at most, beside .1, where JAX traces a network of another shape, as it does before every training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.network.assembly import Assembly
from app.network.checks import findings
from app.network.combinations import TITLES, Cell, applied
from app.network.control import Control
from app.network.datasets import Data
from app.network.experiment import Experiment
from app.network.repeats import trained
from app.network.settings import SCORES, Settings, score_of
from app.problem import Problem

MOST_STEPS = 3_000
"""Batches of each training at most: fifty of them take a minute or two."""


@dataclass(frozen=True)
class Swept:
    """The ``scores`` on validation rows of the ``cells`` trained so far, of ``planned`` ones.

    All have the data, seed and everything else of ``settings``, trained for ``epochs``; each score is that of
    the weights that its training ends with, NaN where these give no numbers. ``score`` is what it is called.
    """

    settings: Settings
    cells: tuple[Cell, ...]
    scores: tuple[float, ...]
    planned: int
    epochs: int
    score: str

    @property
    def names(self) -> tuple[str, ...]:
        """The settings that are varied."""
        return tuple(self.cells[0]) if self.cells else ()

    @property
    def best(self) -> int | None:
        """The place of the highest score, the first of several; None where there is no number."""
        known = [place for place, score in enumerate(self.scores) if math.isfinite(score)]
        return max(known, key=lambda place: self.scores[place], default=None)

    def settings_of(self, place: int) -> Settings:
        """The settings of a training, with the epochs of the form."""
        return applied(self.settings, self.cells[place])

    def table(self) -> tuple[list[str], list[list[float]]]:
        """A row a training, in the order in which they were trained."""
        return [*(TITLES[name].lower() for name in self.names), f"validation {self.score}"], [
            [*cell.values(), score] for cell, score in zip(self.cells, self.scores, strict=True)
        ]


class SweepTrial(Experiment[Swept]):
    """Trains each of the cells; a stop leaves those that were trained to their end."""

    failed = Problem("The settings could not be tried.", "Train with one of them, and try again.")

    def __init__(
        self,
        settings: Settings,
        data: Data,
        cells: Sequence[Cell],
        lease: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(lease)
        self._settings, self._data, self._cells = settings, data, tuple(cells)

    def _answer(self, control: Control) -> None:
        self._try(control)

    def _try(self, control: Control) -> Swept | None:
        settings, data = self._settings, self._data
        each = [applied(settings, cell) for cell in self._cells]
        # Before the first: a value that cannot be trained must not cost what was trained before it.
        for one in each:
            for wrong in findings(one, data):
                raise wrong.problem
        rows = len(Assembly.of(settings, data).prepared.x_train)
        batches = max(math.ceil(rows / one.batch_size) for one in each)
        epochs = max(min(settings.epochs, MOST_STEPS // batches), 1)
        found = self.found = Swept(settings, (), (), len(each), epochs, SCORES[score_of(data.task)])
        for cell, one in zip(self._cells, each, strict=True):
            _, final = trained(Assembly.of(one.changed(epochs=epochs), data), control)
            if control.stopped:
                break
            found = replace(found, cells=(*found.cells, cell), scores=(*found.scores, final))
            self.found = found
        return found
