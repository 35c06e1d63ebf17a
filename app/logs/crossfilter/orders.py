"""The orders of a large log by the dimensions that were filtered, each made beside the page once wanted.

An order takes eight bytes a request, and its sums at most one more a column, on disk, for as long as the log
is open. What is not there yet is counted as in a small log.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Lock, Timer
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.order import Order, Requests
from app.problem import Problem
from app.uploads import FOR_OTHERS, session_folder

MOST_BYTES = 4_000_000_000
"""Disk that the orders of a log take together; the one that was not asked for the longest goes first."""

AFTER = 0.5
"""Seconds from when an order is first asked for until it is made: the click that asks is answered first."""

_logger = logging.getLogger(__name__)


class Column(NamedTuple):
    """Codes of all requests, below ``size``."""

    codes: NDArray
    size: int


class Orders:
    """The orders of some requests by their dimensions, in ``room`` bytes; several threads may ask."""

    def __init__(self, log: Requests, room: int = MOST_BYTES) -> None:
        self._log, self._room = log, room
        self._made: OrderedDict[str, Order] = OrderedDict()
        self._asked: set[str] = set()
        self._lock, self._one_at_a_time = Lock(), Lock()

    @property
    def bytes(self) -> int:
        """Disk that the orders take."""
        return sum(order.bytes for order in self._made.values())

    def get(self, dimension: str) -> Order | None:
        """The order by a dimension, if it is there."""
        with self._lock:
            if dimension in self._made:
                self._made.move_to_end(dimension)
            return self._made.get(dimension)

    def ask(self, dimension: str, codes: Callable[[], Column | None], columns: Mapping[str, Column]) -> None:
        """Make the order by a dimension in a while, beside whoever asks."""
        with self._lock:
            if dimension in self._asked:
                return
            self._asked.add(dimension)
        later = Timer(AFTER, self.make, (dimension, codes, columns))
        later.daemon = True
        later.start()

    def make(self, dimension: str, codes: Callable[[], Column | None], columns: Mapping[str, Column]) -> None:
        """Make the order by the dimension with these ``codes``, by time alone for None, summing ``columns``.

        Where there is no room, there is none, and nothing but time is lost.
        """
        with self._one_at_a_time:
            try:
                by, size = codes() or (None, 1)
                order = Order(by, size, self._log, _kept)
                for name, column in columns.items():
                    order.sum(name, *column, _kept)
            except (OSError, Problem) as error:
                # It stays asked for: the next click would not find more room.
                _logger.warning("no order by %s: %s", dimension, error)
                return
            with self._lock:
                self._made[dimension] = order
                self._made.move_to_end(dimension)
                while self.bytes > self._room and len(self._made) > 1:
                    self._made.popitem(last=False)
                self._asked.discard(dimension)


def _kept(parts: Iterable[NDArray]) -> NDArray:
    """Numbers on disk, mapped, for as long as somebody holds them. Raises OSError where there is no room."""
    handle, name = tempfile.mkstemp(prefix="order-", dir=session_folder())
    path, dtype = Path(name), np.dtype(np.uint8)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                if part.nbytes + FOR_OTHERS > shutil.disk_usage(path.parent).free:
                    raise OSError("the disk is full")
                part.tofile(file)
                dtype = part.dtype
        mapped = np.memmap(path, dtype, "r")
    except BaseException:
        path.unlink()
        raise
    weakref.finalize(mapped, path.unlink, missing_ok=True)
    return mapped
