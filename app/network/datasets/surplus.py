"""Rows of a separated text that have more values than the heading has names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.counted import counted
from app.network.datasets.absent import ABSENT
from app.network.datasets.columns import MOST_CATEGORIES
from app.network.datasets.conversion import AS_SAVED
from app.network.datasets.heading import BLANKS, Layout
from app.tables import is_number

_MOST = 0.5
"""Of all rows, how many may be too long."""


def with_whole_texts(text: str, layout: Layout, names: Sequence[str], notes: list[str]) -> str | None:
    """The CSV of a table whose last column holds texts, in which the separator stands outside of quotes now
    and then: what follows it is part of the text. None where the last column is of numbers or of categories,
    most rows are too long, or the separator may stand in an earlier column, which moves all cells after it.

    ``text`` begins where the table does, with its heading if that is part of ``layout``.
    """
    if layout.separator == BLANKS:
        return None
    reader = csv.reader(io.StringIO(text), delimiter=layout.separator, quoting=layout.quoting)  # type: ignore[arg-type]
    rows: list[list[str]] = []
    longer: dict[int, list[str]] = {}
    try:
        for row in reader:
            if any(cell.strip() for cell in row[len(names) :]):
                longer[reader.line_num + layout.skipped + layout.aside] = row
            rows.append(row)
    except csv.Error:
        return None
    if layout.names and not layout.aside:
        rows = rows[1:]
    usual = [row for row in rows if len(row) == len(names)]
    last = [row[-1].strip() for row in usual if row[-1].strip()]
    if not last or sum(map(is_number, last)) > len(last) / 2 or not 0 < len(longer) <= _MOST * len(rows):
        return None
    if (len(set(last)) > 1 and _are_categories(last)) or _are_moved([*longer.values()], usual):
        return None
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    head = len(names) - 1
    writer.writerows(
        [*row[:head], layout.separator.join(row[head:]).rstrip(layout.separator)] for row in rows if row
    )
    texts = counted(len(longer), "text holds", "texts hold")
    notes += [
        f"“{names[-1]}”: {texts} the separator outside of quotes, from line {next(iter(longer))} on.",
        AS_SAVED,
    ]
    return written.getvalue()


def _are_moved(longer: Sequence[Sequence[str]], usual: Sequence[Sequence[str]]) -> bool:
    """Whether cells of the ``longer`` rows seem to stand in another column than those of the ``usual`` ones:
    the last is a value of the last column, or one before it is of another kind than its column's."""
    values = {row[-1].strip() for row in usual} - {""}
    return any(row[-1].strip() in values for row in longer) or not all(
        _are_alike(_known(longer, place), _known(usual, place)) for place in range(len(usual[0]) - 1)
    )


def _known(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """The values of a column that are not missing."""
    return [cell for row in rows if (cell := row[place].strip()).lower() not in ABSENT]


def _are_alike(cells: Sequence[str], usual: Sequence[str]) -> bool:
    """Whether cells are what the ``usual`` ones of their column are: numbers, some of its categories, or
    other texts."""
    numbers = sum(map(is_number, usual))
    if numbers > len(usual) / 2:
        return all(map(is_number, cells))
    if _are_categories(usual):
        return set(cells) <= set(usual)
    return numbers > 0 or not any(map(is_number, cells))


def _are_categories(values: Sequence[str]) -> bool:
    return 0 < len(set(values)) <= min(MOST_CATEGORIES, len(values) / 2)
