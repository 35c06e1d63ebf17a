"""How well the scores of rows part one class from the others, at every threshold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Cut:
    """What comes of one ``threshold``: rows above it are said to be of the class.

    ``found`` and ``missed`` rows are of it, ``false`` and ``spared`` ones are not.
    """

    threshold: float
    found: int
    missed: int
    false: int
    spared: int

    @property
    def recall(self) -> float:
        """The share of the class's rows that are found."""
        return _share(self.found, self.found + self.missed)

    @property
    def precision(self) -> float:
        """The share of the rows said to be of it that are; NaN where none is."""
        return _share(self.found, self.found + self.false)

    @property
    def alarms(self) -> float:
        """The share of the other rows that are said to be of it."""
        return _share(self.false, self.false + self.spared)

    @property
    def accuracy(self) -> float:
        """The share of all rows that are told right."""
        return _share(self.found + self.spared, self.found + self.missed + self.false + self.spared)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.found, 2 * self.found + self.false + self.missed)


@dataclass(frozen=True)
class Separation:
    """``scores`` of rows, the higher the more they seem to be of a class, and whether they ``are``."""

    scores: NDArray[np.float64]
    are: NDArray[np.bool_]

    @classmethod
    def of(cls, outputs: ArrayLike, actual: ArrayLike, place: int) -> Separation:
        """Of a network's outputs, one column for two classes or one a class, for the class ``place``.

        ``actual`` are class numbers. Rows whose outputs are no numbers are left out.
        """
        columns, truth = np.asarray(outputs, np.float64), np.asarray(actual).reshape(-1)
        columns = columns.reshape(len(columns), -1)
        scores = columns[:, 0] * (1 if place else -1) + (0 if place else 1) if columns.shape[1] == 1 else None
        scores = columns[:, place] if scores is None else scores
        known = np.isfinite(scores)
        return cls(scores[known], (truth == place)[known])

    @property
    def can_be_judged(self) -> bool:
        """Whether there are rows of the class and others."""
        return bool(self.are.any() and not self.are.all())

    @cached_property
    def roc(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """False alarms, recall and thresholds, from the highest threshold on (scikit-learn's `roc_curve`)."""
        from sklearn.metrics import roc_curve

        alarms, recall, thresholds = roc_curve(self.are, self.scores)
        return alarms, recall, thresholds

    @cached_property
    def precision_recall(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Recall and precision, from the highest threshold on (scikit-learn's `precision_recall_curve`)."""
        from sklearn.metrics import precision_recall_curve

        precision, recall, _ = precision_recall_curve(self.are, self.scores)
        return recall[::-1], precision[::-1]

    @cached_property
    def area(self) -> float:
        """The area under the ROC curve: the chance that a row of the class scores above another one."""
        from sklearn.metrics import roc_auc_score

        return float(roc_auc_score(self.are, self.scores))

    @cached_property
    def average_precision(self) -> float:
        """The area under the steps of precision over recall; the class's share of rows by guessing."""
        from sklearn.metrics import average_precision_score

        return float(average_precision_score(self.are, self.scores))

    @property
    def share(self) -> float:
        """The class's share of the rows."""
        return float(self.are.mean())

    @property
    def ends(self) -> tuple[float, float]:
        """Between which thresholds to choose: 0 and 1, or the scores' own ends where they go beyond."""
        low, high = float(self.scores.min()), float(self.scores.max())
        if low >= 0 and high <= 1:
            return 0.0, 1.0
        return (low, high) if low < high else (low - 0.5, high + 0.5)

    def nearest(self, alarms: float, recall: float) -> float:
        """The threshold whose false alarms and recall are nearest to these."""
        known_alarms, known_recall, thresholds = self.roc
        place = int(np.argmin((known_alarms - alarms) ** 2 + (known_recall - recall) ** 2))
        # scikit-learn counts a row that lies on the threshold, and begins above all of them.
        least = min(float(thresholds[place]), self.ends[1])
        below = self.scores[self.scores < least]
        return (least + (float(below.max()) if len(below) else self.ends[0])) / 2

    def at(self, threshold: float) -> Cut:
        """What comes of a threshold."""
        said = self.scores > threshold
        found, false = int((said & self.are).sum()), int((said & ~self.are).sum())
        count = int(self.are.sum())
        return Cut(threshold, found, count - found, false, len(self.are) - count - false)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
