"""What Keras calls back while it fits: pause, stop, divergence, history and snapshots, and nothing else.

Imports Keras, so it is imported only where training happens. Keras's own list of callbacks hands each
batch to a thread pool; this one only looks whether anybody wants something, which is where the time for
the snapshots comes from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.control import Control
from app.network.engine import keras
from app.network.experiment import begun
from app.network.probe import Probe
from app.network.record import Record
from app.network.scan import Epochs, can_scan, scan
from app.network.step_losses import of_batches

CallbackList = keras().callbacks.CallbackList

DIVERGED = 1e6
"""A loss above this many times the target's variance never comes back: stop. Where the target hardly varies,
that is 1: what an untrained network gives varies about as much."""


class Watch(CallbackList):  # type: ignore[misc, valid-type]
    """Follows one fit of a run's model for a `Control`, into its rows, snapshots and steps.

    ``callbacks`` are others', told of every batch; ``own`` are told of epochs only, which is cheaper.
    """

    def __init__(
        self,
        control: Control,
        assembly: Assembly,
        run: Record,
        probe: Probe,
        callbacks: Sequence[Any] = (),
        own: Sequence[Any] = (),
    ) -> None:
        super().__init__([*own, *callbacks], add_history=True, model=run.model)
        self._control = control
        self._probe = probe
        self._run = run
        self.strange = bool(callbacks)
        prepared = assembly.prepared
        rows = probe.rows(len(prepared.x_train))
        self._probed = prepared.x_train[:rows], prepared.y_train[:rows]
        self._row_weights = _row_weights(assembly, rows)
        self._trained, self._batch = len(prepared.x_train), assembly.settings.batch_size
        run.steps.batches = math.ceil(self._trained / self._batch)
        self._limit = DIVERGED * max(prepared.variance, 1.0)
        self._means: list[Any] = []
        self.weights: list[NDArray[Any]] = []
        self.diverged = False
        self.whole = True

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell others' callbacks, if there are any."""
        if self.strange:
            super().on_train_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Count the batch, wait while paused, end when stopped."""
        if self.strange:
            super().on_train_batch_end(batch, logs)
        if logs and "loss" in logs:
            # Not looked at before the epoch ends: JAX may still be computing it.
            self._means.append(logs["loss"])
        if not self._control.batch_done(batch + 1):
            self.model.stop_training = True
            self.whole = batch + 1 == self._control.batches

    def hear(self, means: Sequence[Any]) -> None:
        """The mean loss so far after each of an epoch's batches but the last, which is heard of by itself."""
        self._means = list(means)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell others' callbacks, if there are any."""
        if self.strange:
            super().on_test_batch_begin(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell others' callbacks, and end the validation too when stopped."""
        if self.strange:
            super().on_test_batch_end(batch, logs)
        if self._control.stopped:
            self.model.stop_evaluating = True
            self.whole = False

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep the epoch's numbers and its snapshot, unless it was broken off."""
        means, self._means = self._means, []
        if not self.whole:
            self._restore()
            return
        row = {name: float(np.mean(value)) for name, value in (logs or {}).items()}
        bins, measures, self.weights = self._probe.measure(
            self.model, *self._probed, self.weights, self._row_weights
        )
        self._run.snapshots.add(epoch + 1, bins, measures)
        self._run.steps.add(of_batches(means, self._trained, self._batch))
        self._run.epoch_logs.append({"epoch": epoch + 1, **row})
        self._control.epoch_done(epoch + 1)
        super().on_epoch_end(epoch, logs)
        if not math.isfinite(row["loss"]) or row["loss"] > self._limit:
            self.diverged = True
            self.model.stop_training = True
        if self._control.stopped:
            self.model.stop_training = True

    def _restore(self) -> None:
        """The weights of the last whole epoch: those of half an epoch belong to no number on the page."""
        if self.weights:
            for variable, value in zip(self.model.trainable_variables, self.weights, strict=True):
                variable.assign(value)


def _row_weights(assembly: Assembly, rows: int) -> NDArray[np.float32] | None:
    """How much each of the first training rows counts, where classes are weighted."""
    weights, prepared = assembly.class_weight, assembly.prepared
    if weights is None:
        return None
    labels = prepared.data.y[prepared.rows_train[:rows]]
    return np.array([weights[int(label)] for label in labels], np.float32)


def fit_briefly(
    assembly: Assembly,
    control: Control,
    epochs: int,
    rows: NDArray[np.intp] | slice = slice(None),
    *,
    validated: bool = False,
) -> Any:
    """Train anew on these of the training rows; give the model, which has the ``history`` of it.

    The validation rows are judged after each epoch where early stopping looks at them, or if ``validated``.
    """
    model = begun(assembly)
    prepared = assembly.prepared
    stopping = [assembly.early_stopping.make()] if assembly.early_stopping else []
    _fit(
        assembly,
        model,
        Brief(control, model, prepared.variance, stopping),
        prepared.x_train[rows],
        prepared.y_train[rows],
        last=epochs,
        valid=(prepared.x_valid, prepared.y_valid) if stopping or validated else None,
    )
    return model


class Brief(CallbackList):  # type: ignore[misc, valid-type]
    """Hears of a stop, and ends what diverges; keeps nothing. ``own`` are told of epochs only."""

    def __init__(self, control: Control, model: Any, variance: float, own: Sequence[Any] = ()) -> None:
        super().__init__(list(own), add_history=True, model=model)
        self._control = control
        self._limit = DIVERGED * max(variance, 1.0)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell nobody."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """End when stopped."""
        del logs
        if not self._control.batch_done(batch + 1):
            self.model.stop_training = True

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell nobody."""

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell nobody."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Let early stopping look, and end what diverges."""
        super().on_epoch_end(epoch, logs)
        loss = float(np.mean((logs or {})["loss"]))
        if not math.isfinite(loss) or loss > self._limit:
            self.model.stop_training = True


class Each(CallbackList):  # type: ignore[misc, valid-type]
    """Hears of a stop, and tells the loss of each batch, all of equal size, until that returns False."""

    def __init__(self, control: Control, model: Any, tell: Callable[[float], bool]) -> None:
        super().__init__([], add_history=True, model=model)
        self._control, self._tell = control, tell
        self._sum = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """The mean begins anew."""
        super().on_epoch_begin(epoch, logs)
        self._sum = 0.0

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell nobody."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Keras tells the mean over the epoch's batches so far."""
        total = float(np.mean((logs or {})["loss"])) * (batch + 1)
        loss, self._sum = total - self._sum, total
        if not self._control.batch_done(batch + 1) or not self._tell(loss):
            self.model.stop_training = True


def fit(assembly: Assembly, model: Any, watch: Watch, *, first: int, last: int) -> None:
    """Train epochs ``first`` up to, not including, ``last``, counted from 0."""
    prepared = assembly.prepared
    _fit(
        assembly,
        model,
        watch,
        prepared.x_train,
        prepared.y_train,
        first=first,
        last=last,
        valid=(prepared.x_valid, prepared.y_valid),
        by_batch=watch.strange,
        hear=watch.hear,
    )


def _fit(
    assembly: Assembly,
    model: Any,
    callbacks: Any,
    x: NDArray[Any],
    y: NDArray[Any],
    *,
    last: int,
    valid: tuple[NDArray[Any], NDArray[Any]] | None,
    first: int = 0,
    by_batch: bool = False,
    hear: Callable[[Sequence[Any]], Any] | None = None,
) -> None:
    """By Keras's own loop, or epoch by epoch where nobody asks ``by_batch``: both give the same numbers.

    Who does not hear of each batch can ``hear`` their mean losses after an epoch.
    """
    batch_size = assembly.settings.batch_size
    if not by_batch and can_scan(assembly, model, len(x), last - first):
        batches = math.ceil(len(x) / batch_size)
        epochs = Epochs(model, x, y, batch_size)
        scan(model, epochs, callbacks, first=first, last=last, batches=batches, valid=valid, hear=hear)
        return
    model.fit(
        x,
        y,
        batch_size=batch_size,
        initial_epoch=first,
        epochs=last,
        validation_data=valid,
        class_weight=assembly.class_weight,
        callbacks=callbacks,
        verbose=0,
    )
