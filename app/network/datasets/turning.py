"""Tables that lie on their side: a row for each measure, a column for each sample."""

from __future__ import annotations

from collections.abc import Sequence

from app.network.datasets.absent import ABSENT
from app.network.datasets.source import FEWEST_ROWS
from app.tables import is_number

_MOST_MEASURES = 100
"""Beyond as many rows nobody can tell which way a table lies."""


def turned(rows: Sequence[Sequence[str]]) -> list[list[str]] | None:
    """The rows of a table, with its heading, turned into columns; None where it does not lie on its side.

    It does where it is wider than high, every row has a name of its own before its values, which are numbers
    or words all along, and some rows are of numbers and others, beside the first, of different words.

    >>> turned([["name", "a", "b", "c"], ["age", "31", "45", "28"], ["kind", "x", "y", "x"]])
    [['name', 'age', 'kind'], ['a', '31', 'x'], ['b', '45', 'y'], ['c', '28', 'x']]
    """
    names = [row[0].strip() for row in rows]
    upright = not rows or len(rows) >= len(rows[0]) or len(rows) > _MOST_MEASURES
    if upright or len(set(names)) < len(names) or any(map(is_number, names)) or not all(names[1:]):
        return None
    told = [(_of_numbers(known), known) for row in rows[1:] if (known := _known(row[1:]))]
    if any(0.05 < share < 0.95 for share, _ in told):
        return None
    # One word all along says nothing of a table's samples, and units stand first.
    words = [place for place, (share, known) in enumerate(told) if share < 0.5 and len(set(known)) > 1]
    of_units = words == [0] and len(rows) > FEWEST_ROWS
    if not words or of_units or not any(share > 0.5 for share, _ in told):
        return None
    return [list(column) for column in zip(*rows, strict=True)]


def _known(cells: Sequence[str]) -> list[str]:
    return [cell for cell in map(str.strip, cells) if cell.lower() not in ABSENT]


def _of_numbers(known: Sequence[str]) -> float:
    return sum(map(is_number, known)) / len(known)
