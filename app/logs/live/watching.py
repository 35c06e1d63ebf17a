"""Watching a live source: its reader is started where there is none, and what it committed is mapped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import places
from app.logs.live.commits import (
    BEGUN,
    COMMIT,
    READER,
    SOURCE,
    TROUBLE,
    WATCHERS,
    Lock,
    read_json,
    record_of,
    tried,
    write_json,
)
from app.logs.live.sources import Watched
from app.logs.live.store import LiveStore
from app.logs.store.columns import disk_space
from app.logs.store.log import Log
from app.logs.store.rejects import Reject
from app.problem import Problem

PATIENCE = 3.0
"""Seconds after a start in which a watcher starts no other reader; twice as many after each that failed."""

MOST_PATIENCE = 12.0
"""Seconds that this comes to at most."""

LATE = 2.0
"""Seconds without a commit after which it is looked whether there is still a reader."""

FRESH = 5.0
"""Seconds after which it is said that the source was not looked at."""

LITTLE = {"byte": 1 << 20, "message": 10_000}
"""What may wait to be read of a source of each unit that is as good as read."""

KEPT = 8
"""Live logs that stay on a shelf when nobody watches them; the one watched longest ago makes room."""

STARTS = 4
"""Places besides its beginning from which one source is followed at a time, and that stay on a shelf."""

LISTED = 200
"""Refused lines that are at hand; all of them are on disk."""


@dataclass(frozen=True)
class Standing:
    """How a live log stands: what waits to be read, in ``unit``s, lines a second, when it was looked at.

    ``skew`` is how far its own clock is behind, as its newest lines tell; ``told`` what is amiss.
    """

    behind: int
    unit: str
    rate: float
    at: float
    skew: float
    told: tuple[str, ...]

    @property
    def age(self) -> float:
        """Seconds since the source was looked at."""
        return max(0.0, time.time() - self.at)

    @property
    def caught_up(self) -> bool:
        """Whether what is shown is as good as all that was written: else silence in it tells nothing."""
        return self.age < FRESH and self.behind <= LITTLE.get(self.unit, 0)

    @property
    def now(self) -> int:
        """The second that the log's clock shows now."""
        return int(time.time() - self.skew)


class Watch:
    """One watcher of a live source. ``look`` gives the log as it was committed last.

    The reader, a process of its own, runs as long as one watcher holds on to it.
    """

    def __init__(self, watched: Watched, shelf: Path) -> None:
        self.folder = watched.folder(shelf)
        _check_starts(watched, self.folder)
        with disk_space(shelf):
            self.folder.mkdir(parents=True, exist_ok=True)
        if read_json(self.folder / SOURCE) != watched.entry():
            if not (self.folder / COMMIT).exists() and (begun := watched.begin()) is not None:
                write_json(self.folder / BEGUN, begun)
            write_json(self.folder / SOURCE, watched.entry())
        _tidy(self.folder)
        self._lock = Lock(self.folder / WATCHERS)
        self._lock.share()
        self._started_at, self._patience = 0.0, PATIENCE
        self._process: subprocess.Popen[bytes] | None = None
        self._generation = 0
        self._rejects: list[Reject] = []
        self.log: Log | None = None
        self.standing: Standing | None = None
        self._seen: tuple[int, int] = (0, 0)
        self._start()

    def close(self) -> None:
        """Watch no more."""
        self._lock.close()

    def look(self) -> bool:
        """Take what was committed since; whether there are more rows or refused lines.

        Starts the reader anew where it died. Raises Problem when it says that it cannot go on.
        """
        try:
            status = (self.folder / COMMIT).stat()
        except OSError:
            self._check()
            return False
        if (status.st_ino, status.st_mtime_ns) == self._seen:
            if time.time() - status.st_mtime > LATE:
                self._check()
            return False
        commit = read_json(self.folder / COMMIT)
        if commit is None:
            return False
        try:
            more = self._take(commit)
        except (OSError, ValueError):
            # The generation that was committed is gone already: the next commit tells of another.
            return False
        self._seen, self._patience = (status.st_ino, status.st_mtime_ns), PATIENCE
        return more

    def _take(self, commit: Mapping[str, Any]) -> bool:
        layout, records = commit["store"], [record_of(entry) for entry in commit["records"]]
        before = (self.log.lines, self.log.store.rows) if self.log is not None else (-1, 0)
        if self.log is None or self._generation != commit["generation"]:
            folder = self.folder / str(commit["generation"])
            self.log = Log(LiveStore(folder, layout), records)
            self._generation, self._rejects = commit["generation"], []
        else:
            store = self.log.store
            assert isinstance(store, LiveStore)
            store.advance(layout)
            self.log.files = records
        self._list_rejects(commit["notes"])
        self.standing = Standing(
            commit["behind"],
            commit["unit"],
            commit["rate"],
            commit["at"],
            commit["skew"],
            tuple(commit["told"]),
        )
        return before != (self.log.lines, self.log.store.rows)

    def _list_rejects(self, notes: list[str]) -> None:
        assert self.log is not None
        if len(self._rejects) < min(self.log.rejected, LISTED):
            with suppress(ValueError):
                # The last one may be written just now.
                self._rejects = []
                for reject in self.log.every_reject:
                    self._rejects.append(reject)
                    if len(self._rejects) == LISTED:
                        break
        for record in self.log.files:
            record.rejects = [reject for reject in self._rejects if reject.file == record.name]
        if self.log.files:
            self.log.files[0].notes += notes

    # ---- the reader ----

    def _check(self) -> None:
        """Start a reader where there is none."""
        if time.monotonic() - self._started_at < self._patience:
            return
        with tried(self.folder / READER) as nobody:
            if not nobody:
                return
        trouble = read_json(self.folder / TROUBLE)
        self._start()
        if trouble is not None:
            self._patience = min(2 * self._patience, MOST_PATIENCE)
            raise Problem(*trouble)

    def _start(self) -> None:
        self._started_at = time.monotonic()
        if self._process is not None:
            self._process.poll()
        lock = Lock(self.folder / READER)
        try:
            if not lock.alone():
                return
            # A session's folder for temporary files goes when the session does.
            environment = dict(os.environ) | {
                "PYTHONPATH": places.python_path(os.environ),
                "TMPDIR": str(self.folder),
            }
            # In a session of its own: it stays when the page that needed it first is closed. It has the lock
            # from its first moment, so that of ten who come at once one starts a reader, not each its own.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.logs.live", str(self.folder), str(lock.fileno())],
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=(lock.fileno(),),
                start_new_session=True,
            )
        finally:
            lock.close()


def _check_starts(watched: Watched, here: Path) -> None:
    """Raises Problem where a source is followed from too many other places by now: each takes a reader."""
    if not watched.start or not here.parent.is_dir():
        return
    going = 0
    for folder in here.parent.iterdir():
        entry = read_json(folder / SOURCE)
        if folder != here and entry is not None and entry.get("start") and watched.is_of(entry):
            with tried(folder / READER) as nobody:
                going += not nobody
    if going >= STARTS:
        raise Problem(
            f"This log is followed from {STARTS} other places just now.",
            "Follow it from its beginning, or try again in a while.",
        )


def _tidy(here: Path) -> None:
    """Make room on the shelf: of the live logs that nobody watches, only the last few stay.

    One that is followed from elsewhere than its beginning takes no room from one that is.
    """
    others = [folder for folder in here.parent.iterdir() if folder.is_dir() and folder != here]
    others.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    later = [folder for folder in others if (read_json(folder / SOURCE) or {}).get("start")]
    for folder in [*later[STARTS:], *[folder for folder in others if folder not in later][KEPT:]]:
        with tried(folder / WATCHERS) as unwatched, tried(folder / READER) as unread:
            if unwatched and unread:
                shutil.rmtree(folder, ignore_errors=True)
