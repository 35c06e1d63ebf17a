"""Files that hold the same, packed or not: one of them is enough.

A few lines may be the same in two files by chance, or in a test: then their names have to be the
same as well, but for how they are packed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from app.decompress import ByteStream
from app.logs.sources.paths import LogPath

FEW = 10
"""Lines of a file that another one may hold by chance."""

_CHUNK = 1 << 20
_PACKED = re.compile(r"(?:\.(?:gz|bz2|xz|zst|bak|orig|copy)| ?\(\d+\)| copy)+$", re.IGNORECASE)


class _Named(Protocol):
    """A file that can be told from others, by a name."""

    @property
    def name(self) -> str:
        """What it is told by."""

    def __hash__(self) -> int: ...


F = TypeVar("F", bound=_Named)


class Twins(Generic[F]):
    """Remembers files by how they begin; those that begin alike are compared to their ends.

    ``content`` gives a checksum of all that a file holds, unpacked.
    """

    def __init__(self, content: Callable[[F], bytes]) -> None:
        self._content_of = content
        self._known: dict[bytes, list[F]] = {}
        self._whole: dict[F, bytes] = {}

    def of(self, path: F, start: bytes) -> str:
        """The name of the file before that holds the same as this one, whose first bytes are ``start``."""
        alike = self._known.setdefault(hashlib.sha256(start).digest(), [])
        for other in alike:
            named_alike = _plain_name(other.name) == _plain_name(path.name)
            if not named_alike and start.count(b"\n") < FEW:
                continue
            if self._content(other) == self._content(path):
                return other.name
        alike.append(path)
        return ""

    def _content(self, path: F) -> bytes:
        if path not in self._whole:
            self._whole[path] = self._content_of(path)
        return self._whole[path]


def content(log: LogPath) -> bytes:
    """A checksum of what a file holds, unpacked; one of its own where it cannot be read."""
    try:
        return checksum(log.path)
    except OSError:
        return str(log.path).encode()


def checksum(path: Path) -> bytes:
    """The SHA-256 of what a file holds, unpacked. Raises OSError."""
    digest = hashlib.sha256()
    with ByteStream(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()


def _plain_name(name: str) -> str:
    return _PACKED.sub("", name.rpartition("/")[2])
