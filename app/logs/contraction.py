"""Sums over the chosen rows of a sparse matrix of counts, at the price of the smaller part."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array


class Contraction:
    """A sparse matrix of counts, laid out so that the sum over any choice of its rows is quick.

    The chosen rows are read as slices, and when they hold more than half of the entries the others
    are read and subtracted from the grand total, so that no choice costs more than half of the matrix.
    """

    def __init__(self, rows: NDArray, columns: NDArray, counts: NDArray, shape: tuple[int, int]) -> None:
        matrix = csr_array(coo_array((counts.astype(np.int32), (rows, columns)), shape=shape))
        self._starts = matrix.indptr
        self._columns = matrix.indices
        self._counts = matrix.data
        self._width = shape[1]

    @cached_property
    def total(self) -> NDArray[np.int64]:
        """The sum over all rows."""
        return self._sum(self._columns, self._counts)

    def over(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The sum over the rows where ``chosen`` is true."""
        if chosen.all():
            return self.total
        starts, ends = self._slices(chosen)
        if 2 * int((ends - starts).sum()) <= len(self._counts):
            return self._over(starts, ends)
        return self.total - self._over(*self._slices(~chosen))

    def _slices(self, chosen: NDArray[np.bool_]) -> tuple[NDArray, NDArray]:
        edges = np.flatnonzero(np.diff(np.r_[False, chosen, False]))
        return self._starts[edges[::2]], self._starts[edges[1::2]]

    def _over(self, starts: NDArray, ends: NDArray) -> NDArray[np.int64]:
        pairs = [slice(*pair) for pair in zip(starts.tolist(), ends.tolist(), strict=True)]
        if not pairs:
            return np.zeros(self._width, np.int64)
        if len(pairs) == 1:
            return self._sum(self._columns[pairs[0]], self._counts[pairs[0]])
        return self._sum(
            np.concatenate([self._columns[part] for part in pairs]),
            np.concatenate([self._counts[part] for part in pairs]),
        )

    def _sum(self, columns: NDArray, counts: NDArray) -> NDArray[np.int64]:
        # One column of a scipy matrix scatters three times faster than np.bincount with weights,
        # which first widens both arrays.
        column = csc_array((counts, columns, np.array([0, len(counts)])), shape=(self._width, 1))
        return (column @ np.ones(1, np.int32)).astype(np.int64)
