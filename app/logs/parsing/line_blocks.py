"""Lines of named fields or of a layout, read many at a time, and one by one where they are unusual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from app.logs.formats import Lines
from app.logs.formats.answered import BEGUN
from app.logs.formats.keyed import KeyedReader
from app.logs.formats.named import NamedReader
from app.logs.formats.table import TableReader
from app.logs.formats.template import TemplateReader
from app.logs.formats.w3c import ExtendedReader
from app.logs.parsing.block import TEXTS, Block
from app.logs.parsing.clock import NO_ZONE
from app.logs.parsing.fields import FEWEST, Fields, Part, columns_of, each, is_whole, named_fields
from app.logs.parsing.further import seconds_of
from app.logs.parsing.objects import objects
from app.logs.parsing.shape import MARGIN, METHODS, Shape
from app.logs.parsing.usual import Usual
from app.logs.written.lines import Event, Refused, opened
from app.logs.written.requests import Request, split_request, version_of

_METHODS = {method: number for number, method in enumerate(METHODS)}


class LineBlocks:
    """Reads the lines of a block by their fields, many at a time where they have the same ones.

    ``lines`` reads a line by itself, exactly; ``main`` gives the fields of most. Where ``answered``, a line
    without a status tells that a request came, and is refused.
    """

    def __init__(self, lines: Lines, main: Lines, *, answered: bool = False) -> None:
        self._lines, self._answered = lines, answered
        self._values = _fields_of(main)
        self._main = main
        self._usual = Usual.of(main) if self._values else None

    def read_buffer(self, buffer: bytearray, size: int) -> Block:
        """Read the ``size`` bytes after the first ``MARGIN`` of a buffer."""
        starts, lines = lines_of(buffer, size)
        lengths = np.fromiter(map(len, lines), np.int64, len(lines))
        parts = list(self._together(lines)) if self._values else []
        alone = np.ones(len(lines), bool)
        for part in parts:
            alone[part.shape.lines] = False
        left = np.flatnonzero(alone)
        rest, unusual = _one_by_one(left, [self._lines.read(lines[line]) for line in left.tolist()])
        if self._answered:
            begun = [part.shape.lines[part.shape.status == 0] for part in parts]
            unusual |= dict.fromkeys(np.concatenate([left[:0], *begun]).tolist(), BEGUN)
            parts = [_answers(part) for part in parts]
        whole = _joined([*parts, rest])
        return Block(starts, lengths, whole.shape, whole.texts, unusual, whole.seconds, whole.sites)

    def _together(self, lines: Sequence[bytes]) -> Iterator[Part]:
        """The lines that are read in columns."""
        for numbers, names, columns in self._tables(lines):
            for rows, fields in self._fields(names, columns):
                part = columns_of(fields, self._latest, begun=self._answered)
                part.shape.lines = part.shape.marks = numbers[rows[part.shape.lines]]
                yield part._replace(texts=self._finished(part.texts, names))

    def _tables(
        self, lines: Sequence[bytes]
    ) -> Iterator[tuple[np.ndarray, tuple[str, ...], Sequence[pl.Series]]]:
        """Lines of one shape by their numbers, the names of their values, and a column for each of these."""
        assert self._values is not None
        if isinstance(self._main, KeyedReader) and self._main.format.syntax == "json":
            whole = objects(lines, self._main.format.fractions)
            if whole is not None:
                if whole[1]:
                    yield whole
                return
        alone = np.ones(len(lines), bool)
        if self._usual and (usual := self._usual.rows(lines)) is not None:
            numbers, names, columns = usual
            alone[numbers] = False
            if len(numbers):
                yield numbers, *self._completed(names, columns)
        shapes: dict[tuple[str, ...], tuple[list[int], list[Iterable[str]]]] = {}
        for number in np.flatnonzero(alone).tolist():
            try:
                found = self._values(opened(lines[number]))
            except Refused:
                continue
            if found:
                places, values = shapes.setdefault(tuple(found), ([], []))
                places.append(number)
                values.append(found.values())
        for names, (places, values) in shapes.items():
            if len(places) >= FEWEST:
                columns = [pl.Series(column, dtype=pl.String) for column in zip(*values, strict=True)]
                yield np.array(places, np.int64), names, columns

    def _completed(
        self, names: tuple[str, ...], columns: list[pl.Series]
    ) -> tuple[tuple[str, ...], Sequence[pl.Series]]:
        """The values of lines whose columns were named ahead, with what such lines have in common."""
        if isinstance(self._main, ExtendedReader):
            return self._main.completed(names, columns)
        if isinstance(self._main, TableReader):
            cells = [column.str.strip_chars('"').str.replace_all(r"\s+", " ") for column in columns]
            return names, [cell.str.strip_chars(" ") for cell in cells]
        return names, columns

    @property
    def _latest(self) -> int | None:
        main = self._main
        return main.format.latest if isinstance(main, TemplateReader) else getattr(main, "latest", None)

    def _fields(
        self, names: tuple[str, ...], columns: Sequence[pl.Series]
    ) -> Iterator[tuple[np.ndarray, Fields]]:
        if isinstance(self._main, NamedReader):
            yield from named_fields(names, columns)
        else:
            fields = dict(zip(names, columns, strict=True))
            if is_whole(fields):
                yield np.arange(len(columns[0])), fields

    def _finished(self, texts: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
        main = self._main
        if not isinstance(main, NamedReader) or not main.finishes(names):
            return texts
        fields = {"path": "request", "query": "request", "referrer": "referrer", "agent": "agent"}
        return texts.with_columns(
            each(texts[column], lambda text, field=field: main.finished(field, text, names))  # type: ignore[misc]
            for column, field in fields.items()
        )


def _fields_of(main: Lines) -> Callable[[str], Mapping[str, str] | None] | None:
    """What gives the fields of a line by their names, where there is such a thing."""
    if isinstance(main, TemplateReader) or (isinstance(main, NamedReader) and not main.names):
        return main.values
    return None


def lines_of(buffer: bytearray, size: int) -> tuple[np.ndarray, list[bytes]]:
    """Where the lines of a buffer start, counted from its margin on, and their bytes without line feeds."""
    lines = bytes(memoryview(buffer)[MARGIN : MARGIN + size]).split(b"\n")
    if not lines[-1]:
        lines.pop()
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    return np.concatenate(([0], np.cumsum(lengths + 1)[:-1])) if len(lines) else lengths, lines


def _one_by_one(at: np.ndarray, outcomes: Sequence[Event | str]) -> tuple[Part, dict[int, Event | str]]:
    """The events of usual methods and statuses as columns; the others, and the refusals, by their line."""
    rows: list[tuple[int, int, int, int, int, int, int]] = []
    texts: list[tuple[str, str, str, str, str]] = []
    seconds: list[str] = []
    sites: list[str] = []
    unusual: dict[int, Event | str] = {}
    requests: dict[str, tuple[Request, int]] = {}
    for line, event in zip(at.tolist(), outcomes, strict=True):
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
    return Part(shape, frame, took, pl.Series(sites, dtype=pl.String)), unusual


def _answers(part: Part) -> Part:
    """The lines of a part that have a status."""
    begun = part.shape.status == 0
    if not begun.any():
        return part
    part.shape.drop(begun)
    return part._replace(
        texts=part.texts.filter(~begun), seconds=part.seconds[~begun], sites=part.sites.filter(~begun)
    )


def _joined(parts: Sequence[Part]) -> Part:
    """The parts of a block as one, its lines in their order."""
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate([part.shape.lines for part in parts]), kind="stable")
    names = vars(parts[0].shape)
    shape = {name: np.concatenate([getattr(part.shape, name) for part in parts])[order] for name in names}
    return Part(
        Shape(**shape),
        pl.concat([part.texts for part in parts])[order],
        np.concatenate([part.seconds for part in parts])[order],
        pl.concat([part.sites.rename("site") for part in parts]).gather(order),
    )
