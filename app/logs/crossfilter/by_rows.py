"""The measures that are told from the requests that pass, row by row, and what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.measured import Bytes, Durations, DurationsOf, Visitors, known_sizes
from app.logs.crossfilter.measures import BYTES, VISITORS, Measure
from app.logs.crossfilter.parts import Selection
from app.logs.crossfilter.recent import Recent

CHOSEN = 5
"""Choices of requests that are kept in the order of a measure; see `parts.PARTS`."""


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

    ``person`` tells of each code of the agents whether it is no bot's.
    """

    def __init__(self, log: Requests, person: NDArray[np.bool_] | None) -> None:
        self._log = log
        self.person = person
        self._measured: dict[str, Told] = {}
        self._chosen = Recent(CHOSEN)

    def by(self, codes: NDArray, size: int, filters: Mapping[str, Selection], measure: Measure) -> NDArray:
        """The measure by the codes of all rows (below ``size``), of the requests that pass the filters."""
        kind = "seconds" if measure.quantile else measure.name
        chosen = self._chosen.get(
            (kind, frozenset(filters.items())),
            lambda: self._kind(kind).of(self._log.matching(filters) if filters else None),
        )
        if isinstance(chosen, DurationsOf):
            return chosen.by(codes, size, measure.quantile)
        return chosen.by(codes, size)

    def can_tell(self, measure: Measure) -> bool:
        """Whether the log has what the measure is made of."""
        if measure is VISITORS:
            return "host" in self._log.values and bool(self._log.total("host")[1:].any())
        sizes = measure is BYTES
        column = self._log.measures.get("size" if sizes else "seconds")
        return column is not None and bool((column > 0).any() if sizes else (column >= 0).any())

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
        identity = [log.column("day"), log.column("host")]
        if "user agent" in log.measures:
            identity.append(log.measures["user agent"])
        elif "agent" in log.values:
            identity.append(log.column("agent"))
        person = np.ones(log.rows, bool)
        if self.person is not None and "agent" in log.values:
            person = self.person[log.column("agent")]
        return Visitors(identity, person)
