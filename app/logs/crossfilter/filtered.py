"""The requests of a log under linked filters: which filters are set, and which requests pass them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.flags import CLOCK, Flags
from app.logs.crossfilter.parts import Parts, Selection, Whole
from app.logs.crossfilter.tails import Tail, Without
from app.logs.crossfilter.timeline import Timeline


class Filtered:
    """Filters over the requests of one log; `Crossfilter` counts what passes them."""

    rows: int
    timeline: Timeline
    _values: dict[str, Sequence[str]]
    _table: dict[str, NDArray]
    _tails: dict[str, Tail]
    _whole: Whole
    _parts: Parts
    _flags: Flags
    _filters: dict[str, Selection]
    _columns: dict[str, NDArray]

    @property
    def bucket(self) -> int:
        """Seconds a bucket of the "time" dimension lasts: 60, 300, 900 or 3600."""
        return self.timeline.bucket

    @property
    def start(self) -> int:
        """Wall-clock second at which the first bucket starts (0 for an empty log)."""
        return int(self.timeline.starts[0]) if len(self.timeline) else 0

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension that can be projected and filtered."""
        return (*CLOCK, *self._values)

    @property
    def values(self) -> Mapping[str, Sequence[str]]:
        """The labels of the codes, for every dimension that does not follow from the time."""
        return MappingProxyType(self._values)

    @property
    def filters(self) -> Mapping[str, Selection]:
        """The filters that are set: codes, or for "time" the half-open interval of buckets (or a Span)."""
        return MappingProxyType(self._filters)

    def cardinality(self, dimension: str) -> int:
        """Number of codes of a dimension."""
        if dimension in CLOCK:
            clock = self.timeline
            sizes = {"time": len(clock), "day": len(clock.days), "hour": 24, "weekday": 7, "weekhour": 168}
            return sizes[dimension]
        if dimension not in self._values:
            raise KeyError(f"no dimension is called {dimension!r}; there are {', '.join(self.dimensions)}")
        return len(self._values[dimension])

    def set(self, dimension: str, selection: Collection[int] | None, *, without: bool = False) -> None:
        """Filter by the requests with one of these codes; ``None`` or no code clears the filter.

        ``without`` lets through all requests but those. For "time" the selection is
        (first bucket, end bucket), half open, or the Span that ``timeline.span`` gives for two seconds; an
        interval without a bucket clears. Raises KeyError for an unknown dimension, ValueError for an
        unknown code.
        """
        size = self.cardinality(dimension)
        chosen: Selection
        if dimension == "time" and selection:
            chosen = self.timeline.clip(selection)
            empty = chosen[0] >= chosen[1]
        else:
            codes = frozenset(int(code) for code in selection or ())
            empty = not codes
            if not all(0 <= code < size for code in codes):
                raise ValueError(f"codes of {dimension!r} run from 0 to {size - 1}")
            chosen = Without(codes) if without else codes
        if empty:
            self._filters.pop(dimension, None)
        else:
            self._filters[dimension] = chosen

    def clear(self) -> None:
        """Remove every filter."""
        self._filters.clear()

    def column(self, dimension: str) -> NDArray:
        """Each request's code of any dimension, in as few bytes as they need."""
        if dimension in self._tails:
            return self._tails[dimension].codes
        if dimension == "time":
            return self._whole.positions
        if dimension not in self._columns:
            if dimension in CLOCK:
                codes, places = self._flags.of_buckets(dimension), self._whole.positions
            else:
                codes, places = self._table[dimension], self._whole.combos
            least = np.min_scalar_type(max(self.cardinality(dimension) - 1, 0))
            self._columns[dimension] = codes.astype(least)[places]
        return self._columns[dimension]

    def codes(self, dimension: str) -> NDArray[np.integer]:
        """Each request's code of a dimension that does not follow from the time."""
        if dimension in self._tails:
            return self._tails[dimension].codes
        return self._table[dimension][self._whole.combos]

    def matching(self, where: Mapping[str, Selection]) -> NDArray[np.intp]:
        """Row numbers, ascending, of the requests that pass ``where``, whatever filters are set."""
        return self._parts.passing(where).rows(*self._flags.both(where))

    def selected_rows(self) -> NDArray[np.intp]:
        """Row numbers, ascending, of the requests that pass all filters."""
        return self.matching(self._filters)

    def _without(self, dimension: str) -> dict[str, Selection]:
        return {name: chosen for name, chosen in self._filters.items() if name != dimension}
