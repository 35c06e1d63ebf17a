"""What is counted of a log that grows: the combinations of its requests, and how many are in each bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.counts import Combos
from app.logs.crossfilter.crossfilter import COMBOS, FEW
from app.logs.crossfilter.timeline import Timeline, bucket_for
from app.seconds import HOUR

COMBO_BITS = 20
"""Bits of a cell's key that number its combination; those above number its bucket."""

_STATUSES = 1 << 10


class RoomyColumn:
    """Numbers that only grow, in an array with room to spare."""

    def __init__(self, dtype: Any) -> None:
        self._room = np.empty(0, dtype)
        self._size = 0

    def extend(self, values: NDArray) -> None:
        """Add numbers at the end."""
        size = self._size + len(values)
        if size > len(self._room):
            roomy = np.empty(max(2 * size, 1024), self._room.dtype)
            roomy[: self._size] = self._room[: self._size]
            self._room = roomy
        self._room[self._size : size] = values
        self._size = size

    @property
    def array(self) -> NDArray:
        """All of them, without the room."""
        return self._room[: self._size]


class Cells:
    """How often each key came, in ascending order of the keys; merging gives new arrays."""

    def __init__(
        self, keys: NDArray[np.int64] | None = None, counts: NDArray[np.int64] | None = None
    ) -> None:
        self.keys = np.empty(0, np.int64) if keys is None else keys
        self.counts = np.empty(0, np.int64) if counts is None else counts

    def plus(self, keys: NDArray[np.int64]) -> Cells:
        """These counts and those of more keys."""
        fresh, counts = np.unique(keys, return_counts=True)
        if not len(self.keys):
            return Cells(fresh, counts.astype(np.int64))
        place = np.searchsorted(self.keys, fresh)
        known = place < len(self.keys)
        known[known] = self.keys[place[known]] == fresh[known]
        summed = self.counts.copy()
        summed[place[known]] += counts[known]
        new = ~known
        if not new.any():
            return Cells(self.keys, summed)
        return Cells(np.insert(self.keys, place[new], fresh[new]), np.insert(summed, place[new], counts[new]))

    def coarser(self, bits: int, factor: int) -> Cells:
        """The counts with buckets ``factor`` times as long; a key's bucket stands above ``bits`` others."""
        low = self.keys & ((1 << bits) - 1)
        keys = ((self.keys >> bits) // factor << bits) + low
        distinct, place = np.unique(keys, return_inverse=True)
        return Cells(distinct, np.bincount(place, self.counts, len(distinct)).astype(np.int64))


class Numbers:
    """A number for each key met, in the order in which they came."""

    def __init__(self) -> None:
        self._keys = np.empty(0, np.int64)
        self._numbers = np.empty(0, np.int64)
        self.by_number = RoomyColumn(np.int64)

    def of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of each key; one not met before has the next."""
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


class Places:
    """The position of each request's bucket, kept for as long as the clock only goes on."""

    def __init__(self) -> None:
        self._kept = RoomyColumn(np.uint16)
        self._by: tuple[int, int, np.dtype] | None = None

    def of(self, timeline: Timeline, time: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
        """As `Timeline.positions`; the first of these seconds are those of the time before."""
        if not timeline.whole:
            return timeline.positions(time)
        by = timeline.bucket, int(timeline.numbers[0]), timeline.code_type
        if by != self._by:
            self._kept, self._by = RoomyColumn(timeline.code_type), by
        self._kept.extend(timeline.positions(time[len(self._kept.array) :]))
        return self._kept.array[: len(time)]


class Growth:
    """What is shared from one growth to the next: the combinations, and the cells that count them."""

    def __init__(self, few: tuple[str, ...]) -> None:
        self.few = few
        self.combos = RoomyColumn(np.uint32)
        self.cells = Cells()
        self.ordered = True
        self.timeline = Timeline.of(np.empty(0, np.int64))
        self.places = Places()
        self._numbers = Numbers()
        self._last = np.iinfo(np.int64).min
        self._hours = np.empty(0, np.int64)

    @classmethod
    def begun(cls, rows: int, codes: Mapping[str, NDArray], values: Mapping[str, Sequence[str]]) -> Growth:
        """With nothing counted yet, for requests such as these."""
        few = [name for name in codes if len(values[name]) <= FEW]
        if "status" in codes and len(values["status"]) <= _STATUSES and "status" not in few:
            few.append("status")
        few.sort(key=lambda name: (name != "status", len(values[name])))
        # No more than a number of 64 bits holds: ten bits for the status, six for each other.
        few = few[:9]
        return cls(Combos.of(rows, {name: codes[name] for name in few}, COMBOS).dimensions)

    def goes_on(self, values: Mapping[str, Sequence[str]]) -> bool:
        """Whether more requests can be added, whose dimensions have these values by now."""
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
            self.cells = self.cells.coarser(COMBO_BITS, bucket // self.timeline.bucket)
        self.cells = self.cells.plus((seconds // bucket << COMBO_BITS) + combos)
        self.timeline = Timeline.over(np.unique(self.cells.keys >> COMBO_BITS), bucket)

    def table(self) -> NDArray[np.int64]:
        """The code of each of the few dimensions in each combination."""
        keys = self._numbers.by_number.array
        rows = []
        for name in reversed(self.few):
            size = _STATUSES if name == "status" else FEW
            rows.append(keys % size)
            keys = keys // size
        return np.array(rows[::-1]).reshape(len(self.few), -1)
