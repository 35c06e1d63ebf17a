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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.contraction import Contraction
from app.logs.crossfilter.counts import Combos
from app.logs.crossfilter.crossfilter import COMBOS, FEW, Crossfilter
from app.logs.crossfilter.parts import RESULTS, Choice, Parts, Whole
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.tails import SHOWN, Tail, most
from app.logs.crossfilter.timeline import HOUR, Timeline, bucket_for

SLOTS = 200
"""Values of a tail that are counted by combination; those shown are among them, else they are chosen anew."""

_COMBO_BITS, _PAIR_BITS = 20, 32
_STATUSES = 1 << 10


class _Column:
    """Numbers that only grow, in an array with room to spare."""

    def __init__(self, dtype: Any) -> None:
        self._room = np.empty(0, dtype)
        self._size = 0

    def extend(self, values: NDArray) -> None:
        size = self._size + len(values)
        if size > len(self._room):
            roomy = np.empty(max(2 * size, 1024), self._room.dtype)
            roomy[: self._size] = self._room[: self._size]
            self._room = roomy
        self._room[self._size : size] = values
        self._size = size

    @property
    def array(self) -> NDArray:
        return self._room[: self._size]


class _Cells:
    """How often each key came, in ascending order of the keys; merging gives new arrays."""

    def __init__(
        self, keys: NDArray[np.int64] | None = None, counts: NDArray[np.int64] | None = None
    ) -> None:
        self.keys = np.empty(0, np.int64) if keys is None else keys
        self.counts = np.empty(0, np.int64) if counts is None else counts

    def plus(self, keys: NDArray[np.int64]) -> _Cells:
        """These counts and those of more keys."""
        fresh, counts = np.unique(keys, return_counts=True)
        return self.plus_counted(fresh, counts)

    def plus_counted(self, fresh: NDArray[np.int64], counts: NDArray[np.int64]) -> _Cells:
        if not len(self.keys):
            return _Cells(fresh, counts.astype(np.int64))
        place = np.searchsorted(self.keys, fresh)
        known = place < len(self.keys)
        known[known] = self.keys[place[known]] == fresh[known]
        summed = self.counts.copy()
        summed[place[known]] += counts[known]
        new = ~known
        if not new.any():
            return _Cells(self.keys, summed)
        return _Cells(
            np.insert(self.keys, place[new], fresh[new]), np.insert(summed, place[new], counts[new])
        )

    def coarser(self, bits: int, factor: int) -> _Cells:
        """The counts with buckets ``factor`` times as long; a key's bucket stands above ``bits`` others."""
        low = self.keys & ((1 << bits) - 1)
        keys = ((self.keys >> bits) // factor << bits) + low
        distinct, place = np.unique(keys, return_inverse=True)
        return _Cells(distinct, np.bincount(place, self.counts, len(distinct)).astype(np.int64))


class _Numbers:
    """A number for each key met, in the order in which they came."""

    def __init__(self) -> None:
        self._keys = np.empty(0, np.int64)
        self._numbers = np.empty(0, np.int64)
        self.by_number = _Column(np.int64)

    def of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        distinct, place = np.unique(keys, return_inverse=True)
        at = np.searchsorted(self._keys, distinct)
        known = at < len(self._keys)
        known[known] = self._keys[at[known]] == distinct[known]
        numbers = np.empty(len(distinct), np.int64)
        numbers[known] = self._numbers[at[known]]
        new = ~known
        if new.any():
            first = len(self._keys)
            numbers[new] = np.arange(first, first + int(new.sum()))
            self._keys = np.insert(self._keys, at[new], distinct[new])
            self._numbers = np.insert(self._numbers, at[new], numbers[new])
            self.by_number.extend(distinct[new])
        return numbers[place]


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
        self._numbers = _Numbers()
        self._cells = _Cells()
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
        pairs = (slots[here] << _COMBO_BITS) + whole.combos[rows][here]
        numbers = whole.time[rows][here] // bucket
        if len(pairs):
            self._cells = self._cells.plus((numbers << _PAIR_BITS) + self._numbers.of(pairs))
        self._rows = len(whole.combos)

    def by_slot(self, whole: GrowingWhole, buckets: Choice, combos: Choice) -> NDArray[np.int64]:
        """Requests of each counted value, for the chosen buckets and combinations."""
        keys, counts = self._cells.keys, self._cells.counts
        pairs = self._numbers.by_number.array
        position = np.searchsorted(whole.timeline.numbers, keys >> _PAIR_BITS)
        matrix = Contraction.of(
            position, keys & ((1 << _PAIR_BITS) - 1), counts, (len(whole.timeline), len(pairs))
        )
        requests = matrix.over_rows(buckets.flags)
        chosen = combos.flags[pairs & ((1 << _COMBO_BITS) - 1)]
        return np.bincount(pairs >> _COMBO_BITS, requests * chosen, len(self._slots)).astype(np.int64)


class GrowingWhole(Whole):
    """Every row counted so far; one of a row of such, each with the rows of the one before and more."""

    def __init__(
        self,
        time: NDArray[np.int64],
        timeline: Timeline,
        combos: NDArray,
        width: int,
        cells: _Cells,
        tails: dict[str, Tail],
        ordered: bool,
    ) -> None:
        self.time = self._time = time
        self.timeline = timeline
        self.combos = combos
        self.shape = (len(timeline), width)
        self._tails = tails
        self._ordered = ordered
        self._recent = Recent(RESULTS)
        position = np.searchsorted(timeline.numbers, cells.keys >> _COMBO_BITS)
        self._cells = Contraction.of(
            position, cells.keys & ((1 << _COMBO_BITS) - 1), cells.counts, self.shape
        )
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
            positions = self.timeline.positions(self.time)
            firsts = np.searchsorted(positions, np.arange(self.shape[0] + 1)) if self._ordered else None
            self._place = positions, firsts
        return self._place

    def by_rank(self, tail: str, buckets: Choice, combos: Choice) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        found = self._recent.get(
            (tail, buckets.key, combos.key), lambda: self._ranked(self._tails[tail], buckets, combos)
        )
        return np.r_[found, int(self.by_combo(buckets)[combos.flags].sum()) - int(found.sum())]

    def _ranked(self, tail: Tail, buckets: Choice, combos: Choice) -> NDArray[np.int64]:
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
        self._growth = _Growth.of(len(time), codes, values, before)
        few = self._growth.few
        self.rows = len(time)
        self.time = time
        self.measures = dict(measures or {})
        self._values = {name: values[name] for name in codes}
        self._growth.add(time, codes)
        self.timeline = self._growth.timeline
        table = self._growth.table()
        self._table = dict(zip(few, table, strict=True))
        kept = before._tails if before is not None and before._growth is self._growth else {}
        # A dimension that was added, as a parameter is, waits for its codes with what was counted of it.
        self._kept_tails = {name: tail for name, tail in kept.items() if isinstance(tail, GrowingTail)}
        self._tails = {
            name: self._grown(name, column, values[name]) for name, column in codes.items() if name not in few
        }
        self._whole: GrowingWhole = GrowingWhole(
            time, self.timeline, self._growth.combos.array, table.shape[1], self._growth.cells, self._tails,
            self._growth.ordered,
        )  # fmt: skip
        self._parts = Parts(self._whole, self._tails)
        self._begin(person)

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


class _Growth:
    """What is shared from one growth to the next: the combinations, and the cells that count them."""

    def __init__(self, few: tuple[str, ...]) -> None:
        self.few = few
        self.combos = _Column(np.uint32)
        self.cells = _Cells()
        self.ordered = True
        self.timeline = Timeline.of(np.empty(0, np.int64))
        self._numbers = _Numbers()
        self._last = np.iinfo(np.int64).min
        self._hours = np.empty(0, np.int64)

    @classmethod
    def of(
        cls,
        rows: int,
        codes: Mapping[str, NDArray],
        values: Mapping[str, Sequence[str]],
        before: GrowingCrossfilter | None,
    ) -> _Growth:
        """That of the crossfilter before, where these columns go on from it."""
        if before is not None and before.rows <= rows and before._growth._goes_on(values):
            return before._growth
        few = [name for name in codes if len(values[name]) <= FEW]
        if "status" in codes and len(values["status"]) <= _STATUSES and "status" not in few:
            few.append("status")
        few.sort(key=lambda name: (name != "status", len(values[name])))
        # No more than a number of 64 bits holds: ten bits for the status, six for each other.
        few = few[:9]
        return cls(Combos.of(rows, {name: codes[name] for name in few}, COMBOS).dimensions)

    def _goes_on(self, values: Mapping[str, Sequence[str]]) -> bool:
        fits = all(len(values[name]) <= (_STATUSES if name == "status" else FEW) for name in self.few)
        return fits and len(self._numbers.by_number.array) < 4 * COMBOS

    def add(self, time: NDArray[np.int64], codes: Mapping[str, NDArray]) -> None:
        """Count the rows that came."""
        first = len(self.combos.array)
        seconds = time[first:]
        if not len(seconds):
            return
        keys = np.zeros(len(seconds), np.int64)
        for name in self.few:
            keys = keys * (_STATUSES if name == "status" else FEW) + codes[name][first:]
        combos = self._numbers.of(keys)
        self.combos.extend(combos)
        self.ordered = self.ordered and bool(seconds[0] >= self._last and (seconds[1:] >= seconds[:-1]).all())
        self._last = max(self._last, int(seconds.max()))
        self._hours = np.union1d(self._hours, np.unique(seconds // HOUR))
        bucket = bucket_for(self._hours)
        if bucket != self.timeline.bucket:
            self.cells = self.cells.coarser(_COMBO_BITS, bucket // self.timeline.bucket)
        self.cells = self.cells.plus((seconds // bucket << _COMBO_BITS) + combos)
        self.timeline = Timeline.over(np.unique(self.cells.keys >> _COMBO_BITS), bucket)

    def table(self) -> NDArray[np.int64]:
        """The code of each of the few dimensions in each combination."""
        keys = self._numbers.by_number.array
        rows = []
        for name in reversed(self.few):
            size = _STATUSES if name == "status" else FEW
            rows.append(keys % size)
            keys = keys // size
        return np.array(rows[::-1]).reshape(len(self.few), -1)
