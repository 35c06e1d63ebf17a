"""Reads log files block by block; what is read so far can be looked at any time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from app.counted import counted
from app.decompress import ByteStream
from app.logs.block import Block, BlockReader
from app.logs.formats import Format, format_named
from app.logs.line import LONGEST_LINE
from app.logs.lines import LineFile
from app.logs.log import FileRecord, Log
from app.logs.oddities import clock_notes
from app.logs.opening import BOM, Opening
from app.logs.shape import MARGIN
from app.logs.sources import LogPath, PathsLike, find
from app.logs.store import Store, disk_space
from app.problem import Problem

BLOCK = 8 << 20
"""Bytes read at a time: lines of a block are understood together."""

AHEAD = 2
"""Blocks that are understood at once, besides the one that is added to the store."""

FIRST_BLOCK = 256 << 10
"""Bytes of a file's first block: enough to choose a format, and soon something to look at."""

_REPORTS_A_SECOND = 10


class ReadProgress(NamedTuple):
    """How far a reading is. Bytes are of the files as they are on disk; ``file`` is the one being read."""

    bytes_done: int
    bytes_total: int
    lines: int
    accepted: int
    rejected: int
    file: str


class Reader:
    """Reads logs while it is iterated over; ``log`` holds what was read and may be asked at any time.

    >>> reader = Reader("access.log")                            # doctest: +SKIP
    >>> for progress in reader:                                  # doctest: +SKIP
    ...     draw(reader.log.counts("status"), progress.bytes_done / progress.bytes_total)

    Nothing is read before the iteration starts. ``stop()``, from any thread, ends it after the block at
    hand; what was read stays. Raises Problem when no file can be read; where there are several files, one
    that cannot be read is passed over and its record says why.
    """

    def __init__(
        self, paths: PathsLike, format: Format | str | None = None, folder: Path | None = None
    ) -> None:
        self._paths = find(paths)
        self._format = format if format is None or isinstance(format, Format) else format_named(format)
        self._total = sum(path.size for path in self._paths)
        self._done = 0
        self._stopped = False
        with disk_space(folder or Path()):
            self.log = Log(Store(folder))

    def stop(self) -> None:
        """End the reading; what was read stays."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """Whether the reading was ended before its end."""
        return self._stopped

    def __iter__(self) -> Iterator[ReadProgress]:
        """Read, giving the progress after every block."""
        first_problem: Problem | None = None
        with ThreadPoolExecutor(AHEAD, "log-block") as pool:
            for path in self._paths:
                if self._stopped:
                    break
                try:
                    yield from self._read_file(path, pool)
                except Problem as problem:
                    if len(self._paths) == 1:
                        raise
                    first_problem = first_problem or problem
                    self._pass_over(path, problem)
                self._done += path.size
        if first_problem and not self.log.lines:
            raise first_problem

    def _pass_over(self, path: LogPath, problem: Problem) -> None:
        files = self.log.files
        if not files or files[-1].name != path.name:
            files.append(FileRecord(path.name))
        files[-1].notes.append(f"not read: {problem.what}" if not files[-1].lines else problem.what)

    def _read_file(self, path: LogPath, pool: ThreadPoolExecutor) -> Iterator[ReadProgress]:
        try:
            stream = ByteStream(path.path)
        except OSError as error:
            raise Problem(f"“{path.name}” cannot be read.", "Check that you may read it.") from error
        with stream:
            opening = Opening(stream, FIRST_BLOCK)
            form, why = self._choose(path.name, opening)
            record = FileRecord(path.name, form, why)
            lines = LineFile(path.name, str(path.path.absolute()), form, bool(stream.compressed))
            if stream.compressed:
                lines.path = f"lines-{len(self.log.store.files)}"
            lines.first_row = self.log.store.rows
            passed = 0 if lines.copied else opening.nuls
            lines.remember(bytes(min(passed, FIRST_BLOCK)) + opening.text)
            self.log.files.append(record)
            self.log.store.files.append(lines)
            copy = self.log.store.folder / lines.path if lines.copied else None
            yield from self._read_blocks(
                _Cutter(stream, opening.text, passed, copy), BlockReader(form), record, pool
            )
            if opening.nuls:
                zeros = counted(opening.nuls, "zero byte")
                record.notes.append(f"it begins with {zeros}, as a log that was cut to nothing while in use")
            if stream.damage:
                kept = counted(record.lines, "line was", "lines were")
                record.notes.append(f"{stream.damage}: {kept} readable and kept")
            record.notes.extend(_changes(path, stream))
        record.notes.extend(clock_notes(self.log.store, lines))
        if self._stopped:
            record.notes.append(f"reading was stopped after {counted(record.lines, 'line')}")

    def _choose(self, name: str, opening: Opening) -> tuple[Format, str]:
        opening.check(name)
        if self._format is not None:
            return self._format, f"Read as {self._format.title} because it was chosen."
        detection = opening.detect(name)
        return detection.format, detection.why

    def _read_blocks(
        self, cutter: _Cutter, blocks: BlockReader, record: FileRecord, pool: ThreadPoolExecutor
    ) -> Iterator[ReadProgress]:
        """Understand blocks in other threads, and add them to the store in their order."""
        waiting: deque[tuple[Future[Block], bytearray, int]] = deque()
        for buffer, size, offset in cutter:
            waiting.append((pool.submit(blocks.read_buffer, buffer, size), buffer, offset))
            if len(waiting) > AHEAD:
                cutter.release(self._add(*waiting.popleft(), record))
                yield self._progress(cutter, record)
            if self._stopped:
                break
        while waiting:
            self._add(*waiting.popleft(), record)
        yield self._progress(cutter, record)

    def _add(self, coming: Future[Block], buffer: bytearray, offset: int, record: FileRecord) -> bytearray:
        block = coming.result()
        accepted = self.log.store.append(block, offset)
        self.log.take(block, accepted, memoryview(buffer)[MARGIN:], record)
        return buffer

    def _progress(self, cutter: _Cutter, record: FileRecord) -> ReadProgress:
        log = self.log
        done = self._done + cutter.position
        return ReadProgress(done, max(self._total, done), log.lines, log.accepted, log.rejected, record.name)


class _Cutter:
    """Cuts a stream into blocks of whole lines with their offsets, copying the bytes where asked to.

    ``start`` is what was read of it already, after ``passed`` bytes.
    """

    def __init__(self, stream: ByteStream, start: bytes, passed: int, copy: Path | None) -> None:
        self._stream = stream
        self._start = start
        self._passed = passed
        self._copy = copy.open("wb") if copy else None
        self._free: list[bytearray] = []

    @property
    def position(self) -> int:
        """Bytes of the file used so far."""
        return self._stream.position

    def __iter__(self) -> Iterator[tuple[bytearray, int, int]]:
        """Buffers whose lines begin at ``MARGIN``, their size in bytes, and their offset in the file."""
        try:
            yield from self._blocks()
        finally:
            if self._copy:
                self._copy.close()

    def _blocks(self) -> Iterator[tuple[bytearray, int, int]]:
        self._keep(self._start)
        text = self._start.removeprefix(BOM)
        offset = self._passed + len(self._start) - len(text)
        buffer, have = self._filled(text)
        while have:
            cut = buffer.rfind(b"\n", MARGIN, MARGIN + have) + 1 - MARGIN
            if cut > 0:
                rest = bytes(memoryview(buffer)[MARGIN + cut : MARGIN + have])
                yield buffer, cut, offset
                offset += cut
                buffer, have = self._filled(rest)
            if have > LONGEST_LINE:
                yield buffer, LONGEST_LINE, offset
                passed, after = self._after_line()
                offset += have + passed
                buffer, have = self._filled(after)
                if have:
                    continue
            place = memoryview(buffer)[MARGIN + have : MARGIN + have + BLOCK]
            read = self._stream.readinto(place)
            self._keep(place[:read])
            have += read
            if not read:
                break
        if have:
            yield buffer, have, offset

    def _filled(self, data: bytes) -> tuple[bytearray, int]:
        """A buffer that starts with ``data``, with room for a block more, and how much it holds."""
        size = MARGIN + max(LONGEST_LINE + BLOCK, len(data)) + 1 + MARGIN
        buffer = self._free.pop() if self._free else bytearray(size)
        if len(buffer) < size:
            buffer.extend(bytes(size - len(buffer)))
        buffer[MARGIN : MARGIN + len(data)] = data
        return buffer, len(data)

    def release(self, buffer: bytearray) -> None:
        """Take a buffer back to be filled anew; memory fresh from the system is slow to write to."""
        self._free.append(buffer)

    def _after_line(self) -> tuple[int, bytes]:
        """Pass over the rest of a line: how many bytes that took, and what was read after it."""
        passed = 0
        while more := self._stream.read(BLOCK):
            self._keep(more)
            cut = more.find(b"\n") + 1
            if cut:
                return passed + cut, more[cut:]
            passed += len(more)
        return passed, b""

    def _keep(self, data: bytes | memoryview) -> None:
        if self._copy:
            self._copy.write(data)


def _changes(path: LogPath, stream: ByteStream) -> Iterator[str]:
    """What happened to a file while it was read, in words."""
    try:
        now = path.path.stat()
    except OSError:
        yield "the file was removed while it was read"
        return
    before = stream.status
    if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
        yield "another file took its place while it was read"
    elif now.st_size < before.st_size:
        yield "the file became shorter while it was read"
    elif now.st_size > before.st_size:
        added = counted(now.st_size - before.st_size, "byte was", "bytes were")
        yield f"{added} added while it was read"


def read_log(
    paths: PathsLike,
    format: Format | str | None = None,
    progress: Callable[[ReadProgress], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Log:
    """Read logs: a file, a folder, a glob, or several of them, plain or compressed, merged by time.

    ``format`` is a Format or its name and overrides detection. ``progress`` is called with a ReadProgress
    at most ten times a second; once ``stop()`` is true, reading ends, keeps what was read and notes it.
    Raises Problem when nothing can be read.

    >>> read_log("access.log").counts("status")                  # doctest: +SKIP
    """
    reader = Reader(paths, format)
    told = 0.0
    for done in reader:
        if progress and (monotonic() - told >= 1 / _REPORTS_A_SECOND or done.bytes_done >= done.bytes_total):
            progress(done)
            told = monotonic()
        if stop and stop():
            reader.stop()
    return reader.log
