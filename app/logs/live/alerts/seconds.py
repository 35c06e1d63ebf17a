"""How many requests came in each second of a log's clock, and how many of them failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST = 200_000
"""Seconds that are held: two days and more; beyond it the oldest go."""


class SecondCounts:
    """Counts by second, of rows in any order of time.

    A row of the counts holds the requests with a status of at least each of ``least``.
    """

    def __init__(self, least: tuple[int, ...]) -> None:
        self._least = least
        self._seconds = np.empty(0, np.int64)
        self._counts = np.empty((0, len(least)), np.int64)

    @property
    def first(self) -> int | None:
        """The first second in which a request came, as far as it is held."""
        return int(self._seconds[0]) if len(self._seconds) else None

    def add(self, seconds: NDArray[np.int64], status: NDArray[np.integer]) -> None:
        """Count more requests: the second and the status of each."""
        if not len(seconds):
            return
        distinct, place = np.unique(np.concatenate((self._seconds, seconds)), return_inverse=True)
        old, new = np.split(place, [len(self._seconds)])
        counts = np.zeros((len(distinct), len(self._least)), np.int64)
        counts[old] = self._counts
        for column, least in enumerate(self._least):
            counts[:, column] += np.bincount(new[status >= least], minlength=len(distinct))
        self._seconds, self._counts = distinct[-MOST:], counts[-MOST:]

    def between(self, start: int, stop: int) -> dict[int, int]:
        """How many came from one second up to, not including, another, by the least status."""
        first, end = np.searchsorted(self._seconds, (start, stop))
        return dict(zip(self._least, self._counts[first:end].sum(axis=0).tolist(), strict=True))
