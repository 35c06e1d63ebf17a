"""One file that is written while it is read: who it is, how far it was given out, and what comes next."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.decompress import ByteStream
from app.logs.reading.opening import BOM
from app.logs.sources import Bytes, recoded
from app.logs.written.lines import LONGEST_LINE

AT_ONCE = 8 << 20
"""Bytes that are read of a file at a time; more than two lines of the longest kind."""

HEAD = 512
"""Bytes by which the beginning of a file is known again."""

LAST = 128
"""Bytes before the place where a file was left, by which it is known not to be another."""


@dataclass
class Followed:
    """One file: who it is, and ``offset``, the byte up to which its lines were given out.

    ``passing`` says that the rest of a line which is too long is passed over; ``copy_of`` is the place
    (device, inode) of the file of which this is a copy, as long as that is read itself; ``done`` that nothing
    more comes; ``seen`` is its size and time of change when it was looked at last; ``moved`` that it has lost
    its name; ``unknown`` that no line of it was given out by which the next are understood.
    """

    name: str
    device: int
    inode: int
    offset: int = 0
    head: str = ""
    last: str = ""
    passing: bool = False
    packed: bool = False
    copy_of: tuple[int, int] | None = None
    done: bool = False
    path: str = ""
    seen: tuple[int, int] = (-1, -1)
    moved: bool = False
    unknown: bool = False
    size: int = field(default=0, metadata={"kept": False})
    left_at: float = field(default=0.0, metadata={"kept": False})
    grew_at: float = field(default=0.0, metadata={"kept": False})
    handle: int = field(default=-1, metadata={"kept": False})
    stream: Bytes | None = field(default=None, metadata={"kept": False})

    @property
    def place(self) -> tuple[int, int]:
        """Its device and inode."""
        return self.device, self.inode

    def entry(self) -> dict[str, Any]:
        """What has to be known to go on, ready for JSON."""
        kept = {name for name, one in self.__dataclass_fields__.items() if one.metadata.get("kept", True)}
        return {name: value for name, value in _plain(self).items() if name in kept}

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Followed:
        """The file that ``entry()`` told of."""
        copy_of = entry.get("copy_of")
        copy_place = (int(copy_of[0]), int(copy_of[1])) if copy_of else None
        return cls(**{**entry, "copy_of": copy_place, "seen": tuple(entry["seen"])})

    def open(self, path: Path) -> bool:
        """Hold the file open under this path, if it is still the one there."""
        if self.handle >= 0:
            return True
        with contextlib.suppress(OSError):
            self.handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            status = os.fstat(self.handle)
            if (status.st_dev, status.st_ino) == self.place:
                return True
            self.close()
        return False

    def close(self) -> None:
        """Let go of the file."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def is_other(self) -> bool:
        """Whether what is in the file now is not what was read of it: it was cut, or its inode came again."""
        status = os.fstat(self.handle)
        self.size = status.st_size
        now = status.st_size, status.st_mtime_ns
        if now == self.seen:
            return False
        if self.seen[0] >= 0:
            self.grew_at = time.monotonic()
        self.seen = now
        if status.st_size < self.offset:
            return True
        head, last = self.head.encode("latin-1"), self.last.encode("latin-1")
        return (
            os.pread(self.handle, len(head), 0) != head
            or os.pread(self.handle, len(last), self.offset - len(last)) != last
        )

    def restart(self) -> None:
        """Begin at the first byte."""
        self.offset, self.head, self.last, self.passing, self.done = 0, "", "", False, False
        self.seen, self.unknown = (-1, -1), False

    def remember(self) -> None:
        """Know it again by what stands before the place that it is read from."""
        with Path(self.path).open("rb") as opened:
            self.head = os.pread(opened.fileno(), min(HEAD, self.offset), 0).decode("latin-1")
            last = min(LAST, self.offset)
            self.last = os.pread(opened.fileno(), last, self.offset - last).decode("latin-1")
        self.unknown = self.offset > 0

    def read(self) -> bytes:
        """The whole lines that came since; one too long is given as far as it takes to be refused."""
        data = os.pread(self.handle, AT_ONCE, self.offset)
        if self.passing and data:
            cut = data.find(b"\n") + 1
            self.passing = not cut
            self._passed(data[: cut or len(data)])
            data = data[cut:] if cut else b""
        elif data:
            # Zero bytes stand where a server wrote on in a log that was cut to nothing.
            skipped = len(BOM) if self.offset == 0 and data.startswith(BOM) else 0
            skipped += len(data) - skipped - len(data[skipped:].lstrip(b"\0"))
            self._passed(data[:skipped])
            data = data[skipped:]
        cut = data.rfind(b"\n") + 1
        if not cut and len(data) >= LONGEST_LINE:
            self._passed(data)
            self.passing = True
            return data[:LONGEST_LINE] + b"\n"
        self._passed(data[:cut])
        return data[:cut]

    def rest(self) -> bytes:
        """What is left at the end without a line feed, as a line."""
        data = b"" if self.passing else os.pread(self.handle, AT_ONCE, self.offset).lstrip(b"\0")
        self._passed(data)
        self.done = True
        return data + b"\n" if data else b""

    def unpacked(self, path: Path) -> bytes:
        """The next lines of a packed file; what stands at its end without a line feed is a line."""
        if self.stream is None:
            self.stream = recoded(ByteStream(path))
            left = self.offset
            while left and (passed := len(self.stream.read(min(left, AT_ONCE)))):
                left -= passed
            self._over = b""
        data = self.stream.read(AT_ONCE)
        whole, self._over = self._over + data, b""
        if not data:
            self.done, self.stream = True, None
            with contextlib.suppress(OSError):
                status = path.stat()
                self.seen = status.st_size, status.st_mtime_ns
            self.offset += len(whole)
            return whole + b"\n" if whole else b""
        cut = whole.rfind(b"\n") + 1
        self._over = whole[cut:] if len(whole) - cut < LONGEST_LINE else whole[cut : cut + LONGEST_LINE]
        self.offset += cut
        return whole[:cut]

    def _passed(self, data: bytes) -> None:
        if not data:
            return
        self.offset += len(data)
        if len(self.head) < HEAD:
            self.head = os.pread(self.handle, min(HEAD, self.offset), 0).decode("latin-1")
        self.last = (self.last + data[-LAST:].decode("latin-1"))[-LAST:]


def _plain(file: Followed) -> dict[str, Any]:
    stream, file.stream = file.stream, None
    try:
        return asdict(file)
    finally:
        file.stream = stream
