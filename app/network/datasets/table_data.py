"""From a table, its target and a visitor's choices to rows that can be learned from, or why they cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.counted import counted
from app.network.datasets.absent import missing
from app.network.datasets.columns import NUMBER, TEXT, Column
from app.network.datasets.encoding import complete, encode
from app.network.datasets.numerals import numbers
from app.network.datasets.reading import CLASSIFICATION, REGRESSION, ROWS, Reading
from app.network.datasets.source import FEWEST_ROWS, MOST_CLASSES, Data, column
from app.network.datasets.split import split_note
from app.network.datasets.text_table import Table
from app.problem import Problem

MOST_INPUTS = 2_000

_LISTED = 4


class Learnt(NamedTuple):
    """What is learned from a table: its target, the task, and the columns that become inputs.

    ``same`` are columns that say the same as the target: others of its classes.
    """

    target: Column
    task: str
    inputs: tuple[Column, ...]
    same: tuple[str, ...]

    def plan(self, reading: Reading) -> list[tuple[str, str, Any]]:
        """What becomes of the inputs, in the terms of `encoding.encode`."""
        return [step for item in self.inputs for step in item.plan(reading.missing)]


def learnt(table: Table, reading: Reading) -> Learnt:
    """What a reading, with guesses where it is open, makes of a table. Raises Problem."""
    target = table.column(reading.target or table.usual_target)
    task = reading.task or table.usual_task(target.name)
    group = next((members for name, members in table.hot.items() if target.name in (name, *members)), ())
    same = tuple(name for name in group if name != target.name)
    chosen = {item.name for item in table.columns if item.used} - set(reading.without) | set(reading.also)
    others = [item for item in table.columns if item.usable and item.name not in (target.name, *same)]
    inputs = [item for item in others if item.name in chosen]
    if not inputs and not reading.without:
        # Texts alone can be learned from as well: by their words.
        inputs = [item for item in others if item.kind == TEXT]
    return Learnt(target, task, tuple(inputs), same)


def table_data(table: Table, target: str, task: str, reading: Reading | None = None) -> Data:
    """Inputs and target of a table; ``task`` is "regression" or "classification", or "" where that is to be
    guessed. Raises Problem."""
    reading = replace(reading or Reading(), target=target, task=task)
    found = learnt(table, reading)
    name = found.target.name
    keep = usable_rows(table, found, reading)
    notes = _notes(table, found, reading)
    if lost := int((~keep).sum()):
        rows = counted(lost, "row is", "rows are")
        gaps = ", or with gaps" if reading.missing == ROWS else ""
        notes.append(f"{rows} left out, without a usable “{name}”{gaps}.")
    if not found.inputs:
        raise Problem(f"No column of “{table.name}” can predict “{name}”.", "; ".join(notes)[:300])
    features = tuple(feature for item in found.inputs for feature in item.features(reading.missing))
    if len(features) > MOST_INPUTS:
        raise Problem(
            f"The columns of “{table.name}” become {len(features):,} inputs; at most {MOST_INPUTS:,} can be "
            "used.",
            "Leave out columns with many different texts.",
        )
    if keep.sum() < FEWEST_ROWS:
        with_gaps = " and no gap elsewhere" if reading.missing == ROWS else ""
        raise Problem(
            f"Of “{table.name}” only {counted(int(keep.sum()), 'row has', 'rows have')} a usable “{name}”"
            f"{with_gaps}.",
            "Fill missing values instead." if with_gaps else "Choose another target.",
        )
    x = encode(table.frame[keep], found.plan(reading))
    texts = table.texts(name)[keep]
    if found.task == REGRESSION:
        if found.target.kind != NUMBER:
            raise Problem(
                f"“{name}” is {found.target.kind} and not a number to predict.",
                "Choose classification instead.",
            )
        return Data(x, column(numbers(texts)), features, name, notes=tuple(notes))
    classes, labels = _classes(texts, of_numbers=found.target.kind == NUMBER)
    if len(classes) < 2:
        raise Problem(f"All rows have the same “{name}”: there is nothing to tell apart.", "Choose another.")
    if len(classes) > MOST_CLASSES:
        raise Problem(
            f"“{name}” has {len(classes):,} different values; at most {MOST_CLASSES} can be classes.",
            "Choose another target, or a regression if it is a number.",
        )
    data = Data(x, labels.astype(np.int32), features, name, classes, notes=tuple(notes))
    return replace(data, notes=(*notes, said)) if (said := split_note(data)) else data


def usable_rows(table: Table, found: Learnt, reading: Reading) -> NDArray[np.bool_]:
    """Which rows of a table have a target, and, where gaps are not filled, no gap."""
    texts = table.texts(found.target.name)
    keep = ~missing(texts)
    if found.target.kind == NUMBER:
        keep &= np.isfinite(numbers(texts))
    if reading.missing == ROWS:
        keep &= complete(table.frame, found.plan(reading))
    return keep


def _classes(texts: pd.Series, *, of_numbers: bool) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The classes in order, and each row's place among them; 1 and 1.0 are one class."""
    if of_numbers:
        values, labels = np.unique(numbers(texts), return_inverse=True)
        return tuple(f"{value:.15g}" for value in values), labels
    names, labels = np.unique(texts.str.strip().to_numpy(str), return_inverse=True)
    return tuple(map(str, names)), labels


def _notes(table: Table, found: Learnt, reading: Reading) -> list[str]:
    inputs = {item.name for item in found.inputs}
    notes = [*table.notes, *_guesses(found, reading)]
    if found.same:
        listed = ", ".join(f"“{name}”" for name in found.same[:_LISTED])
        more = f" and {len(found.same) - _LISTED} more" if len(found.same) > _LISTED else ""
        notes.append(f"{listed}{more}: left out, they tell the class.")
    for item in table.columns:
        if item.name == found.target.name or item.name in found.same:
            continue
        if item.name in reading.without and item.used:
            notes.append(f"“{item.name}”: left out by you.")
            continue
        notes += item.notes(reading.missing, used=item.name in inputs)
    return notes


def _guesses(found: Learnt, reading: Reading) -> list[str]:
    """What was guessed about a target of numbers, which could be meant in either way."""
    target = found.target
    if reading.task or target.kind != NUMBER or target.different > MOST_CLASSES:
        return []
    if found.task == CLASSIFICATION:
        values = counted(target.different, "different whole number", "different whole numbers")
        return [
            f"“{target.name}” has {values}, taken as classes; as a quantity it would be a regression: choose "
            "the task."
        ]
    return [
        f"“{target.name}” has {counted(target.different, 'different number')}, taken as a quantity; if they "
        "are classes, choose classification."
    ]
