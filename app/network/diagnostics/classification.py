"""Which classes are taken for which, counted; drawn by `charts/confusion_matrix.vue`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class ClassificationFit:
    """Predicted and actual class numbers of shape (rows,), and how sure the network was, 0 to 1."""

    predicted: NDArray[np.intp]
    actual: NDArray[np.intp]
    confidence: NDArray[np.float64]
    classes: tuple[str, ...]

    @classmethod
    def of(
        cls, outputs: ArrayLike, actual: ArrayLike, classes: tuple[str, ...], threshold: float = 0.5
    ) -> ClassificationFit:
        """From a network's outputs, one column for two classes or one a class; targets may be one-hot.

        ``threshold`` parts two classes (see `outputs.threshold`). Outputs that are no numbers count as the
        first class with confidence 0.
        """
        columns = np.asarray(outputs, np.float64)
        columns = columns.reshape(len(columns), -1)
        known = np.isfinite(columns).all(axis=1)
        truth = np.asarray(actual)
        truth = truth.argmax(axis=1) if truth.ndim == 2 and truth.shape[1] > 1 else truth.reshape(-1)
        if columns.shape[1] == 1:
            predicted = (columns[:, 0] > threshold).astype(np.intp)
            share = np.clip(columns[:, 0] if threshold else (columns[:, 0] + 1) / 2, 0, 1)
            confidence = np.where(predicted == 1, share, 1 - share)
        else:
            predicted = columns.argmax(axis=1)
            confidence = np.clip(columns.max(axis=1), 0, 1)
        return cls(
            np.where(known, predicted, 0), truth.astype(np.intp), np.where(known, confidence, 0.0), classes
        )

    @property
    def counts(self) -> NDArray[np.int64]:
        """Rows of each actual class (first axis) by predicted class (second)."""
        size = len(self.classes)
        return np.bincount(self.actual * size + self.predicted, minlength=size * size).reshape(size, size)

    @property
    def accuracy(self) -> float:
        """Share of rows of which the class is right."""
        return float(np.mean(self.predicted == self.actual))

    def rows(self, actual: int, predicted: int) -> NDArray[np.intp]:
        """The rows of one cell, those that the network was surest of first."""
        found = np.flatnonzero((self.actual == actual) & (self.predicted == predicted))
        return found[np.argsort(-self.confidence[found], kind="stable")]
