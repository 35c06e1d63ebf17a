"""Whether two classifiers differ on the same texts: only those that one of them gets right can tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

SURE = 0.05
"""The p-value below which a difference counts as measured."""


@dataclass(frozen=True)
class Paired:
    """McNemar's exact test (McNemar 1947): ``first`` and ``second`` count the texts that only one of two
    classifiers gets right, ``p`` is the chance of a split at least as uneven if both are equally good."""

    first: int
    second: int
    p: float

    @property
    def measurable(self) -> bool:
        """Whether the difference is more than chance would give in 19 of 20 cases."""
        return self.p < SURE

    def __str__(self) -> str:
        return f"{self.second:,} texts right only after, {self.first:,} only before: {self._odds}"

    def between(self, first: str, second: str) -> str:
        """The same in words for two classifiers of these names."""
        return f"{self.second:,} texts right only by {second}, {self.first:,} only by {first}: {self._odds}"

    @property
    def _odds(self) -> str:
        return f"McNemar's test, p {self.p:.2f}" if self.p >= 0.01 else "McNemar's test, p below 0.01"


def mcnemar(first_right: NDArray[np.bool_], second_right: NDArray[np.bool_]) -> Paired:
    """The test for two classifiers' answers to the same texts, each told as right or wrong.

    >>> mcnemar(np.array([True] * 6 + [False]), np.array([False] * 7)).p
    0.03125
    """
    only_first = int((first_right & ~second_right).sum())
    only_second = int((second_right & ~first_right).sum())
    either = only_first + only_second
    p = float(binomtest(only_first, either).pvalue) if either else 1.0
    return Paired(only_first, only_second, p)
