"""Whether files are as they were: what may have been written since somebody looked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Stamps = frozenset[tuple[str, int, int]]
"""Files by path, size in bytes and time of change in nanoseconds."""


def stamps(paths: Iterable[str]) -> Stamps:
    """Give those of the files that these paths and globs name, and of the files in the folders among them.

    What is not there has none.

    >>> stamps(["/nowhere", "/nowhere/*.log"])
    frozenset()
    """
    named = {file for path in map(Path, paths) for file in (path, *_matches(path))}
    return frozenset(stamp for path in named for stamp in _below(path))


def _matches(path: Path) -> Iterable[Path]:
    return Path(path.anchor).glob(str(path.relative_to(path.anchor))) if path.anchor else ()


def _below(path: Path) -> Iterable[tuple[str, int, int]]:
    inside = [Path(folder, name) for folder, _, names in os.walk(path) for name in names]
    for file in [path, *inside]:
        # One that goes meanwhile is not there.
        with suppress(OSError):
            status = file.stat()
            yield str(file), status.st_size, status.st_mtime_ns
