"""Files where the machines of a cluster read them: what an address stands for, and what is amiss in words."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from socket import gethostname
from time import time
from typing import IO, Any, NamedTuple

from app.counted import counted
from app.logs.sources import LogPath, PathsLike, changed_on, day_in, find
from app.logs.sources.paths import looks_like_log
from app.logs.store.columns import DiskFullError
from app.problem import Problem
from app.urls import is_url, without_secrets

SHARED = (
    "Workers look for a file under the path that it has here: keep it in a folder that all machines of the "
    "cluster share, or name it by an address that all may read, such as s3://bucket/access.log."
)

_AROUND = re.compile(r"^An error occurred \(\w+\) when calling the \w+ operation: ")
"""What the client of S3 puts around the words of the store."""

MEMORY = "Give each worker at least 1 GB, or start fewer threads on each."


class FarFile(NamedTuple):
    """A file to read: its path here or its address, the name that it is told by, its bytes if known, when it
    was changed last, in seconds since 1970."""

    url: str
    name: str
    size: int | None
    changed: float

    @property
    def day(self) -> tuple[date, str]:
        """The day that it is of, as `app.logs.sources.file_day` gives it."""
        return day_in(self.name) or changed_on(self.changed)

    @property
    def place(self) -> str:
        """Where it is, as a text that names it alone."""
        return self.url

    @property
    def stamp(self) -> tuple[int, int]:
        """Its size, -1 if unknown, and time of change in nanoseconds: another where it was written to."""
        return -1 if self.size is None else self.size, int(self.changed * 1e9)


def found(paths: PathsLike | Sequence[FarFile]) -> list[FarFile]:
    """The files that paths of this machine and addresses of fsspec stand for. Raises Problem."""
    near: list[Any] = []
    far: list[FarFile] = []
    for one in [paths] if isinstance(paths, (str, bytes, Path, LogPath)) else paths:  # type: ignore[union-attr]
        if isinstance(one, FarFile):
            far.append(one)
        elif isinstance(one, str) and is_url(one):
            far += _at(one)
        else:
            near.append(one)
    here = find(near) if near or not far else ()
    return [*map(_near, here), *far]


def _near(log: LogPath) -> FarFile:
    return FarFile(str(log.path.absolute()), log.name, log.size, log.path.stat().st_mtime)


def _at(address: str) -> list[FarFile]:
    told = without_secrets(address)
    try:
        import fsspec
    except ImportError as error:
        raise Problem("Dask is not installed here.", "Install it: pip install “vitrine[cluster]”") from error
    try:
        system, place = fsspec.core.url_to_fs(address)
        there = {place: system.info(place)} if "*" not in place else system.glob(place, detail=True)
        folder = place in there and there[place]["type"] == "directory"
        if folder:
            there = system.find(place, detail=True)
    except Exception as error:
        # Each file system raises errors of its own.
        raise Problem(
            f"“{told}” cannot be read: {_words(error)}.", "Check the address and the access to it."
        ) from error
    files = [
        FarFile(
            system.unstrip_protocol(path),
            _name(without_secrets(path), place if folder else "") or told,
            info.get("size"),
            _changed(info),
        )
        for path, info in sorted(there.items())
        if info["type"] != "directory"
    ]
    if not folder and not files:
        raise Problem(f"No file matches “{told}”.", "Check the pattern and the folder.")
    logs = [file for file in files if looks_like_log(file.name.rpartition("/")[2])] if folder else files
    if not logs:
        holds = f"holds {counted(len(files), 'file')}, but none named like a log" if files else "is empty"
        raise Problem(f"The folder “{told}” {holds}.", "Name a folder with files such as access.log.")
    return logs


def _changed(info: Mapping[str, Any]) -> float:
    """When a file was changed last, in seconds since 1970; now where its file system does not tell."""
    for name in ("mtime", "LastModified", "Last-Modified", "last_modified", "updated", "modified", "created"):
        told = info.get(name)
        with suppress(ValueError):
            if isinstance(told, str):
                # A server of HTTP writes it as mail does.
                told = parsedate_to_datetime(told) if "," in told else datetime.fromisoformat(told)
        if isinstance(told, (int, float)):
            return told
        if isinstance(told, datetime):
            return told.timestamp()
    return time()


def _name(path: str, folder: str) -> str:
    """What a file is told by: its name, or its path below the folder that was named."""
    inside = path.removeprefix(folder).strip("/")
    return inside if folder else inside.rpartition("/")[2]


@contextmanager
def beginning_of(file: FarFile, size: int) -> Iterator[LogPath]:
    """A copy of the first ``size`` bytes of a file, which is on this machine meanwhile. Raises Problem."""
    with opened(file.url, file.name) as far, tempfile.NamedTemporaryFile() as copy:
        copy.write(far.read(size))
        copy.flush()
        yield LogPath(Path(copy.name), file.name)


@contextmanager
def opened(url: str, name: str) -> Iterator[IO[bytes]]:
    """A file, open where it is; what fails inside is its reading, and becomes a Problem.

    It names the machine that could not read: what this one sees a worker need not see.
    """
    import fsspec

    try:
        with fsspec.open(url, "rb") as file:
            yield file
    except (Problem, MemoryError):
        raise
    except Exception as error:
        raise _unread(url, name, error) from error


def copied(url: str, name: str, to: Path) -> None:
    """Copy a file whole, as one stream, to this machine. Raises Problem."""
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(url)
        system.get_file(path, str(to))
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            # It can be read, but not kept: `scratch` says so.
            raise
        raise _unread(url, name, error) from error


def _unread(url: str, name: str, error: Exception) -> Problem:
    return Problem(
        f"“{name}” cannot be read on {gethostname()}: {_words(error)}.",
        "Check the address, and that every machine of the cluster may read it." if is_url(url) else SHARED,
    )


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A folder of this worker for what it reads of a file; Problem where it lacks room for that."""
    folder = Path()
    try:
        folder = Path(tempfile.mkdtemp(prefix="vitrine-part-"))
        yield folder
    except (OSError, DiskFullError) as error:
        raise Problem(
            f"What was read of “{name}” cannot be kept on {gethostname()}: {_words(error)}.",
            "Make room in that worker's temporary folder, or name another one as TMPDIR where it is started.",
        ) from error
    except MemoryError as error:
        raise Problem(f"{gethostname()} has too little memory to read “{name}”.", MEMORY) from error
    finally:
        if folder.name:
            shutil.rmtree(folder, ignore_errors=True)


def _words(error: BaseException) -> str:
    """What an error says, without paths of the machine that it happened on."""
    if isinstance(error, DiskFullError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    if isinstance(error, FileNotFoundError):
        # fsspec's own says no more than the path; what made it one may.
        return _words(error.__cause__) if error.__cause__ is not None else "there is no such file"
    words = str(error).strip().partition("\n")[0].rstrip(".")
    return _AROUND.sub("", words) or type(error).__name__
