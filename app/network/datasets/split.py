"""From rows to what is trained on: four of five, the rest validate; scaled or not, the target encoded."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets.source import Data
from app.network.settings import BINARY, REGRESSION


def split(rows: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row numbers to train on (four of five) and to validate on, the same for every run on the same data."""
    order = np.random.default_rng(0).permutation(rows)
    cut = max(int(rows * 0.8), 1)
    return order[:cut], order[cut:]


def stratified(labels: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The same of each class by itself; a class of one row is trained on."""
    order = np.random.default_rng(0).permutation(len(labels))
    trains = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        rows = order[labels[order] == label]
        trains[rows[: max(min(round(len(rows) * 0.8), len(rows) - 1), 1)]] = True
    return order[trains[order]], order[~trains[order]]


def standardized(values: NDArray[Any], train: NDArray[np.intp]) -> NDArray[np.float32]:
    """Each column, or channel, with mean 0 and standard deviation 1 over the training rows.

    A column that does not vary there becomes 0.
    """
    axes = tuple(range(values.ndim - 1))
    known = values[train].astype(np.float64)
    mean, deviation = known.mean(axes), known.std(axes)
    return ((values - mean) / np.where(deviation > 0, deviation, 1)).astype(np.float32)


def class_weights(labels: NDArray[Any]) -> dict[int, float]:
    """What a row of each class counts for in the loss, so that all classes count alike: the mean is 1 a row.

    scikit-learn calls it "balanced": rows ÷ (classes × rows of the class).
    """
    classes, counts = np.unique(labels, return_counts=True)
    weights = len(labels) / (len(classes) * counts)
    return {int(place): float(weight) for place, weight in zip(classes, weights, strict=True)}


SPLIT, STRATIFIED = inspect.getsource(split), inspect.getsource(stratified)
STANDARDIZED, CLASS_WEIGHTS = inspect.getsource(standardized), inspect.getsource(class_weights)
"""For the program of a run; read with the module, since its file may be another one later."""


def by_class(data: Data) -> bool:
    """Whether rows are split class by class: where a class would else be missing on one side."""
    if data.trained_rows or data.task == REGRESSION:
        return False
    counts = np.bincount(data.y, minlength=len(data.classes))
    sides = [np.bincount(data.y[rows], minlength=len(data.classes)) for rows in split(len(data.y))]
    return any(bool(((side == 0) & (counts > 1)).any()) for side in sides)


def sides(data: Data) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row numbers to train on and to validate on."""
    if data.trained_rows:
        return np.arange(data.trained_rows), np.arange(data.trained_rows, len(data.x))
    return stratified(data.y) if by_class(data) else split(len(data.x))


def split_note(data: Data) -> str:
    """A sentence about classes that a side lacks, or would lack, else nothing."""
    if data.task == REGRESSION:
        return ""
    _, valid = sides(data)
    absent = np.setdiff1d(np.unique(data.y), np.unique(data.y[valid]))
    if len(absent):
        listed = ", ".join(f"“{data.classes[place]}”" for place in absent[:5])
        more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
        return f"No validation row is {listed}{more}: how well that is told is not measured."
    if by_class(data):
        return "Rows are split class by class: at random a rare class would be missing on one side."
    return ""


@dataclass(frozen=True)
class Prepared:
    """Training and validation arrays as Keras takes them, beside the rows they came from.

    ``rows_train`` and ``rows_valid`` are row numbers of ``data``; ``units`` the mean and deviation that a
    scaled target was brought from.
    """

    data: Data
    x_train: NDArray[Any]
    y_train: NDArray[Any]
    x_valid: NDArray[Any]
    y_valid: NDArray[Any]
    rows_train: NDArray[np.intp]
    rows_valid: NDArray[np.intp]
    units: tuple[Any, Any] = (0.0, 1.0)

    @property
    def class_weights(self) -> dict[int, float]:
        """`class_weights` of the training rows."""
        return class_weights(self.data.y[self.rows_train])

    def in_units(self, values: NDArray[Any]) -> NDArray[Any]:
        """Predictions or targets as trained on, back in the data's own units."""
        return values * self.units[1] + self.units[0]

    @property
    def variance(self) -> float:
        """The variance of the training target as it is trained on; of one-hot or class numbers, 1."""
        return float(self.y_train.var(axis=0).mean()) if self.data.task == REGRESSION else 1.0


def prepare(data: Data, *, scale_inputs: bool, scale_target: bool, one_hot: bool) -> Prepared:
    """Split, scale and encode. Token numbers are never scaled, nor are classes."""
    train, valid = sides(data)
    x = standardized(data.x, train) if scale_inputs and not data.vocabulary else data.x
    y = target(data, train, scale_target=scale_target, one_hot=one_hot)
    units: tuple[Any, Any] = (0.0, 1.0)
    if scale_target and data.task == REGRESSION:
        known = data.y[train].astype(np.float64)
        units = known.mean(0), np.where(known.std(0) > 0, known.std(0), 1)
    return Prepared(data, x[train], y[train], x[valid], y[valid], train, valid, units)


def target(data: Data, train: NDArray[np.intp], *, scale_target: bool, one_hot: bool) -> NDArray[Any]:
    """The target as the loss takes it: numbers, 0 and 1 in a column, one-hot, or class numbers."""
    if data.task == REGRESSION:
        return standardized(data.y, train) if scale_target else data.y
    if data.task == BINARY:
        return data.y.astype(np.float32).reshape(-1, 1)
    return np.eye(len(data.classes), dtype=np.float32)[data.y] if one_hot else data.y
