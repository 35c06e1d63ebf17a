"""Tables that name one another's rows, as one: texts in one file, their labels and splits in others.

So is the Stanford Sentiment Treebank published (Socher et al. 2013): sentences and splits share an index, a
dictionary lists every sentence with its id, and the scores stand by these ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.tables.columns import is_number
from app.tables.table import NAMELESS, Table

MOST_LINKED = 12
"""Tables beyond which none is looked for that names another's rows."""

_MOSTLY = 0.9
_FEWEST = 4


class Linked(NamedTuple):
    """The columns and rows of such tables as one; ``used`` are the places of the tables that it was made of,
    ``by`` the columns that name rows in two of them."""

    columns: list[str]
    rows: list[list[str]]
    used: list[int]
    by: list[str]


@dataclass(frozen=True)
class _Column:
    name: str
    cells: Sequence[str]

    @cached_property
    def distinct(self) -> frozenset[str]:
        return frozenset(self.cells)

    @cached_property
    def is_of_numbers(self) -> bool:
        return all(map(is_number, self.distinct))

    @property
    def is_named(self) -> bool:
        return not self.name.startswith(NAMELESS)

    @property
    def tells_apart(self) -> bool:
        return (
            len(self.cells) >= _FEWEST and len(self.distinct) == len(self.cells) and "" not in self.distinct
        )

    def names_rows_of(self, key: _Column) -> bool:
        """Whether nearly every cell is one of another table's ``key``.

        Under another name numbers must all be the same: a row's number is in any longer column of numbers.
        """
        if not key.tells_apart or len(self.distinct) < _MOSTLY * len(self.cells):
            return False
        if not (self.is_named and self.name == key.name) and self.is_of_numbers:
            return self.distinct == key.distinct
        return len(self.distinct & key.distinct) >= _MOSTLY * len(self.distinct)


def linked(tables: Sequence[Table]) -> Linked | None:
    """The table from which the most others can be found by what its rows, or theirs, name; None where two
    tables share no column's name, or fewer than three of more tables are found."""
    if not 2 <= len(tables) <= MOST_LINKED:
        return None
    read = [
        [_Column(name, table.cells(place)) for place, name in enumerate(table.columns)] for table in tables
    ]
    # Of those that lead to as many, the shortest is told of whole.
    places = sorted(range(len(read)), key=lambda place: (len(tables[place].rows), -len(read[place])))
    links = {
        (one, other): link
        for one in places
        for other in places
        if one != other and (link := _link(read[one], read[other])) is not None
    }
    found = max((_reached(place, places, links) for place in places), key=len)
    used = [place for _, place in found]
    by = [links[step] for step in found[1:]]
    if len(used) < 2 or (len(used) == 2 and (len(tables) > 2 or not by[0].is_shared)):
        return None
    return _joined(read, found, links)


class _Link(NamedTuple):
    """The column of one table that names the rows of another, and the ``key`` there."""

    at: _Column
    key: _Column

    @property
    def is_shared(self) -> bool:
        return self.at.is_named and self.at.name == self.key.name


def _link(one: Sequence[_Column], other: Sequence[_Column]) -> _Link | None:
    """How a table names the rows of another. Parts of one set, which share several names, have rows of
    their own."""
    shared = {column.name for column in one if column.is_named} & {column.name for column in other}
    if len(shared) > 1 or len(other) < 2:
        return None
    pairs = (_Link(at, key) for at in one for key in other if not shared or {at.name} == {key.name} == shared)
    return next((link for link in pairs if link.at.names_rows_of(link.key)), None)


def _reached(
    base: int, places: Sequence[int], links: Mapping[tuple[int, int], _Link]
) -> list[tuple[int, int]]:
    """The tables that one leads to, the nearest first, each with the table that names its rows."""
    found = [(base, base)]
    for _, one in found:
        known = {place for _, place in found}
        found += [(one, other) for other in places if other not in known and (one, other) in links]
    return found


def _joined(
    read: Sequence[Sequence[_Column]],
    found: Sequence[tuple[int, int]],
    links: Mapping[tuple[int, int], _Link],
) -> Linked:
    base = found[0][1]
    # The row of each table for each row of the first one.
    rows: dict[int, list[int | None]] = {base: list(range(len(read[base][0].cells)))}
    columns = {column.name: list(column.cells) for column in read[base]}
    for one, other in found[1:]:
        link = links[one, other]
        by_key = {cell: row for row, cell in enumerate(link.key.cells)}
        rows[other] = [None if row is None else by_key.get(link.at.cells[row]) for row in rows[one]]
        for column in read[other]:
            if column is not link.key:
                told = ["" if row is None else column.cells[row] for row in rows[other]]
                columns.setdefault(column.name, told)
    by = [link.at.name if (link := links[step]).is_shared else "" for step in found[1:]]
    cells = [list(row) for row in zip(*columns.values(), strict=True)]
    return Linked(list(columns), cells, [place for _, place in found], by)
