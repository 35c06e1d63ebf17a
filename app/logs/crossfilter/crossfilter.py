"""Every chart of a log as a projection of its counts under the filters of all the other charts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.by_rows import ByRows
from app.logs.crossfilter.counts import Combos
from app.logs.crossfilter.flags import CLOCK, FAILED, Flags
from app.logs.crossfilter.measures import REQUESTS, Measure
from app.logs.crossfilter.parts import Parts, Selection, Whole
from app.logs.crossfilter.passing import Passing
from app.logs.crossfilter.ranking import Top, ranked
from app.logs.crossfilter.recent import Recent
from app.logs.crossfilter.tails import Tail, most
from app.logs.crossfilter.timeline import Timeline

FEW = 64
"""Values a dimension may have to be combined with the others; one with more is a tail."""

COMBOS = 1 << 16
"""Combinations of attributes that are counted together; a dimension that brings more is a tail."""


GROUPINGS = 32
"""Groupings of time of which it is known whether they were asked for before, under other filters."""


class Crossfilter(Passing):
    """Linked filters over the requests of one log.

    ``time`` are the seconds of each request on the server's wall clock (int64, since 1970, any order),
    ``codes`` one column of unsigned codes a dimension, ``values`` the labels of those codes; ``measures``
    are numbers of each request, such as its "size" in bytes and the "seconds" it took (below zero where
    unknown), or the number of its "user agent". ``person`` tells of each code of the agents whether it is no
    bot's. A filter on one dimension changes the projections of all the others, never its own.

    Dimensions of few values are counted together, once, by time bucket and combination of values;
    each projection is then a sum over these counts, whatever the number of requests. Dimensions of
    many values ("tails": paths, hosts) answer at once for their 50 most frequent values and the rest.
    A filter on a tail's values counts the rows that hold them. Every projection is of requests unless another
    `Measure` is asked for; visitors, bytes and times are told from the rows that pass.

    >>> import numpy as np
    >>> log = Crossfilter(
    ...     np.array([0, 60, 120]),
    ...     {"status": np.array([1, 1, 2], np.uint8), "method": np.array([1, 2, 2], np.uint8)},
    ...     {"status": ["(none)", "200", "404"], "method": ["(none)", "GET", "POST"]},
    ... )
    >>> log.set("status", [1])
    >>> log.project("method").tolist(), log.project("status").tolist(), log.selected
    ([0, 1, 1], [0, 2, 1], 2)
    """

    def __init__(
        self,
        time: NDArray[np.int64],
        codes: Mapping[str, NDArray],
        values: Mapping[str, Sequence[str]],
        measures: Mapping[str, NDArray] | None = None,
        person: NDArray[np.bool_] | None = None,
    ) -> None:
        if any(len(column) != len(time) for column in codes.values()):
            raise ValueError("every column of codes must have one code a request")
        self._take(time, codes, values, measures)
        self.timeline = Timeline.of(time)
        few = sorted(
            (name for name in codes if len(values[name]) <= FEW or name == "status"),
            key=lambda name: (name != "status", len(values[name])),
        )
        combos = Combos.of(self.rows, {name: codes[name] for name in few}, COMBOS)
        self._table = dict(zip(combos.dimensions, combos.table.T.copy(), strict=True))
        self._tails = {
            name: Tail(column, values[name]) for name, column in codes.items() if name not in self._table
        }
        self._whole = Whole(time, self.timeline, combos, self._tails)
        self._begin(person)

    def _take(
        self,
        time: NDArray[np.int64],
        codes: Mapping[str, NDArray],
        values: Mapping[str, Sequence[str]],
        measures: Mapping[str, NDArray] | None,
    ) -> None:
        """Hold what is known of each request."""
        self.rows = len(time)
        self.time = time
        self.measures = dict(measures or {})
        self._values = {name: values[name] for name in codes}

    def _begin(self, person: NDArray[np.bool_] | None) -> None:
        """Have no filter, and nothing found yet."""
        self._parts = Parts(self._whole, self._tails)
        self._begin_counting()
        self._columns: dict[str, NDArray] = {}
        self._totals = Recent(64)
        self._by_rows = ByRows(self, person)
        self._groupings = Recent(GROUPINGS)
        self._filters: dict[str, Selection] = {}
        self._flags = Flags(self.timeline, self._table, self._values.get("status", ()), self._whole.shape[1])

    def apart(self) -> Crossfilter:
        """The same requests under no filter, to be counted in another thread.

        The columns are shared, since nothing changes them; filters and kept results are not.
        """
        twin = copy.copy(self)
        twin.measures, twin._values = dict(self.measures), dict(self._values)
        twin._tails = dict(self._tails)
        twin._whole = self._whole.apart(twin._tails)
        twin._parts = Parts(twin._whole, twin._tails)
        twin._flags = self._flags.apart()
        twin._totals = Recent(64)
        # What is asked there once is not worth an order.
        twin._columns, twin._by_rows = {}, ByRows(twin, self._by_rows.person, orders=0)
        twin._groupings = Recent(GROUPINGS)
        twin._filters = {}
        # What stands out is looked for under filters that nobody may ever set.
        twin._begin_counting(self.orders, asks=False)
        return twin

    def add(self, dimension: str, codes: NDArray, values: Sequence[str]) -> None:
        """Bring in one more dimension, say a chosen URL parameter; a known name is replaced."""
        if len(codes) != self.rows:
            raise ValueError("every column of codes must have one code a request")
        if dimension in CLOCK or dimension in self._table:
            raise ValueError(f"{dimension!r} is already there")
        self._filters.pop(dimension, None)
        self._values[dimension] = values
        self._tails[dimension] = self._tail(dimension, codes, values)
        self._whole.forget(dimension)
        self._columns.pop(dimension, None)
        self._totals.drop(dimension)
        self._by_rows.forget(dimension)
        self._parts = Parts(self._whole, self._tails)
        self._begin_counting(self.orders)

    def _tail(self, dimension: str, codes: NDArray, values: Sequence[str]) -> Tail:
        del dimension
        return Tail(codes, values)

    def remove(self, dimension: str) -> None:
        """Take out a dimension that ``add`` brought in, and its filter."""
        self._filters.pop(dimension, None)
        self._values.pop(dimension, None)
        self._tails.pop(dimension, None)
        self._whole.forget(dimension)
        self._totals.drop(dimension)
        self._by_rows.forget(dimension)

    def project(self, dimension: str, measure: Measure = REQUESTS) -> NDArray:
        """The measure by code of one dimension, under the filters of all the others.

        Of response times, which are seconds (float64), a code without any is NaN; all else are numbers
        (int64). For a tail of more than 50 values this reads the selected rows; ``top`` does not.
        """
        return self._project(dimension, self._without(dimension), measure)

    def _project(
        self, dimension: str, filters: Mapping[str, Selection], measure: Measure = REQUESTS
    ) -> NDArray:
        size = self.cardinality(dimension)
        if measure.status:
            filters = {**filters, FAILED: frozenset({measure.status})}
        elif measure is not REQUESTS:
            return self._by_rows.by(self.column(dimension), size, filters, measure, dimension)
        if dimension in self._tails:
            tail = self._tails[dimension]
            if size > len(tail.shown):
                return self._tally(dimension, filters)
            found = np.empty(size, np.int64)
            found[tail.shown] = self._shown(dimension, filters)[:-1]
            return found
        if dimension in CLOCK:
            return _grouped(self._flags.of_buckets(dimension), self._by_bucket(filters), size)
        return _grouped(self._table[dimension], self._by_combo(filters), size)

    def total(self, dimension: str, measure: Measure = REQUESTS) -> NDArray:
        """The measure by code of one dimension, under no filter at all."""
        if dimension in self._tails and measure is REQUESTS:
            return self._tails[dimension].totals
        return self._totals.get((dimension, measure), lambda: self._project(dimension, {}, measure))

    def over_buckets(
        self, groups: NDArray[np.int64], size: int, measure: Measure = REQUESTS, *, own: str = "time",
        filtered: bool = True,
    ) -> NDArray:  # fmt: skip
        """The measure by groups of time buckets (the group of each, below ``size``): a chart's points, say.

        Under all filters but that of ``own``, or under none.
        """
        filters = self._without(own) if filtered else {}
        if measure.adds:
            return _grouped(groups, self._project("time", filters, measure), size)
        key = ("groups", size, groups.tobytes())

        def found() -> NDArray:
            # Each zoom is a grouping of its own, and most are never met again.
            choice = frozenset(filters.items())
            often = bool(filters) and self._groupings.get(key, lambda: choice) != choice
            codes = groups[self._whole.positions]
            return self._by_rows.by(codes, size, filters, measure, key if often else None)

        return found() if filters else self._totals.get((*key, measure), found)

    def over_seconds(
        self, start: int, step: int, count: int, measure: Measure = REQUESTS, *, filtered: bool = True
    ) -> NDArray:
        """The measure by stretches of ``step`` seconds from ``start`` on, whatever a bucket lasts.

        Under all filters but the interval's, or under none.
        """
        filters = self._without("time") if filtered else {}
        inside = self.timeline.span(start, start + step * count)
        filters["time"] = inside
        if inside[0] >= inside[1]:
            return np.full(count, np.nan) if measure.quantile else np.zeros(count, np.int64)
        return self.over_moments(lambda time: (time - start) // step, count, filters, measure)

    def over_moments(
        self,
        place: Callable[[NDArray[np.int64]], NDArray[np.int64]],
        size: int,
        where: Mapping[str, Selection],
        measure: Measure = REQUESTS,
    ) -> NDArray:
        """The measure by the ``place`` of each request's second, below ``size``, under ``where`` alone.

        What has a place below zero is left out.
        """
        if measure.status:
            where = {**where, FAILED: frozenset({measure.status})}
        rows = self.matching(where)
        places = place(self.time[rows])
        rows, places = rows[places >= 0], places[places >= 0]
        if measure is REQUESTS or measure.status:
            return np.bincount(places, minlength=size)
        codes = np.full(self.rows, size, np.int32)
        codes[rows] = places
        return self._by_rows.by(codes, size + 1, where, measure)[:size]

    def amount(self, measure: Measure, where: Mapping[str, Selection] | None = None) -> float:
        """The measure of all requests that pass all filters, or ``where``; NaN where it knows of none."""
        filters = self._filters if where is None else where
        if measure is REQUESTS or measure.status:
            return float(self._project("weekday", filters, measure).sum())
        return float(self._by_rows.by(np.zeros(self.rows, np.uint8), 1, filters, measure)[0])

    def can_tell(self, measure: Measure) -> bool:
        """Whether the log has what the measure is made of."""
        if measure is REQUESTS or measure.status:
            return measure is REQUESTS or "status" in self._values
        return self._by_rows.can_tell(measure)

    def count(self, dimension: str, where: Mapping[str, Selection], measure: Measure = REQUESTS) -> NDArray:
        """The measure by code of one dimension under ``where`` alone, whatever filters are set."""
        return self._project(dimension, where, measure)

    def top(
        self, dimension: str, n: int = 10, *, by_selection: bool = False, measure: Measure = REQUESTS
    ) -> Top:
        """The n greatest values by the measure, what it tells of each under the other filters, and the rest.

        The values are the greatest of the whole log, so that their order never jumps under a filter;
        ``by_selection`` ranks by the requests under the other filters instead.
        """
        total = self.total(dimension)
        if by_selection:
            found = self.project(dimension, measure)
            codes = most(ranked(found), n)
            # Of as many requests each, the one of more in the whole log comes first, as without a filter.
            codes = codes[np.lexsort((codes, -total[codes], -ranked(found[codes])))]
            there = ranked(found) > 0
        else:
            there = total > 0
        values, missing = int(np.count_nonzero(there)), bool(there[:1].any())
        if not by_selection:
            if measure is REQUESTS and dimension in self._tails and n <= len(self._tails[dimension].shown):
                codes = self._tails[dimension].shown[:n]
                found = self._shown(dimension, self._without(dimension))
                return Top(codes, found[:n], int(found[n:].sum()), values, missing)
            found = self.project(dimension, measure)
            codes = most(ranked(self.total(dimension, measure)), n)
        rest = int(found.sum() - found[codes].sum()) if measure.adds else 0
        return Top(codes, found[codes], rest, values, missing)


def _grouped(codes: NDArray[np.int64], requests: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    # Weights are doubles: exact for fewer than 2**53 requests.
    return np.bincount(codes, requests, minlength=size).astype(np.int64)
