"""The fast way through a block of lines: whole columns at a time, exact where a line is unusual.

A line of the usual shape has its quotes where the format declares them, a fixed-width time, and
plain numbers. Its numbers are read by array arithmetic and its texts by one split at the quotes.
Every other line goes to the exact reader; for a usual line both give the same event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from app.logs import clock
from app.logs.formats import Format
from app.logs.line import LONGEST_LINE, Event, LineReader

TEXTS = ("host", "request", "referrer", "agent")

_PAD = 64
_HEAD_WIDTH = 64
_SIZE_WIDTH = 12
_LF, _CR, _SPACE, _QUOTE, _DASH, _BACKSLASH, _BRACKET, _ZERO, _DELETE = b'\n\r "-\\[0\x7f'
_POWERS = 10.0 ** np.arange(_SIZE_WIDTH - 1, -1, -1)


@dataclass
class Block:
    """The lines of one block. ``starts`` and ``lengths`` (bytes, without line feed) are of every line.

    ``usual`` are the numbers of the usual lines, in order; ``time``, ``zone``, ``status`` and ``size``
    (as in Event; a missing zone is ``clock.NO_ZONE``) and the rows of ``texts`` belong to them.
    ``unusual`` are the others, by line number, read exactly: an event, or the reason of a refusal.
    """

    starts: np.ndarray
    lengths: np.ndarray
    usual: np.ndarray
    time: np.ndarray
    zone: np.ndarray
    status: np.ndarray
    size: np.ndarray
    texts: pl.DataFrame
    unusual: dict[int, Event | str]

    @property
    def lines(self) -> int:
        """How many lines the block holds."""
        return len(self.starts)


class BlockReader:
    """Reads blocks of whole lines of one format."""

    def __init__(self, form: Format) -> None:
        self._line = LineReader(form)
        self._before = len(form.before)
        self._host = form.before.index("host")
        self._quotes = 2 + 2 * len(form.quoted)
        request = self._host + 2
        self._columns = [self._host, request, request + 2, request + 4][: 2 + len(form.quoted)]
        self._width = self._columns[-1] + 1

    def read(self, data: bytes) -> Block:
        """Read a block: any bytes; a last line without a line feed counts as a line."""
        padded = np.zeros(len(data) + 2 * _PAD + 1, np.uint8)
        padded[_PAD : _PAD + len(data)] = np.frombuffer(data, np.uint8)
        size = len(data)
        if data and not data.endswith(b"\n"):
            padded[_PAD + size] = _LF
            size += 1
        ends = np.flatnonzero(padded == _LF)
        starts = np.concatenate(([_PAD], ends[:-1] + 1)) if len(ends) else ends
        shape = self._shape(padded, starts, ends)
        shape.drop(~self._utf8(data, padded, starts, ends)[shape.lines])
        texts = self._split(padded, starts, ends, shape)
        if texts is None:
            shape.drop(np.ones(len(shape.lines), bool))
            texts = pl.DataFrame({name: [] for name in TEXTS}, schema=dict.fromkeys(TEXTS, pl.String))
        unusual = np.ones(len(starts), bool)
        unusual[shape.lines] = False
        exact = {
            int(n): self._line.read(data[starts[n] - _PAD : ends[n] - _PAD]) for n in np.flatnonzero(unusual)
        }
        return Block(
            starts - _PAD,
            ends - starts,
            shape.lines,
            shape.time,
            shape.zone,
            shape.status,
            shape.size,
            texts,
            exact,
        )

    def _shape(self, data: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> _Shape:
        """Find the lines of the usual shape and read their numbers."""
        quotes = np.flatnonzero(data == _QUOTE)
        first = np.searchsorted(quotes, starts)
        enough = np.searchsorted(quotes, ends) - first >= self._quotes
        enough &= ends - starts < LONGEST_LINE
        lines = np.flatnonzero(enough)
        at = quotes[first[lines, None] + np.arange(self._quotes)]
        start, end = starts[lines], ends[lines]
        good = (data[at - 1] != _BACKSLASH).all(axis=1) & (data[start] < 0x80)
        for i in range(3, self._quotes - 1, 2):
            good &= (at[:, i + 1] == at[:, i] + 2) & (data[at[:, i] + 1] == _SPACE)
        last = at[:, -1] + 1
        line_end = end - ((data[end - 1] == _CR) & (end > start))
        if self._quotes > 2:
            good &= (last == line_end) | (data[last] == _SPACE)
            size_end = at[:, 2] - 1
            good &= data[size_end] == _SPACE
        else:
            size_end = line_end
        bracket, time, zone, dated = clock.read_columns(data, at[:, 0])
        good &= dated & (bracket > start)
        head, whole = self._heads(data, start, np.where(good, bracket, start))
        good &= whole
        status, size, plain = _numbers(data, at[:, 1] + 1, size_end)
        good &= plain
        shape = _Shape(lines, at, head, time, zone, status, size)
        shape.drop(~good)
        return shape

    def _heads(
        self, data: np.ndarray, start: np.ndarray, bracket: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where the host's spaces are (before, if any, and after) and whether the head is usual.

        A usual head has the declared number of words, each followed by one space.
        """
        window = np.lib.stride_tricks.sliding_window_view(data, _HEAD_WIDTH)[
            np.minimum(start, len(data) - _HEAD_WIDTH)
        ]
        length = bracket - start
        inside = np.arange(_HEAD_WIDTH) < length[:, None]
        space = (window == _SPACE) & inside
        control = ((window < _SPACE) | (window == _DELETE)) & inside
        whole = ~control.any(axis=1)
        whole &= (length <= _HEAD_WIDTH) & (space.sum(axis=1) == self._before) & ~space[:, 0]
        whole &= ~(space[:, 1:] & space[:, :-1]).any(axis=1)
        whole &= data[bracket - 1] == _SPACE
        marks = []
        for _ in range(self._host + 1):
            mark = space.argmax(axis=1)
            space[np.arange(len(space)), mark] = False
            marks.append(start + mark)
        return np.stack(marks, axis=1), whole

    def _utf8(self, data: bytes, padded: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Which lines are valid UTF-8."""
        valid = np.ones(len(starts), bool)
        if data.isascii():
            return valid
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            high = np.flatnonzero(padded >= 0x80)
            for n in np.unique(np.searchsorted(ends, high)):
                valid[n] = _decodes(data[starts[n] - _PAD : ends[n] - _PAD])
        return valid

    def _split(
        self, data: np.ndarray, starts: np.ndarray, ends: np.ndarray, shape: _Shape
    ) -> pl.DataFrame | None:
        """The texts of the usual lines, split at the quotes; None when the split does not add up."""
        if not len(shape.lines):
            return None
        data[shape.head] = _QUOTE
        breaks = np.flatnonzero(np.diff(shape.lines) != 1)
        firsts = starts[shape.lines[np.concatenate(([0], breaks + 1))]]
        lasts = ends[shape.lines[np.concatenate((breaks, [-1]))]] + 1
        view = memoryview(data)  # type: ignore[arg-type]
        pieces = [view[a:b] for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True)]
        frame = pl.read_csv(
            b"".join(pieces),
            separator='"',
            quote_char=None,
            has_header=False,
            schema={f"{i}": pl.String for i in range(self._width)},
            columns=self._columns,
            truncate_ragged_lines=True,
            extra_columns="ignore",
            empty_string_is_null=False,
        )
        if frame.height != len(shape.lines):
            return None
        frame.columns = list(TEXTS[: len(self._columns)])
        absent = [pl.lit("-").alias(name) for name in TEXTS[len(self._columns) :]]
        return frame.with_columns(absent)


@dataclass
class _Shape:
    """The usual lines: their numbers, quotes, the host's spaces, and what was read of them."""

    lines: np.ndarray
    quotes: np.ndarray
    head: np.ndarray
    time: np.ndarray
    zone: np.ndarray
    status: np.ndarray
    size: np.ndarray

    def drop(self, unwanted: np.ndarray) -> None:
        if unwanted.any():
            for name, value in vars(self).items():
                setattr(self, name, value[~unwanted])


def _numbers(
    data: np.ndarray, at: np.ndarray, size_end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Status and size written from ``at`` to ``size_end``, and whether they are plainly written."""
    front = np.lib.stride_tricks.sliding_window_view(data, 5)[np.minimum(at, len(data) - 5)]
    digits = front[:, 1:4] - np.uint8(_ZERO)
    plain = (front[:, 0] == _SPACE) & (front[:, 4] == _SPACE) & (digits <= 9).all(axis=1)
    status = digits.astype(np.int16) @ np.array([100, 10, 1], np.int16)
    length = size_end - (at + 5)
    back = np.lib.stride_tricks.sliding_window_view(data, _SIZE_WIDTH)[size_end - _SIZE_WIDTH]
    counted = np.arange(_SIZE_WIDTH) >= (_SIZE_WIDTH - length)[:, None]
    digits = np.where(counted, back - np.uint8(_ZERO), 0)
    size = (digits.astype(np.float64) @ _POWERS).astype(np.int64)
    missing = (length == 1) & (back[:, -1] == _DASH)
    plain &= (length >= 1) & (length <= _SIZE_WIDTH) & ((digits <= 9).all(axis=1) | missing)
    size[missing] = -1
    return status, size, plain


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
