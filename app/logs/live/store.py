"""The store of a log that grows: written by one process, mapped by others up to the last commit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from secrets import randbits
from typing import Any

import numpy as np
import polars as pl

from app.logs.dimensions import CODED, FURTHER
from app.logs.live.labels import LiveLabels, cut
from app.logs.live.parameters import LiveParameters, ParameterNames
from app.logs.store.columns import Column
from app.logs.store.labels import several
from app.logs.store.lines import LineFile
from app.logs.store.store import NUMBERS, Store
from app.logs.store.texts import Texts

LINES = "lines"
"""The file that the lines are copied to: a rotated, packed or removed log has them no longer."""


def nothing() -> dict[str, Any]:
    """The layout of a store without a row.

    Its columns are as wide as they will ever be: one that is widened would be another file under the name
    that others map.
    """
    types = dict(NUMBERS) | dict.fromkeys((*CODED, "query"), "uint32")
    empty = {"rows": 0, "types": types, "labels": {}, "queries": 0, "parameters": [], "files": []}
    return empty | {"seed": randbits(63)}


class LiveStore(Store):
    """Requests as columns that grow; opened by the ``layout`` of a commit, ``advance``d to a later one."""

    def __init__(self, folder: Path, layout: Mapping[str, Any] | None = None) -> None:
        super().__init__(folder, layout or nothing())
        self._live_parameters = LiveParameters(self._queries, self.columns["query"])
        self._names = [(name, count) for name, count in layout["parameters"]] if layout else []
        self._counted_names = ParameterNames()

    def _open_labels(self, name: str, kept: Any) -> LiveLabels:
        return LiveLabels(self.folder, name, kept)

    def begin(self) -> None:
        """Be written to from here on, by this process alone.

        What was written and not committed is cut off. Raises ValueError or OSError where what was committed
        is not there any more.
        """
        for column in self.columns.values():
            column.path.touch()
            cut(column.path, self.rows * column.dtype.itemsize)
        for name in ("query.ends", "query.texts", LINES):
            (self.folder / name).touch()
        count = len(self._queries)
        cut(self.folder / "query.ends", 8 * count)
        ends = np.fromfile(self.folder / "query.ends", np.int64)
        cut(self.folder / "query.texts", int(ends[-1]) if count else 0)
        self._queries = Texts(self.folder, "query", count)
        for labels in self.labels.values():
            assert isinstance(labels, LiveLabels)
            labels.begin()
        # User agents are numbered as by the reader before.
        self.fingerprint_by(self._seed)
        self.count_names(0)

    def count_names(self, first: int) -> None:
        """Count the parameters of the rows from ``first`` on, which were added just now."""
        self._counted_names.add(self._queries, self.columns["query"].array(self.rows)[first:])
        self._names = self._counted_names.found()

    def _begin(self, name: str, found: np.ndarray) -> bool:
        # Of an earlier reader that did not come to commit it.
        (self.folder / f"{name}.column").unlink(missing_ok=True)
        return super()._begin(name, found)

    def _kind_of(self, name: str) -> tuple[str, float]:
        kind, missing = super()._kind_of(name)
        return "uint32" if name in FURTHER else kind, missing

    def advance(self, layout: Mapping[str, Any]) -> None:
        """Know of what another process added since."""
        for name, kind in layout["types"].items():
            if name not in self.columns:
                self.columns[name] = Column(self.folder / f"{name}.column", kind)
        for name, labels in self.labels.items():
            assert isinstance(labels, LiveLabels)
            labels.grow(layout["labels"][name]["count"])
        self._queries = Texts(self.folder, "query", layout["queries"])
        self._live_parameters.grow(self._queries)
        self.files = [LineFile.of(entry) for entry in layout["files"]]
        self._names = [(name, count) for name, count in layout["parameters"]]
        self.rows = layout["rows"]

    @property
    def param_names(self) -> list[tuple[str, int]]:
        """The URL parameters found, each with the number of requests that carry it, most first."""
        return self._names

    def param(self, name: str) -> tuple[np.ndarray, Any]:
        """Codes (uint32[rows]) and labels of one URL parameter; its first value in a request counts."""
        return self._live_parameters.values(name, self.rows)

    def newest(self, first: int, folder: Path) -> LiveStore:
        """The rows from ``first`` on as a store of their own in ``folder``, with the labels they have."""
        found = LiveStore(folder, nothing() | {"seed": self._seed})
        found.begin()
        for name, column in self.columns.items():
            values = np.array(column.array(self.rows)[first:])
            if name in self.dimensions:
                used = np.unique(values)
                texts = several(self.values[name], used)
                values = found.labels[name].number(pl.Series(texts, dtype=pl.String))[
                    np.searchsorted(used, values)
                ]
            elif name == "query":
                used = np.unique(values[values > 0])
                texts = self._queries.many(used.astype(np.int64) - 1)
                start = found._queries.append(pl.Series(texts, dtype=pl.String))
                values = np.where(values > 0, start + 1 + np.searchsorted(used, values), 0)
            elif name == "offset" and len(values):
                base = int(values[0])
                _copy(self.folder / LINES, base, folder / LINES)
                values -= base
            if name in found.columns or found._begin(name, values):
                found.columns[name].append(values)
        found.rows = self.rows - first
        found.count_names(0)
        for file in self.files:
            end = file.first_row + file.rows - first
            if end > 0:
                start_row = max(file.first_row - first, 0)
                found.files.append(
                    LineFile(file.name, file.path, file.format, True, start_row, end - start_row)
                )
        return found


def _copy(source: Path, start: int, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        read.seek(start)
        while data := read.read(8 << 20):
            written.write(data)
