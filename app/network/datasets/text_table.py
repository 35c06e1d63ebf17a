"""A visitor's table as it was read: its values as texts, and what was found about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from app.network.datasets.columns import IDENTITY, NUMBER, Column, counts_rows, read_column
from app.network.datasets.numerals import numbers
from app.network.datasets.reading import CLASSIFICATION, REGRESSION
from app.network.datasets.targets import class_of, usual_target
from app.problem import Problem


class OddFile(NamedTuple):
    """One of several files that are one table, which lacks columns of the others by their names.

    ``columns`` are those of its own that may be meant, with its first ``rows``; none where it has too few.
    ``told`` gives for what is ``lacking`` a column of its own, as guessed or said: "" for none.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lacking: tuple[str, ...]
    told: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table as it was read: all values as text, and what each column is.

    ``options`` are those of ``pandas.read_csv`` that read the same from the file. In the columns of ``plain``
    stands a plain number where the file writes it with a currency, a percent sign, brackets, or commas:
    `plain_numbers` made it so, with the decimal mark given. ``spelt`` holds for a column what stands in the
    file in other letters than it is called here. ``first`` are the cells of the file's first row, which
    ``names`` the columns or not. Of the rows, the first is left out if it is a ``second`` heading, those that
    are the heading ``again``, those that are empty if there are such ones (``has_gaps``), and then the last
    ``totals``; in the columns of ``groups`` the name of a group stands in its first row alone. ``hot`` names
    columns that the file does not have: each stands for several of it, of which one is 1 in every row and the
    others 0. ``path`` is where the file was read; ``made`` is the CSV that it was made into where it is none
    itself, which ``options`` read then. ``odd_files`` are those of several files about which there is
    something to ask.
    """

    name: str
    frame: pd.DataFrame
    options: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    plain: Mapping[str, str] = field(default_factory=dict)
    spelt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: bool = True
    has_gaps: bool = False
    totals: int = 0
    second: bool = False
    again: bool = False
    groups: tuple[str, ...] = ()
    hot: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: Path = Path()
    made: str = ""
    odd_files: tuple[OddFile, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column is, in the table's order."""
        found = [read_column(str(name), self.frame[name]) for name in self.frame.columns]
        if found and not self.names and counts_rows(found[0], self.frame[found[0].name]):
            found[0] = replace(found[0], kind=IDENTITY)
        return tuple(found)

    @cached_property
    def targets(self) -> tuple[Column, ...]:
        """The columns that can be predicted, and those of `hot`."""
        of_hot = tuple(read_column(name, self.texts(name)) for name in self.hot)
        return (*(found for found in self.columns if found.is_target), *of_hot)

    def texts(self, name: str) -> pd.Series:
        """The values of a column, or of one of `hot`."""
        members = self.hot.get(name)
        if members is None:
            return self.frame[name]
        return class_of(self.frame[list(members)])

    def column(self, name: str) -> Column:
        """The column of this name. Raises Problem if there is none."""
        for found in (*self.columns, *self.targets):
            if found.name == name:
                return found
        raise Problem(f"“{self.name}” has no column “{name[:40]}”.", "Choose the target among its columns.")

    @cached_property
    def usual_target(self) -> str:
        """The column that is probably to be predicted (see `targets.usual_target`)."""
        return usual_target(self.columns, self.hot, named=self.names) or str(self.frame.columns[-1])

    def usual_task(self, target: str) -> str:
        """ "classification" for texts and for few whole numbers, else "regression"."""
        found = self.column(target)
        if found.kind != NUMBER:
            return CLASSIFICATION
        values = numbers(self.texts(target))
        values = np.unique(values[np.isfinite(values)])
        return CLASSIFICATION if len(values) <= 10 and (values == np.floor(values)).all() else REGRESSION
