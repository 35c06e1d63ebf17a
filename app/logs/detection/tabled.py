"""Whether a file is a table whose heading names what a log of requests holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.logs.detection.fitting import Detection, lines_read
from app.logs.detection.numbers import is_status
from app.logs.formats.candidates import candidates_of
from app.logs.formats.mixture import Mixture
from app.logs.formats.table import Table, table, tells_requests
from app.logs.written.lines import DIRECTIVE, Event, decode

MOST_TABLES = 4
"""Tables of one file whose columns differ in number."""

Judge = Callable[[Sequence[bytes]], Detection | None]


def judge_table(written: Sequence[bytes], passed: int, judge: Judge) -> Detection | None:
    """A table whose first line names its columns; ``judge`` tells how lines that it holds are read.

    Further on another may begin, whose heading names more or fewer.
    """
    found = _begun(written, judge) if not passed else None
    if found is None:
        return None
    tables = [found]
    reading = Mixture(found)
    while len(tables) < MOST_TABLES and (left := _left(reading, written)):
        further = _begun(left, judge)
        if further is None or len(further.columns) in {len(one.columns) for one in tables}:
            break
        tables.append(further)
        reading = Mixture(found, tuple(tables[1:]))
    why = f"Read as {found.title} because the first line names {found.fields}."
    return Detection(found, why, reading, lines_read(reading, written))


def _left(reading: Mixture, written: Sequence[bytes]) -> list[bytes]:
    """The lines that are not read so."""
    outcomes = zip(written, map(reading.reader().read, written), strict=True)
    return [line for line, outcome in outcomes if isinstance(outcome, str) and outcome != DIRECTIVE]


def _begun(written: Sequence[bytes], judge: Judge) -> Table | None:
    """The table whose columns the first line names."""
    first = next((place for place, line in enumerate(written) if not line.startswith(b"#TYPE ")), 0)
    found = table(decode(written[first]))
    if found is not None and found.raw:
        found = _with_lines(found, written[first + 1 :], judge)
    if found is None:
        return None
    if not found.raw and not tells_requests(found) and not _answered(found, written[first + 1 :]):
        return None
    return found if lines_read(found, written) > 1 else None


def _with_lines(found: Table, rows: Sequence[bytes], judge: Judge) -> Table | None:
    """A table with how the lines that it holds are read, perhaps with the time of a column before each."""
    times = [name for name, field in candidates_of(found.columns) if field == "time"]
    for stamp in ("", *times[:1]):
        form = replace(found, stamp=stamp)
        lines = [form.cell(decode(row)) for row in rows]
        inside = judge([line.encode() for line in lines if line])
        if inside is not None:
            return replace(form, inner=inside.reading)
    return None


def _answered(found: Table, rows: Sequence[bytes]) -> bool:
    """Whether all rows of a table that names no request have statuses of HTTP, some that all went well."""
    events = [event for event in map(found.reader().read, rows) if isinstance(event, Event)]
    statuses = [event.status for event in events]
    return len(events) == len(rows) and "200" in statuses and all(map(is_status, statuses))
