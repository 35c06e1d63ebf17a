"""Columns of numbers on disk that only grow, and the dictionaries that give codes their labels."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path

import numpy as np

from app.logs.dimensions import NONE
from app.problem import Problem

CHUNK = 1 << 18


class Column:
    """Numbers in a file, appended while reading and memory-mapped to be read, so that pages are shared."""

    def __init__(self, path: Path, dtype: np.dtype | type | str) -> None:
        self.path = path
        self.dtype = np.dtype(dtype)
        self._mapped: np.ndarray | None = None
        self._pages: mmap | None = None

    def append(self, values: np.ndarray) -> None:
        """Add ``values`` at the end; codes that outgrow the column's width widen the whole column."""
        if self.dtype.kind == "u" and len(values) and values.max() > np.iinfo(self.dtype).max:
            self._widen(np.min_scalar_type(int(values.max())))
        with self.path.open("ab") as file:
            file.write(np.ascontiguousarray(values, self.dtype).data)

    def array(self, rows: int) -> np.ndarray:
        """The first ``rows`` numbers, memory-mapped, read only."""
        if rows == 0:
            return np.empty(0, self.dtype)
        if self._mapped is None or len(self._mapped) < rows or self._mapped.dtype != self.dtype:
            with self.path.open("rb") as file:
                # Not np.memmap, which resolves its path: of a log that grows forty columns are mapped anew
                # several times a second.
                self._pages = mmap(file.fileno(), rows * self.dtype.itemsize, access=ACCESS_READ)
            self._mapped = np.frombuffer(self._pages, self.dtype)
        return self._mapped[:rows]

    def let_go(self) -> None:
        """Take the pages that were read by the mapping out of this process's memory; arrays of it stay as
        they are, and what is looked at again comes from the system's cache."""
        if self._pages is not None:
            self._pages.madvise(MADV_DONTNEED)

    def chunks(self, rows: int, first: int = 0) -> Iterator[np.ndarray]:
        """The numbers from ``first`` to ``rows`` a chunk at a time, without mapping them into memory."""
        with self.path.open("rb") as file:
            file.seek(first * self.dtype.itemsize)
            for start in range(first, rows, CHUNK):
                yield np.fromfile(file, self.dtype, min(CHUNK, rows - start))

    def rewrite(self, first: int, rows: int, change: Callable[[np.ndarray], np.ndarray]) -> None:
        """Put what ``change`` makes of the numbers from ``first`` to ``rows`` in their place."""
        with self.path.open("r+b") as file:
            for start in range(first, rows, CHUNK):
                file.seek(start * self.dtype.itemsize)
                numbers = np.fromfile(file, self.dtype, min(CHUNK, rows - start))
                file.seek(start * self.dtype.itemsize)
                file.write(np.ascontiguousarray(change(numbers), self.dtype).data)

    def _widen(self, dtype: np.dtype) -> None:
        wider = Column(self.path.with_suffix(".wider"), dtype)
        wider.path.touch()
        for chunk in self.chunks(self.path.stat().st_size // self.dtype.itemsize):
            wider.append(chunk)
        wider.path.replace(self.path)
        self.dtype = wider.dtype


class Dictionary:
    """The labels of one dimension: a label's code is its place; code 0 is ``NONE``."""

    def __init__(self, labels: list[str] | None = None) -> None:
        self.labels = labels or [NONE]
        self._codes = {label: code for code, label in enumerate(self.labels)}

    def code(self, label: str) -> int:
        """The code of ``label``, a new one where it has none yet."""
        code = self._codes.get(label)
        if code is None:
            # The label comes first: another thread may read labels while a file is being read.
            code = len(self.labels)
            self.labels.append(label)
            self._codes[label] = code
        return code

    def find(self, label: str) -> int | None:
        """The code of ``label``, None where it never occurred."""
        return self._codes.get(label)


class DiskFullError(Problem):
    """There is no disk space left."""


class disk_space:  # noqa: N801
    """Turns a full disk, met inside, into a Problem."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                "There is no disk space left to read this log into.",
                "Free some space, or read fewer or smaller files.",
            ) from error
