"""What a live reader commits: one file, put in place by a rename, that says how far everything is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import Any, Self

from app.logs.formats import kept
from app.logs.store.log import FileRecord

VERSION = 1
"""Raised when the layout of a live log or the meaning of its columns changes: older ones are read anew."""

SOURCE, BEGUN, COMMIT, TROUBLE = "source.json", "begun.json", "commit.json", "trouble.json"
"""What is read; where it ended when it was asked for from then on; how far it is; why reading ended."""

READER, WATCHERS = "reader", "watchers"
"""The two files whose locks say who is there."""


def write_json(path: Path, what: Any) -> None:
    """Put ``what`` in place whole, or not at all."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(what), encoding="utf-8")
    unfinished.replace(path)


def read_json(path: Path) -> Any:
    """What was written there; None where nothing that can be read is there."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def record_entry(record: FileRecord) -> dict[str, Any]:
    """A file's record without the refused lines, which have a file of their own, ready for JSON."""
    form = record.format.entry() if record.format else None
    return asdict(record) | {"format": form, "rejects": []}


def record_of(entry: Mapping[str, Any]) -> FileRecord:
    """The record that ``record_entry`` gave."""
    return FileRecord(**{**entry, "format": kept(entry["format"]) if entry["format"] else None})


class Lock:
    """A lock on a file, which the system frees with the process that holds it, however that ends."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)

    @classmethod
    def given(cls, handle: int) -> Self:
        """The lock that the process which started this one holds, by the descriptor that it passed on."""
        os.set_inheritable(handle, False)
        lock = cls.__new__(cls)
        lock._handle = handle
        return lock

    def fileno(self) -> int:
        """Its descriptor, to pass on to a process that is started."""
        return self._handle

    def share(self) -> None:
        """Hold it beside others; waits while somebody has it alone, which is never for long."""
        flock(self._handle, LOCK_SH)

    def wait(self) -> None:
        """Hold it alone; waits while somebody has it, which has to be for a moment only."""
        flock(self._handle, LOCK_EX)

    def alone(self) -> bool:
        """Hold it alone, if nobody else has it."""
        try:
            flock(self._handle, LOCK_EX | LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let go of it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


@contextmanager
def tried(path: Path) -> Iterator[bool]:
    """Whether nobody holds a lock, which is held meanwhile."""
    lock = Lock(path)
    try:
        yield lock.alone()
    finally:
        lock.close()
