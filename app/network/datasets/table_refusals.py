"""What keeps any table from being learned from, in words: its headings, how many columns, values too many."""

from __future__ import annotations

import csv
import io

from app.network.datasets.heading import BLANKS
from app.problem import Problem

MOST_COLUMNS = 1_000


def check_surplus(name: str, text: str, separator: str, columns: int) -> None:
    """Refuse values that no name of the heading stands for; nothing after a last separator is harmless."""
    if separator == BLANKS:
        return
    for row in csv.reader(io.StringIO(text), delimiter=separator):
        if any(cell.strip() for cell in row[columns:]):
            raise Problem(
                f"“{name}” has rows of {len(row)} values under a heading of {columns} names.",
                "Name each column in the first line.",
            )


def check_heading(name: str, heading: list[str]) -> None:
    """Refuse a heading of one column, or of too many."""
    if len(heading) < 2:
        raise Problem(
            f"“{name}” has one column: there is nothing to predict its values from.",
            "Bring a table with a heading line and at least two columns.",
        )
    if len(heading) > MOST_COLUMNS:
        raise Problem(
            f"“{name}” has {len(heading):,} columns; at most {MOST_COLUMNS:,} can be used here.",
            "Keep those that matter.",
        )
