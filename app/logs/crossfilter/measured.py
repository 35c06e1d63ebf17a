"""Bytes, visitors and response times of any requests, by any codes: exact, from the requests themselves.

One pass over the chosen rows for each chart: a million of them take some milliseconds. What a page asks for
again and again is kept in order besides (`grouped`).

No sketches are kept (HyperLogLog for visitors, DDSketch or t-digest for percentiles). What the workers of a
cluster or a growing log bring is joined as rows: parts merge exactly, in any order, and that is less to keep.
Rows take 11 bytes a request for visitors and 12 for times, 23 MB for a million. A sketch is needed for each
cell of time bucket and combination of values that a filter may ask for: of a million requests as
`tests.bench.filter_click` makes them 467,236, two requests a cell, with the least HyperLogLog of 3% error
(1 KB) 478 MB.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.logs.crossfilter.grouped import BytesBy, DurationsBy, VisitorsBy, nth_of
from app.logs.crossfilter.radix import by_code


class Bytes:
    """Sums of the bytes sent, of `known_sizes`."""

    def __init__(self, sizes: NDArray[np.float64]) -> None:
        self._sizes = sizes

    def of(self, rows: NDArray[np.intp] | None) -> BytesOf:
        """The bytes of some rows, or of all."""
        return BytesOf(rows, self._sizes if rows is None else self._sizes[rows])

    def grouped(self, codes: NDArray, size: int) -> BytesBy:
        """The bytes by codes that are asked for often; ``codes`` are such as `BytesOf.by` takes."""
        return BytesBy(self._sizes, codes, size)


def known_sizes(sizes: NDArray[np.integer]) -> NDArray[np.float64]:
    """Sizes as they are summed; an unknown one (below zero) adds nothing."""
    # Doubles are exact up to eight million gigabytes.
    return np.maximum(sizes, 0).astype(np.float64)


class BytesOf:
    """The bytes of some rows, to be summed by any codes."""

    def __init__(self, rows: NDArray[np.intp] | None, sizes: NDArray[np.float64]) -> None:
        self._rows, self._sizes = rows, sizes

    def by(self, codes: NDArray, size: int) -> NDArray[np.int64]:
        """Sums by code; ``codes`` are of every row of the log, below ``size``."""
        codes = codes if self._rows is None else codes[self._rows]
        return np.bincount(codes, self._sizes, minlength=size).astype(np.int64)


class Visitors:
    """Different visitors: a client with one user agent on one day is one visitor, a bot is none.

    ``identity`` are columns of codes, one a request, the day first: who has the same in all is the same
    visitor. ``person`` says which requests are no bot's.
    """

    def __init__(self, identity: list[NDArray], person: NDArray[np.bool_]) -> None:
        rows = np.flatnonzero(person)
        for column in reversed(identity):
            rows = rows[by_code(column[rows])]
        new = np.zeros(len(rows), bool)
        new[:1] = True
        for column in identity:
            ordered = column[rows]
            new[1:] |= ordered[1:] != ordered[:-1]
        self._rows = rows
        self._visitor = np.cumsum(new, dtype=np.int32)
        self._all = len(person)

    def grouped(self, codes: NDArray, size: int) -> VisitorsBy:
        """The visitors by codes that are asked for often; ``codes`` are such as `VisitorsOf.by` takes."""
        return VisitorsBy(self._rows, self._visitor, codes, size)

    def of(self, rows: NDArray[np.intp] | None) -> VisitorsOf:
        """The visitors of some rows, or of all."""
        if rows is None:
            return VisitorsOf(self._rows, self._visitor)
        flags = np.zeros(self._all, bool)
        flags[rows] = True
        places = np.flatnonzero(flags[self._rows])
        return VisitorsOf(self._rows[places], self._visitor[places])


class VisitorsOf:
    """Rows in the order of their visitors, to be counted by any codes."""

    def __init__(self, rows: NDArray[np.intp], visitor: NDArray[np.int32]) -> None:
        self._rows = rows
        first = np.zeros(len(rows), bool)
        first[:1] = True
        first[1:] = visitor[1:] != visitor[:-1]
        self._starts = np.append(np.flatnonzero(first), len(rows)).astype(np.int32)

    def by(self, codes: NDArray, size: int) -> NDArray[np.int64]:
        """Different visitors by code; ``codes`` are of every row of the log, below ``size``."""
        columns = codes[self._rows].astype(np.int32, copy=False)
        # Visitors by codes as a sparse matrix: turned over, each code has its visitors in order, and one that
        # is there again follows itself. That is a sort by counting, several times as fast as any other.
        cells = csr_array(
            (np.zeros(len(columns), np.int8), columns, self._starts), shape=(len(self._starts) - 1, size)
        ).tocsc()
        again = np.zeros(len(columns), bool)
        again[1:] = cells.indices[1:] == cells.indices[:-1]
        starts = cells.indptr[:-1]
        again[starts[starts < len(again)]] = False
        sums = np.concatenate(([0], np.cumsum(~again)))
        return np.diff(sums[cells.indptr]).astype(np.int64)


class Durations:
    """How long responses took, in seconds; an unknown time (below zero) is left out."""

    def __init__(self, seconds: NDArray[np.floating]) -> None:
        known = np.flatnonzero(seconds >= 0)
        self._rows = known[np.argsort(seconds[known], kind="stable")]
        self._seconds = np.asarray(seconds[self._rows])
        self._of_row = seconds

    def grouped(self, codes: NDArray, size: int) -> DurationsBy:
        """The times by codes that are asked for often; ``codes`` are such as `DurationsOf.by` takes."""
        return DurationsBy(self._rows, self._of_row, codes, size)

    def of(self, rows: NDArray[np.intp] | None) -> DurationsOf:
        """The times of some rows, or of all."""
        if rows is None:
            return DurationsOf(self._rows, self._seconds)
        flags = np.zeros(len(self._of_row), bool)
        flags[rows] = True
        places = np.flatnonzero(flags[self._rows])
        return DurationsOf(self._rows[places], self._seconds[places])


class DurationsOf:
    """Rows in the order of how long they took, whose percentiles can be told by any codes."""

    def __init__(self, rows: NDArray[np.intp], seconds: NDArray[np.floating]) -> None:
        self._rows, self._seconds = rows, seconds

    def by(self, codes: NDArray, size: int, quantile: float) -> NDArray[np.float64]:
        """Seconds within which this part of the responses came, by code; NaN where no time is known.

        It is a time that occurs: the shortest that is not exceeded by that part (Hyndman and Fan's first
        definition, 1996; NumPy's "inverted_cdf"). ``codes`` are of every row of the log, below ``size``.
        """
        columns = codes[self._rows].astype(np.int32, copy=False)
        # One row of a sparse matrix, turned over: by code, and of each code in the order of seconds.
        cells = csr_array(
            (self._seconds, columns, np.array([0, len(columns)], np.int32)), shape=(1, size)
        ).tocsc()
        found = np.full(size, np.nan)
        nth, some = nth_of(quantile, np.diff(cells.indptr))
        found[some] = cells.data[(cells.indptr[:-1] + nth)[some]]
        return found
