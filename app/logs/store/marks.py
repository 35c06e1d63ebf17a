"""How far files were read, and whether they can be read on: what stands before has to be as it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.logs.sources import LogPath

ENDS = 1 << 20
"""Bytes at the start and before the mark that are all looked at."""

PIECES, PIECE = 256, 4096
"""Pieces of what lies between that are looked at, and the bytes of each."""


@dataclass(frozen=True)
class Mark:
    """A file of which the first ``read`` bytes were read.

    Those of a file that can be ``appended`` to have a ``digest``; it ends with a line. Any other is the same
    only while its size and its time of change, ``changed``, are.
    """

    path: str
    name: str
    read: int
    size: int
    changed: int
    appended: bool
    digest: str

    def entry(self) -> dict:
        """This mark, ready for JSON."""
        return asdict(self)


def mark(path: LogPath, read: int | None) -> Mark:
    """The mark of a file read up to byte ``read``, or of one that cannot be read on, None."""
    status = path.path.stat()
    appended = read is not None and _ends_a_line(path.path, read)
    return Mark(
        os.fspath(path.path.absolute()),
        path.name,
        status.st_size if read is None else read,
        status.st_size,
        status.st_mtime_ns,
        appended,
        digest(path.path, read) if appended and read is not None else "",
    )


def go_on(marks: Sequence[Mark], paths: Sequence[LogPath]) -> bool:
    """Whether all that was read of these files is there still as it was, and more may follow."""
    if [(one.path, one.name) for one in marks] != [(os.fspath(p.path.absolute()), p.name) for p in paths]:
        return False
    return all(_same(one, path.path) for one, path in zip(marks, paths, strict=True))


def _same(one: Mark, path: Path) -> bool:
    status = path.stat()
    if not one.appended:
        return (status.st_size, status.st_mtime_ns) == (one.size, one.changed)
    return status.st_size >= one.read and digest(path, one.read) == one.digest


def _ends_a_line(path: Path, read: int) -> bool:
    with path.open("rb") as file:
        file.seek(max(read - 1, 0))
        return file.read(1) == b"\n" if read else True


def digest(path: Path, size: int) -> str:
    """A hash of the first ``size`` bytes of a file: of both ends whole, and of pieces all over the middle.

    A log of gigabytes is not read again for it; what was appended leaves it as it is.
    """
    found = hashlib.blake2b(str(size).encode(), digest_size=16)
    with path.open("rb") as file:
        found.update(file.read(min(ENDS, size)))
        between = max(0, size - 2 * ENDS)
        for piece in range(PIECES if between else 0):
            file.seek(ENDS + between * piece // PIECES)
            found.update(file.read(PIECE))
        file.seek(max(ENDS, size - ENDS) if size > ENDS else size)
        found.update(file.read(max(0, min(ENDS, size - ENDS))))
    return found.hexdigest()
