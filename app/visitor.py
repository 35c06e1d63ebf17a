"""What a browser keeps from one visit to the next: no login, an id that nobody can guess.

The browser holds the id and shows it on arrival; the server keeps a folder for it. The folder's name is
a hash of the id, so that whoever sees the folders cannot pretend to be one of the visitors.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.problem import Problem
from app.settings import Settings
from app.uploads import MEGABYTE, RESERVE, size_in_words

MOST_BYTES = 20 * MEGABYTE
"""Of all that one visitor keeps."""

MOST_VISITORS = 5_000
"""Folders kept; beyond, those that were not used for longest are removed."""

DAYS = 365
"""After so many days without a visit a folder may be removed."""

_ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


def new_identity() -> str:
    """An id of 256 random bits, to be kept by the browser."""
    return secrets.token_urlsafe(32)


def is_identity(text: object) -> bool:
    """Whether this looks like an id of ours: what a browser sends is checked before it is used."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


class Visitor:
    """One browser's own folder of small files.

    ``identity`` is what the browser showed. Raises Problem unless it is an id of ours. The folder is
    made with the first file.
    """

    def __init__(self, identity: str, root: Path | None = None) -> None:
        if not is_identity(identity):
            raise Problem(
                "This browser's id is damaged, so that nothing kept for it can be found.",
                "Go on: a new one is made; load your downloaded decisions if you have them.",
            )
        self._root = root if root is not None else Path(Settings.read().visitors)
        self._folder = self._root / hashlib.sha256(identity.encode("ascii")).hexdigest()[:40]

    @property
    def folder(self) -> Path:
        """Its own folder, made if there is none yet, for a page that keeps more than small files and bounds
        them itself. Raises Problem when it cannot be made."""
        try:
            if not self._folder.exists():
                self._make_folder()
        except OSError as error:
            raise Problem(
                "The server cannot keep anything for this browser just now.",
                "Download what you need, or ask whoever runs this server about its disk.",
            ) from error
        return self._folder

    def read(self, name: str) -> bytes | None:
        """A file's content, or None if there is no such file."""
        try:
            return self._path(name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all, before this returns. Raises Problem when it cannot be kept."""
        path = self._path(name)
        try:
            if not self._folder.exists():
                self._make_folder()
            others = sum(file.stat().st_size for file in self._folder.iterdir() if file != path)
            if others + len(content) > MOST_BYTES:
                raise Problem(
                    f"What this browser keeps here would be more than {size_in_words(MOST_BYTES)}.",
                    "Download what you want to keep, then remove something.",
                )
            if len(content) + RESERVE > shutil.disk_usage(self._folder).free:
                raise OSError("no room")
            _replace(path, content)
            os.utime(self._folder)
        except OSError as error:
            raise Problem(
                "The server could not keep what you just did.",
                "Download it before you leave, or ask whoever runs this server about its disk.",
            ) from error

    def remove(self, name: str) -> None:
        """Forget a file; harmless where there is none."""
        self._path(name).unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off this browser's other tabs while something is read, changed and written."""
        try:
            if not self._folder.exists():
                self._make_folder()
            lock = os.open(self._folder / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Problem(
                "The server could not keep what you just did.",
                "Download it before you leave, or ask whoever runs this server about its disk.",
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a kept file")
        return self._folder / name

    def _make_folder(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove_oldest(self._root)
        self._folder.mkdir(exist_ok=True, mode=0o700)


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remove_oldest(root: Path) -> None:
    """Make room for one more visitor: folders long unused go, then the least recently used ones."""
    used = sorted((entry.stat().st_mtime, entry.path) for entry in os.scandir(root) if entry.is_dir())
    too_old = time.time() - DAYS * 86_400
    excess = len(used) - MOST_VISITORS + 1
    for place, (when, folder) in enumerate(used):
        if when < too_old or place < excess:
            shutil.rmtree(folder, ignore_errors=True)
