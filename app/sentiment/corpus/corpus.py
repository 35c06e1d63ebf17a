"""A set of labelled texts, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from app.problem import Problem
from app.tables import Rejected, Rejects


@dataclass
class Corpus:
    """Labelled texts and where they come from.

    ``frame`` has the columns ``id`` (distinct str), ``text``, ``label``, and where the set has them ``time``
    (datetime64), ``entity`` (a tuple of names), ``split`` ("train" or "test"), ``ratings`` (a tuple of
    ints, one a rater), ``obscene`` (bool: left out of tables unless asked for). ``rejected`` holds the first
    rows not taken, ``rejections`` counts them all. ``notes`` are sentences about how the file was read.
    ``licence`` and ``citation`` are shown on the page.
    Of a visitor's table, ``columns`` names the columns, ``roles`` those that were read, ``meaning`` the class
    of each spelling of a label, ``unlabelled`` holds the texts without one, and ``cells`` the columns' cells
    of each row of the frame.
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
    columns: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    meaning: Mapping[str, str] = field(default_factory=dict)
    unlabelled: tuple[str, ...] = field(default=(), repr=False)
    cells: Sequence[Sequence[str]] = field(default=(), repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """Texts of each label, in the order of the labels."""
        return {str(k): int(v) for k, v in self.frame["label"].value_counts(sort=False).sort_index().items()}

    def preview(self, rows: int = 5) -> pd.DataFrame:
        """The first rows, as a visitor checks them; none that is obscene."""
        if "obscene" in self.frame:
            return self.frame[~self.frame["obscene"].to_numpy(bool)].drop(columns="obscene").head(rows)
        return self.frame.head(rows)


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
