"""How many members a zip archive can have, told before any list of them is made."""

from __future__ import annotations

import io
import os
from typing import IO

_MEMBER, _END = b"PK\x01\x02", b"PK\x05\x06"
_END_SIZE, _END64_SIZE, _LOCATOR_SIZE = 22, 56, 20
_LONGEST_COMMENT = 65_535
_AT_ONCE = 1 << 20


def members_at_most(archive: IO[bytes] | bytes) -> int:
    """No fewer members than an archive's directory lists; 0 for what is no zip archive.

    A listed member is 1.5 kB of memory, and 300,000 of them are ten seconds: each begins with the same mark
    (APPNOTE.TXT of PKWARE, 4.3.12), and marks are counted in no time. Names may hold some more of them.
    """
    file = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    size = file.seek(0, os.SEEK_END)
    tail_at = max(0, size - _END_SIZE - _LONGEST_COMMENT - _END64_SIZE - _LOCATOR_SIZE)
    file.seek(tail_at)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        return 0
    directory, at = int.from_bytes(tail[end + 12 : end + 16], "little"), tail_at + end
    large = end - _LOCATOR_SIZE - _END64_SIZE
    if large >= 0 and tail[large : large + 4] == b"PK\x06\x06":
        directory = int.from_bytes(tail[large + 40 : large + 48], "little")
        at = tail_at + large
    file.seek(max(0, at - directory))
    left = at - file.tell()
    found, before = 0, b""
    while left > 0 and (piece := file.read(min(left, _AT_ONCE))):
        left -= len(piece)
        found += (before + piece).count(_MEMBER)
        # A mark that is cut is counted with the next piece.
        before = piece[-len(_MEMBER) + 1 :]
    return found
