"""The store of a log: one code a request and dimension, on disk, and the way back to the lines.

Columns are files that only grow, memory-mapped when read, so that memory does not grow with the
log and several processes share one copy. The lines themselves stay where they are.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from secrets import randbits
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import polars as pl

from app.logs.dimensions import CODED, FURTHER
from app.logs.parsing.block import Block
from app.logs.parsing.clock import NO_ZONE
from app.logs.parsing.further import UNKNOWN
from app.logs.store.coding import Coder
from app.logs.store.columns import CHUNK, Column, disk_space
from app.logs.store.labels import Labels
from app.logs.store.lines import LineFile
from app.logs.store.parameters import Parameters
from app.logs.store.referrers import ReferrerParameters
from app.logs.store.texts import Texts
from app.logs.store.written import WrittenLines
from app.uploads import session_folder

NUMBERS = {"time": "int64", "size": "int64", "zone": "int16", "offset": "int64", "length": "int32"}
OPTIONAL: dict[str, tuple[str, float]] = {
    **dict.fromkeys(FURTHER, ("uint8", 0)),
    "user agent": ("uint32", 0),
    "seconds": ("float32", UNKNOWN),
}
"""Columns that are begun with the first request that has a value, and what stands for none."""

_WIDTHS = {"status": "uint8", "method": "uint8", "query": "uint32", "host": "uint32", "path": "uint32"}

Kept = TypeVar("Kept")


class _ByDimension(Mapping[str, Kept]):
    """Something of every dimension, looked up when asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.dimensions)

    def __len__(self) -> int:
        return len(self._store.dimensions)


class _Views(_ByDimension[np.ndarray]):
    """Every dimension's codes, mapped when asked for."""

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._store.dimensions:
            raise KeyError(name)
        return self._store.column(name)


class _Values(_ByDimension[Sequence[str]]):
    """Every dimension's labels by code."""

    def __getitem__(self, name: str) -> Sequence[str]:
        self._store.settle(name)
        return self._store.labels[name].labels


class Store(WrittenLines):
    """The requests of a log as columns.

    ``rows`` counts them; ``time``, ``size`` and ``codes`` may be read at any time up to there, also
    while a reader appends. Code 0 of every dimension is ``(none)``.
    ``files`` are the LineFile that rows came from, in order.
    """

    def __init__(self, folder: Path | None = None, layout: Mapping | None = None) -> None:
        """A new store in ``folder`` (a temporary one by default), or the finished one of ``layout``."""
        if folder is None:
            # In the session's own: a session that is killed removes nothing itself.
            self.folder = Path(tempfile.mkdtemp(prefix="log-", dir=session_folder()))
            self.remove_when_gone()
        else:
            self.folder = Path(folder)
        self.rows = layout["rows"] if layout else 0
        types = (
            layout["types"] if layout else NUMBERS | {n: _WIDTHS.get(n, "uint16") for n in (*CODED, "query")}
        )
        self.columns = {name: Column(self.folder / f"{name}.column", kind) for name, kind in types.items()}
        kept = layout["labels"] if layout else {}
        self.labels = {name: self._open_labels(name, kept.get(name)) for name in (*CODED, *FURTHER)}
        self.files = [LineFile.of(entry) for entry in layout["files"]] if layout else []
        self._queries = Texts(self.folder, "query", layout["queries"] if layout else 0)
        self._settled = dict.fromkeys((*CODED, *FURTHER), self.rows)
        self._seed: int = layout["seed"] if layout else randbits(63)
        self._lock = Lock()
        self._coder: Coder | None = None
        self._order: np.ndarray | None = None
        self._referrers = ReferrerParameters()
        parameters = (self.rows, layout["parameters"]) if layout else (0, ())
        self._parameters = Parameters(self._queries, self.columns["query"], parameters)
        if layout is None:
            for column in self.columns.values():
                column.path.touch()
            self.go_on()

    def go_on(self) -> None:
        """Let more lines be added, also to a store that was finished; its folder must be nobody else's."""
        self._coder = Coder(self.labels, self._queries, self._seed)

    def _open_labels(self, name: str, kept: Any) -> Labels:
        return Labels(self.folder, name, kept)

    def remove_when_gone(self) -> None:
        """Remove the folder as soon as nobody holds this store."""
        weakref.finalize(self, shutil.rmtree, self.folder, True)

    @property
    def time(self) -> np.ndarray:
        """Wall-clock seconds since 1970 as written, int64[rows], in reading order."""
        return self.column("time")

    @property
    def values(self) -> Mapping[str, Sequence[str]]:
        """The labels of every dimension by code, as far as rows were read."""
        return _Values(self)

    @property
    def codes(self) -> Mapping[str, np.ndarray]:
        """The codes of every one of the ``dimensions``, unsigned[rows], mapped when asked for."""
        return _Views(self)

    @property
    def size(self) -> np.ndarray:
        """Bytes of each response, int64[rows]; -1 where missing."""
        return self.column("size")

    @property
    def measures(self) -> dict[str, np.ndarray]:
        """Numbers of each request, as far as the log has them of any: see `crossfilter.Crossfilter`."""
        return {name: self.column(name) for name in ("size", "seconds", "user agent") if name in self.columns}

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions with a code a request: `CODED`, and those of `FURTHER` of which there is a value."""
        return (*CODED, *(name for name in FURTHER if name in self.columns))

    def column(self, name: str) -> np.ndarray:
        """One column, memory-mapped."""
        self.settle(name)
        return self.columns[name].array(self.rows)

    def append(self, block: Block, offset: int) -> np.ndarray:
        """Add the accepted lines of a Block that begins at ``offset`` of the last file.

        Gives which lines were accepted. Raises Problem when the disk is full.
        """
        assert self._coder is not None
        with self._lock, disk_space(self.folder):
            accepted, columns = self._coder.code(block)
            columns["offset"] = block.starts[accepted] + offset
            columns["length"] = block.lengths[accepted]
            for name, column in columns.items():
                if name in self.columns or self._begin(name, column):
                    self.columns[name].append(column)
            added = len(columns["time"])
            self.files[-1].rows += added
            self.rows += added
        return accepted

    def _begin(self, name: str, found: np.ndarray) -> bool:
        """Begin an optional column where some of these requests have a value; whether it is there now."""
        kind, missing = self._kind_of(name)
        if not (found != missing).any():
            return False
        column = Column(self.folder / f"{name}.column", kind)
        column.path.touch()
        for start in range(0, self.rows, CHUNK):
            column.append(np.full(min(CHUNK, self.rows - start), missing, kind))
        self.columns[name] = column
        return True

    def _kind_of(self, name: str) -> tuple[str, float]:
        """How an optional column is kept, and what stands for none."""
        return OPTIONAL[name]

    def fingerprint_by(self, seed: int) -> None:
        """Number user agents as all do that have this seed; before the first request is added."""
        self._seed = seed
        self.go_on()

    def extend(
        self,
        columns: Mapping[str, np.ndarray],
        labels: Mapping[str, pl.Series],
        queries: pl.Series,
        files: Sequence[LineFile],
    ) -> None:
        """Add requests that were coded elsewhere, with the labels of their codes and the texts of queries.

        ``files`` are what they come from, with rows counted from the first of these. Raises Problem when the
        disk is full.
        """
        with self._lock, disk_space(self.folder):
            coded = dict(columns)
            for name, texts in labels.items():
                coded[name] = self.labels[name].number(texts)[columns[name]]
            first = self._queries.append(queries) + 1
            numbers = columns["query"].astype(np.int64)
            coded["query"] = np.where(numbers > 0, numbers - 1 + first, 0).astype(np.uint32)
            added = len(columns["time"])
            for name, (kind, missing) in OPTIONAL.items():
                if name in self.columns and name not in coded:
                    coded[name] = np.full(added, missing, kind)
            for name, column in coded.items():
                if name in self.columns or self._begin(name, column):
                    self.columns[name].append(column)
            for file in files:
                file.first_row += self.rows
            self.files.extend(files)
            self.rows += added

    def queries(self) -> pl.Series:
        """The texts of all queries, by their number less one."""
        return pl.concat([pl.Series(dtype=pl.String), *(texts for _, texts in self._queries.chunks())])

    def settle(self, name: str) -> None:
        """Make codes of the numbers that labels on disk were given in rows which were read meanwhile."""
        if name not in self.labels or not self.labels[name].many or self._settled[name] == self.rows:
            return
        with self._lock, disk_space(self.folder):
            labels, rows = self.labels[name], self.rows
            labels.settle()
            # Nobody has seen these rows: their column is only given out once it is settled.
            if labels.repeat:
                self.columns[name].rewrite(self._settled[name], rows, labels.codes)
            self._settled[name] = rows

    def order(self) -> np.ndarray:
        """Row numbers in time order, stable; where lines carry different zones, by UTC."""
        if self._order is None or len(self._order) != self.rows:
            time, zone = self.time, self.column("zone")
            if self.rows and (zone != zone[0]).any():
                time = time - np.where(zone == NO_ZONE, 0, zone).astype(np.int64) * 60
            in_order = bool((time[1:] >= time[:-1]).all())
            self._order = np.arange(self.rows) if in_order else np.argsort(time, kind="stable")
        return self._order

    def let_go(self) -> None:
        """Take what was read of columns and texts on disk out of this process's memory."""
        kept: tuple[Column | Labels, ...] = (*self.columns.values(), *self.labels.values())
        for each in kept:
            each.let_go()

    @property
    def param_names(self) -> list[tuple[str, int]]:
        """The URL parameters found, each with the number of requests that carry it, most first."""
        return self._parameters.names(self.rows)

    def param(self, name: str) -> tuple[np.ndarray, Sequence[str]]:
        """Codes (uint32[rows]) and labels of one URL parameter; its first value in a request counts.

        ``referrer.NAME`` is one of the page that led to the request.
        """
        if name in self.referrer_param_names and name not in dict(self.param_names):
            return self._referrers.values(name, self.codes["referrer"], self.values["referrer"])
        return self._parameters.values(name, self.rows)

    @property
    def referrer_param_names(self) -> list[str]:
        """The URL parameters of the pages that led to requests, as ``referrer.NAME``, most frequent first."""
        return self._referrers.names(self.values["referrer"])

    def chunks(self, name: str) -> Iterator[np.ndarray]:
        """One column a chunk of rows at a time, without mapping it."""
        self.settle(name)
        return self.columns[name].chunks(self.rows)

    def layout(self) -> dict:
        """What has to be known besides the columns to open this store again, ready for JSON."""
        for name in self.labels:
            self.settle(name)
        return {
            "rows": self.rows,
            "seed": self._seed,
            "types": {name: column.dtype.name for name, column in self.columns.items()},
            "labels": {name: labels.entry() for name, labels in self.labels.items()},
            "queries": len(self._queries),
            "parameters": self.param_names,
            "files": [file.entry() for file in self.files],
        }
