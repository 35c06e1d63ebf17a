"""Counts that merge: requests by time bucket and by the combination of their attributes.

The counts of two blocks add up to exactly the counts of both blocks together, wherever they were
made, so a file, a cluster and a stream share one algebra.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.timeline import bucket_for, occupied
from app.seconds import HOUR

TABLE = 1 << 24
"""Combinations that are found by marking a table; beyond it they are found by sorting."""

PART = 1_000_000


@dataclass(frozen=True)
class Combos:
    """The combinations of attributes that occur, each once, in lexicographic order.

    ``table[k, d]`` is the code of dimension d in combination k; ``of_rows[r]`` is row r's combination.
    """

    dimensions: tuple[str, ...]
    table: NDArray[np.int64]
    of_rows: NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, rows: int, codes: Mapping[str, NDArray], limit: int | None = None) -> Combos:
        """Combine the dimensions in the order given.

        A dimension that would bring more than ``limit`` combinations is left out; ``dimensions``
        names those that were combined.
        """
        ids: NDArray = np.zeros(rows, np.uint8)
        table = np.zeros((min(rows, 1), 0), np.int64)
        used: list[str] = []
        for name, column in codes.items():
            refined = _refine(ids, len(table), column, limit)
            if refined is None:
                continue
            coarse, fine, ids = refined
            table = np.column_stack((table[coarse], fine))
            used.append(name)
        return cls(tuple(used), table, ids)


def _refine(
    ids: NDArray, known: int, codes: NDArray, limit: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray] | None:
    """Split each combination by one more dimension: old id and code of each new one, and new ids."""
    rows = len(ids)
    width = int(codes.max()) + 1 if rows else 1
    starts = range(0, rows, PART)

    def keys(at: int) -> NDArray[np.int64]:
        return ids[at : at + PART].astype(np.int64) * width + codes[at : at + PART]

    marked = known * width <= TABLE
    if marked:
        seen = np.zeros(known * width, bool)
        for at in starts:
            seen[keys(at)] = True
        distinct = np.flatnonzero(seen)
    else:
        distinct = np.unique(np.concatenate([np.unique(keys(at)) for at in starts]))
    if limit is not None and len(distinct) > limit:
        return None
    refined = np.empty(rows, np.min_scalar_type(max(len(distinct) - 1, 0)))
    if marked:
        number = np.zeros(known * width, refined.dtype)
        number[distinct] = np.arange(len(distinct))
        for at in starts:
            refined[at : at + PART] = number[keys(at)]
    else:
        for at in starts:
            refined[at : at + PART] = np.searchsorted(distinct, keys(at))
    return distinct // width, distinct % width, refined


def tally(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys, ascending, and how often each occurs; sorts ``keys`` in place."""
    keys.sort()
    edge = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
    return keys[edge], np.diff(np.r_[edge, len(keys)])


@dataclass(frozen=True, eq=False)
class Counts:
    """Requests by time bucket and by combination of attributes.

    Entry i says that ``requests[i]`` requests fell in bucket number ``numbers[i]`` (seconds since
    1970 // ``bucket``) with the attribute codes ``table[combos[i]]``. Entries are ordered by bucket,
    then combination, so that equal counts are equal arrays.

    >>> import numpy as np
    >>> a = Counts.of(np.array([0, 59]), {"status": np.array([1, 2])})
    >>> b = Counts.of(np.array([61]), {"status": np.array([2])})
    >>> (a + b).project("status").tolist()
    [0, 1, 2]
    """

    dimensions: tuple[str, ...]
    bucket: int
    table: NDArray[np.int64]
    numbers: NDArray[np.int64]
    combos: NDArray[np.int64]
    requests: NDArray[np.int64]

    @classmethod
    def of(cls, time: NDArray[np.int64], codes: Mapping[str, NDArray], bucket: int | None = None) -> Counts:
        """Count a block: seconds since 1970 and one code column a dimension, all of one length.

        ``bucket`` (seconds, a divisor of the hour) is chosen from the span unless given.
        """
        if bucket is None:
            bucket = bucket_for(occupied(time, HOUR))
        return cls.grouped(time, Combos.of(len(time), codes), bucket)

    @classmethod
    def grouped(cls, time: NDArray[np.int64], combos: Combos, bucket: int) -> Counts:
        """Count rows whose combinations are known already."""
        low = int(time.min()) // bucket if len(time) else 0
        width = max(len(combos.table), 1)
        keys = time // bucket - low
        keys *= width
        keys += combos.of_rows
        keys, requests = tally(keys)
        return cls(combos.dimensions, bucket, combos.table, keys // width + low, keys % width, requests)

    @property
    def rows(self) -> int:
        """Requests counted."""
        return int(self.requests.sum())

    def project(self, dimension: str) -> NDArray[np.int64]:
        """Requests by code of one dimension, up to its highest code seen."""
        codes = self.table[self.combos, self.dimensions.index(dimension)]
        return np.bincount(codes, self.requests).astype(np.int64)

    def __add__(self, other: Counts) -> Counts:
        """The counts of both blocks; the coarser bucket wins, and a longer span may need a coarser one.

        Raises ValueError when the two count different dimensions.
        """
        if self.dimensions != other.dimensions:
            raise ValueError(f"counts by {self.dimensions} and by {other.dimensions} do not add up")
        hours = np.concatenate(
            [part.numbers // (HOUR // part.bucket) for part in (self, other)], dtype=np.int64
        )
        bucket = max(self.bucket, other.bucket, bucket_for(np.unique(hours)))
        table, place = np.unique(np.concatenate((self.table, other.table)), axis=0, return_inverse=True)
        numbers = np.concatenate(
            [part.numbers // (bucket // part.bucket) for part in (self, other)], dtype=np.int64
        )
        combos = place.reshape(-1)[np.concatenate((self.combos, other.combos + len(self.table)))]
        order = np.lexsort((combos, numbers))
        numbers, combos = numbers[order], combos[order]
        requests = np.concatenate((self.requests, other.requests))[order]
        fresh = np.flatnonzero(
            np.r_[True, (numbers[1:] != numbers[:-1]) | (combos[1:] != combos[:-1])][: len(order)]
        )
        summed = np.add.reduceat(requests, fresh) if len(fresh) else requests
        return Counts(self.dimensions, bucket, table, numbers[fresh], combos[fresh], summed)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        return (
            self.dimensions == other.dimensions
            and self.bucket == other.bucket
            and np.array_equal(self.table, other.table)
            and np.array_equal(self.numbers, other.numbers)
            and np.array_equal(self.combos, other.combos)
            and np.array_equal(self.requests, other.requests)
        )

    __hash__ = None  # type: ignore[assignment]
