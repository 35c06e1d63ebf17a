"""How a file that was rotated is told: by its name, and by where it is."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from app.logs.live.followed import Followed
from app.logs.sources import LogPath
from app.logs.written.lines import LONGEST_LINE

_SUFFIX = re.compile(r"[-._]\d[-._\dT]*(\.\w+)?")


def whole_lines(path: Path, size: int) -> int:
    """How many bytes the lines of a file take that are written to their end."""
    with path.open("rb") as opened:
        start = max(size - LONGEST_LINE, 0)
        return start + os.pread(opened.fileno(), size - start, start).rfind(b"\n") + 1


def rotated_from(name: str, paths: Sequence[str]) -> str:
    """The name of the file that one called so (``access.log.1``) was rotated away from; empty if of none."""
    names = (Path(path).name for path in paths)
    return next((one for one in names if name.startswith(one) and _SUFFIX.fullmatch(name[len(one) :])), "")


def is_at(file: Followed) -> bool:
    """Whether a file is still where it was seen last."""
    try:
        status = Path(file.path).stat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) == file.place


def changed_at(log: LogPath) -> float:
    """When a file was written to last, in seconds since 1970; now where it is gone."""
    try:
        return log.path.stat().st_mtime
    except OSError:
        return time.time()
