"""Files, folders and globs as a list of log files."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from os import PathLike, fsdecode
from pathlib import Path

from app import landlock
from app.counted import counted
from app.problem import Problem

_DATE = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_LOG = re.compile(r"(\.log|access|[-_.]log)", re.IGNORECASE)


@dataclass(frozen=True)
class LogPath:
    """A file to read, and the name that a visitor knows it by; ``inside`` where it came out of an archive."""

    path: Path
    name: str
    inside: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk; Problem where there is no such file."""
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise Problem(f"There is no file “{self.name}”.", "Check the name and the folder.") from error

    @property
    def place(self) -> str:
        """Where it is, as a text that names it alone."""
        return str(self.path.absolute())

    @property
    def stamp(self) -> tuple[int, int]:
        """Its size in bytes and time of change in nanoseconds: another where it was written to."""
        status = self.path.stat()
        return status.st_size, status.st_mtime_ns


def file_day(log: LogPath) -> tuple[date, str]:
    """The day that a file is of, and in words where that is said: its name, else its time of change.

    >>> file_day(LogPath(Path("x"), "access.log-20240105.gz"))
    (datetime.date(2024, 1, 5), "the date in the file's name")
    """
    return day_in(log.name) or changed_on(log.path.stat().st_mtime)


def day_in(name: str) -> tuple[date, str] | None:
    """The last day that a file's name tells, if any, as `file_day` gives it."""
    for match in reversed(list(_DATE.finditer(name))):
        with suppress(ValueError):
            return date(*map(int, match.groups())), "the date in the file's name"
    return None


def changed_on(second: float) -> tuple[date, str]:
    """The day on which a file was changed last, as `file_day` gives it."""
    return date.fromtimestamp(second), "the date of the file's last change"


def find(
    paths: str | bytes | PathLike[str] | LogPath | Iterable[str | bytes | PathLike[str] | LogPath],
) -> list[LogPath]:
    """The log files that ``paths`` (a file, a folder, a glob, or several of them) stand for.

    A folder stands for the files in it and below whose names look like logs (``access.log.2.gz``),
    hidden ones excepted; a folder below that may not be read stands for itself, so that reading tells of it.
    A file is named at most once. Raises Problem for whatever stands for none.
    """
    if isinstance(paths, (str, bytes, PathLike, LogPath)):
        paths = [paths]
    if not isinstance(paths, Iterable):
        raise _no_path(paths)
    found: dict[Path, LogPath] = {}
    for one in paths:
        for log in [one] if isinstance(one, LogPath) else _expand(_text(one)):
            found.setdefault(log.path.absolute(), log)
    if not found:
        raise Problem("No log file was named.", "Name a file, a folder or a glob such as logs/*.gz.")
    return list(found.values())


def _text(path: str | bytes | PathLike[str]) -> str:
    if not isinstance(path, (str, bytes, PathLike)):
        raise _no_path(path)
    text = fsdecode(path)
    if not text.strip():
        raise Problem("The name of a log is empty.", "Name a file, a folder or a glob such as logs/*.gz.")
    if "\0" in text:
        raise _no_path(text)
    return text


def _no_path(what: object) -> Problem:
    return Problem(
        f"“{what}” is not the path of a log.", "Name a file, a folder or a glob such as logs/*.gz."
    )


def _expand(text: str) -> list[LogPath]:
    path = Path(text).expanduser()
    try:
        return _logs_of(path, text)
    except PermissionError as error:
        raise unreadable(path, error) from error


def _logs_of(path: Path, text: str) -> list[LogPath]:
    if path.is_dir():
        return _in_folder(path)
    if path.exists():
        if not path.is_file():
            raise Problem(f"“{path.name}” is neither a file nor a folder.", "Name a file to read.")
        return [LogPath(path, path.name)]
    if glob.has_magic(text):
        matches = [Path(match) for match in sorted(glob.iglob(str(path), recursive=True))]  # noqa: PTH207
        files = [LogPath(match, match.name) for match in matches if match.is_file()]
        if not files:
            _look_into(next(folder for folder in path.parents if _is(folder.is_dir)))
            raise Problem(f"No file matches “{text}”.", "Check the pattern and the folder.")
        return files
    raise Problem(f"There is no file “{path.name}”.", "Check the name and the folder.")


def _in_folder(folder: Path) -> list[LogPath]:
    def visible(path: Path) -> bool:
        return not any(part.startswith(".") for part in path.relative_to(folder).parts)

    _look_into(folder)
    entries = [folder, *(path for path in sorted(folder.rglob("*")) if visible(path))]
    files = [path for path in entries if _is(path.is_file)]
    shut = [path for path in entries if _is(path.is_dir) and not os.access(path, os.R_OK | os.X_OK)]
    logs = [path for path in files if looks_like_log(path.name)]
    if shut and (shut[0] == folder or not logs):
        raise unreadable(shut[0])
    if not logs:
        holds = f"holds {counted(len(files), 'file')}, but none named like a log" if files else "is empty"
        raise Problem(
            f"The folder “{folder.name}” {holds}.", "Choose a folder with files such as access.log."
        )
    return [LogPath(path, str(path.relative_to(folder))) for path in (*logs, *shut)]


def _is(kind: Callable[[], bool]) -> bool:
    """Whether an entry is of a kind; not where its folder does not let that be asked."""
    try:
        return kind()
    except PermissionError:
        return False


def _look_into(folder: Path) -> None:
    """Raises Problem where a folder may not be listed; searching it finds nothing then."""
    try:
        os.scandir(folder).close()
    except PermissionError as error:
        raise unreadable(folder, error) from error


class ClosedSinceError(Problem):
    """What took the place of a file or folder is closed to this process, and not to those that come later."""


def unreadable(path: Path, error: OSError | None = None, name: str = "") -> Problem:
    """What there is to say of a file or folder that cannot be read, by its ``name`` if it has another."""
    name = name or path.name
    if isinstance(error, PermissionError) and landlock.closed_since(path):
        return ClosedSinceError(
            f"“{name}” took its place after this page was opened, and cannot be read from here.",
            "Reload the page.",
        )
    return Problem(f"“{name}” cannot be read.", "Check that you may read it.")


def looks_like_log(name: str) -> bool:
    """Whether a file's name is one that logs have, rotated and compressed or not.

    >>> looks_like_log("access.log-20210215.gz"), looks_like_log("notes.txt")
    (True, False)
    """
    return _LOG.search(name) is not None
