"""What a network gives, as an error a row: squared, cross-entropy, or wrong classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets import Prepared
from app.network.outputs import gives_chances, threshold
from app.network.settings import BINARY, REGRESSION

Weights = Mapping[int, float] | None
"""What a row of each class counts for; none where all count alike."""

Errors = Callable[[NDArray[Any], NDArray[Any]], NDArray[np.float64]]

_LEAST = 1e-3
"""Probabilities are cut here, so that one confident mistake does not decide a mean of logarithms."""


def validation_errors(
    prepared: Prepared, activation: str, outputs: NDArray[Any], weights: Weights = None
) -> NDArray[np.float64]:
    """What a network gives for the validation rows, as an error a row in the terms of `Evidence`.

    They compare also where one target was scaled and the other was not.
    """
    return _errors_of(prepared, activation, outputs, known_rows(prepared)[1], weights)


def training_errors(
    prepared: Prepared,
    activation: str,
    outputs: NDArray[Any],
    rows: NDArray[np.intp],
    weights: Weights = None,
) -> NDArray[np.float64]:
    """The same of what it gives for some of the training rows, by their places among these."""
    return _errors_of(prepared, activation, outputs, known_rows(prepared)[0][rows], weights)


def _errors_of(
    prepared: Prepared, activation: str, outputs: NDArray[Any], known: NDArray[Any], weights: Weights
) -> NDArray[np.float64]:
    errors = errors_in(prepared, gives_chances(prepared.data.task, activation), weights)
    return errors(chances_of(prepared, activation, outputs), known)


def as_columns(values: NDArray[Any]) -> NDArray[np.float64]:
    """Numbers as float64, a row a row and the rest flattened."""
    return np.asarray(values, np.float64).reshape(len(values), -1)


def known_rows(prepared: Prepared) -> tuple[NDArray[Any], NDArray[Any]]:
    """The targets of both sides: numbers as they are trained on, or class numbers."""
    if prepared.data.task == REGRESSION:
        return as_columns(prepared.y_train), as_columns(prepared.y_valid)
    return prepared.data.y[prepared.rows_train], prepared.data.y[prepared.rows_valid]


def errors_in(prepared: Prepared, chances: bool, weights: Weights) -> Errors:
    """What takes answers and targets, and gives an error a row.

    Of outputs that are no ``chances`` only the class counts, 1 where it is wrong, whoever answers.
    """
    if prepared.data.task != REGRESSION:
        count = max(len(prepared.data.classes), 2)
        of_class = np.array([(weights or {}).get(place, 1.0) for place in range(count)])
        if not chances:
            return lambda outputs, known: (outputs.argmax(1) != known) * of_class[known]
        return lambda outputs, known: (
            -np.log(np.clip(outputs[np.arange(len(known)), known], _LEAST, 1.0)) * of_class[known]
        )
    variance = as_columns(prepared.y_train).var(0)
    variance = np.where(variance > 0, variance, 1.0)
    return lambda outputs, known: ((as_columns(outputs).reshape(known.shape) - known) ** 2 / variance).mean(1)


def chances_of(prepared: Prepared, activation: str, outputs: NDArray[Any]) -> NDArray[Any]:
    """Outputs as numbers, or as probabilities of the classes; of outputs that are none, the nearest class."""
    outputs, task = as_columns(outputs), prepared.data.task
    if task == REGRESSION:
        return outputs
    if task == BINARY:
        one = np.clip(outputs[:, 0] + (0.5 - threshold(activation)), 0, 1)
        return np.column_stack([1 - one, one])
    if activation == "softmax":
        return outputs
    nearest: NDArray[Any] = np.eye(outputs.shape[1])[outputs.argmax(1)]
    return nearest
