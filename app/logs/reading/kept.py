"""Reads a log once: whoever asks for the same files again opens what was kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from app.logs.formats import LogFormat
from app.logs.reading.reader import Reader, ReadProgress, on_cluster
from app.logs.sources import LogPath, PathsLike, find
from app.logs.store import shelf
from app.logs.store.columns import disk_space
from app.problem import Problem


class KeptReader:
    """A reader that keeps what it reads in a shelf, ``folder``, and opens it from there when nothing changed.

    Iterated over like a Reader; a log that is on the shelf is there at once, without any progress. Files
    count as unchanged while their path, size and time of change are the same. A reading that was stopped
    is not kept. ``cluster`` is the address of a Dask scheduler whose workers read, if any do.
    """

    def __init__(
        self, paths: PathsLike, folder: Path, format: LogFormat | str | None = None, cluster: str = ""
    ) -> None:
        found = find(paths)
        self._place = Path(folder) / shelf.key(found, format)
        self._reader: Reader | None = None
        self._cluster = cluster
        try:
            self.log = shelf.open_log(self._place)
            self._place.touch()
        except (Problem, OSError):
            self._start(found, format)

    def _start(self, found: list[LogPath], format: LogFormat | str | None) -> None:
        self._place.parent.mkdir(parents=True, exist_ok=True)
        with disk_space(self._place.parent):
            self._unfinished = Path(mkdtemp(prefix=f".{self._place.name}-", dir=self._place.parent))
        try:
            if self._cluster:
                self._reader = on_cluster(self._cluster, found, format, self._unfinished)
            else:
                self._reader = Reader(found, format, self._unfinished)
        except Problem:
            shutil.rmtree(self._unfinished, ignore_errors=True)
            raise
        self.log = self._reader.log
        # Whoever shows what is read so far goes on reading from there, however the reading ends.
        self.log.store.remove_when_gone()

    @property
    def ready(self) -> bool:
        """Whether ``log`` is whole already: it was on the shelf, or is there now."""
        return self._reader is None

    def stop(self) -> None:
        """End the reading; what was read stays in ``log``."""
        if self._reader:
            self._reader.stop()

    def __iter__(self) -> Iterator[ReadProgress]:
        """Read, giving the progress after every block; nothing when the log was on the shelf."""
        if self._reader is None:
            return
        yield from self._reader
        if self._reader.stopped:
            return
        with disk_space(self._place.parent):
            shelf.keep(self.log, self._place)
        self.log, self._reader = shelf.open_log(self._place), None
        shelf.tidy(self._place.parent)
