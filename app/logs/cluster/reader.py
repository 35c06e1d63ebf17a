"""Reads logs on a Dask cluster; how often a part is tried again is Dask's `allowed-failures`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from secrets import randbits
from time import sleep
from typing import TYPE_CHECKING, Any, NamedTuple

import zstandard

from app.counted import counted
from app.logs.cluster.beginning import Beginning, beginning, reading_after
from app.logs.cluster.files import MEMORY, FarFile, found
from app.logs.cluster.lines import FarLines
from app.logs.cluster.parts import Part, add, add_whole, joined
from app.logs.cluster.tasks import checksum_of, read_range, read_whole
from app.logs.cluster.workers import Workers, connect
from app.logs.formats import Extended, LogFormat
from app.logs.reading.base_reader import BaseReader
from app.logs.reading.oddities import clock_notes, rejection_note, year_notes, zero_notes
from app.logs.reading.opening import BOM
from app.logs.reading.reader import FIRST_BLOCK, ReadProgress
from app.logs.reading.sections import Sections
from app.logs.sources import PathsLike, Twins
from app.logs.store.columns import disk_space
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord
from app.problem import Problem

if TYPE_CHECKING:
    from distributed import Client, Future

RANGE = 32 << 20
"""Bytes of a plain file that are one task."""

TOGETHER = 4
"""Parts of a file that are joined in a tree before they are sent; docs/live.md tells why so many."""

AHEAD = 2
"""Pieces that the workers have for each of their threads: one is read, another waits to be taken."""

BEAT = 0.02
"""Seconds between two looks at what is done."""


@dataclass
class _Piece:
    """What comes back as one message of the file ``number``, which is ``whole`` in it or not: the ranges that
    are not read yet, each with its bytes, and what they are joined to."""

    number: int
    whole: bool
    reads: list[tuple[Future[Part], int]]
    joined: Future[Part]


class _Cut(NamedTuple):
    """A file that is read by ranges: where its ``lines`` are, which rows they gave so far, and how many zero
    bytes stand before them."""

    lines: LineFile
    zeros: int


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
        self._workers = Workers(self._client)
        self._files = found(paths)
        self._seed = randbits(63)
        self._first_problem: Problem | None = None
        self._records = [FileRecord(file.name) for file in self._files]
        self._cut: dict[int, _Cut] = {}
        self._twins = Twins(self._content)
        self._done = 0
        self._workers.check()
        super().__init__(format, folder)

    @property
    def dashboard(self) -> str:
        """The address of the cluster's own page, which shows its work."""
        return str(self._client.dashboard_link)

    def __iter__(self) -> Iterator[ReadProgress]:
        """Read, giving the progress whenever a part is done."""
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        self.log.files += self._records
        self._records[0].notes.append(
            f"read on {counted(self._workers.many, 'worker')} of a cluster, seen at {self.dashboard}"
        )
        going: deque[_Piece] = deque()
        try:
            for number, size in self._finished(going):
                self._done += size
                yield self._progress(self._files[number].name)
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
        coming = self._pieces()
        while not self._stopped:
            any_done = False
            self._workers.look()
            going += islice(coming, max(AHEAD * self._workers.threads - len(going), 0))
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
                self._workers.worked()
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
                self._records[number].notes.append(f"not read: {problem.what}")

    def _pieces_of(self, file: FarFile, number: int) -> Iterator[_Piece]:
        with beginning(file) as begun:
            if twin := self._twins.of(file, begun.opening.text):
                self._records[number].notes.append(f"not read: it holds the same as “{twin}”")
                self._done += file.size or 0
                return
            reads = self._ranges(file, number, begun) if begun.plain else []
        if not reads:
            form = self._format.entry() if self._format else None
            told = file.url, file.name, file.changed, form, self._seed, begun.cuttable
            whole = self._workers.submit(read_whole, *told)
            yield _Piece(number, True, [(whole, file.size or 0)], whole)
        for first in range(0, len(reads), TOGETHER):
            some = [(self._workers.submit(*task), size) for task, size in reads[first : first + TOGETHER]]
            tree = self._workers.in_tree(joined, [part for part, _ in some])
            yield _Piece(number, len(reads) <= TOGETHER, some, tree)

    def _ranges(self, file: FarFile, number: int, begun: Beginning) -> list[tuple[tuple[Any, ...], int]]:
        """What is to be done for each range of a file, with its bytes; none where it cannot be cut."""
        opening, size = begun.opening, file.size or 0
        opening.check(file.name)
        chosen = opening.choose(file.name, self._format)
        if isinstance(chosen.reading.main, Extended):
            return []
        record = self._records[number]
        record.format, record.why = chosen.format, chosen.why
        reading, notes = reading_after(opening, Sections(self.log.store, chosen.reading, self._tries))
        record.notes += notes
        lines = LineFile(file.name, file.url, reading)
        lines.remember(bytes(min(opening.nuls, FIRST_BLOCK)) + opening.text)
        self._cut[number] = _Cut(lines, opening.nuls)
        begins = opening.nuls + (len(BOM) if opening.text.startswith(BOM) else 0)
        how = reading.entry(), self._seed, begins, self._tries
        cuts = [*range(begins, size, RANGE), max(size, begins)]
        return [
            ((read_range, file.url, file.name, start, end, *how), end - (start if number else 0))
            for number, (start, end) in enumerate(pairwise(cuts))
        ]

    def _content(self, file: FarFile) -> bytes:
        """A checksum of what a file holds, by a worker; one of its own where it cannot be had."""
        future = self._workers.submit(checksum_of, file.url, file.name)
        while not self._stopped and not future.done():  # type: ignore[no-untyped-call]
            self._workers.look()
            sleep(BEAT)
        try:
            return file.url.encode() if self._stopped else future.result()
        except Problem:
            return file.url.encode()

    # ---- what comes back ----

    def _take(self, piece: _Piece) -> None:
        """Add a piece of a file, or note what kept it from being read."""
        number, record = piece.number, self._records[piece.number]
        try:
            part: Part = piece.joined.result()
        except Problem as problem:
            if len(self._files) == 1:
                raise
            self._first_problem = self._first_problem or problem
            note = f"{'not' if piece.whole else 'a part of it was not'} read: {problem.what}"
            record.notes += [note] if note not in record.notes else []
            return
        files = [self._lines(LineFile.of(dict(entry)), part, number) for entry in part.files]
        with disk_space(self.log.store.folder):
            for path, lines in part.lines.items():
                place = self.log.store.folder / _copy(number, path)
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(zstandard.decompress(lines))
            if number not in self._cut:
                add_whole(self.log, part, record, files)
                return
            cut = self._cut[number].lines
            cut.first_row = cut.first_row if cut.rows else self.log.store.rows
            cut.rows += part.rows
            add(self.log, part, record, files)

    def _lines(self, file: LineFile, part: Part, number: int) -> LineFile:
        """Where lines of a part of a file are from here."""
        if file.path in part.lines:
            return replace(file, path=_copy(number, file.path), copied=True)
        if isinstance(file, FarLines):
            return file
        if number in self._cut:
            cut = self._cut[number].lines
            return replace(file, fingerprint=cut.fingerprint, fingerprinted=cut.fingerprinted)
        return file

    def _note(self) -> None:
        for number, (lines, zeros) in self._cut.items():
            record = self._records[number]
            record.notes += zero_notes(zeros)
            record.notes += year_notes(self.log.store, lines, *self._files[number].day)
            record.notes += clock_notes(self.log.store, lines)
            if note := rejection_note(record):
                record.notes.insert(0, note)
        if self._stopped:
            self.log.files[0].notes.append("reading was stopped before all parts were back")

    def _progress(self, name: str) -> ReadProgress:
        log, total = self.log, sum(file.size or 0 for file in self._files)
        return ReadProgress(
            self._done, max(total, 1), log.lines, log.accepted, log.rejected, f"on the cluster: {name}"
        )


def _copy(number: int, path: str) -> str:
    """Under which name in the store lines are kept that came along with a file."""
    return f"lines-{number}/{path.replace('/', '-')}"
