"""Files whose text is not lines of UTF-8: UTF-16, UTF-32, lines that end otherwise, documents."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable
from typing import Any, Protocol

from app.logs.sources.turning import turning

_HEAD = 1 << 16
_LINE_ENDS = (
    "\u2028".encode(), "\u2029".encode(), "\x85".encode(), b"\x0b", b"\x0c", b"\x1e"
)  # fmt: skip
"""Line and paragraph separators, next lines of mainframes, vertical tabs, form feeds, record separators."""

_LOOKED_AT = 100
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Bytes(Protocol):
    """A file's bytes as a reader of logs needs them; see `app.decompress.ByteStream`."""

    compressed: str
    status: os.stat_result

    @property
    def damage(self) -> str:
        """What could not be read, in words, once it was come to."""

    @property
    def position(self) -> int:
        """Bytes of the file itself used so far."""

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""

    def readinto(self, place: Any) -> int:
        """Read into a writable buffer, to the full or to the end."""


def recoded(stream: Bytes) -> Bytes:
    """The stream as lines of UTF-8 that end in line feeds, by what it begins with."""
    head = stream.read(_HEAD)
    encoding = _encoding(head)
    if encoding:
        return _Turned(stream, head, _decoding(encoding))
    if b"\r" in head and b"\n" not in head:
        return _Turned(stream, head, _line_feeds(b"\r"))
    text = head.removeprefix(codecs.BOM_UTF8)
    if mark := _line_end(text):
        return _Turned(stream, text, _line_feeds(mark))
    turned = turning(text)
    return _Rest(stream, head) if turned is None else _Turned(stream, text, turned)


def _encoding(head: bytes) -> str:
    """The encoding of two or four bytes a character that a file is written in, if any: it has many zeros."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    text = head.lstrip(b"\0")
    pairs = len(text) // 2
    if pairs < 16 or (len(head) - len(text)) > 1:
        return ""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > 0.8 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 * pairs and odd < 0.05 * pairs else ""


def _line_end(head: bytes) -> bytes:
    """What parts the lines of a text that holds neither line feeds nor carriage returns; empty for nothing.

    That is the commonest of such marks, where what stands between begins alike: with a digit, with a letter
    or with the same bracket or quote. One that stands within a line, as in a user agent, parts none.
    """
    if b"\n" in head or b"\r" in head:
        return b""
    mark = max(_LINE_ENDS, key=head.count)
    parts = [part for part in head.split(mark)[:_LOOKED_AT] if part]
    return mark if len(parts) > 1 and len({_beginning(part) for part in parts}) == 1 else b""


def _beginning(part: bytes) -> bytes:
    return b"0" if part[:1].isdigit() else b"a" if part[:1].isalpha() else part[:1]


def _line_feeds(mark: bytes) -> Callable[[bytes, bool], bytes]:
    """What puts line feeds in the place of a mark, also of one that two pieces share."""
    held = b""

    def turn(data: bytes, last: bool) -> bytes:
        nonlocal held
        text = (held + data).replace(mark, b"\n")
        cut = next((size for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), 0)
        held = b"" if last or not cut else text[-cut:]
        return text[: len(text) - len(held)]

    return turn


def _decoding(encoding: str) -> Callable[[bytes, bool], bytes]:
    """What turns pieces of a text in another encoding into UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return lambda data, last: decoder.decode(data, last).removeprefix("\ufeff").encode("utf-8", "replace")


class _Rest(io.RawIOBase):
    """A stream that gives again what was read of it."""

    def __init__(self, stream: Bytes, head: bytes) -> None:
        super().__init__()
        self._stream, self._head = stream, head
        self.compressed, self.status = stream.compressed, stream.status

    @property
    def damage(self) -> str:
        """What could not be read, in words."""
        return self._stream.damage

    @property
    def position(self) -> int:
        """Bytes of the file itself used so far."""
        return self._stream.position

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""
        if not self._head:
            return self._stream.read(size)
        head = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(head) :]
        return head + self._stream.read(size - len(head) if size >= 0 else -1)

    def readinto(self, place: Any) -> int:
        """Read into a writable buffer, to the full or to the end."""
        if not self._head:
            return self._stream.readinto(place)
        data = self.read(len(place))
        place[: len(data)] = data
        return len(data)


class _Turned(_Rest):
    """What pieces of a stream are turned into; no longer the bytes of the file, so it is kept as a copy."""

    def __init__(self, stream: Bytes, head: bytes, turn: Callable[[bytes, bool], bytes]) -> None:
        super().__init__(stream, head)
        self.compressed = stream.compressed or "recoded"
        self._turn = turn
        self._waiting = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""
        pieces, have = [self._waiting], len(self._waiting)
        while not self._ended and (size < 0 or have < size):
            data = super().read(_HEAD)
            self._ended = not data
            pieces.append(self._turn(data, self._ended))
            have += len(pieces[-1])
        turned = b"".join(pieces)
        given = turned if size < 0 else turned[:size]
        self._waiting = turned[len(given) :]
        return given

    def readinto(self, place: Any) -> int:
        """Read into a writable buffer, to the full or to the end."""
        data = self.read(len(place))
        place[: len(data)] = data
        return len(data)
