"""The labels of a dimension: a code for each, in memory while they are few, on disk once they are many.

A log in which every path, host or referrer is another one holds as many labels as lines. They are written
down as they come, a block at a time, and numbered; a label that came before and is no longer
remembered is written again, under another number. Which numbers mean the same is settled afterwards, from a
column of 64-bit hashes that is sorted a part at a time, so that memory stays where it is.

What measured best is kept. Five million different paths, one column of them, on two cores: polars' streaming
group-by of the texts 2.1 processor seconds and 1,080 MB; DuckDB with a limit of 200 MB, spilling, 4.3 s and
280 MB; hashes sorted here 1.3 s and 240 MB, and no engine to install. The hashes have a seed of their own
in every store, so that nobody can write texts which share one; by chance, two of ten million different
texts do with a probability of three in a million.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from secrets import randbits
from tempfile import TemporaryDirectory
from typing import overload

import numpy as np
import polars as pl

from app.logs.store.columns import Column, Dictionary
from app.logs.store.texts import Texts

MOST_HELD = 1 << 15
"""Labels that are held in memory; a dimension with more writes them to disk."""

MANY, NEARLY_ALL = 20_000, 0.9
"""Labels that come at once, and the part of them that differs, where memory will not hold them all."""

PART = 1 << 20
"""Hashes that are sorted at once."""


class Labels:
    """The labels of one dimension while a log is read; code 0 is ``NONE``.

    ``number`` gives every label a number. As long as all are in memory that is its code; beyond, two
    numbers may mean the same label until ``settle`` has found out, and ``codes`` makes codes of numbers.
    A label's code is its place in the order in which labels came first, and never changes.
    """

    def __init__(self, folder: Path, name: str, kept: Sequence[str] | dict | None = None) -> None:
        self._folder = folder
        self._name = name
        self._late = self._firsts = np.empty(0, np.uint32)
        self._settled = 0
        self.seed = randbits(63)
        self._held: Dictionary | None = Dictionary(kept if isinstance(kept, list) else None)
        if isinstance(kept, dict):
            self._held, self._settled, self.seed = None, kept["count"], kept["seed"]
            self._open(self._settled)
            self._late, self._firsts = (np.fromfile(path, np.uint32) for path in self._twice)

    def _open(self, count: int = 0) -> None:
        self._texts = Texts(self._folder, self._name, count)
        self._hashes = Column(self._folder / f"{self._name}.hashes", "uint64")
        if not count:
            self._hashes.path.touch()

    @property
    def _twice(self) -> tuple[Path, Path]:
        return self._folder / f"{self._name}.late", self._folder / f"{self._name}.firsts"

    @property
    def many(self) -> bool:
        """Whether the labels are on disk, and numbers have to be settled."""
        return self._held is None

    @property
    def repeat(self) -> bool:
        """Whether some labels have more numbers than one."""
        return len(self._late) > 0

    def number(self, labels: pl.Series) -> np.ndarray:
        """The numbers (uint32) of labels, new ones for those that were not met before."""
        if self._held is not None and self._outgrows(labels):
            self._to_disk(self._held)
        if self._held is not None:
            known = labels.unique(maintain_order=True)
            codes = np.array([self._held.code(label) for label in known.to_list()], np.uint32)
            if len(known) == len(labels):
                found = codes
            elif len(known) == 1:
                found = np.repeat(codes, len(labels))
            else:
                found = codes[labels.replace_strict(known, np.arange(len(known), dtype=np.uint32)).to_numpy()]
            if len(self._held.labels) > MOST_HELD:
                self._to_disk(self._held)
            return found
        return np.arange(len(labels), dtype=np.uint32) + np.uint32(self._write(labels))

    def _outgrows(self, labels: pl.Series) -> bool:
        """Whether nearly all of many labels differ: to hold them first would only take time."""
        return len(labels) >= MANY and labels.n_unique() >= NEARLY_ALL * len(labels)

    def _to_disk(self, held: Dictionary) -> None:
        self._open()
        self._write(pl.Series(held.labels, dtype=pl.String))
        self._held = None

    def _write(self, labels: pl.Series) -> int:
        self._hashes.append(labels.hash(self.seed).to_numpy())
        return self._texts.append(labels)

    def settle(self) -> None:
        """Find out which of the numbers given so far mean a label that had one before."""
        if self._held is not None or len(self._texts) == self._settled:
            return
        count = len(self._texts)
        late, firsts = [self._late[:0]], [self._firsts[:0]]
        for hashes, numbers in self._parts(count):
            again, first = _repeated(hashes)
            late.append(numbers[again])
            firsts.append(numbers[first])
        all_late, all_firsts = np.concatenate(late), np.concatenate(firsts)
        order = np.argsort(all_late)
        self._late, self._firsts = all_late[order], all_firsts[order]
        self._settled = count
        for path, numbers in zip(self._twice, (self._late, self._firsts), strict=True):
            numbers.tofile(path)

    def _parts(self, count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All hashes with their numbers, in parts of which none shares a hash with another."""
        if count <= PART:
            yield from ((hashes, np.arange(count, dtype=np.uint32)) for hashes in [self._read(count)])
            return
        bits = int(2 * count // PART).bit_length()
        with TemporaryDirectory(dir=self._folder) as folder:
            parts = [
                (
                    Column(Path(folder, f"{part}.hashes"), "uint64"),
                    Column(Path(folder, f"{part}.numbers"), "uint32"),
                )
                for part in range(1 << bits)
            ]
            first = 0
            for hashes in self._hashes.chunks(count):
                of = (hashes >> np.uint64(64 - bits)).astype(np.uint16)
                order = np.argsort(of, kind="stable")
                ends = np.cumsum(np.bincount(of, minlength=len(parts)))
                for (hash_column, number_column), places in zip(
                    parts, np.split(order, ends[:-1]), strict=True
                ):
                    hash_column.append(hashes[places])
                    number_column.append(places + first)
                first += len(hashes)
            for hash_column, number_column in parts:
                if hash_column.path.exists():
                    yield np.fromfile(hash_column.path, np.uint64), np.fromfile(number_column.path, np.uint32)

    def _read(self, count: int) -> np.ndarray:
        return np.fromfile(self._hashes.path, np.uint64, count)

    def codes(self, numbers: np.ndarray) -> np.ndarray:
        """The codes of numbers that were settled."""
        return _codes(numbers, self._late, self._firsts)

    @property
    def labels(self) -> Sequence[str]:
        """The labels by code, as far as they are settled."""
        if self._held is not None:
            return self._held.labels
        return Written(self._texts, self._hashes, self.seed, self._settled, self._late, self._firsts)

    def let_go(self) -> None:
        """Take what was read of labels on disk out of this process's memory."""
        if self._held is None:
            self._texts.let_go()

    def entry(self) -> list[str] | dict:
        """What has to be known to open these labels again, ready for JSON."""
        if self._held is not None:
            return list(self._held.labels)
        return {"count": self._settled, "seed": self.seed}


class Written(Sequence[str]):
    """Labels on disk by code. ``find`` gives the code of a label without reading them all."""

    def __init__(
        self, texts: Texts, hashes: Column, seed: int, count: int, late: np.ndarray, firsts: np.ndarray
    ) -> None:
        self._texts, self._hashes, self._seed, self._count = texts, hashes, seed, count
        self._late, self._firsts = late, firsts
        self._passed = late - np.arange(len(late), dtype=late.dtype)

    def __len__(self) -> int:
        return self._count - len(self._late)

    @overload
    def __getitem__(self, code: int) -> str: ...
    @overload
    def __getitem__(self, code: slice) -> list[str]: ...
    def __getitem__(self, code: int | slice) -> str | list[str]:
        if isinstance(code, slice):
            return self.several(np.arange(*code.indices(len(self))))
        if not -len(self) <= code < len(self):
            raise IndexError(code)
        return self.several(np.array([code % len(self)]))[0]

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), PART // 4):
            yield from self.several(np.arange(first, min(first + PART // 4, len(self))))

    def several(self, codes: np.ndarray) -> list[str]:
        """The labels of these codes, in their order."""
        return self._texts.many(codes + np.searchsorted(self._passed, codes, side="right"))

    def passing(self, test: Callable[[pl.Series], pl.Series]) -> np.ndarray:
        """Which labels pass a test, bool by code; they are read a part at a time."""
        flags = [np.empty(0, bool), *(test(texts).to_numpy() for _, texts in self._texts.chunks())]
        return np.delete(np.concatenate(flags)[: self._count], self._late)

    def find(self, label: str) -> int | None:
        """The code of a label, None where it never occurred."""
        wanted = np.uint64(pl.Series([label]).hash(self._seed)[0])
        first = 0
        for hashes in self._hashes.chunks(self._count):
            for place in np.flatnonzero(hashes == wanted).tolist():
                number = np.array([first + place], np.uint32)
                if self._texts.many(number) == [label]:
                    return int(_codes(number, self._late, self._firsts)[0])
            first += len(hashes)
        return None


def passing(labels: Sequence[str], test: Callable[[pl.Series], pl.Series]) -> np.ndarray:
    """Which labels pass a test of many at once, bool by code."""
    if isinstance(labels, Written):
        return labels.passing(test)
    return test(pl.Series(labels, dtype=pl.String)).to_numpy()


def several(labels: Sequence[str], codes: np.ndarray) -> list[str]:
    """The labels of many codes at once."""
    if isinstance(labels, Written):
        return labels.several(codes)
    return [labels[code] for code in codes.tolist()]


def find(labels: Sequence[str], label: str) -> int | None:
    """The code of a label among labels by code, None where it is none of them."""
    if isinstance(labels, Written):
        return labels.find(label)
    return next((code for code, known in enumerate(labels) if known == label), None)


def _repeated(hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of hashes that stand further ahead already, and for each the place of the first."""
    ordered = np.sort(hashes)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    group = np.minimum(np.searchsorted(twice, hashes), len(twice) - 1)
    places = np.flatnonzero(twice[group] == hashes)
    places = places[np.argsort(group[places], kind="stable")]
    opens = np.r_[True, np.diff(group[places]) != 0]
    firsts = places[opens][np.cumsum(opens) - 1]
    return places[~opens], firsts[~opens]


def _codes(numbers: np.ndarray, late: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    """Each number's place among those that are no repetitions, or that of the one which it repeats."""
    if not len(late):
        return numbers
    place = np.minimum(np.searchsorted(late, numbers), len(late) - 1)
    numbers = np.where(late[place] == numbers, firsts[place], numbers)
    return (numbers - np.searchsorted(late, numbers)).astype(np.uint32)
