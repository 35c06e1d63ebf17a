"""Tables that lie on their side: a row for each measure, a column for each sample."""

from __future__ import annotations

from collections.abc import Sequence

from app.network.datasets.absent import ABSENT
from app.tables import is_number

_MOST_MEASURES = 100
"""Beyond as many rows nobody can tell which way a table lies."""


def turned(rows: Sequence[Sequence[str]]) -> list[list[str]] | None:
    """The rows of a table, with its heading, turned into columns; None where it does not lie on its side.

    It does where it is wider than high, every row has a name of its own before its values, which are numbers
    or words all along, and some rows are of numbers and others, beside the first, of words.

    >>> turned([["name", "a", "b", "c"], ["age", "31", "45", "28"], ["kind", "x", "y", "x"]])
    [['name', 'age', 'kind'], ['a', '31', 'x'], ['b', '45', 'y'], ['c', '28', 'x']]
    """
    names = [row[0].strip() for row in rows]
    upright = not rows or len(rows) >= len(rows[0]) or len(rows) > _MOST_MEASURES
    if upright or len(set(names)) < len(names) or any(map(is_number, names)) or not all(names[1:]):
        return None
    shares = [_share_of_numbers(row[1:]) for row in rows[1:]]
    if any(0.05 < share < 0.95 for share in shares) or len({round(share) for share in shares}) < 2:
        return None
    return [list(column) for column in zip(*rows, strict=True)]


def _share_of_numbers(cells: Sequence[str]) -> float:
    known = [cell for cell in map(str.strip, cells) if cell.lower() not in ABSENT]
    return sum(map(is_number, known)) / max(len(known), 1)
