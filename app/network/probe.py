"""Looks into a network between two epochs: one compiled function for activations, gradients and histograms.

Imports JAX, so it is imported only where training happens.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.assembly import Assembly
from app.network.clipping import GLOBAL, NORM, Clipping, clipping_of
from app.network.engine import keras
from app.network.slopes import ENDS, FLAT, RECTIFIERS
from app.network.snapshots import BINS

keras()

import jax  # noqa: E402 - only after Keras has settled the backend
import jax.numpy as jnp  # noqa: E402

PROBED_ROWS = 1_000
_MOST_VALUES = 2_000_000
_KEPT = 8

_probes: OrderedDict[Any, Probe] = OrderedDict()
_lock = threading.Lock()


def probe_of(assembly: Assembly) -> Probe:
    """The probe for an architecture, kept: compiling it takes longer than many runs."""
    settings = assembly.settings
    loss = settings.loss.as_json()
    clipping = clipping_of(settings)
    key = (
        repr([spec.as_json() for spec in settings.rows]),
        assembly.data.shape,
        repr(loss),
        clipping and (*clipping, settings.batch_size),
    )
    with _lock:
        if key not in _probes:
            _probes[key] = Probe(assembly)
        _probes.move_to_end(key)
        while len(_probes) > _KEPT:
            _probes.popitem(last=False)
        return _probes[key]


class Probe:
    """Measures any model of one architecture. ``layers`` are the rows' names."""

    def __init__(self, assembly: Assembly) -> None:
        model = assembly.network()
        layers = [model.layers[end] for end in assembly.row_ends()]
        self._model = keras().Model(model.inputs, [layer.output for layer in layers])
        self._loss = assembly.loss.make()
        self._clipping = clipping_of(assembly.settings)
        self._batch = assembly.settings.batch_size
        self._activations = [row.activation for row in assembly.rows]
        self._weights: list[list[int]] = []
        self._biases: list[list[int]] = []
        places = {id(variable): place for place, variable in enumerate(model.trainable_variables)}
        first = 0
        for end in assembly.row_ends():
            own = [one for layer in model.layers[first : end + 1] for one in layer.trainable_variables]
            names = {places[id(one)]: one.name for one in own}
            biases = [place for place, name in names.items() if "bias" in name or "beta" in name]
            self._biases.append(biases)
            # Scales of a batch normalisation start at 1 and would hide the weights around 0.
            self._weights.append(
                [place for place, name in names.items() if place not in biases and "gamma" not in name]
            )
            first = end + 1
        self.values_per_row = sum(math.prod(layer.output.shape[1:]) for layer in layers)
        self._measured = jax.jit(self._measure)
        self._touched = jax.jit(self._clipped)

    def rows(self, available: int) -> int:
        """How many rows are looked at: 1,000, fewer if their activations would be millions."""
        return max(1, min(PROBED_ROWS, available, _MOST_VALUES // max(self.values_per_row, 1)))

    def measure(
        self,
        model: Any,
        x: NDArray[Any],
        y: NDArray[Any],
        before: list[NDArray[Any]],
        row_weights: NDArray[Any] | None = None,
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], list[NDArray[Any]]]:
        """Bins and measures as `Snapshots.add` takes them, and a copy of the model's weights.

        ``before`` is the copy of the epoch before, empty at first. ``row_weights`` are how much each row
        counts where classes are weighted. Only between two epochs: during one, the weights are inside JAX.
        """
        trained = [variable.value for variable in model.trainable_variables]
        other = [variable.value for variable in model.non_trainable_variables]
        bins, measures = self._measured(trained, other, x, y)
        # A view would change under the next epoch, which reuses these buffers.
        weights = [np.array(value, copy=True) for value in trained]
        measured = np.array(measures)
        clipped = self._shares(trained, other, x, y, row_weights)
        measured = np.concatenate(
            [measured, self._updates(weights, before)[:, None], clipped[:, None]], axis=1
        )
        return np.asarray(bins), measured, weights

    def _updates(self, weights: list[NDArray[Any]], before: list[NDArray[Any]]) -> NDArray[np.float32]:
        found = np.full(len(self._activations), np.nan, np.float32)
        if before:
            for row, places in enumerate(zip(self._weights, self._biases, strict=True)):
                own = [*places[0], *places[1]]
                if own:
                    with np.errstate(over="ignore"):
                        moved = math.sqrt(sum(float(np.sum((weights[i] - before[i]) ** 2)) for i in own))
                        norm = math.sqrt(sum(float(np.sum(before[i] ** 2)) for i in own))
                    found[row] = moved / norm if norm > 0 else np.nan
        return found

    def _shares(
        self, trained: list[Any], other: list[Any], x: Any, y: Any, row_weights: Any
    ) -> NDArray[np.float32]:
        """For each row of layers the share of batches whose gradient is clipped there, NaN where none is."""
        found = np.full(len(self._activations), np.nan, np.float32)
        if self._clipping is None:
            return found
        weights = np.ones(len(x), np.float32) if row_weights is None else row_weights
        batch = min(self._batch, len(x))
        count = len(x) // batch
        whole = [part[: count * batch].reshape(count, batch, *part.shape[1:]) for part in (x, y, weights)]
        touched = np.asarray(self._touched(trained, other, *whole))
        for row, places in enumerate(zip(self._weights, self._biases, strict=True)):
            if own := [*places[0], *places[1]]:
                found[row] = touched[:, own].any(axis=1).mean()
        return found

    def _clipped(self, trained: list[Any], other: list[Any], x: Any, y: Any, weights: Any) -> Any:
        """Whether each variable's gradient would be clipped, of shape (batches, variables): as in a step of
        the training, with dropout and penalties."""
        clipping = self._clipping
        assert clipping is not None

        def loss(values: list[Any], x: Any, y: Any, weights: Any) -> Any:
            outputs, _, penalties = self._model.stateless_call(
                values, other, x, training=True, return_losses=True
            )
            last = outputs[-1] if isinstance(outputs, list | tuple) else outputs
            return self._loss(y, last, sample_weight=weights) + sum(penalties)

        def one(rows: tuple[Any, Any, Any]) -> Any:
            return _beyond(jax.grad(loss)(trained, *rows), clipping)

        return jax.lax.map(one, (x, y, weights))

    def _measure(self, trained: list[Any], other: list[Any], x: Any, y: Any) -> tuple[Any, Any]:
        def loss(values: list[Any]) -> tuple[Any, list[Any]]:
            outputs, _ = self._model.stateless_call(values, other, x, training=False)
            outputs = outputs if isinstance(outputs, list | tuple) else [outputs]
            return self._loss(y, outputs[-1]), list(outputs)

        gradients, outputs = jax.grad(loss, has_aux=True)(trained)
        bins, measures = [], []
        for row, activation in enumerate(self._activations):
            own = [*self._weights[row], *self._biases[row]]
            bins.append(
                (
                    _bins(_flat([trained[i] for i in self._weights[row]])),
                    _bins(_flat([trained[i] for i in self._biases[row]])),
                    _bins(outputs[row].reshape(-1), ENDS.get(activation)),
                    _bins(_flat([gradients[i] for i in own])),
                )
            )
            measures.append(
                jnp.stack(
                    [
                        _norm([gradients[i] for i in own]),
                        _saturation(outputs[row], activation),
                        _dead(outputs[row], activation),
                        _norm([trained[i] for i in own]),
                    ]
                )
            )
        return jnp.stack([jnp.stack(kind) for kind in zip(*bins, strict=True)]), jnp.stack(measures)


def _flat(arrays: list[Any]) -> Any:
    return jnp.concatenate([array.reshape(-1) for array in arrays]) if arrays else jnp.zeros(0)


def _bins(values: Any, ends: tuple[float, float] | None = None) -> Any:
    """30 counts of the finite values, the ends, and how many were not finite."""
    if not values.size:
        return jnp.zeros(BINS + 3)
    finite = jnp.isfinite(values)
    if ends is None:
        low = jnp.min(jnp.where(finite, values, jnp.inf))
        high = jnp.max(jnp.where(finite, values, -jnp.inf))
        known = finite.any()
        low, high = jnp.where(known, low, 0.0), jnp.where(known, high, 0.0)
        # All equal: a bin around them, as numpy.histogram does it.
        same = low == high
        low, high = low - 0.5 * same, high + 0.5 * same
    else:
        low, high = jnp.float32(ends[0]), jnp.float32(ends[1])
    # Counting by comparison runs in vector registers; a scatter of single values does not.
    edges = low + (high - low) * jnp.arange(1, BINS) / BINS
    below = jnp.sum((values[None, :] < edges[:, None]) & finite[None, :], axis=1)
    total = jnp.sum(finite)
    steps = jnp.concatenate([jnp.zeros(1, below.dtype), below, total[None]])
    return jnp.concatenate(
        [jnp.diff(steps).astype(jnp.float32), jnp.stack([low, high, values.size - total]).astype(jnp.float32)]
    )


def _beyond(gradients: list[Any], clipping: Clipping) -> Any:
    """Whether each of them is beyond what the optimizer lets pass."""
    if clipping.kind == GLOBAL:
        return jnp.full(len(gradients), _norm(gradients) > clipping.limit)
    if clipping.kind == NORM:
        return jnp.stack([_norm([one]) > clipping.limit for one in gradients])
    return jnp.stack([jnp.any(jnp.abs(one) > clipping.limit) for one in gradients])


def _norm(arrays: list[Any]) -> Any:
    if not arrays:
        return jnp.float32(jnp.nan)
    return jnp.sqrt(sum(jnp.sum(jnp.square(array)) for array in arrays))


def _saturation(output: Any, activation: str) -> Any:
    if activation not in FLAT:
        return jnp.float32(jnp.nan)
    low, high = FLAT[activation]
    return jnp.mean((output < low) | (output > high))


def _dead(output: Any, activation: str) -> Any:
    if activation not in RECTIFIERS:
        return jnp.float32(jnp.nan)
    return jnp.mean(jnp.all(output == 0, axis=tuple(range(output.ndim - 1))))
