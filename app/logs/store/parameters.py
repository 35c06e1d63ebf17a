"""The parameters of the URLs of a log: their names, and one of them as a dimension, made when asked for."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from app.logs.store.columns import Column, disk_space
from app.logs.store.labels import Labels
from app.logs.store.queries import names, parameter
from app.logs.store.texts import Texts
from app.uploads import session_folder

_AT_ONCE = 1 << 15


class Parameters:
    """What the distinct ``queries`` of a log say; ``column`` has the number of each request's, from 1.

    Number 0 is no query at all.

    What was found is remembered until there are more requests.
    """

    def __init__(self, queries: Texts, column: Column, kept: tuple[int, Sequence] = (0, ())) -> None:
        self._queries, self._column = queries, column
        rows, found = kept
        self._names = rows, [(name, count) for name, count in found]
        self._values: dict[str, tuple[np.ndarray, Sequence[str]]] = {}
        self._folder: Path | None = None

    def names(self, rows: int) -> list[tuple[str, int]]:
        """The names found, each with the number of requests that carry it, most first."""
        if self._names[0] != rows:
            requests = np.zeros(len(self._queries) + 1, np.int64)
            for chunk in self._column.chunks(rows):
                requests += np.bincount(chunk, minlength=len(requests))
            found: dict[str, int] = {}
            for first, queries in self._queries.chunks():
                of_each = pl.Series(requests[first + 1 : first + 1 + len(queries)])
                for name, count in names(queries, of_each).items():
                    found[name] = found.get(name, 0) + count
            self._names = rows, sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return self._names[1]

    def values(self, name: str, rows: int) -> tuple[np.ndarray, Sequence[str]]:
        """Codes (uint32[rows]) and labels of one parameter; its first value in a request counts."""
        known = self._values.get(name)
        if known is None or len(known[0]) != rows:
            known = self._values[name] = self._read(name, rows)
        return known

    def _read(self, name: str, rows: int) -> tuple[np.ndarray, Sequence[str]]:
        if self._folder is None:
            # Not among the log's columns: those may be another process's as well.
            self._folder = Path(tempfile.mkdtemp(prefix="parameters-", dir=session_folder()))
            weakref.finalize(self, shutil.rmtree, self._folder, True)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        labels, column = Labels(folder, "values"), Column(folder / "values.column", "uint32")
        with disk_space(folder):
            numbers = [np.zeros(1, np.uint32)]
            for _, queries in self._queries.chunks():
                for part in queries.rechunk().to_frame().iter_slices(_AT_ONCE):
                    numbers.append(labels.number(parameter(part.to_series(), name)))
            labels.settle()
            codes = labels.codes(np.concatenate(numbers))
            for chunk in self._column.chunks(rows):
                column.append(codes[chunk])
        return column.array(rows), labels.labels
