"""Visitors, response times and bytes by the codes of a dimension, which is put in order once and asked often.

A page asks the same few dimensions under one filter after another. `measured` puts the chosen requests in
order for each answer; here the order of all is kept, four bytes a request, and an answer is two passes over
those that are chosen: of a million some three milliseconds, a fourth of that. Of bytes the sums are kept.
``nbytes`` is what each keeps of its own, beside the columns of the log.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.radix import by_code


class VisitorsBy:
    """The different pairs of a code and a visitor, and which of them each request is of.

    ``rows`` are the requests that have a visitor, in the order of their ``visitor``; ``codes`` are of every
    request of the log, below ``size``.
    """

    def __init__(self, rows: NDArray[np.intp], visitor: NDArray[np.int32], codes: NDArray, size: int) -> None:
        order, starts = _grouped(codes[rows], size)
        visitor = visitor[order]
        new = np.ones(len(order), bool)
        new[1:] = visitor[1:] != visitor[:-1]
        new[starts[:-1][starts[:-1] < len(new)]] = True
        pairs = np.concatenate(([0], np.cumsum(new, dtype=np.int32)))
        self._starts = pairs[starts]
        # Requests without a visitor are of a pair beyond the last.
        self._pair = np.full(len(codes), pairs[-1], np.int32)
        self._pair[rows[order]] = pairs[1:] - 1
        self.nbytes = self._pair.nbytes + self._starts.nbytes

    def of(self, rows: NDArray[np.intp] | None, quantile: float = 0.0) -> NDArray[np.int64]:
        """Different visitors of some rows, or of all, by code."""
        del quantile
        if rows is None:
            return np.diff(self._starts).astype(np.int64)
        met = np.zeros(self._starts[-1] + 1, bool)
        met[self._pair.take(rows)] = True
        return np.diff(np.searchsorted(np.flatnonzero(met[:-1]), self._starts)).astype(np.int64)


class DurationsBy:
    """The requests whose time is known by their code, those of one code by how long they took.

    ``rows`` are these requests in the order of their ``seconds``; these and ``codes`` are of every request of
    the log, codes below ``size``.
    """

    def __init__(self, rows: NDArray[np.intp], seconds: NDArray, codes: NDArray, size: int) -> None:
        order, self._starts = _grouped(codes[rows], size)
        self._rows = rows[order].astype(np.int32)
        self._seconds = seconds
        self.nbytes = self._rows.nbytes + self._starts.nbytes

    def of(self, rows: NDArray[np.intp] | None, quantile: float) -> NDArray[np.float64]:
        """Seconds within which this part of some rows, or of all, came, by code: `DurationsOf.by`."""
        found = np.full(len(self._starts) - 1, np.nan)
        if rows is None:
            ends, places = self._starts, None
        else:
            chosen = np.zeros(len(self._seconds), bool)
            chosen[rows] = True
            places = np.flatnonzero(chosen.take(self._rows))
            ends = np.searchsorted(places, self._starts)
        nth, some = nth_of(quantile, np.diff(ends))
        at = (ends[:-1] + nth)[some]
        found[some] = self._seconds[self._rows[at if places is None else places[at]]]
        return found


class BytesBy:
    """The bytes of all requests by code; what is left out is taken off them where it is less than half.

    ``sizes`` and ``codes`` are of every request of the log, these below ``size``.
    """

    def __init__(self, sizes: NDArray[np.float64], codes: NDArray, size: int) -> None:
        self._sizes, self._codes, self._size = sizes, codes, size
        self._whole = self._sums(np.arange(len(codes)))
        self.nbytes = self._whole.nbytes

    def of(self, rows: NDArray[np.intp] | None, quantile: float = 0.0) -> NDArray[np.int64]:
        """The bytes of some rows, or of all, by code."""
        del quantile
        if rows is None:
            return self._whole.copy()
        if 2 * len(rows) <= len(self._codes):
            return self._sums(rows)
        left_out = np.ones(len(self._codes), bool)
        left_out[rows] = False
        return self._whole - self._sums(np.flatnonzero(left_out))

    def _sums(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        sums = np.bincount(self._codes.take(rows), self._sizes.take(rows), minlength=self._size)
        return sums.astype(np.int64)


def nth_of(quantile: float, many: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The place, from 0 on, of the least of so ``many`` ordered values that a part of them does not exceed;
    and whether there are any."""
    return np.maximum(np.ceil(quantile * many - 1e-9).astype(np.int64) - 1, 0), many > 0


def _grouped(codes: NDArray, size: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The places of these codes by code, of one code as they came; and where each code begins."""
    return by_code(codes), np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=size))))
