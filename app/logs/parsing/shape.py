"""Which lines of a block have the usual shape, where their parts are, and what their numbers say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.logs.formats import Format
from app.logs.formats.line import LONGEST_LINE
from app.logs.parsing import clock
from app.logs.parsing.bytewords import byte, digit, reads, windows, words

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT")
"""Methods that a usual line may have, each with its space no longer than a word."""

MARGIN = 128
"""Bytes that must stand before and after the lines in the array they are looked for in."""

_HEAD_WIDTH = 128
_SHORT_HEAD = 40
_LF, _CR, _SPACE, _QUOTE, _DASH, _BACKSLASH, _QUESTION = b'\n\r "-\\?'


@dataclass
class Shape:
    """The usual lines of a block: ``lines`` are their numbers.

    ``marks`` are the places, in each line, of the bytes that part its texts besides the quotes: the
    spaces around the host, and the request's inner borders. ``method`` indexes ``METHODS``; ``version`` is
    that of HTTP times ten, 0 where it is not known.
    """

    lines: np.ndarray
    marks: np.ndarray
    time: np.ndarray
    zone: np.ndarray
    status: np.ndarray
    size: np.ndarray
    method: np.ndarray
    version: np.ndarray

    def drop(self, unwanted: np.ndarray) -> None:
        """Forget the lines where ``unwanted`` is true."""
        if unwanted.any():
            for name, value in vars(self).items():
                setattr(self, name, value[~unwanted])


class ShapeFinder:
    """Finds the lines that have the usual shape of one format."""

    def __init__(self, form: Format) -> None:
        self._before = len(form.before)
        self._host = form.before.index("host")
        self._quotes = 2 + 2 * len(form.quoted)

    def find(self, data: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> Shape:
        """The usual lines among those from ``starts`` to the line feeds at ``ends`` of ``data``."""
        quotes = np.flatnonzero(data == _QUOTE)
        first = np.searchsorted(quotes, starts)
        enough = np.diff(first, append=len(quotes)) >= self._quotes
        lines = np.flatnonzero(enough & (ends - starts < LONGEST_LINE))
        at = [quotes[first[lines] + i] for i in range(self._quotes)]
        start, end = starts[lines], ends[lines]
        good = data[start] < 0x80
        for quote in at:
            good &= data[quote - 1] != _BACKSLASH
        for closing, opening in zip(at[3:-1:2], at[4::2], strict=True):
            good &= (opening == closing + 2) & (data[closing + 1] == _SPACE)
        line_end = end - ((data[end - 1] == _CR) & (end > start))
        size_end = line_end
        if self._quotes > 2:
            size_end = at[2] - 1
            good &= (data[size_end] == _SPACE) & ((at[-1] + 1 == line_end) | (data[at[-1] + 1] == _SPACE))
        bracket, time, zone, dated = clock.read_columns(data, at[0])
        good &= dated & (bracket > start)
        head, whole = self._heads(data, start, np.where(good, bracket, start))
        request, method, version, http = _requests(data, at[0], at[1])
        status, size, plain = _numbers(data, at[1] + 1, size_end)
        good &= whole & http & plain
        shape = Shape(
            lines, np.concatenate((head, request), axis=1), time, zone, status, size, method, version
        )
        shape.drop(~good)
        return shape

    def _heads(
        self, data: np.ndarray, start: np.ndarray, bracket: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where the spaces around the host are, and whether the head is usual.

        A usual head is the declared number of printable words, each followed by one space.
        """
        if self._before > 3:
            return self._any_heads(data, start, bracket)
        # Nearly every head is a host and two dashes: only the host has to be looked through.
        text = windows(data, start, _SHORT_HEAD)
        length = bracket - start
        after_host = (text == _SPACE).argmax(axis=1)
        marks = (start + after_host)[:, None]
        whole = (after_host == length - 5) & (after_host > 0)
        whole &= reads(words(data)[bracket - 5], b" - - [")
        whole &= ~_unprintable(text, after_host)
        others = np.flatnonzero(~whole & (length > 0))
        if len(others):
            marks[others], whole[others] = self._any_heads(data, start[others], bracket[others])
        return marks, whole

    def _any_heads(
        self, data: np.ndarray, start: np.ndarray, bracket: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        text = windows(data, start, _HEAD_WIDTH)
        length = np.clip(bracket - start, 0, _HEAD_WIDTH)
        space = (text == _SPACE) & (np.arange(_HEAD_WIDTH, dtype=np.uint8) < length.astype(np.uint8)[:, None])
        whole = (length > 0) & (length < _HEAD_WIDTH) & (space.sum(axis=1) == self._before) & ~space[:, 0]
        whole &= ~(space[:, 1:] & space[:, :-1]).any(axis=1)
        whole &= (data[bracket - 1] == _SPACE) & ~_unprintable(text, length)
        marks = []
        for _ in range(self._host + 1):
            mark = space.argmax(axis=1)
            space[np.arange(len(space)), mark] = False
            marks.append(start + mark)
        return np.stack(marks, axis=1), whole


def _unprintable(text: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Whether a byte that is not printable ASCII stands in the first ``length`` bytes of each row."""
    odd = (text - np.uint8(_SPACE)) > 94
    odd[:, -1] = True
    return odd.argmax(axis=1) < length


def _requests(
    data: np.ndarray, opening: np.ndarray, closing: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where requests part into method, path, query and protocol; method and version; whether they are usual.

    Without a query, the last two marks are the space before the protocol and the byte after it, so that
    every request parts into as many texts.
    """
    text = words(data)
    start = text[opening + 1]
    method = np.zeros(len(opening), np.uint8)
    length = np.zeros(len(opening), np.int64)
    for number, name in enumerate(METHODS):
        is_it = reads(start, name.encode() + b" ")
        method[is_it] = number
        length[is_it] = len(name)
        if length.all():
            break
    space = opening + 1 + length
    end = text[closing - 8]
    spaced = data[closing - 9] == _SPACE
    long = reads(end, b"HTTP/0.0") & spaced
    short = np.zeros(len(long), bool)
    if not long.all():
        long |= reads(end, b"HTTP 0.0") & spaced
        short = reads(end, b"* HTTP/0") | reads(end, b"* HTTP 0")
    version = np.where(long, digit(end, 5) * 10 + digit(end, 7), digit(end, 7) * 10).astype(np.uint8)
    before = closing - np.where(long, 9, 7)
    good = (length > 0) & (long | short) & (before > space + 1)
    good &= (data[space + 1] != _SPACE) & (data[before - 1] != _SPACE)
    marks = np.flatnonzero(data == _QUESTION)
    marks = np.append(marks, len(data))
    mark = marks[np.searchsorted(marks, space)]
    queried = mark < before
    path_end = np.where(queried, mark, before)
    query_end = np.where(queried, before, before + 1)
    return np.stack((space, path_end, query_end), axis=1), method, version, good


def _numbers(
    data: np.ndarray, at: np.ndarray, size_end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Status and size written from ``at`` to ``size_end``, and whether they are plainly written."""
    text = words(data)
    front, back = text[at], text[size_end - 8]
    plain = reads(front, b" 000 ")
    status = digit(front, 1) * 100 + digit(front, 2) * 10 + digit(front, 3)
    length = size_end - (at + 5)
    plain &= (length >= 1) & (length <= 8)
    missing = (length == 1) & (byte(back, 7) == _DASH)
    # Zeros in the place of the bytes before the size make every size a number of eight digits.
    bits = (8 * np.clip(length, 1, 8)).astype(np.uint64)
    low = np.uint64(64) - bits
    zeros = np.where(low > 0, np.uint64(0x3030303030303030) >> np.minimum(bits, np.uint64(63)), np.uint64(0))
    padded = (back >> low << low) | zeros
    plain &= reads(padded, b"00000000") | missing
    size = np.zeros(len(at), np.int64)
    for place in range(8):
        size = size * 10 + digit(padded, place)
    size[missing] = -1
    return status, size, plain
