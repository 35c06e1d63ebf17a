"""Where logs come from: whatever a visitor or a setting names, as a list of files to read."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike

from app.logs.sources.archives import members
from app.logs.sources.paths import LogPath, file_day, find
from app.logs.sources.recoding import Bytes, recoded
from app.logs.sources.twins import Twins

PathsLike = str | bytes | PathLike[str] | LogPath | Iterable[str | bytes | PathLike[str] | LogPath]

__all__ = ["Bytes", "LogPath", "PathsLike", "Twins", "file_day", "find", "members", "recoded"]
