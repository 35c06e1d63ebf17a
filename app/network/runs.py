"""Runs that outlive reloads and kernels: one SQLite file a browser, weights and snapshots beside it."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.network.kept_run import Kept
from app.network.run import Run
from app.network.run_file import arrays_of, ending_of, restored
from app.network.settings import Settings
from app.network.snapshots import Snapshots
from app.problem import Problem
from app.uploads import MEGABYTE, size_in_words
from app.visitor.disk import replacing

MOST_BYTES = 200 * MEGABYTE

Keeping = Callable[[int], AbstractContextManager[object]]
"""Holds room for so many bytes more while they are written. Raises Problem where there is none."""

_DATABASE = "runs.sqlite"
_PAGES = 32_768
"""Bytes that the database may grow by beside what is written into it: pages that are begun, its journal."""

_SCHEMA = """create table if not exists runs (
    key text primary key, made real not null, title text not null, settings text not null, task text not null,
    layers text not null, rows text not null, ending text not null, bytes integer not null)"""

_NOTES = "create table if not exists notes (key text primary key, note text not null)"

MOST_NOTE = 300
"""Characters of a note."""


class Runs:
    """The runs of one browser, in its ``folder``. Several pages of it may be open at once.

    ``most`` bytes are kept, each written while ``keeping`` holds room for it; the folder is made with the
    first run. Problems with the disk are told as `Problem`.
    """

    def __init__(self, folder: Path, most: int = MOST_BYTES, keeping: Keeping = nullcontext) -> None:
        self._folder = folder / "runs"
        self._most = most
        self._room = keeping

    def keep(self, run: Run) -> list[str]:
        """Keep a run, or its newer state, under ``run.key``; returns a sentence for each that had to go
        for it."""
        return self.keeping(run)()

    def keeping(self, run: Run) -> Callable[[], list[str]]:
        """`keep` for another thread: the run as it is now, kept when what this returns is called."""
        run.key = run.key or secrets.token_hex(8)
        arrays = arrays_of(run)
        written = (
            run.title,
            run.settings.text(),
            run.task,
            json.dumps(run.snapshots.layers),
            json.dumps(run.epoch_logs),
            json.dumps(ending_of(run)),
        )
        return partial(self._keep, run.key, arrays, written)

    def _keep(self, key: str, arrays: dict[str, Any], written: tuple[str, ...]) -> list[str]:
        try:
            # Packed elsewhere first: by then it is known how much room it needs.
            with tempfile.TemporaryFile() as packed:
                np.savez_compressed(packed, **arrays)
                size = packed.seek(0, os.SEEK_END)
                if size > self._most:
                    raise Problem(
                        f"This run takes {size_in_words(size)}; at most {size_in_words(self._most)} "
                        "are kept.",
                        "Download it now if you need it later.",
                    )
                file = self._file(key)
                replaced = file.stat().st_size if file.exists() else 0
                growth = size - replaced - sum(freed for _, _, freed in self._too_many(key, size))
                # The numbers beside the arrays are a row of a database, written in pages.
                with self._room(max(growth, 0) + sum(map(len, written)) + _PAGES), self._open() as database:
                    packed.seek(0)
                    with replacing(file) as target:
                        shutil.copyfileobj(packed, target)
                    # Not replaced: a row keeps its place for life.
                    database.execute(
                        "insert into runs (key, made, title, settings, task, layers, rows, ending, bytes) "
                        "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do update set "
                        "made = excluded.made, title = excluded.title, settings = excluded.settings, "
                        "task = excluded.task, layers = excluded.layers, rows = excluded.rows, "
                        "ending = excluded.ending, bytes = excluded.bytes",
                        (key, time.time(), *written, size),
                    )
                    return self._make_room(database, key, size)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def kept(self) -> list[Kept]:
        """All runs, newest first; one that cannot be read is left out."""
        if not self._any():
            return []
        try:
            with self._open() as database:
                found = database.execute(
                    "select runs.key, made, title, settings, task, rows, ending, bytes, "
                    "coalesce(note, ''), runs.rowid from runs left join notes on notes.key = runs.key "
                    "order by made desc"
                ).fetchall()
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error
        read_runs = []
        for key, made, title, settings, task, rows, ending, size, note, place in found:
            try:
                read = Settings.from_text(settings)
                numbers, end = json.loads(rows), json.loads(ending)
            except (Problem, ValueError):
                # Settings of an older page: the others are still worth showing.
                logging.getLogger(__name__).warning("run %s cannot be read", key)
                continue
            first = end["stretches"][-1][0] if end["stretches"] else 0
            seconds = float(end["seconds"])
            as_set = not any(rate for stretch in end["stretches"] for rate in stretch[2:])
            read_runs.append(
                Kept(key, made, title, read, task, numbers, seconds, size, first, note, place, as_set)
            )
        return read_runs

    def load(self, key: str) -> Run:
        """The run of this key, without its model (see `export.model_of`). Raises Problem if it is gone."""
        if not self._any():
            raise _gone()
        try:
            with self._open() as database:
                found = database.execute(
                    "select settings, task, layers, rows, ending from runs where key = ?", (key,)
                ).fetchone()
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error
        if found is None or not self._file(key).is_file():
            raise _gone()
        settings, task, layers, rows, ending = found
        with np.load(self._file(key), allow_pickle=False) as arrays:
            run = restored(
                Settings.from_text(settings),
                task,
                json.loads(layers),
                json.loads(rows),
                json.loads(ending),
                {name: arrays[name] for name in arrays.files},
            )
        run.key = key
        return run

    def snapshots(self, key: str) -> Snapshots:
        """The snapshots of a run alone, without its data and weights. Raises Problem if it is gone."""
        if not self._any():
            raise _gone()
        try:
            with self._open() as database:
                found = database.execute("select layers from runs where key = ?", (key,)).fetchone()
            if found is not None:
                with np.load(self._file(key), allow_pickle=False) as arrays:
                    return Snapshots.from_arrays(json.loads(found[0]), arrays)
        except FileNotFoundError:
            pass
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error
        raise _gone()

    def annotate(self, key: str, note: str) -> None:
        """Keep a visitor's note beside a run, at most `MOST_NOTE` characters of it. Raises Problem."""
        if not self._any():
            raise _gone()
        written = note.strip()[:MOST_NOTE]
        try:
            with self._room(len(written) + _PAGES), self._open() as database:
                known = database.execute("select 1 from runs where key = ?", (key,)).fetchone()
                if known is not None:
                    database.execute("insert or replace into notes values (?, ?)", (key, written))
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error
        if known is None:
            raise _gone()

    def remove(self, key: str) -> None:
        """Forget a run; harmless if it is gone."""
        if not self._any():
            return
        try:
            with self._room(0), self._open() as database:
                _forget(database, key)
                self._file(key).unlink(missing_ok=True)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def _any(self) -> bool:
        """Whether runs were ever kept here: to look for them makes no folder."""
        return (self._folder / _DATABASE).exists()

    def _file(self, key: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{16}", key):
            raise Problem("There is no such run.", "Choose one of the list.")
        return self._folder / f"{key}.npz"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = sqlite3.connect(self._folder / _DATABASE, timeout=10)
        try:
            with database:
                database.execute(_SCHEMA)
                database.execute(_NOTES)
                yield database
        finally:
            database.close()

    def _too_many(self, newest: str, size: int) -> list[tuple[str, str, int]]:
        """Keys, titles and bytes of the oldest runs, which must go for the newest."""
        if not self._any():
            return []
        with self._open() as database:
            return self._oldest(database, newest, size)

    def _oldest(self, database: sqlite3.Connection, newest: str, size: int) -> list[tuple[str, str, int]]:
        others = database.execute(
            "select key, title, bytes from runs where key != ? order by made", (newest,)
        ).fetchall()
        used = size + sum(taken for _, _, taken in others)
        going = []
        for key, title, taken in others:
            if used <= self._most:
                break
            going.append((key, title, taken))
            used -= taken
        return going

    def _make_room(self, database: sqlite3.Connection, newest: str, size: int) -> list[str]:
        said = []
        for key, title, _ in self._oldest(database, newest, size):
            _forget(database, key)
            self._file(key).unlink(missing_ok=True)
            said.append(
                f"The oldest run, “{title}”, was removed: {size_in_words(self._most)} of runs are kept."
            )
        return said


def _forget(database: sqlite3.Connection, key: str) -> None:
    database.execute("delete from runs where key = ?", (key,))
    database.execute("delete from notes where key = ?", (key,))


def _gone() -> Problem:
    return Problem("That run is no longer kept.", "Train it again.")


def _not_kept(error: Exception) -> Problem:
    logging.getLogger(__name__).error("runs cannot be kept", exc_info=error)
    return Problem(
        "Runs cannot be kept just now: the server's disk is full or cannot be used.",
        "Download what you need, and tell whoever runs this server.",
    )
