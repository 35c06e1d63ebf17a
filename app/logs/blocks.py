"""Which way the blocks of a file are read: in columns where its format allows it, else line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import polars as pl

from app.logs.block import TEXTS, Block, BlockReader
from app.logs.formats import Format, Lines
from app.logs.formats.mixture import Mixture, unwrapped
from app.logs.shape import MARGIN, Shape
from app.logs.written.lines import LONGEST_LINE


class Blocks(Protocol):
    """Reads blocks of whole lines."""

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer; see `BlockReader.read_buffer`."""


def open_blocks(reading: Mixture) -> Blocks:
    """What reads the blocks of a file that is read so."""
    inner = replace(reading, wrappers=())
    blocks: Blocks
    if isinstance(reading.main, Format):
        blocks = BlockReader(reading.main, inner.reader())
    else:
        blocks = LineBlocks(inner.reader())
    return WrappedBlocks(blocks, reading.wrappers) if reading.wrappers else blocks


class LineBlocks:
    """Reads every line of a block by itself."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer."""
        starts, lines = _lines(buffer, size)
        exact = {place: self._lines.read(line) for place, line in enumerate(lines)}
        lengths = np.fromiter(map(len, lines), np.int64, len(lines))
        return Block(
            starts, lengths, _no_shape(), pl.DataFrame(schema=dict.fromkeys(TEXTS, pl.String)), exact
        )


class WrappedBlocks:
    """Takes away what is around the lines of a block, and has the lines inside read as ever."""

    def __init__(self, blocks: Blocks, wrappers: Sequence[str]) -> None:
        self._blocks, self._wrappers = blocks, tuple(wrappers)

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer."""
        starts, lines = _lines(buffer, size)
        wrappers = self._wrappers
        inside = b"".join(
            (unwrapped(line, wrappers) if len(line) < LONGEST_LINE else line) + b"\n" for line in lines
        )
        block = self._blocks.read_buffer(bytearray(MARGIN) + inside + bytearray(MARGIN + 1), len(inside))
        block.starts, block.lengths = starts, np.fromiter(map(len, lines), np.int64, len(lines))
        return block


def _lines(buffer: bytearray, size: int) -> tuple[np.ndarray, list[bytes]]:
    """Where the lines of a buffer start, counted from its margin on, and their bytes without line feeds."""
    lines = bytes(memoryview(buffer)[MARGIN : MARGIN + size]).split(b"\n")
    if not lines[-1]:
        lines.pop()
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    return np.concatenate(([0], np.cumsum(lengths + 1)[:-1])) if len(lines) else lengths, lines


def _no_shape() -> Shape:
    none = np.empty(0, np.int64)
    return Shape(none, none, none, none.astype(np.int16), none, none, none)
