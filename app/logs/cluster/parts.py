"""What a worker gives of a range of a file: requests as columns of codes, joined and added in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np
import polars as pl

from app.logs.dimensions import NONE
from app.logs.store.lines import LineFile
from app.logs.store.log import MOST_REJECTS, FileRecord, Log
from app.logs.store.rejects import Reject
from app.logs.store.store import OPTIONAL

_NOTHING = pl.Series([NONE])


@dataclass(frozen=True)
class Part:
    """Requests of one file in the order of its lines.

    ``columns`` hold what a store's do, ``labels`` what the codes of each dimension mean, ``queries`` the
    texts of the numbers (from 1) in "query". ``files`` are how the rows are read, each from its first of
    these rows, ``records`` what became of the lines: of an archive one for each log in it, else one.
    ``rejects`` are all refused lines, numbered from this part's first. ``lines`` are the lines themselves,
    packed, by the path in ``files``, where the file has them in no form that can be read by range.
    """

    columns: Mapping[str, np.ndarray]
    labels: Mapping[str, pl.Series]
    queries: pl.Series
    files: Sequence[Mapping[str, Any]]
    records: Sequence[FileRecord]
    rejects: Sequence[Reject] = ()
    lines: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def record(self) -> FileRecord:
        """What became of the lines of a part that is of one log."""
        (one,) = self.records
        return one

    @property
    def rows(self) -> int:
        """Requests in it."""
        return len(self.columns["time"])


def part_of(log: Log) -> Part:
    """All that was read into a log."""
    store = log.store
    columns = {name: np.array(store.column(name)) for name in store.columns}
    columns = {name: _narrow(column) for name, column in columns.items()}
    labels = {name: pl.Series(list(store.values[name]), dtype=pl.String) for name in store.dimensions}
    return Part(
        columns,
        labels,
        store.queries(),
        [file.entry() for file in store.files],
        log.files,
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
        every = [part.labels.get(name, _NOTHING) for part in parts]
        labels[name], numbers = _numbers(pl.concat(every))
        ends = np.cumsum([len(some) for some in every])
        for place, codes in enumerate(np.split(numbers, ends[:-1])):
            columns[name][place] = codes[columns[name][place]]
    passed = 0
    for place, part in enumerate(parts):
        numbers_of = part.columns["query"].astype(np.int64)
        columns["query"][place] = np.where(numbers_of > 0, numbers_of + passed, 0)
        passed += len(part.queries)
    record = replace(parts[0].record, lines=0, accepted=0, directives=0, reasons={}, notes=[])
    rejects: list[Reject] = []
    for part in parts:
        rejects += _numbered(part.rejects, record)
        _account(record, part.record)
    return Part(
        {name: _narrow(np.concatenate(column)) for name, column in columns.items()},
        labels,
        pl.concat([part.queries for part in parts]),
        list(_following(part.files for part in parts)),
        [record],
        rejects,
    )


def _numbers(texts: pl.Series) -> tuple[pl.Series, np.ndarray]:
    """The texts that differ, as they came first, and the number of each text among them, uint32."""
    known = texts.unique(maintain_order=True)
    return known, texts.replace_strict(known, np.arange(len(known), dtype=np.uint32)).to_numpy()


def _following(files: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[Mapping[str, Any]]:
    """How the rows of parts that follow each other are read: rows that are read alike are told of once."""
    last: dict[str, Any] | None = None
    for file in chain.from_iterable(files):
        if last is not None and last["format"] == file["format"]:
            last["rows"] += file["rows"]
            continue
        if last is not None:
            yield last
        last = {**file, "first_row": last["first_row"] + last["rows"] if last is not None else 0}
    if last is not None:
        yield last


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
    record.notes += [note for note in more.notes if note not in record.notes]


def add_whole(log: Log, part: Part, record: FileRecord, files: Sequence[LineFile]) -> None:
    """Add all that a file holds to a log: what became of the logs in it stands in the place of ``record``."""
    log.store.extend(part.columns, part.labels, part.queries, files)
    log.every_reject.append(part.rejects)
    place = next(number for number, one in enumerate(log.files) if one is record)
    part.records[0].notes[:0] = record.notes
    log.files[place : place + 1] = part.records


def add(log: Log, part: Part, record: FileRecord, files: Sequence[LineFile]) -> None:
    """Add a part to a log: its rows come from lines of ``files``, and ``record`` accounts for them."""
    log.store.extend(part.columns, part.labels, part.queries, files)
    rejects = _numbered(part.rejects, record)
    log.every_reject.append(rejects)
    record.rejects += rejects[: max(0, MOST_REJECTS - len(record.rejects))]
    _account(record, part.record)
