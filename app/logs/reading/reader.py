"""Reads log files block by block; what is read so far can be looked at any time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from app.counted import counted
from app.decompress import ByteStream
from app.logs.detection.fitting import Detection
from app.logs.formats import LogFormat
from app.logs.formats.mixture import Mixture
from app.logs.parsing.block import Block
from app.logs.parsing.shape import MARGIN
from app.logs.reading.base_reader import BaseReader
from app.logs.reading.cutting import Cutter
from app.logs.reading.oddities import (
    changes_meanwhile,
    clock_notes,
    last_day,
    rejection_note,
    year_notes,
    zero_notes,
)
from app.logs.reading.opening import Opening
from app.logs.reading.sections import Sections
from app.logs.sources import LogPath, PathsLike, Twins, content, file_day, find, members, recoded, unreadable
from app.logs.store.columns import DiskFullError, disk_space
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord, Log
from app.problem import Problem
from app.session_room import SessionRoom

BLOCK = 4 << 20
"""Bytes read at a time: lines of a block are understood together."""

AHEAD = 2
"""Blocks that are understood at once, besides the one that is added to the store."""

FIRST_BLOCK = 256 << 10
"""Bytes of a file's first block: enough to choose a format, and soon something to look at."""

_LOOKS = 0.5
"""Seconds between two looks at how much room is left."""
_STOPPED = "reading was stopped after"


class ReadProgress(NamedTuple):
    """How far a reading is. Bytes are of the files as they are on disk; ``file`` is the one being read."""

    bytes_done: int
    bytes_total: int
    lines: int
    accepted: int
    rejected: int
    file: str


class Reader(BaseReader):
    """Reads logs while it is iterated over; ``log`` holds what was read and may be asked at any time.

    >>> reader = Reader("access.log")                            # doctest: +SKIP
    >>> for progress in reader:                                  # doctest: +SKIP
    ...     draw(reader.log.counts("status"), progress.bytes_done / progress.bytes_total)

    Nothing is read before the iteration starts. ``stop()``, from any thread, ends it after the block at
    hand; what was read stays. Raises Problem when no file can be read; where there are several files, one
    that cannot be read is passed over and its record says why. To a log ``before``, read from the same paths,
    what has not been read yet is added. Where there is no more ``room``, the file at hand raises one too.
    """

    def __init__(
        self,
        paths: PathsLike,
        format: LogFormat | str | None = None,
        folder: Path | None = None,
        before: Log | None = None,
        room: SessionRoom | None = None,
    ) -> None:
        self._room, self._looked = room, 0.0
        self._paths = find(paths)
        # Asked once: a file may be gone when it is read.
        self._sizes = [path.size for path in self._paths]
        self._total = sum(self._sizes)
        self._twins = Twins(content)
        self._done = 0
        super().__init__(format, folder, before)

    def __iter__(self) -> Iterator[ReadProgress]:
        """Read, giving the progress after every block."""
        first_problem: Problem | None = None
        known = {record.name for record in self.log.files}
        with ThreadPoolExecutor(AHEAD, "log-block") as pool:
            for number, path in enumerate(self._paths):
                if self._stopped:
                    break
                if path.name in known:
                    yield from self._read_on(path, pool)
                    self._done += self._sizes[number]
                    continue
                try:
                    inside = self._inside(path, number)
                    for log in inside:
                        try:
                            yield from self._read_file(log, pool)
                        except DiskFullError:
                            raise
                        except Problem as problem:
                            if len(self._paths) == len(inside) == 1:
                                raise
                            first_problem = first_problem or problem
                            self._pass_over(log, problem)
                except Problem as problem:
                    if len(self._paths) == 1:
                        raise
                    first_problem = first_problem or problem
                    self._pass_over(path, problem)
                    if isinstance(problem, DiskFullError):
                        # Half a block may stand in the store: nothing can be added to what was read before.
                        for unread in self._paths[number + 1 :]:
                            self._pass_over(unread, problem)
                        break
                self._done += self._sizes[number]
        if first_problem and not self.log.lines:
            raise first_problem

    def _inside(self, path: LogPath, number: int) -> list[LogPath]:
        """The logs that a file stands for: itself, or those inside of an archive."""
        try:
            with disk_space(self.log.store.folder):
                left = None if self._room is None else self._room.left()
                return members(path, self.log.store.folder / f"members-{number}", left)
        except OSError as error:
            raise unreadable(path.path, error, path.name) from error

    def _pass_over(self, path: LogPath, problem: Problem) -> None:
        files = self.log.files
        if not files or files[-1].name != path.name:
            files.append(FileRecord(path.name))
        files[-1].notes.append(f"not read: {problem.what}" if not files[-1].lines else problem.what)

    def _read_file(self, path: LogPath, pool: ThreadPoolExecutor) -> Iterator[ReadProgress]:
        try:
            file = ByteStream(path.path)
        except OSError as error:
            raise unreadable(path.path, error, path.name) from error
        with file:
            stream = recoded(file)
            day, whose = file_day(path)
            opening = Opening(stream, FIRST_BLOCK, last_day(day))
            if twin := self._twins.of(path, opening.text):
                self.log.files.append(
                    FileRecord(path.name, notes=[f"not read: it holds the same as “{twin}”"])
                )
                return
            chosen = self._choose(path.name, opening)
            record = FileRecord(path.name, chosen.format, chosen.why)
            lines = LineFile(path.name, str(path.path.absolute()), chosen.reading, bool(stream.compressed))
            if path.inside:
                lines.path, lines.copied = str(path.path.relative_to(self.log.store.folder)), True
            if stream.compressed:
                lines.path = f"lines-{len(self.log.store.files)}"
            lines.first_row = self.log.store.rows
            passed = 0 if stream.compressed else opening.nuls
            lines.remember(bytes(min(passed, FIRST_BLOCK)) + opening.text)
            self.log.files.append(record)
            self.log.store.files.append(lines)
            copy = self.log.store.folder / lines.path if stream.compressed else None
            sections = Sections(self.log.store, chosen.reading, self._tries)
            cutter = Cutter(stream, opening.text, passed, copy, BLOCK)
            yield from self._read_blocks(cutter, sections, record, pool)
            record.notes.extend(sections.notes)
            record.notes.extend(zero_notes(opening.nuls))
            if stream.damage:
                kept = counted(record.lines, "line was", "lines were")
                record.notes.append(f"{stream.damage}: {kept} readable and kept")
            record.notes.extend(changes_meanwhile(path, stream))
        record.notes.extend(year_notes(self.log.store, lines, day, whose))
        record.notes.extend(self._notes_at_end(record, lines))
        if note := rejection_note(record):
            record.notes.insert(0, note)

    def _read_on(self, path: LogPath, pool: ThreadPoolExecutor) -> Iterator[ReadProgress]:
        """Read what was added to a plain file since it was read; nothing of a file of another kind."""
        key = str(path.path.absolute())
        record = next(record for record in self.log.files if record.name == path.name)
        files = self.log.store.files
        last = next((file for file in reversed(files) if file.path == key), None)
        start = self.log.read_to.get(key, path.size)
        if last is None or start >= path.size:
            return
        assert isinstance(last.format, Mixture)
        lines = replace(last, first_row=self.log.store.rows, rows=0)
        record.notes = [note for note in record.notes if not note.startswith(_STOPPED)]
        with ByteStream(path.path) as stream:
            stream.pass_over(start)
            files.append(lines)
            cutter = Cutter(stream, stream.read(FIRST_BLOCK), start, None, BLOCK)
            yield from self._read_blocks(cutter, Sections(self.log.store, last.format), record, pool)
            notes = [
                *changes_meanwhile(path, stream),
                *year_notes(self.log.store, lines, *file_day(path)),
                *self._notes_at_end(record, lines),
            ]
        record.notes += [note for note in notes if note not in record.notes]

    def _notes_at_end(self, record: FileRecord, lines: LineFile) -> Iterator[str]:
        yield from clock_notes(self.log.store, lines)
        if self._stopped:
            yield f"{_STOPPED} {counted(record.lines, 'line')}"

    def _choose(self, name: str, opening: Opening) -> Detection:
        opening.check(name)
        return opening.choose(name, self._format)

    def _read_blocks(
        self, cutter: Cutter, sections: Sections, record: FileRecord, pool: ThreadPoolExecutor
    ) -> Iterator[ReadProgress]:
        """Understand blocks in other threads, and add them to the store in their order."""
        full = False
        waiting: deque[tuple[Future[Block], bytearray, int, Mixture]] = deque()
        for whole, whole_size, whole_offset in cutter:
            for reading, buffer, size, offset in sections.of(whole, whole_size, whole_offset):
                blocks = sections.blocks(reading)
                waiting.append((pool.submit(blocks.read_buffer, buffer, size), buffer, offset, reading))
                if len(waiting) > AHEAD:
                    cutter.release(self._add(*waiting.popleft(), sections, record))
                    yield self._progress(cutter, record)
            if self._stopped or (full := self._is_full()):
                break
        while waiting:
            self._add(*waiting.popleft(), sections, record)
        yield self._progress(cutter, record)
        if full and self._room is not None:
            raise self._room.problem(record.name, counted(record.lines, "line"))

    def _is_full(self) -> bool:
        if self._room is None or monotonic() - self._looked < _LOOKS:
            return False
        self._looked = monotonic()
        return self._room.left() <= 0

    def _add(
        self, coming: Future[Block], buffer: bytearray, offset: int, reading: Mixture, sections: Sections,
        record: FileRecord,
    ) -> bytearray:  # fmt: skip
        block = coming.result()
        reading = sections.reconsidered(block, memoryview(buffer)[MARGIN:], reading)
        sections.enter(reading)
        accepted = self.log.store.append(block, offset)
        self.log.take(block, accepted, memoryview(buffer)[MARGIN:], record)
        file = self.log.store.files[-1]
        if not file.copied and block.lines:
            self.log.read_to[file.path] = offset + int(block.starts[-1] + block.lengths[-1]) + 1
        return buffer

    def _progress(self, cutter: Cutter, record: FileRecord) -> ReadProgress:
        log = self.log
        done = self._done + cutter.position
        return ReadProgress(done, max(self._total, done), log.lines, log.accepted, log.rejected, record.name)
