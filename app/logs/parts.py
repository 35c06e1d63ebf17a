"""The two ways to count requests under a filter: the whole log from its sums, a part from its rows.

Both answer the same three questions, for a choice of buckets and of attribute combinations:
requests by bucket, requests by combination, requests by the shown values of a tail.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.logs.contraction import Contraction
from app.logs.counts import Combos, Counts, tally
from app.logs.tails import Tail
from app.logs.timeline import Timeline


class Recent:
    """The last few results of a calculation, by what they were calculated from."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result kept for this key, made now when there is none."""
        if key in self._found:
            self._found.move_to_end(key)
        else:
            self._found[key] = make()
            if len(self._found) > self._kept:
                self._found.popitem(last=False)
        return self._found[key]


@dataclass(frozen=True)
class Choice:
    """A flag for each bucket or combination, and the filters (``key``) that it came from."""

    key: frozenset
    flags: NDArray[np.bool_]


class Whole:
    """Every row of the log, counted by bucket and combination once, and summed from there."""

    def __init__(
        self, time: NDArray[np.int64], timeline: Timeline, combos: Combos, tails: Mapping[str, Tail]
    ) -> None:
        self.combos = combos.of_rows
        self.positions = timeline.positions(time)
        self._tails = tails
        self.shape = (len(timeline), len(combos.table))
        counts = Counts.grouped(time, combos, timeline.bucket)
        position = np.searchsorted(timeline.numbers, counts.numbers)
        self._by_time = Contraction(position, counts.combos, counts.requests, self.shape)
        self._by_combo = Contraction(counts.combos, position, counts.requests, self.shape[::-1])
        self._cells: dict[str, _Cells] = {}
        self._recent = Recent(48)

    def by_bucket(self, combos: Choice) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""
        return self._recent.get(("bucket", combos.key), lambda: self._by_combo.over(combos.flags))

    def by_combo(self, buckets: Choice) -> NDArray[np.int64]:
        """Requests of the chosen buckets in each combination."""
        return self._recent.get(("combo", buckets.key), lambda: self._by_time.over(buckets.flags))

    def by_rank(self, tail: str, buckets: Choice, combos: Choice) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        if tail not in self._cells:
            self._cells[tail] = _Cells(self._tails[tail], self.combos, self.positions, self.shape)
        cells = self._cells[tail]
        pairs = self._recent.get((tail, buckets.key), lambda: cells.by_time.over(buckets.flags))
        found = cells.by_rank(pairs, combos.flags)
        return np.r_[found, int(self.by_combo(buckets)[combos.flags].sum()) - int(found.sum())]

    def forget(self, tail: str) -> None:
        """Drop what is counted of a tail whose codes were replaced."""
        if self._cells.pop(tail, None):
            self._recent = Recent(48)

    def rows(self, buckets: Choice, combos: Choice) -> NDArray[np.intp]:
        """The row numbers, ascending, in the chosen buckets and combinations."""
        keep = _passing(((combos, self.combos), (buckets, self.positions)))
        return np.arange(len(self.combos)) if isinstance(keep, slice) else np.flatnonzero(keep)


class _Cells:
    """A tail's shown values counted by bucket and by pair of value and combination."""

    def __init__(self, tail: Tail, combos: NDArray, positions: NDArray, shape: tuple[int, int]) -> None:
        buckets, width = shape
        shown = len(tail.shown)
        rows = np.flatnonzero(tail.ranks < shown) if shown < len(tail.values) else slice(None)
        pair = tail.ranks[rows].astype(np.int64) * width + combos[rows]
        seen = np.zeros(shown * width, bool)
        seen[pair] = True
        pairs = np.flatnonzero(seen)
        number = np.zeros(shown * width, np.int32)
        number[pairs] = np.arange(len(pairs))
        keys = positions[rows].astype(np.int64)
        keys *= max(len(pairs), 1)
        keys += number[pair]
        keys, requests = tally(keys)
        self.by_time = Contraction(
            keys // max(len(pairs), 1), keys % max(len(pairs), 1), requests, (buckets, len(pairs))
        )
        self._combo = (pairs % max(width, 1)).astype(np.int32)
        self._starts = np.searchsorted(pairs // max(width, 1), np.arange(shown + 1)).astype(np.int32)
        self._shape = (shown, width)

    def by_rank(self, pairs: NDArray[np.int64], combos: NDArray[np.bool_]) -> NDArray[np.int64]:
        matrix = csr_array((pairs, self._combo, self._starts), shape=self._shape)
        return matrix @ combos.astype(np.int64)


class Part:
    """Some rows of the log (those that pass the filters on tails), counted one by one."""

    def __init__(self, rows: NDArray[np.intp], whole: Whole, tails: Mapping[str, Tail]) -> None:
        self._numbers = rows
        self._tails = tails
        self._combos = whole.combos[rows]
        self._positions = whole.positions[rows]
        self._buckets, self._width = whole.shape
        self._ranks: dict[str, NDArray[np.uint8]] = {}
        self._recent = Recent(48)

    def by_bucket(self, combos: Choice) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""
        return self._recent.get(
            ("bucket", combos.key),
            lambda: np.bincount(self._positions[self._keep(None, combos)], minlength=self._buckets),
        )

    def by_combo(self, buckets: Choice) -> NDArray[np.int64]:
        """Requests of the chosen buckets in each combination."""
        return self._recent.get(
            ("combo", buckets.key),
            lambda: np.bincount(self._combos[self._keep(buckets, None)], minlength=self._width),
        )

    def by_rank(self, tail: str, buckets: Choice, combos: Choice) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        if tail not in self._ranks:
            self._ranks[tail] = self._tails[tail].ranks[self._numbers]
        shown = len(self._tails[tail].shown)
        return np.bincount(self._ranks[tail][self._keep(buckets, combos)], minlength=shown + 1)

    def rows(self, buckets: Choice, combos: Choice) -> NDArray[np.intp]:
        """The row numbers, ascending, in the chosen buckets and combinations."""
        return self._numbers[self._keep(buckets, combos)]

    def _keep(self, buckets: Choice | None, combos: Choice | None) -> NDArray[np.bool_] | slice:
        return self._recent.get(
            ("keep", buckets and buckets.key, combos and combos.key),
            lambda: _passing(((combos, self._combos), (buckets, self._positions))),
        )


def _passing(tests: Iterable[tuple[Choice | None, NDArray]]) -> NDArray[np.bool_] | slice:
    """Which rows pass every choice, each given with the place of every row in it."""
    keep: NDArray[np.bool_] | None = None
    for choice, places in tests:
        if choice is not None and not choice.flags.all():
            passed = choice.flags[places]
            keep = passed if keep is None else keep & passed
    return slice(None) if keep is None else keep
