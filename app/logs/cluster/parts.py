"""What a worker gives of a range of a file: requests as columns of codes, joined and added in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import zstandard

from app.logs.cluster.files import copied, opened, scratch
from app.logs.dimensions import NONE
from app.logs.formats import kept
from app.logs.formats.mixture import Mixture
from app.logs.parsing.shape import MARGIN
from app.logs.reading.reader import Reader
from app.logs.reading.sections import Sections
from app.logs.sources import LogPath
from app.logs.store.lines import LineFile
from app.logs.store.log import MOST_REJECTS, FileRecord, Log
from app.logs.store.rejects import Reject
from app.logs.store.store import OPTIONAL, Store
from app.logs.written.lines import LONGEST_LINE

BLOCK = 8 << 20
"""Bytes whose lines are understood together."""


@dataclass(frozen=True)
class Part:
    """Requests of one file in the order of its lines.

    ``columns`` hold what a store's do, ``labels`` what the codes of each dimension mean, ``queries`` the
    texts of the numbers (from 1) in "query". ``files`` are how the rows are read, ``record`` what became of
    the lines, ``rejects`` all refused lines, numbered from this part's first. ``lines`` are the lines
    themselves, packed, where the file has them in no form that can be read by range.
    """

    columns: Mapping[str, np.ndarray]
    labels: Mapping[str, pl.Series]
    queries: pl.Series
    files: Sequence[Mapping[str, Any]]
    record: FileRecord
    rejects: Sequence[Reject] = ()
    lines: bytes = field(default=b"", repr=False)

    @property
    def rows(self) -> int:
        """Requests in it."""
        return len(self.columns["time"])


def read_range(url: str, name: str, start: int, end: int, reading: Mapping[str, Any], seed: int) -> Part:
    """The requests of the lines that begin between two bytes of a file; runs on a worker. Raises Problem.

    ``seed`` is of the numbers of user agents, the same for all parts of a log.
    """
    form = kept(dict(reading))
    assert isinstance(form, Mixture)
    with scratch(name) as folder:
        log = Log(Store(folder), [FileRecord(name)])
        log.store.fingerprint_by(seed)
        log.store.files.append(LineFile(name, url, form))
        sections = Sections(log.store, form)
        for data, offset in _blocks(url, name, start, end):
            whole = bytearray(MARGIN) + data + bytearray(MARGIN + 1)
            for way, buffer, size, at in sections.of(whole, len(data), offset):
                block = sections.blocks(way).read_buffer(buffer, size)
                texts = memoryview(buffer)[MARGIN:]
                sections.enter(sections.reconsidered(block, texts, way))
                accepted = log.store.append(block, at)
                log.take(block, accepted, texts, log.files[0])
        log.files[0].notes += sections.notes
        return _part_of(log)


def read_whole(url: str, name: str, format: Mapping[str, Any] | None, seed: int, cuttable: bool) -> Part:
    """All requests of a file that cannot be cut; runs on a worker. Raises Problem.

    Where it is not ``cuttable``, its lines come along, since they cannot be had by range later.
    """
    with scratch(name) as folder:
        copy, store = folder / "file", folder / "store"
        copied(url, name, copy)
        store.mkdir()
        reader = Reader(LogPath(copy, name), kept(dict(format)) if format else None, store)
        reader.log.store.fingerprint_by(seed)
        for _ in reader:
            pass
        part = _part_of(reader.log)
        for file in reader.log.store.files:
            if not cuttable or file.copied or Path(file.path) != copy:
                packed = zstandard.compress((store / file.path).read_bytes(), 3)
                return replace(part, lines=packed)
        return replace(part, files=[{**entry, "path": url} for entry in part.files])


def _blocks(url: str, name: str, start: int, end: int) -> Iterable[tuple[bytes, int]]:
    """Blocks of whole lines that begin from ``start`` up to ``end``, and where each begins."""
    with opened(url, name) as file:
        at = start
        if start:
            # A line that begins before is another part's.
            file.seek(start - 1)
            at = start - 1 + _to_line_end(file, None)
        rest = b""
        while at + len(rest) < end or (rest and at < end):
            data = rest + file.read(min(BLOCK, max(end - at - len(rest), 0)))
            if at + len(data) >= end:
                if not data.endswith(b"\n"):
                    held: list[bytes] = []
                    _to_line_end(file, held)
                    data += b"".join(held)
                last = data.rfind(b"\n", 0, len(data) - 1) + 1
                if len(data) - last > LONGEST_LINE:
                    data = data[: last + LONGEST_LINE]
                yield from _yielded(data, at)
                return
            cut = data.rfind(b"\n") + 1
            if not cut and len(data) >= LONGEST_LINE:
                passed = len(data) + _to_line_end(file, None)
                yield data[:LONGEST_LINE], at
                at, rest = at + passed, b""
                continue
            yield from _yielded(data[:cut], at)
            at, rest = at + cut, data[cut:]
            if not rest and at >= end:
                return


def _yielded(data: bytes, at: int) -> Iterable[tuple[bytes, int]]:
    if data:
        yield data, at


def _to_line_end(file: Any, held: list[bytes] | None) -> int:
    """Read on behind the next line feed; how many bytes that took, of which at most a line is held."""
    passed = 0
    more: bytes
    while more := file.read(1 << 16):
        cut: int = more.find(b"\n") + 1
        if held is not None and passed < LONGEST_LINE:
            held.append(more[:cut] if cut else more)
        if cut:
            file.seek(cut - len(more), 1)
            return passed + cut
        passed += len(more)
    return passed


def _part_of(log: Log) -> Part:
    store = log.store
    columns = {name: np.array(store.column(name)) for name in store.columns}
    columns = {name: _narrow(column) for name, column in columns.items()}
    labels = {name: pl.Series(list(store.values[name]), dtype=pl.String) for name in store.dimensions}
    return Part(
        columns,
        labels,
        store.queries(),
        [file.entry() for file in store.files],
        replace(log.files[0], rejects=[]),
        list(log.every_reject),
    )


def _narrow(column: np.ndarray) -> np.ndarray:
    """Numbers in as few bytes as hold them: they go over the network."""
    if not len(column) or column.dtype.kind == "f":
        return column
    return column.astype(np.result_type(np.min_scalar_type(column.min()), np.min_scalar_type(column.max())))


def joined(parts: Sequence[Part]) -> Part:
    """Parts of one file that follow each other, as one; runs on a worker."""
    labels: dict[str, pl.Series] = {}
    names = {name: None for part in parts for name in part.columns}
    columns = {
        name: [
            part.columns[name] if name in part.columns else np.full(part.rows, OPTIONAL[name][1])
            for part in parts
        ]
        for name in names
    }
    for name in [name for name in names if any(name in part.labels for part in parts)]:
        # Code 0 is no value, also where a part has none at all.
        known = {NONE: 0}
        for place, part in enumerate(parts):
            if name not in part.labels:
                continue
            numbers = [known.setdefault(label, len(known)) for label in part.labels[name].to_list()]
            columns[name][place] = np.array(numbers, np.uint32)[part.columns[name]]
        labels[name] = pl.Series(list(known), dtype=pl.String)
    passed = 0
    for place, part in enumerate(parts):
        numbers_of = part.columns["query"].astype(np.int64)
        columns["query"][place] = np.where(numbers_of > 0, numbers_of + passed, 0)
        passed += len(part.queries)
    record = replace(parts[0].record, lines=0, accepted=0, directives=0, reasons={})
    rejects: list[Reject] = []
    for part in parts:
        rejects += _numbered(part.rejects, record)
        _account(record, part.record)
    rows = sum(part.rows for part in parts)
    return Part(
        {name: _narrow(np.concatenate(column)) for name, column in columns.items()},
        labels,
        pl.concat([part.queries for part in parts]),
        [{**parts[0].files[0], "rows": rows}],
        record,
        rejects,
    )


def _numbered(rejects: Iterable[Reject], record: FileRecord) -> list[Reject]:
    """Refused lines by their numbers in the file, of which ``record`` tells what came before."""
    before = record.lines + record.directives
    return [reject._replace(line_number=reject.line_number + before) for reject in rejects]


def _account(record: FileRecord, more: FileRecord) -> None:
    record.lines += more.lines
    record.accepted += more.accepted
    record.directives += more.directives
    for reason, times in more.reasons.items():
        record.reasons[reason] = record.reasons.get(reason, 0) + times


def add(log: Log, part: Part, record: FileRecord, files: Sequence[LineFile]) -> None:
    """Add a part to a log: its rows come from lines of ``files``, and ``record`` accounts for them."""
    log.store.extend(part.columns, part.labels, part.queries, files)
    rejects = _numbered(part.rejects, record)
    log.every_reject.append(rejects)
    record.rejects += rejects[: max(0, MOST_REJECTS - len(record.rejects))]
    _account(record, part.record)
