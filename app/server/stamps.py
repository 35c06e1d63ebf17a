"""Whether files are as they were: what may have been written since somebody looked."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

from app.urls import is_url

MOST = 5_000
"""Files and folders that are looked at: a tenth of a second's work, for which a visitor may be waiting."""

Stamps = frozenset[tuple[str, int, int]]
"""Files and folders by path, size in bytes and time of change in nanoseconds."""


def stamps(paths: Iterable[str]) -> Stamps | None:
    """Give those of the files that these paths and globs name, and of all in the folders among the paths.

    What is not there has none. None where more than `MOST` have to be looked at, whether they match or not,
    and where one is at an address: whether that is as it was, this machine cannot tell.

    >>> stamps(["/nowhere", "/nowhere/*.log", "/nowhere/**.log"])
    frozenset()
    """
    paths = list(paths)
    if any(map(is_url, paths)):
        return None
    look = _Look(MOST)
    try:
        return frozenset(stamp for path in paths for named in look.named(path) for stamp in _stamp(named))
    except _TooManyError:
        return None


class _TooManyError(Exception):
    """There is more to look at than may be."""


class _Look:
    """A look at files and folders that ends with `_TooManyError` after ``most`` of them.

    `glob` looks at all that does not match, too, before it gives anything.
    """

    def __init__(self, most: int) -> None:
        self._left = most

    def named(self, path: str) -> Iterator[str]:
        """What a path or a glob names, with all that is in it if it is a folder."""
        yield path
        yield from self._below(path)
        if glob.has_magic(path):
            parts = [*Path(path).parts]
            yield from self._matching(parts.pop(0) if Path(path).is_absolute() else "", parts)

    def _below(self, folder: str) -> Iterator[str]:
        for entry in self._in(folder):
            yield entry.path
            if _is_folder(entry, through_links=False):
                yield from self._below(entry.path)

    def _matching(self, folder: str, pattern: list[str]) -> Iterator[str]:
        """What is below a folder by a name for each part of the pattern; ``**`` stands for any number."""
        if not pattern:
            yield folder
            return
        first, *rest = pattern
        if first == "**":
            yield from self._matching(folder, rest)
            for entry in self._in(folder):
                if _is_folder(entry, through_links=True):
                    yield from self._matching(entry.path, pattern)
                elif not rest:
                    yield entry.path
        elif glob.has_magic(first):
            for entry in self._in(folder):
                if fnmatch(entry.name, first):
                    yield from self._matching(entry.path, rest)
        else:
            yield from self._matching(str(Path(folder, first)), rest)

    def _in(self, folder: str) -> Iterator[os.DirEntry[str]]:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            for entry in entries:
                self._left -= 1
                if self._left < 0:
                    raise _TooManyError
                yield entry


def _is_folder(entry: os.DirEntry[str], *, through_links: bool) -> bool:
    # What may not be asked, or leads to itself, is none.
    with suppress(OSError):
        return entry.is_dir(follow_symlinks=through_links)
    return False


def _stamp(path: str) -> Iterator[tuple[str, int, int]]:
    # One that goes meanwhile is not there.
    with suppress(OSError):
        status = Path(path).stat()
        yield path, status.st_size, status.st_mtime_ns
