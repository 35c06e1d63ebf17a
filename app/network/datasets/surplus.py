"""Rows of a separated text that have more values than the heading has names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.counted import counted
from app.network.datasets.conversion import AS_SAVED
from app.network.datasets.heading import BLANKS, Layout
from app.tables import is_number

_MOST = 0.5
"""Of all rows, how many may be too long."""


def with_whole_texts(text: str, layout: Layout, names: Sequence[str], notes: list[str]) -> str | None:
    """The CSV of a table whose last column holds texts, in which the separator stands outside of quotes now
    and then: what follows it is part of the text. None where the last column is of numbers, or most rows are
    too long.

    ``text`` begins where the table does, with its heading if that is part of ``layout``.
    """
    if layout.separator == BLANKS:
        return None
    reader = csv.reader(io.StringIO(text), delimiter=layout.separator, quoting=layout.quoting)  # type: ignore[arg-type]
    rows: list[list[str]] = []
    longer: list[int] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row[len(names) :]):
                longer.append(reader.line_num + layout.skipped + layout.crossed)
            rows.append(row)
    except csv.Error:
        return None
    if layout.names and not layout.crossed:
        rows = rows[1:]
    last = [row[-1] for row in rows if len(row) == len(names) and row[-1].strip()]
    if not last or sum(map(is_number, last)) > len(last) / 2 or not 0 < len(longer) <= _MOST * len(rows):
        return None
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    head = len(names) - 1
    writer.writerows(
        [*row[:head], layout.separator.join(row[head:]).rstrip(layout.separator)] for row in rows if row
    )
    texts = counted(len(longer), "text holds", "texts hold")
    notes += [f"“{names[-1]}”: {texts} the separator outside of quotes, from line {longer[0]} on.", AS_SAVED]
    return written.getvalue()
