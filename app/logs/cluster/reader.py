"""Reads logs on a Dask cluster, as `app.logs.reading.reader.Reader` does in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
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
"""Parts of a file that are joined by one task."""

MESSAGE = 128 << 20
"""Bytes of a file whose parts are joined before they are sent: larger ones would fill a worker's memory."""

BEAT, LOOK, PATIENCE = 0.02, 1.0, 60.0
"""Seconds between two looks at what is done, and at the workers; and without one before that is told."""

WORKERS = f"Start some, and read the log again. {MEMORY}"

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass
class _Task:
    """What a future reads: a part of the file ``number``, ``size`` bytes of it."""

    future: Future[Part]
    number: int
    size: int


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

        tasks: list[_Task] = []
        results: list[list[Future[Part]]] = []
        first_problem: Problem | None = None
        for number, file in enumerate(self._files):
            self.log.files.append(FileRecord(file.name))
            try:
                mine = self._tasks(file, number)
            except Problem as problem:
                first_problem = first_problem or problem
                self.log.files[-1].notes.append(f"not read: {problem.what}")
                mine = []
            tasks += mine
            results.append(self._joined([task.future for task in mine]))
        if first_problem and (len(self._files) == 1 or not tasks):
            raise first_problem
        sizes = {task.future.key: task for task in tasks}
        total, done = sum(task.size for task in tasks), 0
        try:
            for future in self._done(task.future for task in tasks):
                task = sizes[future.key]
                done += task.size
                yield self._progress(done, total, self._files[task.number].name)
            for number, futures in enumerate(results):
                for future in self._done(futures, in_order=True):
                    first_problem = self._take(number, future, len(futures) == 1) or first_problem
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
            self._end(tasks)
        if first_problem and not self.log.lines:
            raise first_problem

    def _done(self, futures: Iterable[Future[Part]], in_order: bool = False) -> Iterator[Future[Part]]:
        """Futures as they are done, or in their order; none any more once reading is stopped.

        Raises Problem when there has been no worker to do them for ``PATIENCE``.
        """
        waiting, worked_at, looked_at = list(futures), monotonic(), 0.0
        while waiting and not self._stopped:
            ready = [future for future in (waiting[:1] if in_order else waiting) if future.done()]  # type: ignore[no-untyped-call]
            for future in ready:
                waiting.remove(future)
                yield future
                if self._stopped:
                    return
            now = monotonic()
            if ready:
                worked_at = now
            elif now - looked_at > LOOK:
                looked_at = now
                workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
                standing = {worker["status"] for worker in workers}
                if "running" in standing:
                    worked_at = now
                elif now - worked_at > PATIENCE:
                    how = "are paused, since their memory is full" if "paused" in standing else "are gone"
                    raise Problem(f"The workers of the cluster {how}.", WORKERS)
            if not ready:
                sleep(BEAT)

    def _end(self, tasks: list[_Task]) -> None:
        """Let the workers forget what they did, and the cluster this client."""
        with suppress(OSError):
            self._client.cancel([task.future for task in tasks])  # type: ignore[no-untyped-call]
            if self._own:
                self._client.close()  # type: ignore[no-untyped-call]

    # ---- what the workers do ----

    def _tasks(self, file: FarFile, number: int) -> list[_Task]:
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
                reading = chosen.reading.entry()
                return [
                    _Task(
                        self._submit(read_range, url, name, start, end, reading, self._seed),
                        number,
                        end - start,
                    )
                    for start, end in _ranges(size)
                ]
        future = self._submit(read_whole, url, name, form, self._seed, head.cuttable)
        return [_Task(future, number, size or 0)]

    def _submit(self, function: Callable[..., Part], *arguments: Any) -> Future[Part]:
        return self._client.submit(function, *arguments, pure=False)

    def _joined(self, futures: list[Future[Part]]) -> list[Future[Part]]:
        """The parts of a file joined by a tree of tasks, up to the size of a message."""
        joins = 1
        while len(futures) > 1 and joins * TOGETHER * RANGE <= MESSAGE:
            futures = [
                self._submit(joined, futures[first : first + TOGETHER])
                if len(futures[first : first + TOGETHER]) > 1
                else futures[first]
                for first in range(0, len(futures), TOGETHER)
            ]
            joins *= TOGETHER
        return futures

    # ---- what comes back ----

    def _take(self, number: int, future: Future[Part], alone: bool) -> Problem | None:
        """Add a part of a file, which is all of it if ``alone``; gives what kept it from being read."""
        url = self._files[number].url
        record = self.log.files[number]
        try:
            part: Part = future.result()
        except Problem as problem:
            if len(self._files) == 1:
                raise
            note = f"{'not' if alone else 'a part of it was not'} read: {problem.what}"
            record.notes += [note] if note not in record.notes else []
            return problem
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
        return None

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
