"""Locks between processes in the visitors' folder; the system frees them however a process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = ".locks"


def made(root: Path) -> Path:
    """The visitors' folder, closed to others, made if there is none. Raises OSError."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


@contextmanager
def held(root: Path, name: str) -> Iterator[None]:
    """Hold the lock of this name, once others have let go of it. Raises OSError where it cannot be had.

    One process must not ask for a lock that it holds: it would wait for itself.
    """
    folder = made(root) / _FOLDER
    folder.mkdir(exist_ok=True, mode=0o700)
    lock = os.open(folder / name, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
