"""Cuts a file into blocks of whole lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.logs.parsing.shape import MARGIN
from app.logs.reading.opening import BOM
from app.logs.sources import Bytes
from app.logs.written.lines import LONGEST_LINE


class Cutter:
    """Cuts a stream into blocks of whole lines with their offsets, copying the bytes where asked to.

    ``start`` is what was read of it already, after ``passed`` bytes; ``block`` bytes are read at a time.
    """

    def __init__(self, stream: Bytes, start: bytes, passed: int, copy: Path | None, block: int) -> None:
        self._stream = stream
        self._start = start
        self._passed = passed
        self._block = block
        self._copy = copy.open("wb") if copy else None
        self._free: list[bytearray] = []

    @property
    def position(self) -> int:
        """Bytes of the file used so far."""
        return self._stream.position

    def __iter__(self) -> Iterator[tuple[bytearray, int, int]]:
        """Buffers whose lines begin at ``MARGIN``, their size in bytes, and their offset in the file."""
        try:
            yield from self._blocks()
        finally:
            if self._copy:
                self._copy.close()

    def _blocks(self) -> Iterator[tuple[bytearray, int, int]]:
        self._keep(self._start)
        text = self._start.removeprefix(BOM)
        offset = self._passed + len(self._start) - len(text)
        buffer, have = self._filled(text)
        while have:
            cut = buffer.rfind(b"\n", MARGIN, MARGIN + have) + 1 - MARGIN
            if cut > 0:
                rest = bytes(memoryview(buffer)[MARGIN + cut : MARGIN + have])
                yield buffer, cut, offset
                offset += cut
                buffer, have = self._filled(rest)
            if have > LONGEST_LINE:
                yield buffer, LONGEST_LINE, offset
                passed, after = self._after_line()
                offset += have + passed
                buffer, have = self._filled(after)
                if have:
                    continue
            place = memoryview(buffer)[MARGIN + have : MARGIN + have + self._block]
            read = self._stream.readinto(place)
            self._keep(place[:read])
            have += read
            if not read:
                break
        if have:
            yield buffer, have, offset

    def _filled(self, data: bytes) -> tuple[bytearray, int]:
        """A buffer that starts with ``data``, with room for a block more, and how much it holds."""
        size = MARGIN + max(LONGEST_LINE + self._block, len(data)) + 1 + MARGIN
        buffer = self._free.pop() if self._free else bytearray(size)
        if len(buffer) < size:
            buffer.extend(bytes(size - len(buffer)))
        buffer[MARGIN : MARGIN + len(data)] = data
        return buffer, len(data)

    def release(self, buffer: bytearray) -> None:
        """Take a buffer back to be filled anew; memory fresh from the system is slow to write to."""
        self._free.append(buffer)

    def _after_line(self) -> tuple[int, bytes]:
        """Pass over the rest of a line: how many bytes that took, and what was read after it."""
        passed = 0
        while more := self._stream.read(self._block):
            self._keep(more)
            cut = more.find(b"\n") + 1
            if cut:
                return passed + cut, more[cut:]
            passed += len(more)
        return passed, b""

    def _keep(self, data: bytes | memoryview) -> None:
        if self._copy:
            self._copy.write(data)
