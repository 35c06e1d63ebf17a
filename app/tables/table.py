"""A table as it was read: its columns, its rows with their numbers, how many at most, how it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.tables.dialect import Dialect

MOST_ROWS = 200_000
"""Rows of a table that are used at most."""

NAMELESS = "column"
"""What a column without a name is called, with its place behind."""


def in_small_letters(names: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Names of columns without blanks around and in small letters, and how each is written."""
    bare = [name.strip() for name in names]
    small = [name.lower() for name in bare]
    return small, dict(zip(small, bare, strict=True))


@dataclass
class Table:
    """The cells of a file. ``columns`` are in small letters and without blanks around; a column without a
    name is called by its place. ``rows`` are pairs of a row's number in the file and its cells, as many as
    columns. ``notes`` say how it was read. ``dialect`` is how it is written, ``encoding`` in which bytes.
    ``label_names`` are what a file beside it calls labels that stand as numbers in it, ``written`` how the
    file writes the names of columns.
    """

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str]
    dialect: Dialect = field(default_factory=lambda: Dialect(","))
    encoding: str = "utf-8"
    label_names: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    def called(self, column: str) -> str:
        """A column's name as the file writes it."""
        return self.written.get(column, column)

    def place(self, *names: str) -> int | None:
        """Where the first of these columns is, or None."""
        return next((self.columns.index(name) for name in names if name in self.columns), None)

    def cells(self, place: int) -> list[str]:
        """A column's cells, from top to bottom."""
        return [cells[place] for _, cells in self.rows]


def has_fewer_columns(table: Table, other: Table) -> bool:
    """Whether a table has some of another's columns and none beside, but for what only numbers its rows."""
    named = {column for column in table.columns if not column.startswith(NAMELESS)}
    beside = [table.cells(table.columns.index(column)) for column in named - set(other.columns)]
    return bool(named & set(other.columns)) and all(
        len(set(cells)) == len(cells) and all(map(str.isdecimal, cells)) for cells in beside
    )
