"""What a visitor can choose about how a table is read, and learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.problem import Problem

MEDIAN, MEAN, ZERO, GAPS, ROWS = "median", "mean", "zero", "gaps", "rows"

FILLED = {
    MEDIAN: "the median, {}",
    MEAN: "the mean, {}",
    ZERO: "{}",
    GAPS: "the median, {}, and marked in an input of their own",
    ROWS: "nothing",
}
"""What is done about a missing number, and in which words."""

REGRESSION, CLASSIFICATION = "regression", "classification"
TASKS = (REGRESSION, CLASSIFICATION)

NAMES, ROW = "names", "row"
"""What a first line is said to be; else that is guessed."""


@dataclass(frozen=True)
class Reading:
    """What a visitor chose: "" wherever a guess is to be made.

    ``without`` are columns that become no inputs though they usually would, ``also`` those that do though
    they usually would not. ``same`` tells of several files' columns which is which: file, column of the
    table, column of the file ("" for none), and so on.
    """

    target: str = ""
    task: str = ""
    heading: str = ""
    missing: str = MEDIAN
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    same: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Reading:
        """As a data set's values say it. Raises Problem for values that are none of a table's."""
        found = cls(
            str(values.get("target") or ""),
            str(values.get("task") or ""),
            str(values.get("heading") or ""),
            str(values.get("missing") or MEDIAN),
            _names(values.get("without", ())),
            _names(values.get("also", ())),
            _names(values.get("same", ())),
        )
        if found.task not in ("", *TASKS):
            raise Problem("A table is for a regression or a classification.", "Choose one.")
        if found.missing not in FILLED:
            raise Problem(f"Missing values can be filled by {', '.join(FILLED)}.", "Choose one.")
        if found.heading not in ("", NAMES, ROW):
            raise Problem("A first line holds names, or is a row.", "Choose one.")
        return found

    @property
    def sames(self) -> tuple[tuple[str, str, str], ...]:
        """`same` in threes."""
        return tuple(zip(self.same[::3], self.same[1::3], self.same[2::3], strict=False))


def _names(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise Problem("The columns of these settings cannot be read.", "Choose them on the page again.")
    return tuple(found)
