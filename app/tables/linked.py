"""Tables that name one another's rows, as one: texts in one file, their labels and splits in others.

So is the Stanford Sentiment Treebank published (Socher et al. 2013): sentences and splits share an index, a
dictionary lists every sentence with its id, and the scores stand by these ids.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import NamedTuple

from app.tables.columns import WITHOUT_BLANKS, is_number
from app.tables.table import NAMELESS, Table

MOST_LINKED = 12
"""Tables beyond which none is looked for that names another's rows."""

_MOSTLY = 0.9
_FEWEST = 4
_WORD = re.compile(r"[^\W\d_]+")
_OF_ANY_ROW = {
    "id",
    "ids",
    "index",
    "idx",
    "key",
    "no",
    "nr",
    "num",
    "number",
    "row",
    "rank",
    "place",
    "code",
}


class Linked(NamedTuple):
    """The columns and rows of such tables as one; ``used`` are the places of the tables that it was made of,
    ``by`` the columns that name rows in two of them, ``left_out`` counts rows with texts that none names."""

    columns: list[str]
    rows: list[list[str]]
    used: list[int]
    by: list[str]
    left_out: int


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

    @cached_property
    def counts_rows(self) -> bool:
        """Whether the cells are 1, 2, 3 … or 0, 1, 2 … in any order, which the rows of any table have."""
        first = next((first for first in ("0", "1") if first in self.distinct), None)
        if first is None:
            return False
        start = int("0" not in self.distinct)
        return self.distinct == set(map(str, range(start, start + len(self.distinct))))

    @cached_property
    def is_of_texts(self) -> bool:
        """Whether most cells differ and are of several words, in scripts without blanks of several signs."""
        if 2 * len(self.distinct) <= len(self.cells) or self.is_of_numbers:
            return False
        whole, count = "".join(self.distinct), len(self.distinct)
        return whole.count(" ") >= count or len(WITHOUT_BLANKS.findall(whole)) >= _FEWEST * count

    def names_rows_of(self, key: _Column) -> bool:
        """Whether nearly every cell is one of another table's ``key``.

        Under another name numbers must all be the same, since a row's number is in any longer column of
        numbers; where they only count the rows, the names must share a word, as ``review`` and ``review_id``.
        """
        if not key.tells_apart or len(self.distinct) < _MOSTLY * len(self.cells):
            return False
        if not (self.is_named and self.name == key.name) and self.is_of_numbers:
            told = not self.counts_rows or not (self.is_named and key.is_named) or _share_a_word(self, key)
            return told and self.distinct == key.distinct
        return len(self.distinct & key.distinct) >= _MOSTLY * len(self.distinct)


def _share_a_word(one: _Column, other: _Column) -> bool:
    told, heard = (
        {word.rstrip("s") for word in _WORD.findall(column.name) if word not in _OF_ANY_ROW}
        for column in (one, other)
    )
    return bool(told & heard)


def linked(tables: Sequence[Table]) -> Linked | None:
    """The table from which the most others can be found by what its rows, or theirs, name, without leaving
    texts of these out; None where two tables share no column's name, where fewer than three of more tables
    are found, or where more than a tenth of a table's texts would be left out."""
    if not 2 <= len(tables) <= MOST_LINKED:
        return None
    read = [
        [_Column(name, table.cells(place)) for place, name in enumerate(table.columns)] for table in tables
    ]
    places = range(len(read))
    links = {
        (one, other): link
        for one in places
        for other in places
        if one != other and (link := _link(read[one], read[other])) is not None
    }
    # A table of a part of another's rows is found from that one too: the rows beside have no such cells.
    for (one, other), link in list(links.items()):
        if link.at.tells_apart:
            links.setdefault((other, one), _Link(link.key, link.at))
    ways = [_reached(at, places, links) for at in places]
    whole = [(found, lost) for found in ways if (lost := _left_out(read, found, links)) is not None]
    if not whole:
        return None
    # Of those that lead to as many, the one that leaves the fewest texts out, then the shortest, comes first.
    found, left_out = min(
        whole,
        key=lambda way: (-len(way[0]), way[1], len(tables[way[0][0][1]].rows), -len(read[way[0][0][1]])),
    )
    used = [place for _, place in found]
    by = [links[step] for step in found[1:]]
    # A table of one column or row, as a list of words or of figures, tells of no other's rows.
    telling = sum(len(table.columns) > 1 and len(table.rows) > 1 for table in tables)
    if len(used) < 2 or (len(used) == 2 and (telling > 2 or not by[0].is_shared)):
        return None
    return _joined(tables, read, found, links, left_out)


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
    if len(shared) > 1 or len(other) < 2 or _repeats(one, other):
        return None
    pairs = (_Link(at, key) for at in one for key in other if not shared or {at.name} == {key.name} == shared)
    return next((link for link in pairs if link.at.names_rows_of(link.key)), None)


def _repeats(one: Sequence[_Column], other: Sequence[_Column]) -> bool:
    """Whether nearly all rows of a table stand in another as they are: it tells nothing more of them."""
    if [column.name for column in one] != [column.name for column in other]:
        return False
    rows, whole = ({*zip(*(column.cells for column in table), strict=True)} for table in (one, other))
    return len(rows & whole) >= _MOSTLY * min(len(rows), len(whole))


def _reached(
    base: int, places: Sequence[int], links: Mapping[tuple[int, int], _Link]
) -> list[tuple[int, int]]:
    """The tables that one leads to, the nearest first, each with the table that names its rows."""
    found = [(base, base)]
    for _, one in found:
        known = {place for _, place in found}
        found += [(one, other) for other in places if other not in known and (one, other) in links]
    return found


def _rows_of(
    read: Sequence[Sequence[_Column]],
    found: Sequence[tuple[int, int]],
    links: Mapping[tuple[int, int], _Link],
) -> dict[int, list[int | None]]:
    """The row of each table for each row of the first one."""
    base = found[0][1]
    rows: dict[int, list[int | None]] = {base: list(range(len(read[base][0].cells)))}
    for one, other in found[1:]:
        link = links[one, other]
        by_key = {cell: row for row, cell in enumerate(link.key.cells)}
        rows[other] = [None if row is None else by_key.get(link.at.cells[row]) for row in rows[one]]
    return rows


def _left_out(
    read: Sequence[Sequence[_Column]],
    found: Sequence[tuple[int, int]],
    links: Mapping[tuple[int, int], _Link],
) -> int | None:
    """How many rows with texts have no place in what is joined; None where these are too many of a table's,
    or where two tables have texts of one name, as parts do whose numbers of rows begin anew in each.

    What lists texts to tell more of them, and is looked up by these, may list others.
    """
    texts = [
        (other, column.name)
        for one, other in found
        for column in read[other]
        if column.is_of_texts and (one == other or column is not links[one, other].key)
    ]
    if len({name for _, name in texts}) < len({place for place, _ in texts}):
        return None
    rows = _rows_of(read, found, links) if texts else {}
    left_out = 0
    for place in {place for place, _ in texts}:
        count = len(read[place][0].cells)
        missing = count - len(set(rows[place]) - {None})
        if missing > (1 - _MOSTLY) * count:
            return None
        left_out += missing
    return left_out


def _joined(
    tables: Sequence[Table],
    read: Sequence[Sequence[_Column]],
    found: Sequence[tuple[int, int]],
    links: Mapping[tuple[int, int], _Link],
    left_out: int,
) -> Linked:
    rows = _rows_of(read, found, links)
    columns = {column.name: list(column.cells) for column in read[found[0][1]]}
    for one, other in found[1:]:
        link = links[one, other]
        for column in read[other]:
            if column is not link.key:
                told = ["" if row is None else column.cells[row] for row in rows[other]]
                columns[_own_name(column.name, tables[other].name, columns)] = told
    by = [link.at.name if (link := links[step]).is_shared else "" for step in found[1:]]
    cells = [list(row) for row in zip(*columns.values(), strict=True)]
    return Linked(list(columns), cells, [place for _, place in found], by, left_out)


def _own_name(name: str, table: str, taken: Container[str]) -> str:
    """A column's name, with its table's where another table's column has it."""
    if name in taken:
        name = f"{name} ({PurePath(table).stem.lower()})"
    while name in taken:
        name += "'"
    return name
