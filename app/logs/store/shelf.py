"""Logs kept as folders, so that a log is read once and every session opens the same finished store."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from time import time
from typing import Protocol

import polars as pl

from app.logs.formats import LogFormat, kept
from app.logs.sources import LogPath
from app.logs.store.columns import disk_space
from app.logs.store.log import FileRecord, Log
from app.logs.store.marks import Mark, go_on, mark
from app.logs.store.rejects import Reject
from app.logs.store.store import Store
from app.problem import Problem
from app.seconds import DAY

VERSION = 9
"""Raised when the layout of a kept log or the meaning of its columns changes: older ones are read anew."""

_KEPT_BY = f"{VERSION}, polars {pl.__version__}"
"""Hashes of labels are polars' own, which another version may reckon otherwise."""

KEPT = 12
"""Logs that a shelf holds; the one that was opened longest ago makes room. A log that grows is another one
each time, so without an end to it the disk would fill."""

MOST_BYTES = 20_000_000_000
"""Bytes that the logs of a shelf take together; the log that was opened last stays, however large."""

ABANDONED = DAY
"""Seconds after which a folder that was begun and not finished is thrown away."""

_LAYOUT, _SERIES = "log.json", "series"


def save(log: Log, folder: Path) -> None:
    """Keep a log that was read as ``folder``, which appears whole or not at all.

    Raises Problem when the folder exists already or the disk is full.
    """
    folder = Path(folder)
    if folder.exists():
        raise Problem(f"“{folder.name}” exists already.", "Choose another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with disk_space(folder.parent):
        keep(log, folder)


def open_log(folder: Path) -> Log:
    """The log kept as ``folder``, ready at once, read only; processes that open it share its pages.

    Raises Problem when there is none, or it was kept by another version.
    """
    folder = Path(folder)
    try:
        layout = json.loads((folder / _LAYOUT).read_text(encoding="utf-8"))
        if layout["version"] != _KEPT_BY:
            raise Problem(f"“{folder.name}” was kept by another version.", "Read the log again.")
        return Log(Store(folder, layout["store"]), [_record(entry) for entry in layout["records"]])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(f"“{folder.name}” is not a kept log.", "Read the log again.") from error


def open_to_go_on(folder: Path, copy: Path) -> Log:
    """A copy of the log kept as ``folder``, in the empty folder ``copy``, to which lines can be added."""
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    log = open_log(copy)
    log.read_to = {one.path: one.read for one in _marks(copy) if one.appended}
    log.store.go_on()
    return log


def begun(shelf: Path, paths: list[LogPath], format: LogFormat | str | None) -> Path | None:
    """The log on a shelf that these files begin with as far as they were read, if any: the longest."""
    wanted = series(paths, format)
    found: list[tuple[int, Path]] = []
    for place in shelf.glob(f"*/{_SERIES}"):
        try:
            if place.read_text(encoding="ascii") != wanted or place.parent.name.startswith("."):
                continue
            marks = _marks(place.parent)
            if go_on(marks, paths):
                found.append((sum(one.read for one in marks), place.parent))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return max(found, default=(0, None))[1]


def _marks(folder: Path) -> list[Mark]:
    layout = json.loads((folder / _LAYOUT).read_text(encoding="utf-8"))
    return [Mark(**entry) for entry in layout["marks"]]


def keep(
    log: Log, folder: Path, paths: Sequence[LogPath] = (), format: LogFormat | str | None = None
) -> None:
    """Keep a copy of a complete log as ``folder``, which takes no place where the disk can link files.

    Another process may have been faster, which is as good. What stands there and cannot be opened, since
    another version kept it, makes room. With the ``paths`` that were read, it can be read on from there.
    """
    unfinished = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    layout = _layout(log)
    marks: list[Mark] = []
    with suppress(OSError):
        marks = [mark(path, log.read_to.get(os.fspath(path.path.absolute()))) for path in paths]
    layout["marks"] = [one.entry() for one in marks]
    try:
        shutil.copytree(log.store.folder, unfinished, dirs_exist_ok=True, copy_function=_link)
        (unfinished / _LAYOUT).unlink(missing_ok=True)
        (unfinished / _LAYOUT).write_text(json.dumps(layout), encoding="utf-8")
        (unfinished / _SERIES).unlink(missing_ok=True)
        if marks and all(one.appended or one.read >= one.size for one in marks):
            (unfinished / _SERIES).write_text(series(list(paths), format), encoding="ascii")
        try:
            unfinished.rename(folder)
        except OSError:
            if _opens(folder):
                return
            shutil.rmtree(folder)
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _opens(folder: Path) -> bool:
    try:
        open_log(folder)
    except Problem:
        return False
    return True


def _layout(log: Log) -> dict:
    return {
        "version": _KEPT_BY,
        "store": log.store.layout(),
        "records": [_entry(record) for record in log.files],
    }


def tidy(shelf: Path) -> None:
    """Make room by `KEPT` and `MOST_BYTES`. What was opened lately stays: a session in use keeps its log."""
    begun = [folder for folder in shelf.glob(".*") if folder.is_dir()]
    old = [folder for folder in begun if time() - folder.stat().st_mtime > ABANDONED]
    kept = sorted(shelf.glob(f"*/{_LAYOUT}"), key=lambda layout: layout.parent.stat().st_mtime, reverse=True)
    taken, most = 0, KEPT
    for place, layout in enumerate(kept):
        taken += sum(file.stat().st_size for file in layout.parent.rglob("*") if file.is_file())
        if taken > MOST_BYTES and place:
            most = min(most, place)
    for folder in [*old, *(layout.parent for layout in kept[most:])]:
        shutil.rmtree(folder, ignore_errors=True)


def _entry(record: FileRecord) -> dict:
    return asdict(record) | {"format": record.format.entry() if record.format else None}


def _record(entry: dict) -> FileRecord:
    rejects = [Reject(*reject) for reject in entry["rejects"]]
    form = kept(entry["format"]) if entry["format"] else None
    return FileRecord(**entry | {"format": form, "rejects": rejects})


class Kept(Protocol):
    """A file that was read: here, or at an address."""

    @property
    def name(self) -> str:
        """What it is told by."""

    @property
    def place(self) -> str:
        """Where it is, as a text that names it alone."""

    @property
    def stamp(self) -> tuple[int, int]:
        """Another one where it was written to."""


def key(files: Sequence[Kept], format: LogFormat | str | None) -> str:
    """The name under which a shelf keeps what these files say, as they are now, read in this format."""
    return _named([[file.place, file.name, *file.stamp] for file in files], format)


def series(files: Sequence[Kept], format: LogFormat | str | None) -> str:
    """A name for these files whatever they hold, read in this format: a log that grows keeps it."""
    return _named([[file.place, file.name] for file in files], format)


def _named(files: list[list[str | int]], format: LogFormat | str | None) -> str:
    form = format.entry() if isinstance(format, LogFormat) else format
    return hashlib.sha256(json.dumps([_KEPT_BY, files, form]).encode()).hexdigest()[:24]
