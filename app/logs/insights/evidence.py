"""The requests of a log as the rules look at them: row by row, in the order of time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import ERROR, SERVER_ERROR
from app.logs.crossfilter.radix import by_code
from app.logs.dimensions import NONE, status_numbers
from app.seconds import DAY, HOUR

PAUSE = 1800
"""Seconds without a request after which a client's next one begins another visit, as web analytics has it."""

STEPS = (60, 300, 900, HOUR, 3 * HOUR, 6 * HOUR, DAY)
"""Seconds that a bin may last."""

BINS = 3500
"""Bins that a log is cut into at most, where the steps allow it."""


SAMPLE = 40_000
"""Requests, one after the other, that are enough to see how they cluster."""


class Evidence:
    """A log's requests as columns in the order of time, and what several rules need of them.

    ``time`` are seconds; ``codes`` and ``values`` as in the Crossfilter; ``measures`` numbers of each
    request, such as "size" in bytes and "seconds" taken, below zero where unknown. ``failed`` are the
    requests with a status of 400 and above, ``broken`` those of 500 and above.
    """

    def __init__(self, log: Crossfilter) -> None:
        self.log = log
        time = log.time
        sorted_ = bool((time[1:] >= time[:-1]).all())
        self._order = None if sorted_ else np.argsort(time, kind="stable")
        self.time: NDArray[np.int64] = self._in_order(time)
        self._codes: dict[str, NDArray] = {}
        status = status_numbers(log.values.get("status", ()))
        by_code = status if len(status) else np.zeros(1, int)
        found = self.codes("status") if "status" in log.values else np.zeros(len(time), np.uint8)
        self.failed: NDArray[np.bool_] = (by_code >= ERROR)[found]
        self.broken: NDArray[np.bool_] = (by_code >= SERVER_ERROR)[found]

    def __len__(self) -> int:
        return len(self.time)

    def _in_order(self, column: NDArray) -> NDArray:
        return column if self._order is None else column[self._order]

    @property
    def values(self) -> Mapping:
        """The labels of each dimension's codes."""
        return self.log.values

    def codes(self, dimension: str) -> NDArray:
        """Each request's code of a dimension."""
        if dimension not in self._codes:
            # Codes of one byte are compared several times as fast as those of eight.
            least = np.min_scalar_type(max(len(self.values[dimension]) - 1, 0))
            self._codes[dimension] = self._in_order(self.log.codes(dimension).astype(least, copy=False))
        return self._codes[dimension]

    def measure(self, name: str) -> NDArray | None:
        """A number of each request, where the log has it of any."""
        column = self.log.measures.get(name)
        return None if column is None or not len(column) else self._in_order(column)

    def named(self, dimension: str) -> NDArray[np.bool_]:
        """Which codes of a dimension are values, not a missing one."""
        return np.array([label != NONE for label in self.values[dimension]], bool)

    @cached_property
    def main(self) -> slice:
        """The rows between the edges of the one stretch of the clock that holds most of the requests.

        What a clock that jumped has put months away is left out.
        """
        numbers = self.log.timeline.numbers
        cuts = np.flatnonzero(np.diff(numbers) > 1) + 1
        if not len(cuts):
            return slice(0, len(self.time))
        edges = np.r_[0, cuts, len(numbers)]
        starts = self.log.timeline.starts[edges[:-1]]
        places = np.append(np.searchsorted(self.time, starts), len(self.time))
        place = int(np.argmax(np.diff(places)))
        return slice(int(places[place]), int(places[place + 1]))

    @cached_property
    def visits(self) -> NDArray[np.int64]:
        """The seconds, ascending, at which a visit begins: its client paused for half an hour before.

        Requests come in clusters, a page with its pictures and the next page; visits come by chance. A log
        without clients, or of one that sent most, has a visit wherever the requests paused for a second.
        """
        time = self.time[self.main]
        if "host" in self.values and len(time):
            host = self.codes("host")[self.main]
            if np.bincount(host).max() < 0.5 * len(time):
                order = by_code(host)
                begins = np.diff(time[order], prepend=-PAUSE) > PAUSE
                begins |= np.diff(host[order].astype(np.int64), prepend=-1) != 0
                return np.sort(time[order][begins])
        return time[np.diff(time, prepend=-PAUSE) > 1]

    @cached_property
    def step(self) -> int:
        """Seconds of a bin: the finest of the steps with which the log has no more than ``BINS``."""
        time = self.time[self.main]
        span = int(time[-1] - time[0]) if len(time) else 0
        return next((step for step in STEPS if span <= step * BINS), STEPS[-1])

    def clusters(self, flags: NDArray[np.bool_]) -> float:
        """How many flagged requests one client sends in a row on average, at least 1.

        By as much they count for less: what one client does again and again is one chance.
        """
        if "host" not in self.values or not flags.any():
            return 1.0
        some = np.flatnonzero(flags)[:SAMPLE]
        pairs = np.sort(
            self.codes("host")[some].astype(np.int64) << 32 | self.time[some] // HOUR & 0xFFFFFFFF
        )
        return len(pairs) / (1 + int(np.count_nonzero(np.diff(pairs))))
