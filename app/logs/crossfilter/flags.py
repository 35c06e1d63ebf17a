"""Which time buckets and which combinations of values pass filters."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.parts import Flagged, Selection
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.tails import passes
from app.logs.crossfilter.timeline import Timeline
from app.logs.dimensions import status_numbers

CLOCK = ("time", "day", "hour", "weekday", "weekhour")
"""The dimensions that follow from a request's time."""

FAILED = "failed"
"""Among filters: only the requests with at least this status. It is no dimension, and nobody sets it."""


class Flags:
    """The flags of a log's buckets and of its ``width`` combinations; those asked for last are kept.

    ``table`` has the code of each combination for every dimension counted together, ``statuses`` are the
    labels of the codes of "status".
    """

    def __init__(
        self, timeline: Timeline, table: Mapping[str, NDArray], statuses: Sequence[str], width: int
    ) -> None:
        self._timeline = timeline
        self._table = table
        self._statuses = status_numbers(statuses)
        self._width = width
        self._kept = Recent(64)

    def apart(self) -> Flags:
        """The same with nothing kept, for another thread."""
        twin = copy.copy(self)
        twin._kept = Recent(64)
        return twin

    def buckets(self, filters: Mapping[str, Selection]) -> Flagged:
        """The buckets that pass the filters on the clock."""
        key = frozenset((name, chosen) for name, chosen in filters.items() if name in CLOCK)
        return self._kept.get(("buckets", key), lambda: Flagged(key, self._bucket_flags(key)))

    def combos(self, filters: Mapping[str, Selection]) -> Flagged:
        """The combinations that pass the filters on attributes."""
        key = frozenset(
            (name, chosen) for name, chosen in filters.items() if name in self._table or name == FAILED
        )
        return self._kept.get(("combos", key), lambda: Flagged(key, self._combo_flags(key)))

    def both(self, filters: Mapping[str, Selection]) -> tuple[Flagged, Flagged]:
        """The buckets and the combinations that pass."""
        return self.buckets(filters), self.combos(filters)

    def of_buckets(self, dimension: str) -> NDArray[np.int64]:
        """The code of each bucket, of a dimension of the `CLOCK`."""
        if dimension == "time":
            return np.arange(len(self._timeline))
        return getattr(self._timeline, dimension)

    def failed(self, least: frozenset[int]) -> frozenset[int]:
        """The codes of "status" of at least this status."""
        return frozenset(np.flatnonzero(self._statuses >= min(least)).tolist())

    def _bucket_flags(self, key: frozenset) -> NDArray[np.bool_]:
        flags = np.ones(len(self._timeline), bool)
        for name, chosen in key:
            if name == "time":
                flags[: chosen[0]] = flags[chosen[1] :] = False
            else:
                flags &= passes(self.of_buckets(name), chosen)
        return flags

    def _combo_flags(self, key: frozenset) -> NDArray[np.bool_]:
        flags = np.ones(self._width, bool)
        for name, chosen in key:
            flags &= self._failed(chosen) if name == FAILED else passes(self._table[name], chosen)
        return flags

    def _failed(self, least: frozenset[int]) -> NDArray[np.bool_]:
        if "status" not in self._table:
            return np.zeros(self._width, bool)
        return (self._statuses >= min(least))[self._table["status"]]
