"""Files that hold the same, packed or not: one of them is enough.

A few lines may be the same in two files by chance, or in a test: then their names have to be the
same as well, but for how they are packed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from app.decompress import ByteStream
from app.logs.sources.paths import LogPath

FEW = 10
"""Lines of a file that another one may hold by chance."""

_CHUNK = 1 << 20
_PACKED = re.compile(r"(?:\.(?:gz|bz2|xz|zst|bak|orig|copy)| ?\(\d+\)| copy)+$", re.IGNORECASE)


class Twins:
    """Remembers files by how they begin; those that begin alike are compared to their ends."""

    def __init__(self) -> None:
        self._known: dict[bytes, list[LogPath]] = {}
        self._whole: dict[Path, bytes] = {}

    def of(self, path: LogPath, start: bytes) -> str:
        """The name of the file before that holds the same as this one, whose first bytes are ``start``."""
        alike = self._known.setdefault(hashlib.sha256(start).digest(), [])
        for other in alike:
            named_alike = _plain_name(other.name) == _plain_name(path.name)
            if not named_alike and start.count(b"\n") < FEW:
                continue
            if self._content(other.path) == self._content(path.path):
                return other.name
        alike.append(path)
        return ""

    def _content(self, path: Path) -> bytes:
        if path not in self._whole:
            digest = hashlib.sha256()
            try:
                with ByteStream(path) as stream:
                    while chunk := stream.read(_CHUNK):
                        digest.update(chunk)
            except OSError:
                digest.update(str(path).encode())
            self._whole[path] = digest.digest()
        return self._whole[path]


def _plain_name(name: str) -> str:
    return _PACKED.sub("", name.rpartition("/")[2])
