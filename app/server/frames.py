"""The frames in which a page and its kernel speak: Jupyter's protocol v1 for messages over a WebSocket.

A frame is binary. All numbers are unsigned, of eight bytes, the least significant first::

    n, offset 0, …, offset n-1, channel, header, parent header, metadata, content, buffer 0, …

Offset 0 is where the channel begins, the others are where each part ends; the last is the frame's length.
(https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html)

The library that serves Jupyter loops over ``n`` as the client names it, and believes the offsets. Here they
are held against the frame first: what `split` accepts is read in a time that its own length bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

PROTOCOL = "v1.kernel.websocket.jupyter.org"
PARTS = 4
"""Header, parent header, metadata, content: what every message has."""
MOST_BUFFERS = 256

_WORD = 8


class Unreadable(ValueError):
    """A frame that is none. What it says never quotes the frame."""


@dataclass(frozen=True)
class Frame:
    """A frame's channel and its parts: the four of JSON, then any buffers. They share the frame's memory."""

    channel: str
    parts: tuple[memoryview, ...]

    @property
    def header(self) -> memoryview:
        """The first part, as sent."""
        return self.parts[0]

    @property
    def content(self) -> memoryview:
        """The fourth part, as sent."""
        return self.parts[PARTS - 1]


def split(sent: bytes | str, *, most_buffers: int = MOST_BUFFERS) -> Frame:
    """Take a frame apart; raises `Unreadable` unless its numbers are those of its own bytes.

    >>> split(join("shell", [b"{}", b"{}", b"{}", b"[]", b"xy"])).parts[4].tobytes()
    b'xy'
    """
    if not isinstance(sent, bytes):
        raise Unreadable("it is text, where frames are binary")
    if len(sent) < _WORD:
        raise Unreadable(f"it has {len(sent)} bytes, too few for a frame")
    count = int.from_bytes(sent[:_WORD], "little")
    if not PARTS + 2 <= count <= PARTS + 2 + most_buffers:
        raise Unreadable("it names too few or too many parts")
    begin = _WORD * (count + 1)
    if begin > len(sent):
        raise Unreadable("it names more parts than fit into it")
    offsets = [int.from_bytes(sent[at : at + _WORD], "little") for at in range(_WORD, begin, _WORD)]
    if offsets[0] != begin or offsets[-1] != len(sent):
        raise Unreadable("its parts do not begin or end where it does")
    if any(start > end for start, end in pairwise(offsets)):
        raise Unreadable("its parts overlap")
    view = memoryview(sent)
    try:
        channel = bytes(view[offsets[0] : offsets[1]]).decode()
    except UnicodeDecodeError:
        raise Unreadable("its channel is no text") from None
    ends = offsets[1:]
    return Frame(channel, tuple(view[start:end] for start, end in pairwise(ends)))


def join(channel: str, parts: list[bytes] | tuple[memoryview, ...]) -> bytes:
    """Make a frame of a channel and its parts: four of JSON, then any buffers."""
    named = channel.encode()
    offsets = [_WORD * (len(parts) + 3)]
    for part in (named, *parts):
        offsets.append(offsets[-1] + len(part))
    numbers = (len(offsets), *offsets)
    return b"".join((*(number.to_bytes(_WORD, "little") for number in numbers), named, *parts))
