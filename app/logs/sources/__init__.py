"""Where logs come from: whatever a visitor or a setting names, as a list of files to read."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike

from app.logs.sources.archives import is_archive, members
from app.logs.sources.paths import (
    ClosedSinceError,
    LogPath,
    changed_on,
    day_in,
    file_day,
    find,
    unreadable,
)
from app.logs.sources.recoding import Bytes, recoded
from app.logs.sources.twins import Twins, checksum, content

PathsLike = str | bytes | PathLike[str] | LogPath | Iterable[str | bytes | PathLike[str] | LogPath]

__all__ = [
    "Bytes",
    "ClosedSinceError",
    "LogPath",
    "PathsLike",
    "Twins",
    "changed_on",
    "checksum",
    "content",
    "day_in",
    "file_day",
    "find",
    "is_archive",
    "members",
    "recoded",
    "unreadable",
]
