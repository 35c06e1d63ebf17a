"""Which files there are, and how one that was rotated is told: by its name, where it is, how it begins."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from app.logs.live.followed import AT_ONCE, Followed
from app.logs.reading.opening import BOM
from app.logs.sources import LogPath, find
from app.logs.written.lines import LONGEST_LINE
from app.problem import Problem

LEAST_HEAD = 32
"""Bytes that two files must begin with alike to be taken for one."""

_FIRST = 1 << 16
_COLUMNS = b"\n#Fields"
_SUFFIX = re.compile(r"[-._]\d[-._\dT]*(\.\w+)?")


def whole_lines(path: Path, size: int) -> int:
    """How many bytes the lines of a file take that are written to their end."""
    with path.open("rb") as opened:
        start = max(size - LONGEST_LINE, 0)
        return start + os.pread(opened.fileno(), size - start, start).rfind(b"\n") + 1


def lines_before(file: int, end: int) -> bytes:
    """Some of the lines before byte ``end`` of an open file, by which those after it are understood.

    They are its first and its last ones, and the last before these that tells of columns (W3C).
    """
    first = os.pread(file, min(end, _FIRST), 0)
    first = first[: first.rfind(b"\n") + 1]
    last = max(end - _FIRST, len(first))
    if last > len(first):
        last += os.pread(file, end - last, last).find(b"\n") + 1
    columns = b""
    if first.removeprefix(BOM).startswith(b"#"):
        place = _last_columns(file, len(first) - 1, end)
        columns = os.pread(file, LONGEST_LINE, place)
        columns = columns[: columns.find(b"\n") + 1] if 0 < place < last else b""
        last = max(last, place)
    return first.removeprefix(BOM) + columns + os.pread(file, end - last, last)


def _last_columns(file: int, start: int, end: int) -> int:
    """Where the last line begins, between two bytes, that tells of columns; 0 where there is none."""
    while end > start:
        begin = max(end - AT_ONCE, start)
        found = os.pread(file, end - begin, begin).rfind(_COLUMNS)
        if found >= 0:
            return begin + found + 1
        # A word that two stretches share is in neither of them whole.
        end = begin + len(_COLUMNS) - 1 if begin > start else start
    return 0


def rotated_from(name: str, paths: Sequence[str]) -> str:
    """The name of the file that one called so (``access.log.1``) was rotated away from; empty if of none."""
    names = (Path(path).name for path in paths)
    return next((one for one in names if name.startswith(one) and _SUFFIX.fullmatch(name[len(one) :])), "")


def is_at(file: Followed) -> bool:
    """Whether a file is still where it was seen last."""
    try:
        status = Path(file.path).stat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) == file.place


def changed_at(log: LogPath) -> float:
    """When a file was written to last, in seconds since 1970; now where it is gone."""
    try:
        return log.path.stat().st_mtime
    except OSError:
        return time.time()


def copied_from(file: Followed, head: bytes, files: Sequence[Followed]) -> Followed | None:
    """The file of which this one is a copy, packed or not: it begins and goes on as that does."""
    for known in files:
        start = known.head.encode("latin-1")
        if len(start) < LEAST_HEAD or not start.strip(b"\0") or not head.startswith(start):
            continue
        if file.packed:
            return known
        last = known.last.encode("latin-1")
        with contextlib.suppress(OSError), Path(file.path).open("rb") as opened:
            if os.pread(opened.fileno(), len(last), known.offset - len(last)) == last:
                return known
    return None


def begins_a_longer_one(file: Followed, head: bytes, files: Sequence[Followed]) -> bool:
    """Whether a file begins as another does of which more was read than there is of it."""
    return any(
        known.offset > file.size
        and len(head) >= LEAST_HEAD
        and known.head.encode("latin-1")[: len(head)] in (head, head[: len(known.head)])
        for known in files
    )


def found(paths: Sequence[str]) -> tuple[list[LogPath], list[LogPath], list[Problem]]:
    """The files that are asked for, oldest first, those beside them that they may have become, and what there
    is to say of those that are not there."""
    own: dict[str, LogPath] = {}
    beside: dict[str, LogPath] = {}
    gone = []
    for path in paths:
        try:
            for log in find(path):
                own[str(log.path)] = log
        except Problem as problem:
            gone.append(problem)
        one = Path(path)
        if not one.is_dir():
            with contextlib.suppress(OSError):
                for entry in one.parent.iterdir():
                    if entry.name.startswith(one.name) and entry.is_file():
                        beside[str(entry)] = LogPath(entry, entry.name)
    rest = [log for path, log in beside.items() if path not in own]
    return sorted(own.values(), key=changed_at), sorted(rest, key=changed_at), gone
