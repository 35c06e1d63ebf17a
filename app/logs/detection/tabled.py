"""Whether a file is a table whose heading names what a log of requests holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.logs.detection.fitting import Detection, lines_read
from app.logs.detection.numbers import is_status
from app.logs.formats.mixture import Mixture
from app.logs.formats.table import Table, table, tells_requests
from app.logs.written.lines import Event, decode


def judge_table(
    written: Sequence[bytes], passed: int, judge: Callable[[Sequence[bytes]], Detection | None]
) -> Detection | None:
    """A table whose first line names its columns; ``judge`` tells how lines that it holds are read."""
    first = next((place for place, line in enumerate(written) if not line.startswith(b"#TYPE ")), 0)
    found = table(decode(written[first])) if not passed else None
    if found is None:
        return None
    if found.raw:
        rows = [found.cell(decode(line)) for line in written[first + 1 :]]
        inside = judge([row.encode() for row in rows if row])
        if inside is None:
            return None
        found = replace(found, inner=inside.reading)
    if not found.raw and not tells_requests(found) and not _answered(found, written[first + 1 :]):
        return None
    read = lines_read(found, written)
    why = f"Read as {found.title} because the first line names {found.fields}."
    return Detection(found, why, Mixture(found), read) if read > 1 else None


def _answered(found: Table, rows: Sequence[bytes]) -> bool:
    """Whether all rows of a table that names no request have statuses of HTTP, some that all went well."""
    events = [event for event in map(found.reader().read, rows) if isinstance(event, Event)]
    statuses = [event.status for event in events]
    return len(events) == len(rows) and "200" in statuses and all(map(is_status, statuses))
