"""A set of labelled texts, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from app.problem import Problem

SHOWN_REJECTS = 1_000
LONGEST_SHOWN = 200


class Rejected(NamedTuple):
    """One row that was not taken: its number in the file, the column, why, its text.

    The first row names the columns and is row 1, unless blank lines stand above it: they count too.
    """

    row: int
    column: str
    reason: str
    text: str

    def __str__(self) -> str:
        return f"Row {self.row:,}, column {self.column}: {self.reason}"


@dataclass
class Corpus:
    """Labelled texts and where they come from.

    ``frame`` has the columns ``id`` (distinct str), ``text``, ``label``, and where the set has them ``time``
    (datetime64), ``entity`` (a tuple of names), ``split`` ("train" or "test"), ``ratings`` (a tuple of
    ints, one a rater). ``rejected`` holds the first rows not taken, ``rejections`` counts them all.
    ``notes`` are sentences about how the file was read. ``licence`` and ``citation`` are shown on the page.
    """

    name: str
    title: str
    frame: pd.DataFrame
    about: str = ""
    licence: str = ""
    citation: str = ""
    notes: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = field(default=(), repr=False)
    rejections: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Texts of each label, in the order of the labels."""
        return {str(k): int(v) for k, v in self.frame["label"].value_counts(sort=False).sort_index().items()}

    def preview(self, rows: int = 5) -> pd.DataFrame:
        """The first rows, as a visitor checks them."""
        return self.frame.head(rows)


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


def require_two_labels(name: str, labels: pd.Series, rejects: Rejects) -> None:
    """Raises Problem, naming the first rejected row, unless texts of two labels are left."""
    distinct = labels.unique()
    if len(distinct) > 1:
        return
    why = f" {rejects.first[0]}" if rejects.first else ""
    if not len(distinct):
        what = f"“{name}” has no row with a text and a label that could be used.{why}"
    else:
        what = f"Every text of “{name}” that could be used is labelled “{distinct[0]}”.{why}"
    raise Problem(what, "A classifier needs texts of at least two labels: negative, neutral or positive.")
