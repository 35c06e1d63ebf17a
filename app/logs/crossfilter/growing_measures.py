"""Visitors and bytes of a log that grows: only the requests that came are looked at, the others stay known.

`measured.Visitors` puts all requests in the order of their visitors, which is the fastest for a log that
stays as it is. Here each request keeps the number of its visitor, and counting marks those that occur.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.by_rows import ByRows, Requests, Told
from app.logs.crossfilter.growth import Numbers, RoomyColumn
from app.logs.crossfilter.measured import Bytes, VisitorsOf, known_sizes
from app.logs.crossfilter.measures import BYTES, VISITORS
from app.logs.crossfilter.radix import by_code
from app.seconds import DAY

MARKED = 1 << 24
"""Pairs of a visitor and a code up to which they are found by marking a table; beyond it by sorting."""

_HIGH = 32
"""Bits by which the first of two numbers stands above the second."""


class Measures:
    """What each request of a growing log adds to visitors and bytes; shared from one growth to the next."""

    def __init__(self) -> None:
        self._clients, self._visitors = Numbers(), Numbers()
        self._of_row = RoomyColumn(np.uint32)
        self._sizes = RoomyColumn(np.float64)

    def visitors(
        self, time: NDArray[np.int64], identity: Sequence[NDArray], person: NDArray[np.bool_] | None
    ) -> GrowingVisitors:
        """The visitors of requests at these seconds, of which those seen before are the first.

        ``identity`` are the codes of the client and, where the log has it, of its user agent; ``person`` says
        which of the rows beyond ``rows`` are no bot's; None that all are.
        """
        rows = slice(len(self._of_row.array), len(time))
        client = identity[0][rows].astype(np.int64)
        for column in identity[1:]:
            client = self._clients.of((client << _HIGH) + column[rows])
        numbers = np.zeros(len(client), np.uint32)
        persons = slice(None) if person is None else person
        numbers[persons] = 1 + self._visitors.of(((time[rows] // DAY << _HIGH) + client)[persons])
        self._of_row.extend(numbers)
        return GrowingVisitors(self._of_row.array[: len(time)], len(self._visitors.by_number.array))

    @property
    def rows(self) -> int:
        """Requests whose visitors are known."""
        return len(self._of_row.array)

    def bytes(self, sizes: NDArray[np.integer]) -> Bytes:
        """The bytes of requests of these sizes, of which those seen before are the first."""
        self._sizes.extend(known_sizes(sizes[len(self._sizes.array) :]))
        return Bytes(self._sizes.array[: len(sizes)])


class GrowingVisitors:
    """Requests with the number of each one's visitor, from 1 to ``many``; 0 is a bot's."""

    def __init__(self, visitor: NDArray[np.uint32], many: int) -> None:
        self._visitor, self._many = visitor, many

    def of(self, rows: NDArray[np.intp] | None) -> MarkedVisitors:
        """The visitors of some rows, or of all."""
        return MarkedVisitors(rows, self._visitor if rows is None else self._visitor[rows], self._many)


class MarkedVisitors:
    """The visitors of some rows, to be counted by any codes."""

    def __init__(self, rows: NDArray[np.intp] | None, visitor: NDArray[np.uint32], many: int) -> None:
        self._chosen, self._visitor, self._many = rows, visitor, many

    def by(self, codes: NDArray, size: int) -> NDArray[np.int64]:
        """Different visitors by code; ``codes`` are of every row of the log, below ``size``."""
        width = self._many + 1
        if size * width > MARKED:
            return self._in_order().by(codes, size)
        # All visitors of one code beside each other: requests that are neighbours mark neighbours.
        places = (codes if self._chosen is None else codes[self._chosen]).astype(np.int64)
        places *= width
        places += self._visitor
        seen = np.zeros(size * width, bool)
        seen[places] = True
        return np.count_nonzero(seen.reshape(size, width)[:, 1:], axis=1).astype(np.int64)

    def _in_order(self) -> VisitorsOf:
        places = np.flatnonzero(self._visitor)
        places = places[by_code(self._visitor[places])]
        rows = places if self._chosen is None else self._chosen[places]
        return VisitorsOf(rows, self._visitor[places].astype(np.int32))


class GrowingByRows(ByRows):
    """`ByRows` of a growing log that goes on from what its ``grown`` measures know.

    ``time`` is the second of each request.
    """

    def __init__(
        self,
        log: Requests,
        person: NDArray[np.bool_] | None,
        time: NDArray[np.int64],
        grown: Measures,
    ) -> None:
        super().__init__(log, person)
        self._time, self._grown = time, grown

    def _made(self, kind: str) -> Told:
        if kind == BYTES.name:
            return self._grown.bytes(self._log.measures["size"])
        if kind != VISITORS.name:
            return super()._made(kind)
        return self._grown.visitors(self._time, self._client(), self._persons(self._grown.rows))
