"""Visitors' folders as they lie on the disk: what they hold, what they take, and how one goes."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.seconds import HOUR
from app.uploads import files_in

UNFINISHED = ".part"
"""The end of the name of a file that is being written; its name begins with a dot."""

_NAME = re.compile(r"[0-9a-f]{40}", re.ASCII)
LEAVING = ".leaving-"
_OPEN = ".open-"
_STALE = HOUR
"""Seconds after which nobody writes to an unfinished file any more: its process was killed."""


def folders(root: Path) -> Iterator[Path]:
    """All visitors' folders, and nothing else that may lie beside them."""
    for entry in os.scandir(root):
        if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)


def holds_work(folder: Path) -> bool:
    """Whether anything is kept there: locks and files that were never finished are nothing."""
    return any(not entry.name.startswith(".") for entry in files_in(folder))


def bytes_on_disk(folder: Path) -> int:
    """What a folder's files take up; unfinished files of killed processes are removed on the way."""
    taken = 0
    for entry in files_in(folder):
        with suppress(FileNotFoundError):
            found = entry.stat(follow_symlinks=False)
            stale = entry.name.startswith(".") and entry.name.endswith(UNFINISHED)
            if stale and time.time() - found.st_mtime > _STALE:
                Path(entry.path).unlink()
                continue
            taken += max(found.st_size, found.st_blocks * 512)
    return taken


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file for what ``path`` is to hold: it takes its place on the disk whole, or not at all."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def set_aside(root: Path, name: str) -> Path | None:
    """Take a folder out of its visitor's reach, at once; None if there is none."""
    aside = root / f"{LEAVING}{name}"
    with suppress(FileNotFoundError):
        shutil.rmtree(aside, ignore_errors=True)
        (root / name).rename(aside)
        return aside
    return None


def put_back(root: Path, name: str) -> None:
    """Undo `set_aside`; harmless where there is nothing to undo."""
    with suppress(OSError):
        (root / f"{LEAVING}{name}").rename(root / name)


def left_aside(root: Path) -> dict[str, Path]:
    """What `set_aside` put aside, by the names that the folders had."""
    return {
        entry.name.removeprefix(LEAVING): Path(entry.path)
        for entry in os.scandir(root)
        if entry.name.startswith(LEAVING)
    }


def hold_open(folder: Path) -> tuple[Path, int]:
    """Make a folder, and keep it from being removed as empty; gives its mark and a descriptor.

    The mark is held until the descriptor is closed or the process ends, however it ends. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".", suffix=UNFINISHED)
    try:
        # Before it bears its name: `remove_forsaken` takes a mark that nobody holds. The name is no number of
        # a process: containers that share the folder count theirs alike.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mark = Path(unfinished).rename(folder / f"{_OPEN}{secrets.token_hex(8)}")
    except OSError:
        os.close(handle)
        Path(unfinished).unlink(missing_ok=True)
        raise
    return mark, handle


def remove_forsaken(root: Path) -> None:
    """Remove what sessions left that were killed: marks, and folders that were made and hold nothing."""
    with suppress(OSError):
        for folder in folders(root):
            marks = [Path(entry.path) for entry in os.scandir(folder) if entry.name.startswith(_OPEN)]
            for mark in marks:
                with suppress(OSError), mark.open("ab") as held:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    mark.unlink()
            if marks:
                remove_empty(folder)


def remove_empty(folder: Path) -> None:
    """Remove a folder in which nothing is kept and nothing is being written; any other stays as it is."""
    with suppress(OSError):
        (folder / ".lock").unlink(missing_ok=True)  # as an earlier version left it
        for inner in os.scandir(folder):
            Path(inner.path).rmdir()
        folder.rmdir()
