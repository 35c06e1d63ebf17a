"""A store told by the clock of another zone: every request at the same moment, under another hour and day."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import polars as pl

from app.logs.parsing.clock import NO_ZONE
from app.logs.store.columns import Column, disk_space
from app.problem import Problem
from app.seconds import MINUTE
from app.uploads import session_folder

if TYPE_CHECKING:
    from app.logs.store.store import Store


class StoreInZone:
    """The ``store`` as it is, now and as it grows, but for its ``time``: that of the wall clocks of ``zone``.

    The times are a column on disk of its own, so that memory does not grow with the log here either.
    """

    def __init__(self, store: Store, zone: str) -> None:
        self.as_written, self.zone = store, zone
        folder = Path(tempfile.mkdtemp(prefix="clock-", dir=session_folder()))
        weakref.finalize(self, shutil.rmtree, folder, True)
        self._folder, self._told, self._lock = folder, 0, Lock()
        self._column = Column(folder / "time.column", "int64")
        self._column.path.touch()

    def __getattr__(self, name: str) -> Any:
        if name == "as_written":
            raise AttributeError(name)
        return getattr(self.as_written, name)

    @property
    def time(self) -> np.ndarray:
        """Wall-clock seconds since 1970 in the zone, int64[rows], in reading order."""
        return self._array(self.as_written.rows)

    def column(self, name: str) -> np.ndarray:
        """One column, memory-mapped."""
        return self.time if name == "time" else self.as_written.column(name)

    def chunks(self, name: str) -> Iterator[np.ndarray]:
        """One column a chunk of rows at a time, without mapping it."""
        if name != "time":
            return self.as_written.chunks(name)
        return self._column.chunks(len(self.time))

    def let_go(self) -> None:
        """Take what was read of columns and texts on disk out of this process's memory."""
        self._column.let_go()
        self.as_written.let_go()

    def _array(self, rows: int) -> np.ndarray:
        """The first ``rows`` times; those that were not told yet are told now."""
        columns = self.as_written.columns
        with self._lock, disk_space(self._folder):
            if self._told < rows:
                parts = (columns[name].chunks(rows, self._told) for name in ("time", "zone"))
                for time, written in zip(*parts, strict=True):
                    self._column.append(told(time, written, self.zone))
                    self._told += len(time)
            return self._column.array(rows)


_IN_USE: weakref.WeakValueDictionary[tuple[int, str], StoreInZone] = weakref.WeakValueDictionary()
"""By the store's id and the zone. Each holds its store, whose id is nobody else's meanwhile."""


def in_zone(store: Store, zone: str) -> Store:
    """The store told by the clocks of ``zone``, a name of the IANA time zone database; by its own,
    as its lines are written, where that is empty.

    The same store and zone give the same one for as long as somebody holds it. What a line without a zone
    says beside others with one is taken as UTC, as `Store.order` takes it. Raises Problem for a zone that is
    not known, and for a log whose lines name none.
    """
    if isinstance(store, StoreInZone):
        store = store.as_written
    if not zone:
        return store
    check(zone)
    if store.rows and not names_zones(store):
        raise Problem(
            "The lines of this log name no time zone: its times are those of the server's clock.",
            "They cannot be told by the clock of another zone.",
        )
    found = _IN_USE.get((id(store), zone))
    if found is None:
        found = _IN_USE[id(store), zone] = StoreInZone(store, zone)
    # It has all that a store has, by delegation: a subclass would not follow a store that is one itself.
    return cast("Store", found)


def check(zone: str) -> None:
    """Raises Problem for a zone that is not known."""
    try:
        _by_clock(np.zeros(1, np.int64), zone)
    except pl.exceptions.ComputeError as error:
        raise Problem(
            f"“{zone[:60]}” is no time zone that is known.", "Write it as Europe/Berlin or UTC."
        ) from error


def told(time: np.ndarray, written: np.ndarray, zone: str) -> np.ndarray:
    """Wall-clock seconds in ``zone`` at the moments of ``time``, seconds of clocks that are ``written``
    minutes east of UTC; `NO_ZONE` is taken as UTC.

    >>> told(np.array([36_000, 36_000]), np.array([120, NO_ZONE]), "UTC").tolist()  # 10:00 +0200, 10:00
    [28800, 36000]
    """
    return _by_clock(time - np.where(written == NO_ZONE, 0, written).astype(np.int64) * MINUTE, zone)


def _by_clock(moments: np.ndarray, zone: str) -> np.ndarray:
    """Wall-clock seconds in ``zone`` of seconds since 1970 in UTC; over 2 million a second on one core."""
    times = pl.Series(moments * 1000).cast(pl.Datetime("ms", "UTC")).dt.convert_time_zone(zone)
    return times.dt.replace_time_zone(None).cast(pl.Int64).to_numpy() // 1000


def names_zones(store: Store) -> bool:
    """Whether a line of the store names its zone."""
    return any((zones != NO_ZONE).any() for zones in store.chunks("zone"))


def without_zone(store: Store) -> int:
    """How many requests have a time without a zone."""
    return sum(int(np.count_nonzero(zones == NO_ZONE)) for zones in store.chunks("zone"))


def written_zones(store: Store) -> np.ndarray:
    """The zones that lines name, in minutes east of UTC, ascending; `NO_ZONE` first where some lack one."""
    found = [np.unique(zones) for zones in store.chunks("zone")]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int16)
