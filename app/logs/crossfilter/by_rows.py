"""The measures that are told from the requests that pass, row by row, and what is kept of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.measured import Bytes, Durations, DurationsOf, Visitors, known_sizes
from app.logs.crossfilter.measures import BYTES, VISITORS, Measure
from app.logs.crossfilter.parts import Selection
from app.logs.crossfilter.recent import Recent

CHOSEN = 5
"""Choices of requests that are kept in the order of a measure; see `parts.PARTS`."""

GROUPED, MOST = 20, 2_000_000
"""Dimensions that are kept in order, in logs of so many requests at most: all that a page shows of a measure.
With room for fewer than that they would go and be made anew with every click."""

ORDERS, ROWS = 160_000_000, 48_000_000
"""Bytes that these orders may take together, four a request each and some for each value; and those of the
rows that pass filters, eight for each: three choices of all of two million requests."""

MANY = 0.25
"""The part of all requests from which on an order of all answers sooner than putting these in order."""


class Requests(Protocol):
    """The requests of a log, as a `Crossfilter` has them."""

    rows: int
    measures: dict[str, NDArray]

    @property
    def values(self) -> Mapping[str, Sequence[str]]:
        """The labels of the codes of each dimension."""

    def column(self, dimension: str) -> NDArray:
        """Each request's code of a dimension."""

    def total(self, dimension: str) -> NDArray:
        """Requests by code of a dimension."""

    def matching(self, where: Mapping[str, Selection]) -> NDArray[np.intp]:
        """The rows that pass these filters."""


class Told(Protocol):
    """Requests of which bytes, visitors or response times can be told."""

    def of(self, rows: NDArray[np.intp] | None) -> Any:
        """Some rows, or all: what tells it by any codes, see `measured`."""


class ByRows:
    """Bytes, visitors and response times of a log. Nothing is made of them before they are asked for.

    ``person`` tells of each code of the agents whether it is no bot's; ``orders`` are the bytes that the
    orders of what is asked often may take.
    """

    def __init__(self, log: Requests, person: NDArray[np.bool_] | None, orders: int = ORDERS) -> None:
        self._log = log
        self.person = person
        self._measured: dict[str, Told] = {}
        self._chosen, self._matching = Recent(CHOSEN), Recent(CHOSEN, ROWS)
        self._grouped = Recent(GROUPED, orders)
        self._ordered = orders > 0 and log.rows <= MOST

    def by(
        self,
        codes: NDArray,
        size: int,
        filters: Mapping[str, Selection],
        measure: Measure,
        asked_often: Hashable = None,
    ) -> NDArray:
        """The measure by the codes of all rows (below ``size``), of the requests that pass the filters.

        ``asked_often`` is a name of these codes, which are then kept in order where that helps: where many
        pass, and the log is not too large for that.
        """
        kind = "seconds" if measure.quantile else measure.name
        told = self._kind(kind)
        if (
            asked_often is not None
            and self._ordered
            and isinstance(told, Bytes | Durations | Visitors)
            and self._many(filters)
        ):
            grouped = self._grouped.get((asked_often, kind), lambda: told.grouped(codes, size))
            found: NDArray = grouped.of(self._rows(filters), measure.quantile)
            return found
        chosen = self._chosen.get((kind, frozenset(filters.items())), lambda: told.of(self._rows(filters)))
        if isinstance(chosen, DurationsOf):
            return chosen.by(codes, size, measure.quantile)
        return chosen.by(codes, size)

    def forget(self, dimension: str) -> None:
        """Drop what is kept of a dimension whose codes were replaced."""
        self._grouped.drop(dimension)

    def can_tell(self, measure: Measure) -> bool:
        """Whether the log has what the measure is made of."""
        if measure is VISITORS:
            return "host" in self._log.values and bool(self._log.total("host")[1:].any())
        sizes = measure is BYTES
        column = self._log.measures.get("size" if sizes else "seconds")
        return column is not None and bool((column > 0).any() if sizes else (column >= 0).any())

    def _many(self, filters: Mapping[str, Selection]) -> bool:
        rows = self._rows(filters)
        return rows is None or len(rows) >= MANY * self._log.rows

    def _rows(self, filters: Mapping[str, Selection]) -> NDArray[np.intp] | None:
        if not filters:
            return None
        rows: NDArray[np.intp] = self._matching.get(
            frozenset(filters.items()), lambda: self._log.matching(filters)
        )
        return rows

    def _kind(self, kind: str) -> Told:
        if kind not in self._measured:
            self._measured[kind] = self._made(kind)
        return self._measured[kind]

    def _made(self, kind: str) -> Told:
        log = self._log
        if kind == BYTES.name:
            return Bytes(known_sizes(log.measures["size"]))
        if kind != VISITORS.name:
            return Durations(log.measures["seconds"])
        person = self._persons()
        return Visitors(
            [log.column("day"), *self._client()], np.ones(log.rows, bool) if person is None else person
        )

    def _client(self) -> list[NDArray]:
        """Who asked: the codes of the address and, where the log has it, of the user agent."""
        log = self._log
        if "user agent" in log.measures:
            return [log.column("host"), log.measures["user agent"]]
        return [log.column(name) for name in ("host", "agent") if name in log.values]

    def _persons(self, first: int = 0) -> NDArray[np.bool_] | None:
        """Which of the requests from ``first`` on are no bot's; None that all are."""
        if self.person is None or "agent" not in self._log.values:
            return None
        persons: NDArray[np.bool_] = self.person[self._log.column("agent")[first:]]
        return persons
