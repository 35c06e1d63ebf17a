"""Reads logs on a Dask cluster, as `app.logs.reading.reader.Reader` does in this process."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from secrets import randbits
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import zstandard

from app.counted import counted
from app.logs.cluster.files import MEMORY, FarFile, found, head_of
from app.logs.cluster.lines import FarLines
from app.logs.cluster.parts import Part, add, joined, read_range, read_whole
from app.logs.cluster.workers import check_workers, connect
from app.logs.formats import Extended, LogFormat
from app.logs.reading.base_reader import BaseReader
from app.logs.reading.oddities import clock_notes, rejection_note
from app.logs.reading.opening import Opening
from app.logs.reading.reader import FIRST_BLOCK, ReadProgress
from app.logs.sources import PathsLike, recoded
from app.logs.store.columns import disk_space
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord
from app.problem import Problem

if TYPE_CHECKING:
    from distributed import Client, Future

RANGE = 32 << 20
"""Bytes of a plain file that are one task."""

TOGETHER = 4
"""Parts of a file that are joined before they are sent: larger pieces would fill a worker's memory."""

AHEAD = 2
"""Pieces that the workers have for each of their threads: one is read, another waits to be taken."""

BEAT, LOOK, PATIENCE = 0.02, 1.0, 60.0
"""Seconds between two looks at what is done, and at the workers; and without one before that is told."""

WORKERS = f"Start some, and read the log again. {MEMORY}"

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass
class _Piece:
    """What comes back as one message of the file ``number``, which is ``whole`` in it or not: the ranges that
    are not read yet, each with its bytes, and what they are joined to."""

    number: int
    whole: bool
    reads: list[tuple[Future[Part], int]]
    joined: Future[Part]


class ClusterReader(BaseReader):
    """Reads logs on the workers of ``client``, or of the scheduler at this address.

    ``log`` holds what came back so far, file by file.

    ``paths`` are files, folders or globs of this machine that the workers see under the same names, or
    addresses that fsspec knows (``s3://bucket/access.log``). Raises Problem where a worker lacks this package
    or has another version of it. ``stop()`` ends it, what came back stays.
    """

    def __init__(
        self,
        paths: PathsLike,
        format: LogFormat | str | None = None,
        folder: Path | None = None,
        *,
        client: Client | str,
    ) -> None:
        self._own = isinstance(client, str)
        self._client = connect(client) if isinstance(client, str) else client
        self._files = found(paths)
        self._seed = randbits(63)
        self._first_problem: Problem | None = None
        check_workers(self._client)
        super().__init__(format, folder)

    @property
    def dashboard(self) -> str:
        """The address of the cluster's own page, which shows its work."""
        return str(self._client.dashboard_link)

    def __iter__(self) -> Iterator[ReadProgress]:
        """Read, giving the progress whenever a part is done."""
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        self.log.files += [FileRecord(file.name) for file in self._files]
        total, done = sum(file.size or 0 for file in self._files), 0
        going: deque[_Piece] = deque()
        try:
            for number, size in self._finished(going):
                done += size
                yield self._progress(done, total, self._files[number].name)
        except KilledWorker as error:
            raise Problem(
                "Workers of the cluster died again and again over the same part of the log.",
                f"They may have too little memory. {MEMORY}",
            ) from error
        except (OSError, CommClosedError, CancelledError) as error:
            raise Problem(
                "The cluster went away while it read.", "Start it again, and read the log again."
            ) from error
        else:
            self._note()
        finally:
            self._end(going)
        if self._first_problem and not self.log.lines:
            raise self._first_problem

    def _finished(self, going: deque[_Piece]) -> Iterator[tuple[int, int]]:
        """Let the workers read, and take what they are done with, until all is back or reading is stopped.

        Gives the number of a file with the bytes that were read of it now. ``going`` are the pieces that the
        workers have, in the order in which they are taken: so many that none of them is idle, since each
        keeps in its memory what is not taken yet. Raises Problem when there has been no worker to do
        anything for ``PATIENCE``.
        """
        coming, most, worked_at, looked_at = self._pieces(), 1, monotonic(), 0.0
        while not self._stopped:
            now, any_done = monotonic(), False
            if now - looked_at > LOOK:
                looked_at = now
                workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
                most = max(AHEAD * sum(worker["nthreads"] for worker in workers), 1)
                standing = {worker["status"] for worker in workers}
                if "running" in standing:
                    worked_at = now
                elif now - worked_at > PATIENCE:
                    how = "are paused, since their memory is full" if "paused" in standing else "are gone"
                    raise Problem(f"The workers of the cluster {how}.", WORKERS)
            going += islice(coming, max(most - len(going), 0))
            if not going:
                return
            for piece in going:
                for read in [read for read in piece.reads if read[0].done()]:  # type: ignore[no-untyped-call]
                    any_done = True
                    piece.reads.remove(read)
                    yield piece.number, read[1]
                    if self._stopped:
                        return
            while going and not going[0].reads and going[0].joined.done():  # type: ignore[no-untyped-call]
                any_done = True
                piece = going.popleft()
                self._take(piece)
                yield piece.number, 0
            if any_done:
                worked_at = now
            else:
                sleep(BEAT)

    def _end(self, going: Iterable[_Piece]) -> None:
        """Let the workers forget what they did, and the cluster this client."""
        with suppress(OSError):
            futures = [future for piece in going for future, _ in [*piece.reads, (piece.joined, 0)]]
            self._client.cancel(futures)  # type: ignore[no-untyped-call]
            if self._own:
                self._client.close()  # type: ignore[no-untyped-call]

    # ---- what the workers do ----

    def _pieces(self) -> Iterator[_Piece]:
        """All pieces of all files, in their order; the workers begin with one when it is asked for."""
        for number, file in enumerate(self._files):
            try:
                yield from self._pieces_of(file, number)
            except Problem as problem:
                if len(self._files) == 1:
                    raise
                self._first_problem = self._first_problem or problem
                self.log.files[number].notes.append(f"not read: {problem.what}")

    def _pieces_of(self, file: FarFile, number: int) -> Iterator[_Piece]:
        url, name, size = file
        form = self._format.entry() if self._format else None
        head = head_of(file, FIRST_BLOCK)
        stream = recoded(_Head(head.data))
        opening = Opening(stream, FIRST_BLOCK)
        packed = head.packed or bool(stream.compressed) or head.data.startswith(_ARCHIVES)
        if not packed and head.cuttable and size is not None:
            opening.check(name)
            chosen = opening.choose(name, self._format)
            if not isinstance(chosen.reading.main, Extended):
                record = self.log.files[number]
                record.format, record.why = chosen.format, chosen.why
                reading, ranges = chosen.reading.entry(), _ranges(size)
                for first in range(0, len(ranges), TOGETHER):
                    reads = [
                        (self._submit(read_range, url, name, *one, reading, self._seed), one[1] - one[0])
                        for one in ranges[first : first + TOGETHER]
                    ]
                    yield self._piece(number, len(ranges) <= TOGETHER, reads)
                return
        read = self._submit(read_whole, url, name, form, self._seed, head.cuttable)
        yield self._piece(number, True, [(read, size or 0)])

    def _piece(self, number: int, whole: bool, reads: list[tuple[Future[Part], int]]) -> _Piece:
        parts = [future for future, _ in reads]
        return _Piece(number, whole, reads, self._submit(joined, parts) if len(parts) > 1 else parts[0])

    def _submit(self, function: Callable[..., Part], *arguments: Any) -> Future[Part]:
        return self._client.submit(function, *arguments, pure=False)

    # ---- what comes back ----

    def _take(self, piece: _Piece) -> None:
        """Add a piece of a file, or note what kept it from being read."""
        number = piece.number
        url = self._files[number].url
        record = self.log.files[number]
        try:
            part: Part = piece.joined.result()
        except Problem as problem:
            if len(self._files) == 1:
                raise
            self._first_problem = self._first_problem or problem
            note = f"{'not' if piece.whole else 'a part of it was not'} read: {problem.what}"
            record.notes += [note] if note not in record.notes else []
            return
        files = [LineFile.of(dict(entry)) for entry in part.files]
        if part.lines:
            place = f"lines-{number}"
            with disk_space(self.log.store.folder):
                (self.log.store.folder / place).write_bytes(zstandard.decompress(part.lines))
            files = [replace(file, path=place, copied=True) for file in files]
        elif "://" in url:
            files = [FarLines.at(file, url) for file in files]
        if record.format is None:
            record.format, record.why = part.record.format, part.record.why
        record.notes += [note for note in part.record.notes if note not in record.notes]
        with disk_space(self.log.store.folder):
            add(self.log, part, record, files)

    def _note(self) -> None:
        for record in self.log.files:
            mine = [file for file in self.log.store.files if file.name == record.name]
            for file in mine[:1]:
                rows = sum(one.rows for one in mine)
                record.notes += clock_notes(self.log.store, replace(file, rows=rows))
            if note := rejection_note(record):
                record.notes.insert(0, note)
        if self.log.files:
            workers = counted(len(self._client.scheduler_info(n_workers=-1)["workers"]), "worker")
            self.log.files[0].notes.append(f"read on {workers} of a cluster, seen at {self.dashboard}")
            if self._stopped:
                self.log.files[0].notes.append("reading was stopped before all parts were back")

    def _progress(self, done: int, total: int, name: str) -> ReadProgress:
        log = self.log
        return ReadProgress(
            done, max(total, 1), log.lines, log.accepted, log.rejected, f"on the cluster: {name}"
        )


class _Head(BytesIO):
    """The first bytes of a file, as a stream that ends behind them."""

    compressed, damage = "", ""
    status = os.stat_result(range(10))

    @property
    def position(self) -> int:
        """Bytes used so far."""
        return self.tell()


def _ranges(size: int) -> list[tuple[int, int]]:
    return [(start, min(start + RANGE, size)) for start in range(0, size, RANGE)] or [(0, 0)]
