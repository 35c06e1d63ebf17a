"""How good a classifier is: the confusion matrix, its margins, and scores with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.problem import Problem

MOST_CLASSES = 20
DRAWS = 2_000
_Z = 1.959963984540054  # the normal distribution's 97.5th percentile


@dataclass(frozen=True)
class Interval:
    """A score and the 95% interval about it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True)
class Evaluation:
    """Counts of texts by actual (rows) and predicted class (columns), and what follows from them."""

    classes: tuple[str, ...]
    matrix: NDArray[np.int64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Each cell's share of its row; 0 in an empty row."""
        return _ratio(self.matrix, self.matrix.sum(axis=1, keepdims=True))

    @property
    def support(self) -> NDArray[np.int64]:
        """Texts of each actual class."""
        return self.matrix.sum(axis=1)

    @property
    def precision(self) -> NDArray[np.float64]:
        """Share of the texts predicted as a class that are of it; 0 where none is predicted."""
        return _ratio(np.diag(self.matrix), self.matrix.sum(axis=0))

    @property
    def recall(self) -> NDArray[np.float64]:
        """Share of the texts of a class that are predicted as it; 0 where there are none."""
        return _ratio(np.diag(self.matrix), self.support)

    @property
    def f1(self) -> NDArray[np.float64]:
        """Harmonic mean of precision and recall."""
        return _f1(self.matrix)

    @property
    def majority(self) -> tuple[str, float]:
        """The largest actual class and its share: the accuracy of whoever always answers it."""
        largest = int(self.support.argmax())
        return self.classes[largest], float(self.support[largest] / max(int(self.matrix.sum()), 1))

    @property
    def never_found(self) -> list[int]:
        """The classes that have texts, none of which is predicted as it."""
        return np.flatnonzero((self.support > 0) & (np.diag(self.matrix) == 0)).tolist()

    @property
    def errors(self) -> int:
        """Texts off the diagonal."""
        return int(self.matrix.sum() - np.trace(self.matrix))

    @property
    def accuracy(self) -> Interval:
        """Share of texts on the diagonal, with Wilson's score interval (Wilson 1927)."""
        return wilson(int(np.trace(self.matrix)), int(self.matrix.sum()))

    def macro_f1(self, seed: int = 0) -> Interval:
        """The mean F1 of the classes that occur, with a percentile bootstrap over texts.

        Drawing texts anew with replacement is drawing the cells' counts from a multinomial distribution,
        so that `DRAWS` draws cost a few milliseconds for any number of texts.
        """
        total = int(self.matrix.sum())
        if not total:
            return Interval(0.0, 0.0, 0.0)
        occurs = (self.matrix.sum(axis=0) + self.matrix.sum(axis=1)) > 0
        drawn = np.random.default_rng(seed).multinomial(total, self.matrix.ravel() / total, DRAWS)
        scores = _f1(drawn.reshape(DRAWS, *self.matrix.shape))[:, occurs].mean(axis=1)
        low, high = np.percentile(scores, (2.5, 97.5))
        return Interval(float(self.f1[occurs].mean()), float(low), float(high))


def evaluate(
    actual: NDArray[np.integer], predicted: NDArray[np.integer], classes: tuple[str, ...]
) -> Evaluation:
    """The evaluation of predicted against actual class codes (0 up to the number of classes).

    Raises Problem beyond `MOST_CLASSES` classes.
    """
    size = len(classes)
    if size > MOST_CLASSES:
        raise Problem(
            f"The texts have {size} labels; the matrix shows at most {MOST_CLASSES}.",
            "Join rare labels, or leave them out.",
        )
    cells = np.bincount(actual.astype(np.int64) * size + predicted, minlength=size * size)
    return Evaluation(classes, cells.reshape(size, size))


def wilson(hits: int, total: int) -> Interval:
    """A share with Wilson's 95% score interval; 0 to 1 where there is nothing to judge."""
    if not total:
        return Interval(0.0, 0.0, 1.0)
    share, z2 = hits / total, _Z * _Z
    centre = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z / (1 + z2 / total) * np.sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return Interval(share, max(0.0, float(centre - half)), min(1.0, float(centre + half)))


def _ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros(np.shape(part), np.float64), where=whole != 0)


def _f1(matrices: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of each class, for one matrix or a stack of them."""
    hits = np.diagonal(matrices, axis1=-2, axis2=-1)
    return _ratio(2 * hits, matrices.sum(axis=-1) + matrices.sum(axis=-2))
