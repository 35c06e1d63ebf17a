"""Three ways to count requests: the whole log from its sums, a part from its rows, all but a part.

Each answers the same questions, for a choice of time buckets and of attribute combinations: requests
by bucket, requests by combination, requests by the shown values of a tail, and the rows themselves.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.logs.crossfilter.contraction import Contraction, scatter
from app.logs.crossfilter.counts import Combos, Counts, tally
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.tails import Codes, Tail, Without, listed
from app.logs.crossfilter.timeline import Span, Timeline

RESULTS = 48
"""Results each part keeps; a dashboard asks for about ten sums after a click."""

PARTS = 6
"""Parts kept; three filters on tails need four at a time, since no chart filters itself."""

Selection = Codes | tuple[int, int] | Span
"""Codes that pass, or the half-open interval of buckets; a Span where it cuts one."""


@dataclass(frozen=True)
class Flagged:
    """A flag for each bucket or combination, and the filters (``key``) that it came from."""

    key: frozenset
    flags: NDArray[np.bool_]


class CountedRows(Protocol):
    """Requests that can be counted under a choice of buckets and of combinations."""

    def by_bucket(self, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""

    def by_combo(self, buckets: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen buckets in each combination."""

    def by_rank(self, tail: str, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""

    def rows(self, buckets: Flagged, combos: Flagged) -> NDArray[np.intp]:
        """The row numbers, ascending, in the chosen buckets and combinations."""


class Whole:
    """Every row of the log, counted by bucket and combination once, and summed from there."""

    def __init__(
        self, time: NDArray[np.int64], timeline: Timeline, combos: Combos, tails: Mapping[str, Tail]
    ) -> None:
        self.combos = combos.of_rows
        self.positions = timeline.positions(time)
        self.shape = (len(timeline), len(combos.table))
        self._tails = tails
        self._time = time
        counts = Counts.grouped(time, combos, timeline.bucket)
        position = np.searchsorted(timeline.numbers, counts.numbers)
        self.cells = Contraction.of(position, counts.combos, counts.requests, self.shape)
        self._pairs: dict[str, _Pairs] = {}
        self._recent = Recent(RESULTS)
        self.ordered = bool((self.positions[1:] >= self.positions[:-1]).all())
        edges = np.arange(self.shape[0] + 1)
        self._firsts = np.searchsorted(self.positions, edges) if self.ordered else None

    def apart(self, tails: Mapping[str, Tail]) -> Whole:
        """The same counts with these tails and nothing kept, for another thread."""
        twin = copy.copy(self)
        twin._tails, twin._pairs, twin._recent = tails, {}, Recent(RESULTS)
        return twin

    def by_bucket(self, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""
        return self._recent.get(("bucket", combos.key), lambda: self.cells.over_columns(combos.flags))

    def by_combo(self, buckets: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen buckets in each combination."""
        return self._recent.get(("combo", buckets.key), lambda: self.cells.over_rows(buckets.flags))

    def by_rank(self, tail: str, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        if tail not in self._pairs:
            self._pairs[tail] = _Pairs(self._tails[tail], self.combos, self.positions, self.shape)
        pairs = self._pairs[tail]
        requests = self._recent.get((tail, buckets.key), lambda: pairs.cells.over_rows(buckets.flags))
        found = pairs.by_rank(requests, combos.flags)
        return np.r_[found, int(self.by_combo(buckets)[combos.flags].sum()) - int(found.sum())]

    def rows(self, buckets: Flagged, combos: Flagged) -> NDArray[np.intp]:
        """The row numbers, ascending, in the chosen buckets and combinations."""
        kept = np.ones(len(self.combos), bool)
        for choice, places in ((combos, self.combos), (buckets, self.positions)):
            if not choice.flags.all():
                kept &= choice.flags.take(places)
        return np.flatnonzero(kept)

    def outside(self, span: Span) -> NDArray[np.intp]:
        """The rows, ascending, of the buckets at both ends of an interval that are not in it."""
        ends = sorted({span.first, span.end - 1})
        if self._firsts is None:
            rows = np.flatnonzero(np.logical_or.reduce([self.positions == end for end in ends]))
        else:
            rows = np.concatenate([np.arange(self._firsts[end], self._firsts[end + 1]) for end in ends])
        time = self._time[rows]
        return rows[(time < span.start) | (time >= span.stop)]

    def forget(self, tail: str) -> None:
        """Drop what is counted of a tail whose codes were replaced."""
        if self._pairs.pop(tail, None):
            self._recent = Recent(RESULTS)

    def part(self, rows: NDArray[np.intp]) -> Part:
        """These rows (ascending) alone."""
        if self._firsts is not None:
            return Part(rows, self.combos[rows], np.searchsorted(rows, self._firsts), self)
        positions = self.positions[rows]
        order = np.argsort(positions, kind="stable")
        starts = np.searchsorted(positions[order], np.arange(self.shape[0] + 1))
        rows = rows[order]
        return Part(rows, self.combos[rows], starts, self)

    def ranks(self, tail: str, rows: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The place among the tail's shown values that each of these rows has."""
        return self._tails[tail].ranks[rows]

    def shown(self, tail: str) -> int:
        """Number of the tail's shown values."""
        return len(self._tails[tail].shown)


class _Pairs:
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
        size = max(len(pairs), 1)
        keys = positions[rows].astype(np.int64)
        keys *= size
        keys += number[pair]
        keys, requests = tally(keys)
        self.cells = Contraction.of(keys // size, keys % size, requests, (buckets, len(pairs)))
        self._combo = (pairs % max(width, 1)).astype(np.int32)
        self._starts = np.searchsorted(pairs // max(width, 1), np.arange(shown + 1)).astype(np.int32)
        self._shape = (shown, width)

    def by_rank(self, requests: NDArray[np.int64], combos: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Sum the requests of each pair, for the chosen combinations, by shown value."""
        matrix = csr_array((requests, self._combo, self._starts), shape=self._shape)
        return matrix @ combos.astype(np.int64)


class Part:
    """Some rows of the log, grouped by bucket, counted one by one."""

    def __init__(self, rows: NDArray[np.intp], combos: NDArray, starts: NDArray, whole: Whole) -> None:
        self._rows = rows
        self._whole = whole
        self._cells = Contraction(starts, combos, np.ones(len(rows), np.int32), whole.shape[1])
        self._ranks: dict[str, NDArray[np.uint8]] = {}
        self._recent = Recent(RESULTS)

    def by_bucket(self, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""
        return self._recent.get(("bucket", combos.key), lambda: self._cells.over_columns(combos.flags))

    def by_combo(self, buckets: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen buckets in each combination."""
        return self._recent.get(("combo", buckets.key), lambda: self._cells.over_rows(buckets.flags))

    def by_rank(self, tail: str, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        if tail not in self._ranks:
            self._ranks[tail] = self._whole.ranks(tail, self._rows)
        ranks = self._cells.entries(buckets.flags, self._ranks[tail]).astype(np.int32)
        kept = self._recent.get(("kept", buckets.key, combos.key), lambda: self._kept(buckets, combos))
        return scatter(ranks, kept, self._whole.shown(tail) + 1)

    def rows(self, buckets: Flagged, combos: Flagged) -> NDArray[np.intp]:
        """The row numbers, ascending, in the chosen buckets and combinations."""
        rows = self._cells.entries(buckets.flags, self._rows)
        return np.sort(rows.compress(self._kept(buckets, combos)))

    def _kept(self, buckets: Flagged, combos: Flagged) -> NDArray[np.int32]:
        """One for each row of the chosen buckets that is in a chosen combination, else zero."""
        return combos.flags.astype(np.int32)[self._cells.entries(buckets.flags, self._cells.columns)]


class AllBut:
    """Every row of something countable except a part, for a filter that leaves out less than it keeps."""

    def __init__(self, whole: CountedRows, left_out: Part) -> None:
        self._whole = whole
        self._left_out = left_out

    def by_bucket(self, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""
        return self._whole.by_bucket(combos) - self._left_out.by_bucket(combos)

    def by_combo(self, buckets: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen buckets in each combination."""
        return self._whole.by_combo(buckets) - self._left_out.by_combo(buckets)

    def by_rank(self, tail: str, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        return self._whole.by_rank(tail, buckets, combos) - self._left_out.by_rank(tail, buckets, combos)

    def rows(self, buckets: Flagged, combos: Flagged) -> NDArray[np.intp]:
        """The row numbers, ascending, in the chosen buckets and combinations."""
        rows, out = self._whole.rows(buckets, combos), self._left_out.rows(buckets, combos)
        if not len(out):
            return rows
        kept = np.ones(int(rows[-1]) + 1, bool)
        kept[out] = False
        return rows[kept[rows]]


class Parts:
    """The rows that pass filters on tails, as the cheapest thing to count; the last few are kept.

    An interval that cuts a bucket is counted here too: as its buckets without the rows it leaves out.
    """

    def __init__(self, whole: Whole, tails: Mapping[str, Tail]) -> None:
        self._whole = whole
        self._tails = tails
        self._parts = Recent(PARTS)
        self._rows = Recent(PARTS)
        self._cut = Recent(PARTS)

    def passing(self, filters: Mapping[str, Selection]) -> CountedRows:
        """The rows that pass those of the filters that buckets and combinations cannot tell."""
        wanted = frozenset(
            (name, chosen)
            for name, chosen in filters.items()
            if name in self._tails and isinstance(chosen, frozenset | Without)
        )
        part = self._parts.get(wanted, lambda: self._counted(wanted)) if wanted else self._whole
        span = filters.get("time")
        if not isinstance(span, Span):
            return part
        return self._cut.get((wanted, span), lambda: AllBut(part, self._outside(span, wanted)))

    def _outside(self, span: Span, wanted: frozenset[tuple[str, Codes]]) -> Part:
        """The rows that pass these filters in the buckets of ``span`` but outside of it."""
        rows = self._whole.outside(span)
        for name, chosen in wanted:
            tail = self._tails[name]
            rows = rows.compress(tail.chosen(chosen).take(tail.codes[rows]))
        return self._whole.part(rows)

    def _counted(self, wanted: frozenset[tuple[str, Codes]]) -> CountedRows:
        if len(wanted) == 1:
            ((name, chosen),) = wanted
            tail = self._tails[name]
            if 2 * tail.requests(chosen) > len(self._whole.combos):
                if isinstance(chosen, Without):
                    others = listed(chosen)
                else:
                    others = frozenset(np.flatnonzero(~tail.chosen(chosen) & (tail.totals > 0)).tolist())
                return AllBut(self._whole, self._whole.part(tail.rows(others)))
        return self._whole.part(self._rows_of(wanted))

    def _rows_of(self, wanted: frozenset[tuple[str, Codes]]) -> NDArray[np.intp]:
        """The rows that pass all of these filters, found from the filter that leaves fewest."""
        ordered = sorted(wanted, key=lambda item: self._tails[item[0]].requests(item[1]))
        name, chosen = ordered[0]
        rows = self._rows.get(ordered[0], lambda: self._tails[name].rows(chosen))
        for other, codes in ordered[1:]:
            tail = self._tails[other]
            rows = rows.compress(tail.chosen(codes).take(tail.codes[rows]))
        return rows
