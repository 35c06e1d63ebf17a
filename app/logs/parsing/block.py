"""The fast way through a block of lines: whole columns at a time, exact where a line is unusual.

A line of the usual shape has its quotes where the format declares them, a fixed-width time, and
plain numbers. Its numbers are read by array arithmetic and its texts by one split at the quotes.
Every other line goes to the exact reader; for a usual line both give the same event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from app.logs.formats import Format, Lines
from app.logs.formats.line import Event
from app.logs.parsing.further import TailColumns
from app.logs.parsing.shape import MARGIN, Shape, ShapeFinder

TEXTS = ("host", "path", "query", "referrer", "agent")

_LF, _QUOTE = b'\n"'


@dataclass
class Block:
    """The lines of one block. ``starts`` and ``lengths`` (bytes, without line feed) are of every line.

    ``shape`` holds the usual lines' numbers (as in Event; a missing zone is ``clock.NO_ZONE``) and
    ``texts`` their texts, in the same order. ``unusual`` are the other lines, by number, read exactly:
    an event, or the reason of a refusal. ``seconds`` are how long the usual lines' responses took
    (`further.UNKNOWN` where unknown), ``sites`` their virtual hosts; None where the format has none.
    """

    starts: np.ndarray
    lengths: np.ndarray
    shape: Shape
    texts: pl.DataFrame
    unusual: dict[int, Event | str]
    seconds: np.ndarray | None = None
    sites: pl.Series | None = None

    @property
    def lines(self) -> int:
        """How many lines the block holds."""
        return len(self.starts)

    def only(self, kept: np.ndarray) -> Block:
        """The block without the lines where ``kept`` is false; the others stand where they stood."""
        number = np.cumsum(kept) - 1
        usual = kept[self.shape.lines]
        shape = replace(self.shape)
        shape.drop(~usual)
        shape.lines = number[shape.lines]
        return Block(
            self.starts[kept],
            self.lengths[kept],
            shape,
            self.texts.filter(pl.Series(usual)),
            {int(number[line]): outcome for line, outcome in self.unusual.items() if kept[line]},
            None if self.seconds is None else self.seconds[usual],
            None if self.sites is None else self.sites.filter(pl.Series(usual)),
        )


class BlockReader:
    """Reads blocks of whole lines of one format; ``exact`` reads the unusual ones."""

    def __init__(self, form: Format, exact: Lines | None = None) -> None:
        self._line = exact or form.reader()
        self._shape = ShapeFinder(form)
        host = form.before.index("host")
        path = host + 3
        self._columns = [host, path, path + 1, path + 4, path + 6][: 3 + len(form.quoted)]
        self._site = form.before.index("virtual host") if "virtual host" in form.before else None
        self._sites = [] if self._site is None else [self._site]
        self._tail = TailColumns(form.after)
        # After each quoted field comes what stands up to the next quote.
        first = path + 3 + 2 * len(form.quoted)
        quotes = 2 * sum(one == "quoted" for _, _, one in form.after)
        self._tails = range(first, first + quotes + 1) if self._tail else range(0)
        self._schema = {f"{i}": pl.String for i in range(max(self._columns[-1], *self._tails, 0) + 1)}

    def read(self, data: bytes) -> Block:
        """Read a block: any bytes; a last line without a line feed counts as a line."""
        return self.read_buffer(bytearray(MARGIN) + data + bytearray(MARGIN + 1), len(data))

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer that has ``MARGIN`` + 1 bytes more.

        Usual lines are altered there; the unusual ones stay as they are.
        """
        whole = np.frombuffer(buffer, np.uint8)
        if size and whole[MARGIN + size - 1] != _LF:
            whole[MARGIN + size] = _LF
            size += 1
        data = whole[: size + 2 * MARGIN]
        data[MARGIN + size :] = 0
        ends = np.flatnonzero(data == _LF)
        starts = np.concatenate(([MARGIN], ends[:-1] + 1)) if len(ends) else ends
        shape = self._shape.find(data, starts, ends)
        shape.drop(_not_utf8(data, starts, ends)[shape.lines])
        texts = self._split(data, starts, ends, shape)
        seconds = sites = None
        if texts is None:
            shape.drop(np.ones(len(shape.lines), bool))
            texts = pl.DataFrame(schema=dict.fromkeys(TEXTS, pl.String))
        else:
            seconds, sites = self._further(texts)
            texts = texts.select(TEXTS)
        unusual = np.ones(len(starts), bool)
        unusual[shape.lines] = False
        exact = {
            n: self._line.read(data[starts[n] : ends[n]].tobytes()) for n in np.flatnonzero(unusual).tolist()
        }
        return Block(starts - MARGIN, ends - starts, shape, texts, exact, seconds, sites)

    def _further(self, texts: pl.DataFrame) -> tuple[np.ndarray | None, pl.Series | None]:
        seconds = sites = None
        if self._tail:
            tails = texts.select(
                pl.concat_str([f"{i}" for i in self._tails], separator='"', ignore_nulls=True).alias("tail")
            )
            seconds, sites = self._tail.read(tails["tail"])
        if self._site is not None:
            sites = texts[f"{self._site}"]
        return seconds, sites

    def _split(
        self, data: np.ndarray, starts: np.ndarray, ends: np.ndarray, shape: Shape
    ) -> pl.DataFrame | None:
        """The texts of the usual lines, split at the quotes; None when the split does not add up."""
        if not len(shape.lines):
            return None
        parting = data[shape.marks]
        data[shape.marks] = _QUOTE
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
            schema=self._schema,
            columns=sorted({*self._columns, *self._tails, *self._sites}),
            truncate_ragged_lines=True,
            extra_columns="ignore",
            missing_columns="insert",
            empty_string_is_null=False,
        )
        if frame.height != len(shape.lines):
            data[shape.marks] = parting
            return None
        frame = frame.rename({f"{i}": name for i, name in zip(self._columns, TEXTS, strict=False)})
        absent = [pl.lit("-").alias(name) for name in TEXTS[len(self._columns) :]]
        return frame.with_columns(absent)


def _not_utf8(data: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which lines are not valid UTF-8."""
    invalid = np.zeros(len(starts), bool)
    if data.max() >= 0x80 and not _decodes(data):
        high = np.flatnonzero(data >= 0x80)
        for n in np.unique(np.searchsorted(ends, high)).tolist():
            invalid[n] = not _decodes(data[starts[n] : ends[n]])
    return invalid


def _decodes(text: np.ndarray) -> bool:
    try:
        str(text.data, "utf-8")
    except UnicodeDecodeError:
        return False
    return True
