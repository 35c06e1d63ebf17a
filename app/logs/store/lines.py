"""The lines of a file that was read, found again by where they stand."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from app.logs.formats import LogFormat, kept
from app.logs.written.lines import decode
from app.on_demand import on_demand
from app.problem import Problem
from app.urls import is_url

_AT_ONCE = 8 << 20
_FINGERPRINTED = 4096

# Brings fsspec, which files of this machine do without.
_FAR = on_demand("app.logs.cluster", {"FarLines": "lines"})

FEW = 4
"""Of a stretch of a file that holds so many times what is asked for, the lines are taken out one by one."""


@dataclass(frozen=True)
class Word:
    """What a line must hold, or ``without`` must not, in any case: a text, or what a pattern fits."""

    text: str
    pattern: str = ""
    without: bool = False

    @cached_property
    def in_text(self) -> re.Pattern[str]:
        """What finds it in a line without case."""
        return re.compile(self.pattern.casefold() if self.pattern else re.escape(self.text.casefold()))

    @cached_property
    def in_ascii(self) -> re.Pattern[bytes] | None:
        """What finds it in lines of ASCII in small letters; None where no such line can hold it."""
        pattern = self.in_text.pattern
        return re.compile(pattern.encode()) if pattern.isascii() else None


@dataclass
class LineFile:
    """Where a file's lines are: in the file itself, or in a decompressed copy inside the store.

    ``path`` is the file, or the copy's name when ``copied``. ``first_row`` and ``rows`` say which rows of
    the store came from it; ``fingerprint`` is a checksum of its first ``fingerprinted`` bytes.
    """

    name: str
    path: str
    format: LogFormat
    copied: bool = False
    first_row: int = 0
    rows: int = 0
    fingerprint: int = 0
    fingerprinted: int = 0

    def remember(self, start: bytes) -> None:
        """Keep a checksum of how the file starts, to notice when another file takes its place."""
        start = start[:_FINGERPRINTED]
        self.fingerprint, self.fingerprinted = zlib.crc32(start), len(start)

    def lines(self, folder: Path, offsets: np.ndarray, lengths: np.ndarray) -> Iterator[bytes]:
        """The lines at these byte offsets; Problem when the file is gone or is no longer the same."""
        with self._opened(folder, int((offsets + lengths).max())) as file:
            for offset, length in zip(offsets.tolist(), lengths.tolist(), strict=True):
                yield os.pread(file, length, offset).removesuffix(b"\r")

    def holding(
        self, folder: Path, offsets: np.ndarray, lengths: np.ndarray, words: Sequence[Word]
    ) -> np.ndarray:
        """Which of the lines at these ascending byte offsets hold all ``words``, in any case, bool[lines].

        Lines in ASCII are looked through many at a time, the others one by one, since what letters become
        without their case may be longer or shorter. Problem as in ``lines``.
        """
        found = np.zeros(len(offsets), bool)
        ends = offsets + lengths
        with self._opened(folder, int(ends.max())) as file:
            first = 0
            while first < len(offsets):
                # A line longer than what is read at once is read alone.
                end = max(first + 1, int(np.searchsorted(ends, offsets[first] + _AT_ONCE, side="right")))
                start = int(offsets[first])
                data = os.pread(file, int(ends[end - 1]) - start, start)
                starts, stops = offsets[first:end] - start, ends[first:end] - start
                if int(lengths[first:end].sum()) * FEW < len(data):
                    data, starts, stops = _together(data, starts, stops)
                found[first:end] = _holding(data, starts, stops, words)
                first = end
        return found

    @contextmanager
    def _opened(self, folder: Path, end: int) -> Iterator[int]:
        """The file, which must be as it was and reach to byte ``end``."""
        try:
            with (folder / self.path).open("rb") as file:
                start = file.read(self.fingerprinted)
                if zlib.crc32(start) != self.fingerprint or os.fstat(file.fileno()).st_size < end:
                    raise self._changed("has changed")
                yield file.fileno()
        except OSError as error:
            raise self._changed("is gone or cannot be read") from error

    def _changed(self, how: str) -> Problem:
        return Problem(f"“{self.name}” {how} since its requests were counted.", "Read the log again.")

    @classmethod
    def of(cls, entry: dict) -> LineFile:
        """The record that ``entry()`` gave, read back from JSON."""
        kind = _FAR("FarLines") if is_url(entry["path"]) else cls
        found: LineFile = kind(**entry | {"format": kept(entry["format"])})
        return found

    def entry(self) -> dict:
        """This record, ready for JSON."""
        return asdict(self) | {"format": self.format.entry()}


def _together(data: bytes, starts: np.ndarray, ends: np.ndarray) -> tuple[bytes, np.ndarray, np.ndarray]:
    """A few lines of ``data`` one after the other, and where each begins and ends there."""
    lines = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    lengths = ends - starts
    begins = np.cumsum(lengths + 1) - lengths - 1
    return b"\n".join(lines), begins, begins + lengths


def _holding(data: bytes, starts: np.ndarray, ends: np.ndarray, words: Sequence[Word]) -> np.ndarray:
    """Which of the lines from ``starts`` to ``ends`` of ``data`` hold all words without case."""
    text = np.frombuffer(data, np.uint8)
    ends = ends - ((ends > starts) & (text[ends - 1] == ord("\r")))
    lower = data.lower()
    high = np.empty(0, np.intp)
    if not data.isascii():
        high = np.unique(np.searchsorted(starts, np.flatnonzero(text >= 0x80), side="right") - 1)
        high = high[high >= 0]
    found = np.ones(len(starts), bool)
    for word in filter(lambda word: word.text, words):
        held = np.zeros(len(starts), bool)
        if word.in_ascii is not None:
            spans = chain.from_iterable(match.span() for match in word.in_ascii.finditer(lower))
            places = np.fromiter(spans, np.int64).reshape(-1, 2)
            row = np.searchsorted(starts, places[:, 0], side="right") - 1
            inside = (row >= 0) & (places[:, 1] <= ends[row])
            held[row[inside]] = True
        for row in high[found[high]].tolist():
            line = decode(data[int(starts[row]) : int(ends[row])]).casefold()
            held[row] = word.in_text.search(line) is not None
        found &= held != word.without
    return found
