"""Where logs come from: whatever a visitor or a setting names, as a list of files to read."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike

from app.logs.sources.paths import LogPath, find

PathsLike = str | bytes | PathLike[str] | LogPath | Iterable[str | bytes | PathLike[str] | LogPath]

__all__ = ["LogPath", "PathsLike", "find"]
