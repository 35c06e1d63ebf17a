"""Plain, gzip, bzip2, xz and Zstandard files as one stream of bytes, told apart by how they start.

A damaged or cut-off compressed file gives what could be read and says so; a file that unpacks to
absurdly more than its size is refused.
"""

from __future__ import annotations

import bz2
import io
import lzma
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

from app.problem import Problem

MOST_EXPANSION = 400
"""A compressed file that unpacks to more than this many times its size (and ``FREE``) is a bomb."""

FREE = 256 << 20
"""Bytes that any file may unpack to, however small it is."""

_READ = 1 << 20
_KINDS: dict[bytes, tuple[str, Callable[[], Any]]] = {
    b"\x1f\x8b\x08": ("gzip", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    b"BZh": ("bzip2", bz2.BZ2Decompressor),
    b"\xfd7zXZ\x00": ("xz", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ)),
    b"\x28\xb5\x2f\xfd": ("Zstandard", lambda: zstandard.ZstdDecompressor().decompressobj()),
}


class ByteStream(io.RawIOBase):
    """The decompressed bytes of a file.

    ``compressed`` names the compression or is empty; ``position`` is how many bytes of the file itself
    were used; ``status`` is its ``os.stat`` when opened; ``damage`` says in words what
    could not be read, once ``read`` came to it.
    """

    def __init__(self, path: Path, most: int | None = None) -> None:
        """Open ``path``; ``most`` bounds the decompressed bytes, Problem beyond."""
        super().__init__()
        self._file: io.BufferedReader = path.open("rb")
        self._name = path.name
        self.status = os.fstat(self._file.fileno())
        self._size = self.status.st_size
        self._most = most
        head = self._file.read(6)
        self._file.seek(0)
        self._magic = next((magic for magic in _KINDS if head.startswith(magic)), b"")
        self.compressed = _KINDS[self._magic][0] if self._magic else ""
        self._unpack: Any = self._new() if self._magic else None
        self._waiting = b""
        self._given = 0
        self._ended = False
        self.damage = ""

    @property
    def position(self) -> int:
        """Bytes of the file used so far."""
        return self._file.tell()

    def pass_over(self, size: int) -> None:
        """Go on after the first ``size`` bytes of a file that is not compressed."""
        assert not self._magic
        self._file.seek(size)

    def readable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end; never raises for damaged content."""
        if not self._magic:
            return self._guard(self._file.read(size))
        pieces, have = [], 0
        while not self._ended and (size < 0 or have < size):
            piece = self._next(size - have if size >= 0 else _READ)
            pieces.append(piece)
            have += len(piece)
            self._guard(piece)
        return b"".join(pieces)

    def readinto(self, place: Any) -> int:
        """Read into a writable buffer, to the full or to the end; the number of bytes read."""
        if not self._magic:
            return len(self._guard(place[: self._file.readinto(place)]))
        data = self.read(len(place))
        place[: len(data)] = data
        return len(data)

    def _new(self) -> Any:
        return _KINDS[self._magic][1]()

    def _next(self, most: int) -> bytes:
        """Some more decompressed bytes, perhaps none; moves on from member to member."""
        if not self._waiting:
            self._waiting = self._file.read(_READ)
            if not self._waiting:
                self._end("is cut off" if self._unpack is not None else "")
                return b""
        if self._unpack is None:
            if not self._starts_member():
                return b""
            self._unpack = self._new()
        try:
            piece = self._feed(most)
        except (zlib.error, lzma.LZMAError, OSError, zstandard.ZstdError, EOFError):
            self._end("is damaged")
            return b""
        if self._unpack.eof:
            self._waiting = self._unpack.unused_data + self._waiting
            self._unpack = None
        return piece

    def _feed(self, most: int) -> bytes:
        unpack, data = self._unpack, self._waiting
        if self.compressed == "gzip":
            piece = unpack.decompress(data, most)
            self._waiting = unpack.unconsumed_tail
            return piece
        if self.compressed in ("bzip2", "xz"):
            piece = unpack.decompress(data if unpack.needs_input else b"", most)
            if unpack.needs_input or unpack.eof:
                self._waiting = b""
            return piece
        # Zstandard's object gives all that its input holds: small bites bound how much that is.
        self._waiting = data[4096:]
        return unpack.decompress(data[:4096])

    def _starts_member(self) -> bool:
        """Whether another compressed member follows; zero padding and trailing bytes end the file."""
        if len(self._waiting) < len(self._magic):
            self._waiting += self._file.read(_READ)
        if self._waiting.startswith(self._magic):
            return True
        self._end("ends in bytes that are not compressed" if self._waiting.strip(b"\0") else "")
        return False

    def _end(self, how: str) -> None:
        self._ended = True
        if how:
            self.damage = f"the {self.compressed} file {how}"

    def _guard(self, piece: Any) -> Any:
        self._given += len(piece)
        if self._most is not None and self._given > self._most:
            raise Problem(
                f"“{self._name}” unpacks to more than {self._most:,} bytes.",
                "Choose a smaller file, or split it.",
            )
        if self.compressed and self._given > max(FREE, MOST_EXPANSION * self._size):
            raise Problem(
                f"“{self._name}” unpacks to more than {MOST_EXPANSION} times its size, which no log does.",
                "Unpack it yourself and choose the unpacked file if you trust it.",
            )
        return piece
