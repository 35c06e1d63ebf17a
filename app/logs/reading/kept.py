"""Reads a log once: whoever asks for the same files again opens what was kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from app.logs.formats import LogFormat
from app.logs.reading.read_log import on_cluster
from app.logs.reading.reader import Reader, ReadProgress
from app.logs.sources import PathsLike, find
from app.logs.store import shelf
from app.logs.store.columns import disk_space
from app.logs.store.log import Log
from app.on_demand import on_demand
from app.problem import Problem
from app.urls import is_url

# Brings fsspec, which files of this machine do without.
_CLUSTER = on_demand("app.logs.cluster", {"found": "files"})


class KeptReader:
    """A reader that keeps what it reads in a shelf, ``folder``, and opens it from there when nothing changed.

    Iterated over like a Reader; a log that is on the shelf is there at once, without any progress. Files
    count as unchanged while their path, size and time of change are the same. A plain file that only grew is
    read from where it was left, and so is one whose reading was stopped. ``cluster`` is the address of a Dask
    scheduler whose workers read, if any do: they read from the start, and also ``paths`` that are addresses.
    """

    def __init__(
        self, paths: PathsLike, folder: Path, format: LogFormat | str | None = None, cluster: str = ""
    ) -> None:
        far = isinstance(paths, tuple) and any(isinstance(one, str) and is_url(one) for one in paths)
        found = _CLUSTER("found")(paths) if far else find(paths)
        self._place = Path(folder) / shelf.key(found, format)
        self._found, self._format = found, format
        self._reader: Reader | None = None
        self._cluster, self._far = cluster, far
        try:
            self.log = shelf.open_log(self._place)
            self._place.touch()
        except (Problem, OSError):
            self._start(found, format)

    def _start(self, found: list[Any], format: LogFormat | str | None) -> None:
        self._place.parent.mkdir(parents=True, exist_ok=True)
        with disk_space(self._place.parent):
            self._unfinished = Path(mkdtemp(prefix=f".{self._place.name}-", dir=self._place.parent))
        try:
            if self._cluster:
                self._reader = on_cluster(self._cluster, found, format, self._unfinished)
            else:
                before = self._begun()
                self._reader = Reader(found, format, self._unfinished, before)
        except Problem:
            shutil.rmtree(self._unfinished, ignore_errors=True)
            raise
        self.log = self._reader.log
        # Whoever shows what is read so far goes on reading from there, however the reading ends.
        self.log.store.remove_when_gone()

    def _begun(self) -> Log | None:
        """What was read of these files before, copied to be gone on with; None where there is nothing."""
        place = shelf.begun(self._place.parent, self._found, self._format)
        if place is None:
            return None
        try:
            with disk_space(self._unfinished):
                return shelf.open_to_go_on(place, self._unfinished)
        except (Problem, OSError):
            shutil.rmtree(self._unfinished, ignore_errors=True)
            self._unfinished.mkdir()
            return None

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
        stopped = self._reader.stopped
        if stopped and not self._goes_on(stopped):
            return
        place = self._place.with_name(f"{self._place.name}-begun") if stopped else self._place
        with disk_space(self._place.parent):
            if stopped:
                shutil.rmtree(place, ignore_errors=True)
            shelf.keep(self.log, place, self._found if self._goes_on(stopped) else (), self._format)
        if not stopped:
            self.log, self._reader = shelf.open_log(self._place), None
            shutil.rmtree(self._place.with_name(f"{self._place.name}-begun"), ignore_errors=True)
        shelf.tidy(self._place.parent)

    def _goes_on(self, stopped: bool) -> bool:
        """Whether what was read can be gone on with: no archive, nor the middle of what is packed."""
        files = self.log.store.files
        if self._far:
            return False
        names = [path.name for path in self._found]
        inside = {record.name for record in self.log.files} - set(names)
        cut = stopped and bool(files) and files[-1].copied
        return bool(files) and not inside and not cut and len(set(names)) == len(names)
