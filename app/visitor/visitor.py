"""One browser's own folder: what is kept there, for how long, whole, counted, and nobody else's."""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.counted import counted
from app.problem import Problem
from app.settings import Settings
from app.uploads import MEGABYTE, RESERVE, size_in_words
from app.visitor import disk
from app.visitor.identity import folder_name, is_identity, is_signed, signed
from app.visitor.ledger import Ledger, Removed
from app.visitor.lock import held

MOST_BYTES = 20 * MEGABYTE
"""Of all small files that one visitor keeps."""

MOST_IN_ALL = 280 * MEGABYTE
"""Of all that one visitor keeps, runs included; the files that they brought come on top of it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


class Stranger(Problem):
    """An id that this server did not give: whoever showed it gets another."""


class Visitor:
    """One browser's own folder, in ``root`` if that is given, else where ``settings`` say.

    ``identity`` is what the browser showed; the attribute is what it should show from now on. One that was
    given before ids were signed, or signed with a key that is lost, is taken where something is kept under
    it, or was. Raises Stranger for any other id, and Problem where the server cannot tell. The folder is made
    with the first thing that is kept.
    """

    def __init__(self, identity: str, root: Path | None = None, settings: Settings | None = None) -> None:
        if not is_identity(identity):
            raise Stranger(
                "This browser's id is damaged, so that nothing kept for it can be found.",
                "Go on: a new one is made; load your downloaded decisions if you have them.",
            )
        chosen = settings or Settings.read()
        self._root = root if root is not None else Path(chosen.visitors)
        self._days = chosen.visitors_days
        self._most = MOST_IN_ALL + int(chosen.files_mb * MEGABYTE)
        self._name = folder_name(identity)
        self._ledger = Ledger(self._root, int(chosen.visitors_mb * MEGABYTE), chosen.visitors_days)
        try:
            if not (is_signed(identity, self._root) or self._is_known()):
                raise Stranger(
                    "This server keeps nothing under the id that this browser showed, and did not give it.",
                    "Go on: a new one is made; load your downloaded decisions if you have them.",
                )
            self.identity = signed(identity, self._root)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def _is_known(self) -> bool:
        return disk.holds_work(self.folder) or self._ledger.removed(self._name) is not None

    @property
    def folder(self) -> Path:
        """Where its files are, once there are any: what is written there is written while `keeping`."""
        return self._root / self._name

    @property
    def promise(self) -> str:
        """For how long what is kept stays, as a page says it."""
        if not self._days:
            return "kept on this server until its room is needed"
        return f"kept on this server for at least {counted(self._days, 'day')} after your last visit"

    def visit(self) -> Removed | None:
        """Note that this visitor is here, which renews the promise; what had to go in the meantime, if so.

        Raises Problem where that cannot be noted.
        """
        try:
            self._ledger.visited(self._name)
            return self._ledger.removed(self._name)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def read(self, name: str) -> bytes | None:
        """A file's content, or None if there is no such file.

        Raises Problem where the folder was removed while this page was open, and made anew by another: what
        is not read must not be written over.
        """
        try:
            return self._path(name).read_bytes()
        except PermissionError as error:
            raise _not_kept(error) from error
        except OSError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Keep a file, whole or not at all, before this returns. Raises Problem when it cannot be kept."""
        path = self._path(name)
        try:
            others = sum(
                file.stat().st_size
                for file in (self.folder.iterdir() if self.folder.exists() else ())
                if file != path and file.is_file()
            )
        except OSError as error:
            raise _not_kept(error) from error
        if others + len(content) > MOST_BYTES:
            raise Problem(
                f"What this browser keeps here would be more than {size_in_words(MOST_BYTES)}.",
                "Download what you want to keep, then remove something.",
            )
        with self.keeping(max(len(content), 1)), disk.replacing(path) as file:
            file.write(content)

    def remove(self, name: str) -> None:
        """Forget a file; harmless where there is none."""
        path = self._path(name)
        if path.exists():
            with self.keeping(0):
                path.unlink(missing_ok=True)

    @contextmanager
    def keeping(self, growth: int) -> Iterator[None]:
        """Write into the `folder`, which is there by then, so many bytes more than it holds.

        Raises Problem before anything is written if there is no room for them, and for any OSError within.
        """
        try:
            if growth > 0:
                if disk.bytes_on_disk(self.folder) + growth > self._most:
                    raise Problem(
                        f"What this browser keeps here would be more than {size_in_words(self._most)}.",
                        "Download what you want to keep, then remove something.",
                    )
                if growth + RESERVE > shutil.disk_usage(_nearest(self._root)).free:
                    raise OSError("no room")
                self._ledger.reserve(self._name, growth)
                self.folder.mkdir(exist_ok=True, mode=0o700)
            try:
                yield
            finally:
                self._ledger.settle(self._name)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off this browser's other tabs while something is read, changed and written."""
        # A few locks for all visitors: one of its own would be a folder of its own.
        lock = held(self._root, self._name[:2])
        try:
            lock.__enter__()
        except OSError as error:
            raise _not_kept(error) from error
        try:
            yield
        finally:
            lock.__exit__(None, None, None)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a kept file")
        return self.folder / name


def _nearest(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())


def _not_kept(error: Exception) -> Problem:
    logging.getLogger(__name__).error("what a visitor did cannot be kept", exc_info=error)
    return Problem(
        "The server could not keep what you just did.",
        "Download it before you leave, or ask whoever runs this server about its disk.",
    )
