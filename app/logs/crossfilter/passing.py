"""How many requests pass filters: from what a log's orders tell, else from its sums, else from its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.filtered import Filtered
from app.logs.crossfilter.marginals import Marginals
from app.logs.crossfilter.orders import MOST_BYTES, Column, Orders
from app.logs.crossfilter.parts import Selection
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.sliced import BUCKET, COMBO, Sliced

PASSED = 4
"""Sets of rows kept to count tails by; three filters on tails need four, since no chart filters itself."""

LARGE = 3_000_000
"""Requests of a log from which on orders are worth their room."""


class Passing(Filtered):
    """Requests that pass filters, by bucket, by combination and by the values of a tail."""

    _sliced: Sliced | None
    _marginals: Marginals | None

    def settle(self, least: int = LARGE, room: int = MOST_BYTES) -> None:
        """Make orders by what is filtered from here on, of ``least`` requests or more, in ``room`` bytes.

        Each takes some seconds beside the page, and about 13 bytes a request on disk; what has one is counted
        in little more time of many requests than of few. A log that is still being read is better without.
        """
        if self.rows >= max(least, 1):
            self._begin_counting(Orders(self._whole, room))

    def prepare(self, dimensions: Iterable[str]) -> None:
        """Make the orders by these dimensions, and by time, now; of a log that is settled."""
        if self._sliced:
            for dimension in ("time", *dimensions):
                self._sliced.prepare(dimension)

    @property
    def orders(self) -> Orders | None:
        """The orders that there are, of a large log that is settled."""
        return self._sliced.orders if self._sliced else None

    @property
    def selected(self) -> int:
        """Requests that pass all filters."""
        return int(self._by_combo(self._filters).sum())

    def _begin_counting(self, orders: Orders | None = None, *, asks: bool = True) -> None:
        """Have counted nothing yet; whoever ``asks`` has orders made by what is filtered."""
        self._passed = Recent(PASSED)
        self._sliced = self._marginals = None
        if orders is not None:
            self._sliced = Sliced(orders, self._whole, self._tails, self._flags, self._column, asks)
            self._marginals = Marginals(self._whole.cells, self._table)

    def _column(self, dimension: str) -> Column:
        return Column(self.column(dimension), self.cardinality(dimension))

    def _known(self, column: str, filters: Mapping[str, Selection]) -> NDArray[np.int64] | None:
        return self._sliced.count(column, filters) if self._sliced and filters else None

    def _by_bucket(self, filters: Mapping[str, Selection]) -> NDArray[np.int64]:
        found = self._known(BUCKET, filters)
        if found is not None:
            return found
        (buckets, combos), part = self._flags.both(filters), self._parts.passing(filters)
        counted = self._marginals if part is self._whole and self._marginals else part
        return counted.by_bucket(combos) * buckets.flags

    def _by_combo(self, filters: Mapping[str, Selection]) -> NDArray[np.int64]:
        found = self._known(COMBO, filters)
        if found is not None:
            return found
        buckets, combos = self._flags.both(filters)
        return self._parts.passing(filters).by_combo(buckets) * combos.flags

    def _tally(self, dimension: str, filters: Mapping[str, Selection]) -> NDArray[np.int64]:
        tail = self._tails[dimension]
        if not filters:
            return tail.totals
        found = self._known(dimension, filters)
        if found is not None:
            return found
        rows, left_out = self._passed.get(frozenset(filters.items()), lambda: self._fewer(filters))
        requests = np.bincount(tail.codes[rows], minlength=len(tail.values))
        return tail.totals - requests if left_out else requests

    def _fewer(self, filters: Mapping[str, Selection]) -> tuple[NDArray[np.intp], bool]:
        """The rows that pass the filters, or those that do not where they are fewer: and which they are."""
        rows = self.matching(filters)
        if 2 * len(rows) <= self.rows:
            return rows, False
        out = np.ones(self.rows, bool)
        out[rows] = False
        return np.flatnonzero(out), True

    def _shown(self, tail: str, filters: Mapping[str, Selection]) -> NDArray[np.int64]:
        """Requests of the tail's shown values; the last element counts the rest."""
        found = self._known(tail, filters)
        if found is not None:
            shown = found[self._tails[tail].shown]
            return np.r_[shown, found.sum() - shown.sum()]
        return self._parts.passing(filters).by_rank(tail, *self._flags.both(filters))
