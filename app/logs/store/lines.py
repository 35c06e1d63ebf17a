"""The lines of a file that was read, found again by where they stand."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.logs.formats import LogFormat, kept
from app.logs.written.lines import decode
from app.problem import Problem

_AT_ONCE = 8 << 20
_FINGERPRINTED = 4096


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

    def holding(self, folder: Path, offsets: np.ndarray, lengths: np.ndarray, text: str) -> np.ndarray:
        """Which of the lines at these ascending byte offsets hold ``text``, in any case, bool[lines].

        Lines in ASCII are looked through many at a time, the others one by one, since what letters become
        without their case may be longer or shorter. Problem as in ``lines``.
        """
        found = np.zeros(len(offsets), bool)
        ends = offsets + lengths
        wanted = text.casefold()
        with self._opened(folder, int(ends.max())) as file:
            first = 0
            while first < len(offsets):
                # A line longer than what is read at once is read alone.
                end = max(first + 1, int(np.searchsorted(ends, offsets[first] + _AT_ONCE, side="right")))
                start = int(offsets[first])
                data = os.pread(file, int(ends[end - 1]) - start, start)
                found[first:end] = _holding(data, offsets[first:end] - start, ends[first:end] - start, wanted)
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
        return cls(**entry | {"format": kept(entry["format"])})

    def entry(self) -> dict:
        """This record, ready for JSON."""
        return asdict(self) | {"format": self.format.entry()}


def _holding(data: bytes, starts: np.ndarray, ends: np.ndarray, wanted: str) -> np.ndarray:
    """Which of the lines from ``starts`` to ``ends`` of ``data`` hold a text without case."""
    if not wanted:
        return np.ones(len(starts), bool)
    found = np.zeros(len(starts), bool)
    text = np.frombuffer(data, np.uint8)
    ends = ends - ((ends > starts) & (text[ends - 1] == ord("\r")))
    if wanted.isascii():
        needle = re.escape(wanted.encode())
        places = np.fromiter((match.start() for match in re.finditer(needle, data.lower())), np.int64)
        row = np.searchsorted(starts, places, side="right") - 1
        inside = (row >= 0) & (places + len(wanted) <= ends[row])
        found[row[inside]] = True
    if not data.isascii():
        high = np.flatnonzero(text >= 0x80)
        rows = np.unique(np.searchsorted(starts, high, side="right") - 1)
        for row in rows[rows >= 0].tolist():
            found[row] = wanted in decode(data[int(starts[row]) : int(ends[row])]).casefold()
    return found
