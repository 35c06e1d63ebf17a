"""Visitors' files as they come: too large or no room is refused; kept for as long as their session lives.

A visitor's name for a file is only ever shown, never used as a path. Decompression and encodings are
the reader's business: a finished upload is the bytes as they were sent.
"""

from __future__ import annotations

import atexit
import errno
import fcntl
import functools
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.counted import counted
from app.problem import Problem

MEGABYTE = 1_000_000
COMPRESS = (
    "Compress it (.gz, .bz2 and .zst are read), upload a part of it, or ask whoever runs this server for a "
    "higher limit."
)
RESERVE = 50 * MEGABYTE  # bytes of disk that nothing of a visitor's may take, so that the server can go on
FOR_OTHERS = 4 * RESERVE  # bytes of disk that uploads leave, so that others can still keep their decisions
LIMITS_HELD = 4  # times the limit that one session's uploads may take together

_PREFIX = "vitrine-session-"
SESSIONS = f"{_PREFIX}*"
"""The folders of sessions, in the folder for temporary files."""
_LOCK = "in-use"
_UPLOAD = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def size_in_words(size: int) -> str:
    """A number of bytes as a visitor reads it, rounded down to tenths of a megabyte from one upwards.

    >>> size_in_words(612), size_in_words(524_288_000)
    ('612 bytes', '524.2 MB')
    """
    if size < 1_000:
        return counted(size, "byte")
    if size < MEGABYTE:
        return f"{size // 1_000} kB"
    whole, tenth = divmod(size // 100_000, 10)
    return f"{whole:,}.{tenth} MB" if tenth else f"{whole:,} MB"


def shown_name(name: str) -> str:
    """A visitor's file name as a page may show it: no folders, nothing unprintable, at most 80 characters.

    >>> shown_name("C:\\\\logs\\\\access.log"), shown_name("../../etc/passwd"), shown_name("\\x00")
    ('access.log', 'passwd', 'file without a name')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    printable = "".join(character for character in last if character.isprintable()).strip()
    if len(printable) > 80:
        printable = f"{printable[:50]}…{printable[-29:]}"
    return printable or "file without a name"


class Upload:
    """One file on its way: its chunks arrive in order, then it is finished or aborted.

    ``name`` is the visitor's name for it, ``size`` its announced bytes, ``folder`` where it is kept,
    ``limit`` the most bytes it may have; all in the folder may have `LIMITS_HELD` times as many. Raises
    Problem if it is too large, with ``remedy``, or there is no room. ``received`` counts the bytes that came.
    """

    def __init__(self, name: str, size: int, folder: Path, limit: int, remedy: str = COMPRESS) -> None:
        self.name = shown_name(name)
        self.size = size
        self.received = 0
        if size < 0:
            raise Problem(f"“{self.name}” says that it has fewer than no bytes.", "Choose the file again.")
        if size > limit:
            raise Problem(
                f"“{self.name}” has {size_in_words(size)}; at most {size_in_words(limit)} can be uploaded.",
                remedy,
            )
        try:
            held, most = _held(folder), LIMITS_HELD * limit
            if held + size > most:
                raise Problem(
                    f"This page holds {size_in_words(held)} of your files already, and “{self.name}” would "
                    f"make it more than {size_in_words(most)}.",
                    "Reload the page, which lets go of those that it no longer shows, and upload it again.",
                )
            if size + FOR_OTHERS > shutil.disk_usage(folder).free:
                raise self._disk_full()
            # A name of our own making: nothing that a visitor sends decides where a byte is written.
            self._path = folder / secrets.token_hex(16)
            self._file = self._path.open("xb", buffering=0)
        except OSError as error:
            raise self._refused(error) from error

    def write(self, offset: int, chunk: bytes) -> None:
        """Adds the bytes from ``offset`` on. Raises Problem, and forgets the file, if they do not fit."""
        if self._file.closed:
            raise Problem(f"The upload of “{self.name}” has ended already.", "Choose the file again.")
        if offset != self.received:
            self.abort()
            raise Problem(
                f"A part of “{self.name}” got lost on its way: bytes from {offset:,} came where bytes from "
                f"{self.received:,} were due.",
                "Upload it again.",
            )
        if self.received + len(chunk) > self.size:
            self.abort()
            raise Problem(
                f"“{self.name}” grew while it was uploaded: more came than the {size_in_words(self.size)} "
                "that it had at the start.",
                "Upload it again once nothing writes to it, or upload a copy.",
            )
        try:
            rest = memoryview(chunk)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self.abort()
            raise self._refused(error) from error
        self.received += len(chunk)

    def finish(self) -> Path:
        """Where the whole file is. Raises Problem, and forgets the file, if bytes are missing."""
        if self.received < self.size:
            self.abort()
            came, due = size_in_words(self.received), size_in_words(self.size)
            raise Problem(f"Only {came} of the {due} of “{self.name}” arrived.", "Upload it again.")
        self._file.close()
        return self._path

    def abort(self) -> None:
        """Removes the file, finished or not; harmless when repeated."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _disk_full(self) -> Problem:
        return Problem(
            f"The server's disk has no room for “{self.name}” ({size_in_words(self.size)}).",
            "Try a smaller file, or ask whoever runs this server to make room.",
        )

    def _refused(self, error: OSError) -> Problem:
        if error.errno in _FULL:
            return self._disk_full()
        return Problem(
            f"The server could not keep “{self.name}”.",
            "Try again, or tell whoever runs this server that its folder for temporary files cannot be used.",
        )


def _held(folder: Path) -> int:
    """What a folder's uploads take that are not kept for their visitor as well, and charged there."""
    found = [entry.stat() for entry in os.scandir(folder) if _UPLOAD.fullmatch(entry.name)]
    return sum(status.st_size for status in found if status.st_nlink == 1)


def files_in(folder: Path) -> Iterator[os.DirEntry[str]]:
    """All files in a folder and the folders in it; none where there is no such folder."""
    with suppress(FileNotFoundError):
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                yield from files_in(Path(entry.path))
            else:
                yield entry


def shared_folder() -> Path:
    """The folder for temporary files, in which each session has one of its own."""
    folder = Path(tempfile.gettempdir())
    return folder.parent if folder.name.startswith(_PREFIX) else folder


def session_folder() -> Path:
    """This session's own folder, readable by nobody else; removed when the session's process ends.

    A process that is killed cannot tidy up: the next session, or the server, removes what such a one left
    behind.
    """
    # By process, since a kernel may be a fork of a process that has its folder already.
    return _folder_of(os.getpid())


@functools.cache
def _folder_of(process: int) -> Path:
    parent = shared_folder()
    remove_abandoned()
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    except OSError as error:
        raise Problem(
            "The server has no room for uploaded files.",
            "Ask whoever runs this server to look at its folder for temporary files.",
        ) from error
    # Held until the process ends, however it ends; the system then frees it.
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    atexit.register(_remove_own, folder, process)
    return folder


def _remove_own(folder: Path, process: int) -> None:
    # A fork inherits what is registered for its parent's end.
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove what sessions left behind that were killed; the folders of living ones stay."""
    for folder in shared_folder().glob(SESSIONS):
        try:
            found = folder.lstat()
            # Another session may be between making its folder and locking it: leave the newest alone.
            young = time.time() - found.st_mtime < 60
            if young or found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode):
                continue
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(lock)
