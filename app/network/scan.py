"""A whole epoch as one compiled loop, with the numbers that Keras's own loop gives, in a fifth of its time.

Keras's ``fit`` goes back to Python after each batch, which for a small network takes longer than the batch.
Where nothing needs a batch, its ``train_step``, which is a function of its state, runs within `jax.lax.scan`:
same order of rows, same steps, same bits. Imports JAX, so it is imported only where training happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.engine import keras

keras()

import jax  # noqa: E402 - only after Keras has settled the backend
import jax.numpy as jnp  # noqa: E402

LAYERS = {"Dense", "Flatten"}
"""Rows whose steps are short: those of convolutions and memories take longer than what Python adds."""

MOST_WORK = 1e8
"""Rows times weights of an epoch, a fraction of a second: so long a stop or a pause may wait."""

FEWEST_STEPS = 1_000
"""Of fewer in all epochs, Keras's own loop is as fast: a longer one takes longer to compile."""

State = tuple[list[Any], ...]
Step = Callable[[State, Any], tuple[Any, State]]


def can_scan(assembly: Assembly, model: Any, rows: int, epochs: int) -> bool:
    """Whether an epoch of so many rows is short and made of steps that are, and there are many of these."""
    settings = assembly.settings
    return (
        {row.name for row in settings.rows} <= LAYERS
        and assembly.class_weight is None
        and rows * model.count_params() <= MOST_WORK
        and rows // settings.batch_size * epochs >= FEWEST_STEPS
    )


class Epochs:
    """Trains a compiled model on rows, and judges it on others, an epoch at a time.

    ``means`` are the mean losses so far after each batch of the last epoch trained.
    """

    def __init__(self, model: Any, x: NDArray[Any], y: NDArray[Any], batch_size: int) -> None:
        self._model, self._batch = model, batch_size
        self._x, self._y = jnp.asarray(x), jnp.asarray(y)
        self.means: list[Any] = []
        self._train = _Loop(model.train_step, batch_size)
        self._test = _Loop(model.test_step, batch_size)

    def begin(self) -> None:
        """Before the first epoch of a new model: build it as ``fit`` does.

        That takes the first batch of a shuffled order for its shapes, and so one order of numpy's.
        """
        np.random.permutation(len(self._x))
        self._model._symbolic_build(data_batch=(self._x[: self._batch], self._y[: self._batch]))

    def train(self) -> dict[str, float]:
        """Learn from every row once, in a new order; the loss and metrics over the epoch."""
        model = self._model
        model.reset_metrics()
        order = np.random.permutation(len(self._x))
        parts = (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
        told = self._ran(self._train, parts, self._x, self._y, order)
        self.means = self._train.means
        return told

    def judge(self, x: Any, y: Any) -> dict[str, float]:
        """The loss and metrics on other rows."""
        model = self._model
        model.reset_metrics()
        parts = (model.trainable_variables, model.non_trainable_variables, model.metrics_variables)
        return self._ran(self._test, parts, jnp.asarray(x), jnp.asarray(y), np.arange(len(x)))

    def _ran(self, loop: _Loop, parts: tuple[list[Any], ...], x: Any, y: Any, order: Any) -> dict[str, float]:
        state = loop(tuple([one.value for one in part] for part in parts), x, y, order)
        for part, values in zip(parts, state, strict=True):
            for variable, value in zip(part, values, strict=True):
                variable.assign(value)
        return {name: float(np.mean(value)) for name, value in self._model.get_metrics_result().items()}


class _Loop:
    """One step for all whole batches of an order, and for the rows that remain."""

    def __init__(self, step: Step, batch_size: int) -> None:
        self._batch = batch_size
        self.means: list[Any] = []

        def batches(state: State, x: Any, y: Any, order: Any) -> tuple[State, Any]:
            def one(state: State, rows: Any) -> tuple[State, Any]:
                told, state = step(state, (x[rows], y[rows]))
                return state, told["loss"]

            return jax.lax.scan(one, state, order)

        def rest(state: State, x: Any, y: Any) -> tuple[State, Any]:
            told, state = step(state, (x, y))
            return state, told["loss"]

        self._whole, self._rest = jax.jit(batches), jax.jit(rest)

    def __call__(self, state: State, x: Any, y: Any, order: NDArray[np.intp]) -> State:
        whole = len(order) // self._batch * self._batch
        self.means = []
        if whole:
            state, means = self._whole(state, x, y, order[:whole].reshape(-1, self._batch))
            self.means += np.asarray(means).tolist()
        if whole < len(order):
            state, mean = self._rest(state, x[order[whole:]], y[order[whole:]])
            self.means.append(float(mean))
        return state


def scan(
    model: Any,
    epochs: Epochs,
    callbacks: Any,
    *,
    first: int,
    last: int,
    batches: int,
    valid: tuple[NDArray[Any], NDArray[Any]] | None,
    hear: Callable[[Sequence[Any]], Any] | None = None,
) -> None:
    """Train epochs ``first`` up to, not including, ``last``, as ``fit`` does with these callbacks.

    They are told of the last of an epoch's ``batches`` only; who wants to ``hear`` of the others gets the
    mean losses after them first. With ``first`` 0 the model is new.
    """
    if not first:
        epochs.begin()
    model.stop_training = False
    told: dict[str, float] = {}
    callbacks.on_train_begin()
    for epoch in range(first, last):
        callbacks.on_epoch_begin(epoch)
        told = epochs.train()
        if hear is not None:
            hear(epochs.means[:-1])
        callbacks.on_train_batch_end(batches - 1, told)
        if valid is not None:
            told |= {f"val_{name}": value for name, value in epochs.judge(*valid).items()}
        callbacks.on_epoch_end(epoch, told)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    callbacks.on_train_end(told)
