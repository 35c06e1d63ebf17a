"""Counting a large log from its orders: what one filter lets through is a few stretches, summed already.

Of several filters one is looked through: either the requests that it lets through, which pass where the other
filters let them through, or those that it takes, which are subtracted from what passes the others. Whichever
way looks at the fewest requests is gone, so that a filter by nearly everything costs as little as one by
hardly anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.flags import FAILED, Flags
from app.logs.crossfilter.order import Order, Slices
from app.logs.crossfilter.orders import Column, Orders
from app.logs.crossfilter.parts import Selection, Whole
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.tails import Codes, Tail, Without, listed
from app.logs.crossfilter.timeline import Span

BUCKET, COMBO = "a bucket", "a combination"
"""What is counted besides tails; no dimension is called so."""

TIME, DAY = "time", "day"
"""Filters that let stretches of time through: every order is cut by them."""

APART = 64
"""Codes whose stretches of time are looked up one by one; of more, each request's bucket is looked at."""

KEPT = 6
"""Choices of rows that are kept: of three filters, the lists see all or two of them."""

_Filter = tuple[str, Codes]
_Stretches = tuple[tuple[int, int], ...]


class _Side(NamedTuple):
    """The requests with the codes that a filter names (``named``), or all others, in an order."""

    filter: _Filter
    order: Order
    named: bool
    codes: frozenset[int]

    @property
    def passes(self) -> bool:
        """Whether the filter lets them through."""
        return self.named is not isinstance(self.filter[1], Without)

    @property
    def requests(self) -> int:
        """How many they are."""
        requests = self.order.requests(np.array([*self.codes], np.intp))
        return requests if self.named else len(self.order.rows) - requests

    def slices(self, stretches: _Stretches | None) -> tuple[Slices, bool]:
        """Where they stand, and whether that is cut by the stretches."""
        codes = np.array(sorted(self.codes), np.intp)
        if not self.named:
            codes = np.setdiff1d(np.arange(len(self.order.starts) - 1), codes, assume_unique=True)
        cut = stretches is None or len(codes) <= APART
        return self.order.slices(codes, stretches if cut else None), cut


class Sliced:
    """Requests by bucket, by combination, or by the values of a tail, under filters, as far as orders tell.

    ``codes_of`` gives each request's code of a dimension that is no tail. An order that lacks is only made
    where it ``asks``.
    """

    def __init__(
        self,
        orders: Orders,
        whole: Whole,
        tails: Mapping[str, Tail],
        flags: Flags,
        codes_of: Callable[[str], Column],
        asks: bool = True,
    ) -> None:
        self.orders, self._asks = orders, asks
        self._whole, self._tails, self._flags, self._codes_of = whole, tails, flags, codes_of
        self._rows, self._counts = Recent(KEPT), Recent(2 * KEPT)

    def count(self, name: str, filters: Mapping[str, Selection]) -> NDArray[np.int64] | None:
        """Requests that pass by the codes of a column; None where other ways are as good, or orders lack."""
        wanted = frozenset((n, c) for n, c in filters.items() if not isinstance(c, tuple) and n != DAY)
        if name not in (BUCKET, COMBO):
            return self._under(name, wanted, filters)
        if len(wanted) > 1 and not any(dimension in self._tails for dimension, _ in wanted):
            return None
        key = (name, frozenset(filters.items()))
        found = self._counts.get(key, lambda: self._under(name, wanted, filters))
        if found is None:
            self._counts.drop(name)
        return found

    def _under(
        self, name: str, wanted: frozenset[_Filter], filters: Mapping[str, Selection]
    ) -> NDArray[np.int64] | None:
        clock = {n: c for n, c in filters.items() if n in (TIME, DAY)}
        stretches = _runs(self._flags.buckets(clock).flags) if clock else None
        found = self._of(name, wanted, stretches)
        span = clock.get(TIME)
        if found is None or not isinstance(span, Span):
            return found
        rows = self._whole.outside(span)
        whole = self._whole
        passing = self._passing(filters, whole.positions[rows], whole.combos[rows])
        return found - self._tally(name, self._of_tails(rows.compress(passing), filters))

    def _of(
        self, name: str, wanted: frozenset[_Filter], stretches: _Stretches | None
    ) -> NDArray[np.int64] | None:
        if not wanted:
            order = self._order(TIME, name)
            return order.count(name, order.slices(np.zeros(1, np.intp), stretches)) if order else None
        side = self._cheapest(wanted, name)[1]
        if side is None:
            return None
        others = wanted - {side.filter}
        slices, cut = ([], False) if others else side.slices(stretches)
        if cut:
            found = side.order.count(name, slices)
        else:
            key = (side.filter, side.named, others, stretches)
            found = self._tally(name, self._rows.get(key, lambda: self._chosen(side, others, stretches)))
        if side.passes:
            return found
        without = self._of(name, others, stretches)
        return None if without is None else without - found

    def _cheapest(self, wanted: frozenset[_Filter], name: str) -> tuple[int, _Side | None]:
        """The side of a filter to begin with, and how many requests are then looked through in all."""
        found: list[tuple[int, _Side | None]] = []
        for one in wanted:
            sides = self._sides(one, name)
            if len(wanted) == 1 and sides:
                return 0, sides[0]
            for side in sides:
                others = 0 if side.passes else self._cheapest(wanted - {one}, name)[0]
                found.append((side.requests + others, side))
        return min(found, key=lambda way: way[0], default=(len(self._whole.combos), None))

    def _sides(self, wanted: _Filter, name: str) -> list[_Side]:
        """The requests that a filter names, and all others; none where there is no order yet."""
        dimension, chosen = wanted
        order = self._order("status" if dimension == FAILED else dimension, name)
        if order is None:
            return []
        codes = self._flags.failed(listed(chosen)) if dimension == FAILED else listed(chosen)
        return [_Side(wanted, order, named, codes) for named in (True, False)]

    def _chosen(
        self, side: _Side, others: frozenset[_Filter], stretches: _Stretches | None
    ) -> NDArray[np.intp]:
        """The rows on one side of a filter that pass the others."""
        slices, cut = side.slices(stretches)
        order = side.order
        buckets, combos, rows = (_joined(part, slices) for part in (order.buckets, order.combos, order.rows))
        passing = self._passing(dict(others), buckets, combos)
        if not cut:
            inside = np.zeros(self._whole.shape[0], bool)
            for first, end in stretches or ():
                inside[first:end] = True
            passing &= inside.take(buckets)
        return self._of_tails(rows.compress(passing).astype(np.intp), dict(others))

    def _passing(
        self, filters: Mapping[str, Selection], buckets: NDArray, combos: NDArray
    ) -> NDArray[np.bool_]:
        """Which of the rows of these buckets and combinations pass the filters on those."""
        by_bucket, by_combo = (choice.flags for choice in self._flags.both(filters))
        passing = np.ones(len(buckets), bool) if by_combo.all() else by_combo.take(combos)
        if not by_bucket.all():
            passing &= by_bucket.take(buckets)
        return passing

    def _of_tails(self, rows: NDArray[np.intp], filters: Mapping[str, Selection]) -> NDArray[np.intp]:
        """Those of these rows that pass the filters on tails."""
        for name, chosen in filters.items():
            if name in self._tails and not isinstance(chosen, tuple):
                tail = self._tails[name]
                rows = rows.compress(tail.chosen(chosen).take(tail.codes.take(rows)))
        return rows

    def _tally(self, name: str, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        codes, size = self._column(name)
        return np.bincount(codes.take(rows), minlength=size)

    def _column(self, name: str) -> Column:
        if name == BUCKET:
            return Column(self._whole.positions, self._whole.shape[0])
        if name == COMBO:
            return Column(self._whole.combos, self._whole.shape[1])
        return Column(self._tails[name].codes, len(self._tails[name].values))

    def prepare(self, dimension: str) -> None:
        """Make an order now, if it is not there with all sums."""
        self.orders.make(dimension, *self._made_of(dimension))

    def _order(self, dimension: str, name: str) -> Order | None:
        """The order by a dimension with the sums of a column, if it is there; if not, it will be."""
        tail, column = self._tails.get(dimension), self._column(name).codes
        order = self.orders.get(dimension)
        if order and order.sums(name, column) and (tail is None or order.codes is tail.codes):
            return order
        if self._asks:
            self.orders.ask(dimension, *self._made_of(dimension))
        return None

    def _made_of(self, dimension: str) -> tuple[Callable[[], Column | None], dict[str, Column]]:
        """What gives the codes of a dimension, none of time itself; and what is summed on the way."""

        def codes() -> Column | None:
            if dimension == TIME:
                return None
            return self._column(dimension) if dimension in self._tails else self._codes_of(dimension)

        return codes, {column: self._column(column) for column in (BUCKET, COMBO, *self._tails)}


def _runs(flags: NDArray[np.bool_]) -> _Stretches:
    """The stretches of true flags, each from one place up to another."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    return tuple((int(first), int(end)) for first, end in edges.reshape(-1, 2))


def _joined(column: NDArray, slices: Slices) -> NDArray:
    parts = [column[start:end] for start, end in slices] or [column[:0]]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
