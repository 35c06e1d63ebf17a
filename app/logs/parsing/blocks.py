"""Which way the blocks of a file are read: in columns where its format allows it, else line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import polars as pl

from app.logs.formats import Format, Lines
from app.logs.formats.mixture import Mixture, unwrapped
from app.logs.parsing.block import TEXTS, Block, BlockReader
from app.logs.parsing.clock import NO_ZONE
from app.logs.parsing.shape import MARGIN, METHODS, Shape
from app.logs.written.lines import LONGEST_LINE, Event
from app.logs.written.requests import Request, split_request

_METHODS = {method: number for number, method in enumerate(METHODS)}


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
    """Reads every line of a block by itself, and gives those of the usual kind as columns."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer."""
        starts, lines = _lines(buffer, size)
        lengths = np.fromiter(map(len, lines), np.int64, len(lines))
        shape, texts, unusual = _columns([self._lines.read(line) for line in lines])
        return Block(starts, lengths, shape, texts, unusual)


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


def _columns(outcomes: Sequence[Event | str]) -> tuple[Shape, pl.DataFrame, dict[int, Event | str]]:
    """The events of usual methods and statuses as columns; the others, and the refusals, by their line."""
    rows: list[tuple[int, int, int, int, int, int]] = []
    texts: list[tuple[str, str, str, str, str]] = []
    unusual: dict[int, Event | str] = {}
    requests: dict[str, Request] = {}
    for line, event in enumerate(outcomes):
        if isinstance(event, str) or not event.status.isdecimal():
            unusual[line] = event
            continue
        request = requests.get(event.request)
        if request is None:
            request = requests[event.request] = split_request(event.request)
        method = _METHODS.get(request.method)
        if method is None:
            unusual[line] = event
            continue
        zone = NO_ZONE if event.zone is None else event.zone
        rows.append((line, event.time, zone, int(event.status), event.size, method))
        texts.append((event.host, request.path, request.query, event.referrer, event.agent))
    lines, time, zones, status, size, methods = np.array(rows, np.int64).reshape(-1, 6).T
    shape = Shape(lines, lines, time, zones.astype(np.int16), status, size, methods)
    frame = pl.DataFrame(texts, dict.fromkeys(TEXTS, pl.String), orient="row")
    return shape, frame, unusual
