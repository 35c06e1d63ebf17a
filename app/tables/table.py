"""A table as it was read: its columns, its rows with their numbers, how many at most, how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.tables.dialect import Dialect

MOST_ROWS = 200_000
"""Rows of a table that are used at most."""

NAMELESS = "column"
"""What a column without a name is called, with its place behind."""


@dataclass
class Table:
    """The cells of a file. ``columns`` are in small letters and without blanks around; a column without a
    name is called by its place. ``rows`` are pairs of a row's number in the file and its cells, as many as
    columns. ``notes`` say how it was read. ``dialect`` is how it is written, ``encoding`` in which bytes.
    ``label_names`` are what a file beside it calls labels that stand as numbers in it.
    """

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str]
    dialect: Dialect = field(default_factory=lambda: Dialect(","))
    encoding: str = "utf-8"
    label_names: Mapping[str, str] = field(default_factory=dict)

    def place(self, *names: str) -> int | None:
        """Where the first of these columns is, or None."""
        return next((self.columns.index(name) for name in names if name in self.columns), None)

    def cells(self, place: int) -> list[str]:
        """A column's cells, from top to bottom."""
        return [cells[place] for _, cells in self.rows]
