"""Rows that were not taken, each with its place and the reason."""

from __future__ import annotations

from typing import NamedTuple

SHOWN_REJECTS = 1_000
LONGEST_SHOWN = 200


class Rejected(NamedTuple):
    """One row that was not taken: its number in the file, the column, why, its text.

    The first row is row 1, whether it names the columns or not; blank lines count too.
    """

    row: int
    column: str
    reason: str
    text: str

    def __str__(self) -> str:
        return f"Row {self.row:,}, column {self.column}: {self.reason}"


class Rejects:
    """Collects rows that are not taken, the first `SHOWN_REJECTS` in full."""

    def __init__(self) -> None:
        self.first: list[Rejected] = []
        self.count = 0

    def add(self, row: int, column: str, reason: str, text: str = "") -> None:
        """Note one more."""
        self.count += 1
        if len(self.first) < SHOWN_REJECTS:
            self.first.append(Rejected(row, column, reason, text[:LONGEST_SHOWN]))
