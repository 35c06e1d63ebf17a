"""Refused lines: a file's first ones at hand, all on disk with reasons; as CSV: `views/source_bar.py`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from app.logs.store.columns import disk_space


class Reject(NamedTuple):
    """A refused line: its number in its file from 1, the reason, its text, and the file."""

    line_number: int
    reason: str
    text: str
    file: str = ""


class Rejects:
    """Every refused line of a log, in a file that only grows; iterated over, they come as they were read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "rejects.jsonl"

    def append(self, rejects: Iterable[Reject]) -> None:
        """Add some; Problem when the disk is full."""
        lines = "".join(json.dumps(reject) + "\n" for reject in rejects)
        if lines:
            with disk_space(self._path.parent), self._path.open("a", encoding="ascii") as file:
                file.write(lines)

    def __iter__(self) -> Iterator[Reject]:
        if self._path.exists():
            with self._path.open(encoding="ascii") as file:
                for line in file:
                    yield Reject(*json.loads(line))
