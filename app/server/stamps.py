"""Whether files are as they were: what may have been written since somebody looked."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

MOST = 5_000
"""Files and folders that are looked at: a tenth of a second's work, for which a visitor may be waiting."""

Stamps = frozenset[tuple[str, int, int]]
"""Files and folders by path, size in bytes and time of change in nanoseconds."""


def stamps(paths: Iterable[str]) -> Stamps | None:
    """Give those of the files that these paths and globs name, and of all in the folders among the paths.

    What is not there has none. None where there are more than `MOST`.

    >>> stamps(["/nowhere", "/nowhere/*.log", "/nowhere/**.log"])
    frozenset()
    """
    looked_at = list(islice(_named(paths), MOST + 1))
    if len(looked_at) > MOST:
        return None
    return frozenset(stamp for path in looked_at for stamp in _stamp(path))


def _named(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield path
        for folder, folders, files in os.walk(path):
            yield from (str(Path(folder, name)) for name in (*folders, *files))
        if glob.has_magic(path):
            yield from glob.iglob(path, recursive=True)  # noqa: PTH207


def _stamp(path: str) -> Iterator[tuple[str, int, int]]:
    # One that goes meanwhile is not there.
    with suppress(OSError):
        status = Path(path).stat()
        yield path, status.st_size, status.st_mtime_ns
