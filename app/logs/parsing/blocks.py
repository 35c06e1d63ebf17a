"""Which way the blocks of a file are read: in columns where its format allows it, else line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from app.logs.formats import Format
from app.logs.formats.answered import BY_WORD
from app.logs.formats.mixture import Mixture, unwrapped
from app.logs.parsing.block import Block, BlockReader
from app.logs.parsing.line_blocks import LineBlocks, lines_of
from app.logs.parsing.shape import MARGIN
from app.logs.written.lines import LONGEST_LINE


class Blocks(Protocol):
    """Reads blocks of whole lines."""

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer; see `BlockReader.read_buffer`."""


def open_blocks(reading: Mixture) -> Blocks:
    """What reads the blocks of a file that is read so."""
    inner = replace(reading, wrappers=())
    blocks: Blocks
    if reading.client or reading.answered == BY_WORD:
        # Which address that is stands in fields that columns do not have, and so does what lines are about.
        blocks = LineBlocks(inner.reader(), inner.reader())
    elif reading.answered:
        blocks = LineBlocks(inner.reader(), reading.main.reader(), answered=True)
    elif isinstance(reading.main, Format):
        blocks = BlockReader(reading.main, inner.reader())
    else:
        blocks = LineBlocks(inner.reader(), reading.main.reader())
    return WrappedBlocks(blocks, reading.wrappers) if reading.wrappers else blocks


class WrappedBlocks:
    """Takes away what is around the lines of a block, and has the lines inside read as ever."""

    def __init__(self, blocks: Blocks, wrappers: Sequence[str]) -> None:
        self._blocks, self._wrappers = blocks, tuple(wrappers)

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer."""
        starts, lines = lines_of(buffer, size)
        wrappers = self._wrappers
        inside = b"".join(
            (unwrapped(line, wrappers) if len(line) < LONGEST_LINE else line) + b"\n" for line in lines
        )
        block = self._blocks.read_buffer(bytearray(MARGIN) + inside + bytearray(MARGIN + 1), len(inside))
        block.starts, block.lengths = starts, np.fromiter(map(len, lines), np.int64, len(lines))
        return block
