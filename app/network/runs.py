"""Runs that outlive reloads and kernels: one SQLite file a browser, weights and snapshots beside it."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.network.datasets import source_of
from app.network.run import Run, Stretch
from app.network.settings import Settings
from app.network.snapshots import Snapshots
from app.problem import Problem
from app.uploads import MEGABYTE, size_in_words

MOST_BYTES = 200 * MEGABYTE

_SCHEMA = """create table if not exists runs (
    key text primary key, made real not null, title text not null, settings text not null, task text not null,
    layers text not null, rows text not null, ending text not null, bytes integer not null)"""


@dataclass(frozen=True)
class Kept:
    """A run in the list: its key, when it was made (seconds since 1970), title, settings and numbers."""

    key: str
    made: float
    title: str
    settings: Settings
    task: str
    rows: list[dict[str, float]]
    seconds: float
    bytes: int


class Runs:
    """The runs of one browser, in its ``folder``. Several pages of it may be open at once.

    ``most`` bytes are kept. Problems with the disk are told as `Problem`.
    """

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self._folder = folder / "runs"
        self._most = most

    def keep(self, run: Run) -> list[str]:
        """Keep a run, or its newer state, under ``run.key``; returns a sentence for each that had to go
        for it."""
        return self.keeping(run)()

    def keeping(self, run: Run) -> Callable[[], list[str]]:
        """`keep` for another thread: the run as it is now, kept when what this returns is called."""
        run.key = run.key or secrets.token_hex(8)
        arrays = {f"weight_{place}": value for place, value in enumerate(run.weights)}
        arrays |= run.snapshots.arrays()
        written = (
            run.title,
            run.settings.text(),
            run.task,
            json.dumps(run.snapshots.layers),
            json.dumps(run.rows),
            json.dumps(_ending(run)),
        )
        return partial(self._keep, run.key, arrays, written)

    def _keep(self, key: str, arrays: dict[str, Any], written: tuple[str, ...]) -> list[str]:
        try:
            with self._open() as database:
                size = self._write(key, arrays)
                if size > self._most:
                    self._file(key).unlink(missing_ok=True)
                    raise Problem(
                        f"This run takes {size_in_words(size)}; at most {size_in_words(self._most)} "
                        "are kept.",
                        "Download it now if you need it later.",
                    )
                database.execute(
                    "insert or replace into runs values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (key, time.time(), *written, size),
                )
                return self._make_room(database, key)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def kept(self) -> list[Kept]:
        """All runs, newest first; one that cannot be read is left out."""
        try:
            with self._open() as database:
                found = database.execute(
                    "select key, made, title, settings, task, rows, ending, bytes from runs order "
                    "by made desc"
                ).fetchall()
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error
        read_runs = []
        for key, made, title, settings, task, rows, ending, size in found:
            try:
                read = Settings.from_text(settings)
                numbers, end = json.loads(rows), json.loads(ending)
            except (Problem, ValueError):
                # Settings of an older page: the others are still worth showing.
                logging.getLogger(__name__).warning("run %s cannot be read", key)
                continue
            read_runs.append(Kept(key, made, title, read, task, numbers, float(end["seconds"]), size))
        return read_runs

    def load(self, key: str) -> Run:
        """The run of this key, without its model (see `export.model_of`). Raises Problem if it is gone."""
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
        read = Settings.from_text(settings)
        try:
            data = source_of(read.data.name).load(read.data.values)
        except Problem:
            # Its curves can be looked at without its data.
            data = None
        run = Run(read, data, json.loads(layers))
        run.key, run.task, run.rows = key, task, json.loads(rows)
        end = json.loads(ending)
        run.stretches = [Stretch(*stretch) for stretch in end["stretches"]]
        run.seconds, run.exact, run.diverged = end["seconds"], end["exact"], end["diverged"]
        with np.load(self._file(key), allow_pickle=False) as arrays:
            run.snapshots = Snapshots.from_arrays(run.snapshots.layers, arrays)
            count = sum(name.startswith("weight_") for name in arrays.files)
            run.weights = [arrays[f"weight_{place}"] for place in range(count)]
        return run

    def snapshots(self, key: str) -> Snapshots:
        """The snapshots of a run alone, without its data and weights. Raises Problem if it is gone."""
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

    def remove(self, key: str) -> None:
        """Forget a run; harmless if it is gone."""
        try:
            with self._open() as database:
                database.execute("delete from runs where key = ?", (key,))
            self._file(key).unlink(missing_ok=True)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def _file(self, key: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{16}", key):
            raise Problem("There is no such run.", "Choose one of the list.")
        return self._folder / f"{key}.npz"

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = sqlite3.connect(self._folder / "runs.sqlite", timeout=10)
        try:
            with database:
                database.execute(_SCHEMA)
                yield database
        finally:
            database.close()

    def _write(self, key: str, arrays: dict[str, Any]) -> int:
        path = self._file(key)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        try:
            with partial.open("wb") as file:
                np.savez_compressed(file, **arrays)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        return path.stat().st_size

    def _make_room(self, database: sqlite3.Connection, newest: str) -> list[str]:
        said = []
        (used,) = database.execute("select sum(bytes) from runs").fetchone()
        oldest = database.execute(
            "select key, title, bytes from runs where key != ? order by made", (newest,)
        )
        for key, title, size in oldest.fetchall():
            if used <= self._most:
                break
            database.execute("delete from runs where key = ?", (key,))
            self._file(key).unlink(missing_ok=True)
            used -= size
            said.append(
                f"The oldest run, “{title}”, was removed: {size_in_words(self._most)} of runs are kept."
            )
        return said


def _ending(run: Run) -> dict[str, Any]:
    return {
        "stretches": [[stretch.first, stretch.last] for stretch in run.stretches],
        "seconds": run.seconds,
        "exact": run.exact,
        "diverged": run.diverged,
    }


def _gone() -> Problem:
    return Problem("That run is no longer kept.", "Train it again.")


def _not_kept(error: Exception) -> Problem:
    logging.getLogger(__name__).error("runs cannot be kept", exc_info=error)
    return Problem(
        "Runs cannot be kept just now: the server's disk is full or cannot be used.",
        "Download what you need, and tell whoever runs this server.",
    )
