"""Texts on disk in the order in which they came, found again by their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from app.logs.store.columns import CHUNK, Column

FEW = 1000
"""Texts that are fetched one by one; for more of them all that stand between are read, a part at a time."""


class Texts:
    """Texts in a file, one after the other, and where each ends; both only grow.

    Memory does not grow with them. A text may hold anything, also line feeds.
    """

    def __init__(self, folder: Path, name: str, count: int = 0) -> None:
        self._path = folder / f"{name}.texts"
        self._ends = Column(folder / f"{name}.ends", "int64")
        self._count = count
        self._end = int(self._ends.array(count)[-1]) if count else 0
        if not count:
            self._path.touch()
            self._ends.path.touch()

    def __len__(self) -> int:
        return self._count

    def append(self, texts: pl.Series) -> int:
        """Add texts (strings) at the end; gives the number of the first."""
        first = self._count
        if len(texts):
            ends = self._end + np.cumsum(texts.str.len_bytes().to_numpy().astype(np.int64) + 1)
            with self._path.open("ab") as file:
                file.write(texts.str.join("\n").cast(pl.Binary)[0])
                file.write(b"\n")
            self._ends.append(ends)
            self._end = int(ends[-1])
            self._count += len(texts)
        return first

    def many(self, numbers: np.ndarray) -> list[str]:
        """The texts of these numbers, in their order."""
        if len(numbers) <= FEW:
            return [text for number in numbers.tolist() for text in self._between(number, number + 1)]
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        found: list[pl.Series] = []
        # Texts that nobody asks for are not read: of a log's chunk, most are near to each other.
        for first in np.unique(ordered // CHUNK * CHUNK).tolist():
            end = min(first + CHUNK, self._count)
            here = ordered[np.searchsorted(ordered, first) : np.searchsorted(ordered, end)]
            start, stop = int(here[0]), int(here[-1]) + 1
            found.append(self._between(start, stop).gather(here - start))
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return pl.concat(found).gather(places).to_list()

    def chunks(self, first: int = 0) -> Iterator[tuple[int, pl.Series]]:
        """The texts from ``first`` on a chunk at a time, each with the number of its first."""
        for start in range(first, self._count, CHUNK):
            yield start, self._between(start, min(start + CHUNK, self._count))

    def let_go(self) -> None:
        """Take what was read of where texts end out of this process's memory."""
        self._ends.let_go()

    def _between(self, first: int, end: int) -> pl.Series:
        ends = self._ends.array(self._count)[max(first - 1, 0) : end]
        begin = 0 if first == 0 else int(ends[0])
        with self._path.open("rb") as file:
            file.seek(begin)
            data = file.read(int(ends[-1]) - begin)
        if data.count(b"\n") == end - first and b"\r" not in data:
            return pl.read_lines(data).to_series()
        places = [begin, *ends[-(end - first) :].tolist()]
        return pl.Series(_cut(data, [place - begin for place in places]), dtype=pl.String)


def _cut(data: bytes, places: Sequence[int]) -> list[str]:
    return [data[a : b - 1].decode() for a, b in pairwise(places)]
