"""Files that are written while they are read: each line once, however they are rotated, cut or removed.

A file is known by its device and inode and, since both can come again, by how it begins and by the bytes
before the place where it was left. From these follows what was done to it:

- *renamed*, another took its name: it is read on for a while, then to its end, and the other from its start;
- *copied and cut* (logrotate's ``copytruncate``): the copy has what was not read yet, and is read from there;
- *cut to nothing*, perhaps grown again since: it is read from its start;
- *removed*: what is open is read to its end, and the name is looked at until something is there again;
- *packed* (``.gz`` and the like): it is what was read already, or it is read once.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

from app.decompress import ByteStream
from app.logs.live.batch import Batch
from app.logs.live.followed import AT_ONCE, HEAD, Followed
from app.logs.live.rotation import (
    begins_a_longer_one,
    copied_from,
    found,
    is_at,
    lines_before,
    rotated_from,
    whole_lines,
)
from app.logs.sources import ClosedSinceError, LogPath, Twins, content, recoded, unreadable
from app.problem import Problem

LEAVING = 5.0
"""Seconds for which a file that lost its name is still written to, as by a server that was not told yet."""

SETTLING = 2.0
"""Seconds without growth after which a file that may be a half-made copy is taken as it is."""

LISTING = 1.0
"""Seconds between two looks into a folder."""

REMEMBERED = 64
"""Files that are gone of which it is remembered how they began: packed, they may come again."""

OLD = 3600.0
"""Seconds without a change after which what stands at the end of a file without a line feed is a line."""

_START = 1 << 16
_STRANGER = (-1, -1)


class FollowedFiles:
    """What is new in files, folders or globs, as a source of the live reader.

    ``kept`` is what ``positions`` gave when the lines up to there were committed. What stands at first in
    files that were changed last before ``passed``, seconds since 1970, is passed over. ``behind`` counts the
    bytes that wait to be read, ``told`` holds sentences about what is amiss now.
    """

    unit = "byte"

    def __init__(
        self, paths: Sequence[str], kept: Sequence[Mapping[str, Any]] = (), passed: float = -inf
    ) -> None:
        self._paths, self._passed = list(paths), passed
        self._files = [Followed.of(entry) for entry in kept]
        self._listed_at = -LISTING
        self._gone: list[Problem] = []
        self._closed: Problem | None = None
        self._notes: list[str] = []
        self._waiting: dict[tuple[int, int], tuple[int, float]] = {}
        # Before anything is read, nothing can be known again: files that hold the same are compared.
        self._twins: Twins[LogPath] | None = None if kept else Twins(content)

    @property
    def behind(self) -> int:
        """Bytes of whole or half lines that were seen and not given out yet."""
        return sum(max(file.size - file.offset, 0) for file in self._reading() if not file.packed)

    @property
    def told(self) -> list[str]:
        """Sentences about what is amiss now; they go when it is well again."""
        back = "What it held is counted; it is followed again once it is back."
        return [f"{gone.what} {back}" for gone in self._gone[:1]]

    @property
    def notes(self) -> list[str]:
        """Sentences about what was met once and stays true."""
        return list(self._notes)

    def positions(self) -> list[dict[str, Any]]:
        """Where each file is read up to, ready for JSON."""
        return [file.entry() for file in self._files]

    def committed(self, positions: Any) -> None:
        """Nothing has to be told to files."""

    def close(self) -> None:
        """Let go of all files."""
        for file in self._files:
            file.close()

    def poll(self) -> Iterator[Batch]:
        """What came since, a batch of a file at a time; positions move with each batch that is taken."""
        if time.monotonic() - self._listed_at >= LISTING or self._changed():
            self.look()
        for file in [*self._reading()]:
            yield from self._read(file)
            if (file.packed and not file.done) or file.size - file.offset > AT_ONCE:
                # The next one begins where this one ends.
                break

    def _reading(self) -> Iterator[Followed]:
        return (file for file in self._files if not file.done and file.copy_of is None)

    def _read(self, file: Followed) -> Iterator[Batch]:
        if file.packed:
            lines = file.unpacked(Path(file.path))
        elif not file.open(Path(file.path)):
            if file.left_at and time.monotonic() - file.left_at > LEAVING:
                file.done = True
                self._notes.append(f"{file.name}: it went away before all of it was read")
            return
        else:
            if file.is_other():
                self._cut(file)
            if file.unknown:
                file.unknown = False
                yield Batch(file.name, lines_before(file.handle, file.offset), counted=False)
            lines = file.read()
            if not lines and file.left_at:
                quiet = time.monotonic() - max(file.left_at, file.grew_at) > LEAVING
                lines = file.rest() if quiet else b""
                if file.done:
                    file.close()
        if lines:
            yield Batch(file.name, lines)

    def _cut(self, file: Followed) -> None:
        """A file is not what it was: begin it anew."""
        self.look()
        self._read_on_in_copy(file)
        self._files.insert(0, replace(file, device=-1, inode=-1, path="", done=True, handle=-1))
        file.restart()
        file.is_other()

    def _read_on_in_copy(self, file: Followed) -> None:
        """What is left of what a file was is in a copy, if one was made."""
        for copy in self._files:
            if copy.copy_of == file.place:
                copy.copy_of, copy.offset, copy.last = None, file.offset, file.last
                copy.left_at = time.monotonic()

    # ---- which files there are ----

    def _changed(self) -> bool:
        """Whether the names that are read lead elsewhere than a moment ago."""
        for file in self._files:
            if file.done or file.packed or file.left_at or not file.path:
                continue
            try:
                status = Path(file.path).stat()
            except OSError:
                return True
            if (status.st_dev, status.st_ino) != file.place:
                return True
        return not self._files

    def look(self) -> None:
        """Look which files there are, and where those that are new are read from; `poll` does so in time.

        Raises `ClosedSinceError` where all that is left is closed to this process: a new one reads on.
        """
        self._listed_at, self._closed = time.monotonic(), None
        newest = max((file.seen[1] for file in self._files), default=None)
        here = set()
        for log, mine, status in self._in_turn():
            place = status.st_dev, status.st_ino
            file = self._known(place, log, status)
            if file is None and place not in here:
                file = self._new(log, status, mine, newest)
            if file is not None:
                here.add(place)
                # A name that the source does not ask for is where a file was moved to.
                file.moved = file.moved or not mine or (bool(file.path) and file.path != str(log.path))
                file.path = str(log.path)
                if file.moved and not file.left_at:
                    file.left_at = time.monotonic()
                elif not file.moved:
                    file.left_at = 0.0
        self._passed = -inf
        if self._files:
            self._twins = None
        for file in self._files:
            if file.place not in here and not file.left_at:
                file.left_at = time.monotonic()
        gone = [file for file in self._files if file.place not in here and (file.done or file.copy_of)]
        for file in gone[:-REMEMBERED]:
            file.close()
            self._files.remove(file)
        closed = next((one for one in (*self._gone, self._closed) if isinstance(one, ClosedSinceError)), None)
        if closed and not here and not any(self._reading()):
            raise closed

    def _in_turn(self) -> list[tuple[LogPath, bool, os.stat_result]]:
        """The files there are, whether they are asked for, and their status: what was read to its end last.

        A copy is known by what it was made of, which may be written anew since.
        """
        own, others, self._gone = found(self._paths)
        there = []
        for log, mine in [*((log, True) for log in own), *((log, False) for log in others)]:
            with contextlib.suppress(OSError):
                there.append((log, mine, log.path.stat()))
        read = {file.place for file in self._files if file.done}
        return sorted(there, key=lambda one: (one[2].st_dev, one[2].st_ino) in read)

    def _known(self, place: tuple[int, int], log: LogPath, status: os.stat_result) -> Followed | None:
        for file in [file for file in self._files if file.place == place]:
            told = f"{file.name}: packed or UTF-16, read once; what was written to it since is not counted"
            if file.packed and 0 <= file.seen[0] < status.st_size and told not in self._notes:
                self._notes.append(told)
            if not file.done or file.packed or file.seen == (status.st_size, status.st_mtime_ns):
                return file
            # Read to its end; somebody writes on, or its inode came again.
            if file.open(log.path):
                if file.is_other():
                    file.close()
                    self._read_on_in_copy(file)
                    # How it began stays known: it may come again, packed.
                    file.device, file.inode, file.path = *_STRANGER, ""
                    return None
                file.done = file.size <= file.offset
                return file
        return None

    def _new(self, log: LogPath, status: os.stat_result, mine: bool, newest: int | None) -> Followed | None:
        file = Followed(log.name, status.st_dev, status.st_ino, path=str(log.path), size=status.st_size)
        old = time.time() - status.st_mtime > OLD
        try:
            with ByteStream(log.path) as raw:
                stream = recoded(raw)
                file.packed = bool(stream.compressed)
                start = stream.read(_START)
                head = start[:HEAD]
                passed = mine and status.st_mtime < self._passed
                if passed or (self._twins is not None and mine and self._twins.of(log, start)):
                    # It may be written on: its half line waits.
                    file.done = file.packed or old
                    file.offset = status.st_size if old else whole_lines(log.path, status.st_size)
                if passed and not file.packed:
                    file.remember()
        except (OSError, Problem) as error:
            if isinstance(error, PermissionError):
                self._closed = unreadable(log.path, error, log.name)
            return None
        twin = copied_from(file, head, self._files)
        if twin is not None:
            file.head, file.name = twin.head, twin.name
            if file.packed and twin.done:
                file.done = True
            elif not file.packed or twin.handle >= 0 or is_at(twin):
                file.copy_of = twin.place
            else:
                # It was packed before all of it was read: the rest is in here.
                file.offset, twin.done = twin.offset, True
        elif not file.packed and self._may_become_copy(file, head):
            return None
        elif not mine and newest is None:
            # It was there before the one that is followed.
            file.copy_of = _STRANGER
        elif not mine:
            of = rotated_from(log.name, self._paths)
            if not of or newest is None or status.st_mtime_ns <= newest:
                return None
            # It came and went while nobody looked.
            file.name = of
        if old:
            file.left_at = time.monotonic() - LEAVING
            file.moved = True
        self._files.append(file)
        return file

    def _may_become_copy(self, file: Followed, head: bytes) -> bool:
        """Whether a file may be a copy that is still being made: it begins like another, and grows."""
        if not begins_a_longer_one(file, head, self._files):
            return False
        size, since = self._waiting.get(file.place, (-1, 0.0))
        if size != file.size:
            self._waiting[file.place] = file.size, time.monotonic()
            return True
        return time.monotonic() - since < SETTLING
