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
from app.logs.parsing.further import seconds_of
from app.logs.parsing.shape import MARGIN, METHODS, Shape
from app.logs.written.lines import LONGEST_LINE, Event
from app.logs.written.requests import Request, split_request, version_of

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
        return _block(starts, lengths, [self._lines.read(line) for line in lines])


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


def _block(starts: np.ndarray, lengths: np.ndarray, outcomes: Sequence[Event | str]) -> Block:
    """The events of usual methods and statuses as columns; the others, and the refusals, by their line."""
    rows: list[tuple[int, int, int, int, int, int, int]] = []
    texts: list[tuple[str, str, str, str, str]] = []
    seconds: list[str] = []
    sites: list[str] = []
    unusual: dict[int, Event | str] = {}
    requests: dict[str, tuple[Request, int]] = {}
    for line, event in enumerate(outcomes):
        if isinstance(event, str) or not event.status.isdecimal():
            unusual[line] = event
            continue
        known = requests.get(event.request)
        if known is None:
            known = split_request(event.request), version_of(event.request)
            requests[event.request] = known
        request, version = known
        method = _METHODS.get(request.method)
        if method is None:
            unusual[line] = event
            continue
        zone = NO_ZONE if event.zone is None else event.zone
        if event.protocol is not None:
            version = version_of(event.protocol)
        rows.append((line, event.time, zone, int(event.status), event.size, method, version))
        texts.append((event.host, request.path, request.query, event.referrer, event.agent))
        if event.more:
            seconds.append(event.more.get("response time", "-"))
            sites.append(event.more.get("vhost", "-"))
        else:
            seconds.append("-")
            sites.append("-")
    lines, time, zones, status, size, methods, versions = np.array(rows, np.int64).reshape(-1, 7).T
    shape = Shape(
        lines, lines, time, zones.astype(np.int16), status, size, methods, versions.astype(np.uint8)
    )
    frame = pl.DataFrame(texts, dict.fromkeys(TEXTS, pl.String), orient="row")
    took = np.array([seconds_of(text) for text in seconds], np.float32)
    return Block(starts, lengths, shape, frame, unusual, took, pl.Series(sites, dtype=pl.String))
