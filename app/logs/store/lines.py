"""The lines of a file that was read, found again by where they stand."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from app.logs.formats import LogFormat, kept
from app.problem import Problem

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
        try:
            with (folder / self.path).open("rb") as file:
                start = file.read(self.fingerprinted)
                end = int((offsets + lengths).max())
                if zlib.crc32(start) != self.fingerprint or os.fstat(file.fileno()).st_size < end:
                    raise self._changed("has changed")
                for offset, length in zip(offsets.tolist(), lengths.tolist(), strict=True):
                    yield os.pread(file.fileno(), length, offset).removesuffix(b"\r")
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
