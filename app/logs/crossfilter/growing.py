"""The crossfilter of a log that grows: what came is counted, what was counted before is kept.

A page that follows a log shows it several times a second. Counting all of its requests anew takes a second
for a million; here only those that came are coded into combinations, and their counts are added to the sorted
counts of those before: a cell is a number, bucket and combination side by side, so that adding is one merge.

What the parent class reckons from whole columns is reckoned from these counts; the property test holds both
to the same answers after any cut.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.contraction import Contraction
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.growing_measures import GrowingByRows, Measures
from app.logs.crossfilter.growth import COMBO_BITS, Cells, Growth, Numbers, Places
from app.logs.crossfilter.parts import RESULTS, Flagged, Parts, Whole
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.tails import SHOWN, Tail, most
from app.logs.crossfilter.timeline import Timeline

SLOTS = 200
"""Values of a tail that are counted by combination; those shown are among them, else they are chosen anew."""

_PAIR_BITS = 32


class GrowingTail(Tail):
    """A tail whose requests are counted as they come."""

    def __init__(self, codes: NDArray, values: Sequence[str], before: GrowingTail | None = None) -> None:
        self.codes, self.values = codes, values
        counted = len(before.codes) if before is not None else 0
        self.totals = np.bincount(codes[counted:], minlength=len(values)).astype(np.int64)
        if before is not None:
            self.totals[: len(before.totals)] += before.totals
        self.shown = most(self.totals, SHOWN)
        self.slots: NDArray[np.intp]
        self.pairs: _GrowingPairs
        if before is not None and np.isin(self.shown, before.slots).all():
            self.slots, self.pairs = before.slots, before.pairs
        else:
            self.slots = most(self.totals, SLOTS)
            self.pairs = _GrowingPairs(self.slots)


class _GrowingPairs:
    """A tail's counted values by bucket and combination; shared from one growth to the next."""

    def __init__(self, slots: NDArray[np.intp]) -> None:
        self._slots = slots
        self._numbers = Numbers()
        self._cells = Cells()
        self._rows = 0
        self._bucket = 0

    def grow(self, whole: GrowingWhole, tail: GrowingTail) -> None:
        """Count the rows that came since."""
        bucket = whole.timeline.bucket
        if self._bucket and bucket != self._bucket:
            self._cells = self._cells.coarser(_PAIR_BITS, bucket // self._bucket)
        self._bucket = bucket
        rows = slice(self._rows, len(whole.combos))
        slot = np.full(len(tail.values), -1, np.int64)
        slot[self._slots] = np.arange(len(self._slots))
        slots = slot[tail.codes[rows]]
        here = slots >= 0
        pairs = (slots[here] << COMBO_BITS) + whole.combos[rows][here]
        numbers = whole.time[rows][here] // bucket
        if len(pairs):
            self._cells = self._cells.plus((numbers << _PAIR_BITS) + self._numbers.of(pairs))
        self._rows = len(whole.combos)

    def by_slot(self, whole: GrowingWhole, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        """Requests of each counted value, for the chosen buckets and combinations."""
        keys, counts = self._cells.keys, self._cells.counts
        pairs = self._numbers.by_number.array
        position = np.searchsorted(whole.timeline.numbers, keys >> _PAIR_BITS)
        matrix = Contraction.of(
            position, keys & ((1 << _PAIR_BITS) - 1), counts, (len(whole.timeline), len(pairs))
        )
        requests = matrix.over_rows(buckets.flags)
        chosen = combos.flags[pairs & ((1 << COMBO_BITS) - 1)]
        return np.bincount(pairs >> COMBO_BITS, requests * chosen, len(self._slots)).astype(np.int64)


class GrowingWhole(Whole):
    """Every row counted so far; one of a row of such, each with the rows of the one before and more."""

    def __init__(
        self,
        time: NDArray[np.int64],
        timeline: Timeline,
        combos: NDArray,
        width: int,
        cells: Cells,
        tails: dict[str, Tail],
        ordered: bool,
        places: Places,
    ) -> None:
        self.time = self._time = time
        self.timeline = timeline
        self.combos = combos
        self.shape = (len(timeline), width)
        self._tails = tails
        self.ordered, self._places = ordered, places
        self._recent = Recent(RESULTS)
        position = np.searchsorted(timeline.numbers, cells.keys >> COMBO_BITS)
        self.cells = Contraction.of(position, cells.keys & ((1 << COMBO_BITS) - 1), cells.counts, self.shape)
        self._place: tuple[NDArray, NDArray | None] | None = None

    # Each row's place on the clock is asked for only where rows are looked at one by one.

    @property
    def positions(self) -> NDArray:  # type: ignore[override]
        """The bucket position of each row."""
        return self._placed()[0]

    @property
    def _firsts(self) -> NDArray | None:  # type: ignore[override]
        return self._placed()[1]

    def _placed(self) -> tuple[NDArray, NDArray | None]:
        if self._place is None:
            positions = self._places.of(self.timeline, self.time)
            firsts = np.searchsorted(positions, np.arange(self.shape[0] + 1)) if self.ordered else None
            self._place = positions, firsts
        return self._place

    def by_rank(self, tail: str, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        found = self._recent.get(
            (tail, buckets.key, combos.key), lambda: self._ranked(self._tails[tail], buckets, combos)
        )
        return np.r_[found, int(self.by_combo(buckets)[combos.flags].sum()) - int(found.sum())]

    def _ranked(self, tail: Tail, buckets: Flagged, combos: Flagged) -> NDArray[np.int64]:
        if buckets.flags.all() and combos.flags.all():
            return tail.totals[tail.shown]
        assert isinstance(tail, GrowingTail)
        tail.pairs.grow(self, tail)
        place = np.zeros(len(tail.values), np.intp)
        place[tail.slots] = np.arange(len(tail.slots))
        return tail.pairs.by_slot(self, buckets, combos)[place[tail.shown]]

    def forget(self, tail: str) -> None:
        """Drop what is kept of a tail whose codes were replaced."""
        del tail
        self._recent = Recent(RESULTS)

    def apart(self, tails: Mapping[str, Tail]) -> Whole:
        """The same counts for another thread, which will not see them grow."""
        twin = copy.copy(self)
        twin._recent = Recent(RESULTS)
        twin._places = Places()
        twin._tails = {name: GrowingTail(tail.codes, tail.values) for name, tail in tails.items()}
        return twin


class GrowingCrossfilter(Crossfilter):
    """A `Crossfilter` that takes over what ``before`` counted of the first rows of the same columns.

    The columns are those of ``before`` with more at their ends. Where a dimension has become one of many
    values, or the combinations are too many, everything is counted anew.
    """

    def __init__(
        self,
        time: NDArray[np.int64],
        codes: Mapping[str, NDArray],
        values: Mapping[str, Sequence[str]],
        measures: Mapping[str, NDArray] | None = None,
        person: NDArray[np.bool_] | None = None,
        before: GrowingCrossfilter | None = None,
    ) -> None:
        goes_on = before is not None and before.rows <= len(time) and before._growth.goes_on(values)
        grown = before if goes_on else None
        self._growth: Growth = Growth.begun(len(time), codes, values) if grown is None else grown._growth
        few = self._growth.few
        self._take(time, codes, values, measures)
        self._given = dict(codes)
        self._growth.add(time, codes)
        self.timeline = self._growth.timeline
        table = self._growth.table()
        self._table = dict(zip(few, table, strict=True))
        kept = {} if grown is None else grown._tails
        # A dimension that was added, as a parameter is, waits for its codes with what was counted of it.
        self._kept_tails = {name: tail for name, tail in kept.items() if isinstance(tail, GrowingTail)}
        self._tails = {
            name: self._grown(name, column, values[name]) for name, column in codes.items() if name not in few
        }
        self._whole: GrowingWhole = GrowingWhole(
            time, self.timeline, self._growth.combos.array, table.shape[1], self._growth.cells, self._tails,
            self._growth.ordered, self._growth.places,
        )  # fmt: skip
        self._begin(person)
        self._told: Measures = Measures() if grown is None else grown._told
        self._by_rows = GrowingByRows(self, person, time, self._told)

    def column(self, dimension: str) -> NDArray:
        """Each request's code of any dimension, as it was given where it was."""
        return self._given[dimension] if dimension in self._given else super().column(dimension)

    def _tail(self, dimension: str, codes: NDArray, values: Sequence[str]) -> Tail:
        return self._grown(dimension, codes, values)

    def _grown(self, name: str, codes: NDArray, values: Sequence[str]) -> Tail:
        before = self._kept_tails.get(name)
        return GrowingTail(
            codes, values, before if before is not None and len(before.codes) <= len(codes) else None
        )

    def apart(self) -> Crossfilter:
        """The same requests under no filter, to be counted in another thread."""
        twin = super().apart()
        twin._tails = dict(twin._whole._tails)
        twin._parts = Parts(twin._whole, twin._tails)
        return twin
