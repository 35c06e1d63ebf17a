"""One training: start, pause, resume, stop, train on; what it found so far, from any thread."""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from app.network.control import Control, Progress
from app.network.evidence import Evidence, evidence_of
from app.network.reach import reach_of
from app.network.record import Stretch
from app.network.run import Run
from app.network.task import Task
from app.problem import Problem

if TYPE_CHECKING:
    from app.network.assembly import Assembly

WAITING, PREPARING, RUNNING, PAUSED = "waiting", "preparing", "running", "paused"
FINISHED, STOPPED, DIVERGED, FAILED = "finished", "stopped", "diverged", "failed"
_PREDICTED = 1_024
"""Rows predicted at once when a run has ended."""

MOST_RATE = 1_000.0

ENDED = (FINISHED, STOPPED, DIVERGED, FAILED)


class Training(Task):
    """Trains one `Assembly` in the thread of `worker`.

    ``run`` grows while it trains and may be read at any time: ask ten times a second, not more.
    ``callbacks`` are Keras callbacks of a notebook's author. Same settings, same numbers, also across
    `train_on`. A stop leaves what is trained, up to the last whole epoch.
    """

    def __init__(
        self,
        assembly: Assembly,
        *,
        lease: Callable[[], bool] | None = None,
        callbacks: Sequence[Any] = (),
    ) -> None:
        super().__init__(lease)
        self.assembly = assembly
        self.run = Run(assembly.settings, assembly.data, [row.title for row in assembly.rows])
        self._state = WAITING
        self._callbacks = tuple(callbacks)
        self._random: tuple[Any, Any] | None = None
        self._weights: list[Any] = []

    @property
    def state(self) -> str:
        """One of `WAITING`, `PREPARING`, `RUNNING`, `PAUSED` and the four of `ENDED`."""
        if self.problem is not None:
            return FAILED
        if self._state in (PREPARING, RUNNING) and self._control.stopped:
            return STOPPED
        return PAUSED if self._state == RUNNING and self._control.paused else self._state

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return self._control.progress()

    def start(self) -> None:
        """Begin. Raises Problem if it was started before."""
        if self._future is not None:
            raise Problem("This training was started already.", "Start a new one.")
        self._begin(0, self.assembly.settings.epochs)

    def train_on(self, epochs: int, rate: float | None = None) -> None:
        """Train the same model for more epochs, from now on with another learning ``rate`` if given.

        Raises Problem while it still trains, or never did, and for a rate that cannot be.
        """
        done = len(self.run.epoch_logs)
        if self.busy or self.run.model is None or self.state not in (FINISHED, STOPPED):
            raise Problem("There is no trained network to go on with.", "Train one to its end first.")
        if type(epochs) is not int or not 1 <= epochs <= 10_000:
            raise Problem("Epochs must be a whole number from 1 to 10,000.", "Change it.")
        if rate is not None:
            _check_rate(self.assembly, rate)
        self._control = Control(self._lease)
        self._begin(done, done + epochs, rate)

    def pause(self) -> None:
        """Halt after the batch at hand."""
        self._control.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._control.resume()

    def wait(self, seconds: float | None = None) -> Run:
        """Wait for the end, and return the run. Raises the Problem that ended it, or TimeoutError."""
        super().wait(seconds)
        return self.run

    def _begin(self, first: int, last: int, rate: float | None = None) -> None:
        self._state = PREPARING
        rows = len(self.assembly.prepared.x_train)
        self._control.begin(first, last, math.ceil(rows / self.assembly.settings.batch_size))
        self._submit(lambda control: self._train(control, first, last, rate))

    def _unforeseen(self, error: Exception) -> Problem:
        words = str(error).strip().partition("\n")[0][:200]
        if self._callbacks:
            return Problem(
                f"The training broke off: {words}",
                "Look at your callbacks, or train without them to compare.",
            )
        return Problem(
            f"Keras could not train this: {words}", "Change the settings, and tell us which they were."
        )

    def _train(self, control: Control, first: int, last: int, rate: float | None) -> None:
        # Imported here, in the thread: they bring Keras along.
        from app.network.engine import keras
        from app.network.fitting import Watch, fit
        from app.network.probe import probe_of

        if control.stopped:
            self._state = STOPPED
            return
        # Before the seeds: building it draws from the same random numbers.
        probe = probe_of(self.assembly)
        run = self.run
        if self._random is None:
            keras().backend.clear_session()
            keras().utils.set_random_seed(self.assembly.settings.seed)
            run.model = self.assembly.compiled()
            self._weights = [np.array(one.value, copy=True) for one in run.model.trainable_variables]
        else:
            random.setstate(self._random[0])
            np.random.set_state(self._random[1])
        if rate is not None:
            run.model.optimizer.learning_rate = float(rate)
        run.going = Stretch(first, last, rate)
        stopping = [self.assembly.early_stopping.make()] if self.assembly.early_stopping else []
        watch = Watch(control, self.assembly, run, probe, self._callbacks, stopping)
        watch.weights = self._weights
        self._state = RUNNING
        try:
            fit(self.assembly, run.model, watch, first=first, last=last)
        finally:
            self._random = random.getstate(), np.random.get_state()
            self._weights = watch.weights
        run.evidence = _judged(self.assembly, run.model) if run.epoch_logs and not control.abandoned else None
        run.weights = [np.array(variable.value) for variable in run.model.weights]
        run.ended(
            first=first,
            last=last,
            exact=watch.whole,
            seconds=control.progress().seconds,
            diverged=watch.diverged,
            abandoned=control.abandoned,
            rate=rate,
        )
        self._state = DIVERGED if watch.diverged else STOPPED if control.stopped else FINISHED


def _check_rate(assembly: Assembly, rate: float) -> None:
    """Raise Problem for a learning rate that this network cannot go on with."""
    if assembly.settings.schedule is not None:
        raise Problem("A schedule sets the learning rate.", "Train on without another one.")
    if isinstance(rate, bool) or not isinstance(rate, float | int) or not 0 < rate <= MOST_RATE:
        raise Problem(f"A learning rate is a number above 0, and at most {MOST_RATE:g}.", "Change it.")


def _judged(assembly: Assembly, model: Any) -> Evidence | None:
    """What the verdicts compare; a run is worth keeping without it."""
    prepared = assembly.prepared
    try:
        outputs = [
            model.predict(x, batch_size=_PREDICTED, verbose=0) for x in (prepared.x_train, prepared.x_valid)
        ]
        found = evidence_of(
            prepared, assembly.rows[-1].activation, outputs[0], outputs[1], assembly.class_weight
        )
        return replace(found, steps=reach_of(assembly, model)) if found is not None else None
    except (ValueError, np.linalg.LinAlgError) as error:
        logging.getLogger(__name__).warning("a run could not be compared", exc_info=error)
        return None
