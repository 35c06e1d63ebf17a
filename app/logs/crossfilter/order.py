"""The requests of a log in the order of one dimension, summed on the way: a stretch of it is a difference.

The sums of many values' requests up to a place of an order are a row of a matrix; two rows tell what any
stretch of the order holds, however long it is. That is the summed-area table of a histogram (Crow, 1984;
Ho and others, *Range queries in OLAP data cubes*, 1997), kept for every few rows, so that it takes no more
room than the codes that it sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

ROOMY = 4
"""Rows of a log for each number of its sums: they take a byte a row and column."""

SHORTEST = 1 << 14
"""Rows between two places that are summed up to, at least."""

Slices = list[tuple[int, int]]
"""Stretches of an order, each from a place up to, not including, another."""

Keep = Callable[[Iterable[NDArray]], NDArray]
"""What keeps rows of numbers, given one after the other, and gives all of them."""


class Requests(Protocol):
    """The requests that are put in order: the bucket and the combination of each, and whether they come in
    the order of time."""

    positions: NDArray
    combos: NDArray
    ordered: bool


class Order:
    """The rows of a log by the codes of a dimension, those of one code in the order of time.

    Place p of the order holds row ``rows[p]``, which is in bucket ``buckets[p]`` and combination
    ``combos[p]``; code c has the places from ``starts[c]`` up to ``starts[c + 1]``.
    """

    def __init__(self, codes: NDArray | None, size: int, log: Requests, keep: Keep) -> None:
        self.codes = codes
        rows = np.arange(len(log.positions), dtype=np.uint32)
        if not log.ordered:
            rows, _ = _sorted(rows, log.positions, int(log.positions.max()) + 1)
        self.starts: NDArray[np.int64] = np.array([0, len(rows)])
        if codes is not None:
            rows, self.starts = _sorted(rows, codes if log.ordered else codes[rows], size)
        # Where the log itself is in this order, its columns are.
        self.same = log.ordered and codes is None
        self.rows = keep([rows])
        self.buckets, self.combos = (
            column if self.same else keep([column[self.rows]]) for column in (log.positions, log.combos)
        )
        self._sums: dict[str, _Sums] = {}

    def requests(self, codes: NDArray[np.intp]) -> int:
        """Rows that have one of these codes."""
        return int((self.starts[codes + 1] - self.starts[codes]).sum())

    def slices(self, codes: NDArray[np.intp], intervals: Sequence[tuple[int, int]] | None) -> Slices:
        """The stretches with these ascending codes in the buckets of some intervals, or in all."""
        if intervals is None:
            last = np.flatnonzero(np.diff(codes, append=codes[-1:] + 2) != 1)
            first = np.r_[0, last[:-1] + 1][: len(last)]
            pairs = zip(self.starts[codes[first]], self.starts[codes[last] + 1], strict=True)
            return [(int(start), int(end)) for start, end in pairs if start < end]
        if not intervals:
            return []
        found = []
        for code in codes.tolist():
            start, end = int(self.starts[code]), int(self.starts[code + 1])
            buckets = self.buckets[start:end]
            # Of another type than the buckets, the edges would widen all of them. Each bucket begins where
            # the one before has ended, so that the last of 2 to the power of 16 needs no number more.
            firsts, lasts = (np.array(edges).astype(buckets.dtype) for edges in zip(*intervals, strict=True))
            begins = start + np.searchsorted(buckets, firsts)
            ends = start + np.searchsorted(buckets, lasts - buckets.dtype.type(1), side="right")
            found += [(int(a), int(b)) for a, b in zip(begins, ends, strict=True) if a < b]
        return found

    def sum(self, name: str, column: NDArray, size: int, keep: Keep) -> None:
        """Sum the codes (below ``size``) of a column on the way through this order."""
        self._sums[name] = _Sums(self, column, size, keep)

    def sums(self, name: str, column: NDArray) -> bool:
        """Whether this very column is summed."""
        return name in self._sums and self._sums[name].column is column

    @property
    def bytes(self) -> int:
        """What is kept of it."""
        own = 0 if self.same else self.buckets.nbytes + self.combos.nbytes
        return self.rows.nbytes + own + sum(sums.bytes for sums in self._sums.values())

    def count(self, name: str, slices: Slices) -> NDArray[np.int64]:
        """Rows of some stretches by the codes of a column that is summed."""
        return self._sums[name].over(slices)


class _Sums:
    """Rows by the codes of a column up to every ``step``-th place of an order."""

    def __init__(self, order: Order, column: NDArray, size: int, keep: Keep) -> None:
        self.column = column
        self._order, self._size = order, size
        self._step = max(ROOMY * size, SHORTEST)
        self._sums = keep(self._made())

    def _made(self) -> Iterable[NDArray]:
        total = np.zeros(self._size, np.uint32)
        yield total
        for place in range(0, len(self._order.rows) // self._step * self._step, self._step):
            total = total + self._of(place, place + self._step).astype(np.uint32)
            yield total

    @property
    def bytes(self) -> int:
        """What is kept of them."""
        return self._sums.nbytes

    def over(self, slices: Slices) -> NDArray[np.int64]:
        """Rows of some stretches by code."""
        found = np.zeros(self._size, np.int64)
        table = self._sums.reshape(-1, self._size)
        more: Slices = []
        less: Slices = []
        for start, end in slices:
            first, last = self._nearest(start), self._nearest(end)
            if first >= last:
                more.append((start, end))
                continue
            found += table[last]
            found -= table[first]
            for place, near, short, long in ((end, last, more, less), (start, first, less, more)):
                near *= self._step
                (short if near < place else long).append((min(near, place), max(near, place)))
        for stretches, sign in ((more, 1), (less, -1)):
            columns = [self._column(start, end) for start, end in stretches if start < end]
            if columns:
                found += sign * np.bincount(np.concatenate(columns), minlength=self._size)
        return found

    def _nearest(self, place: int) -> int:
        return min((2 * place + self._step) // (2 * self._step), len(self._sums) // self._size - 1)

    def _column(self, start: int, end: int) -> NDArray:
        return self.column[start:end] if self._order.same else self.column[self._order.rows[start:end]]

    def _of(self, start: int, end: int) -> NDArray[np.int64]:
        return np.bincount(self._column(start, end), minlength=self._size)


def _sorted(rows: NDArray, codes: NDArray, size: int) -> tuple[NDArray, NDArray[np.int64]]:
    """These rows by their codes (below ``size``), those of one code as they come; where each code starts."""
    # One row of a sparse matrix, turned over: a sort by counting, several times as fast as any other.
    ends = np.array([0, len(rows)], np.int32)
    columns = csr_array((rows, codes.astype(np.int32), ends), shape=(1, size)).tocsc()
    return columns.data, columns.indptr.astype(np.int64)
