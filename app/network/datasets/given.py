"""Rows that a notebook's author brings along."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.counted import counted
from app.network.datasets.source import FEWEST_ROWS, MOST_CLASSES, Data
from app.problem import Problem

GIVEN = "given"
"""The name of such data in `Settings`; it is in no list, since only the notebook has them."""

TASKS = (None, "regression", "classification")


def given_data(
    train: tuple[Any, Any], validation: tuple[Any, Any] | None = None, task: str | None = None
) -> Data:
    """Data of arrays or frames ``(x, y)``; without ``validation`` a fifth of the rows is kept aside for it.

    ``task`` is "regression" or "classification"; without it, texts, booleans and at most ten different
    whole numbers in one column are classes. Several columns of ``y`` are as many targets of a regression,
    or classes one-hot. Raises Problem.
    """
    if task not in TASKS:
        raise Problem(f"A task is regression or classification, not {task}.", "Name one of them, or none.")
    x, y = _arrays(train, "train")
    names = tuple(map(str, getattr(train[0], "columns", ()))) or tuple(
        f"x{place + 1}" for place in range(x.shape[-1])
    )
    columns = tuple(map(str, getattr(train[1], "columns", ())))
    target = str(getattr(train[1], "name", None) or ", ".join(columns[:3]) or "y")
    if len(x) < FEWEST_ROWS:
        raise Problem(
            f"“train” has {counted(len(x), 'row')}: too few to learn from.", f"Bring at least {FEWEST_ROWS}."
        )
    rows = 0
    if validation is not None:
        more_x, more_y = _arrays(validation, "validation")
        if more_x.shape[1:] != x.shape[1:] or more_y.shape[1:] != y.shape[1:]:
            raise Problem(
                f"Training rows have shape {x.shape[1:]} and {y.shape[1:]}, validation {more_x.shape[1:]} "
                f"and {more_y.shape[1:]}.",
                "Check both.",
            )
        rows = len(x)
        x, y = np.concatenate([x, more_x]), np.concatenate([y, more_y])
    if not np.isfinite(x).all():
        raise Problem("Some inputs are missing or infinite.", "Fill them in before training.")
    if task is None:
        whole = y.dtype.kind in "iu" and len(np.unique(y)) <= 10
        one = y.shape[1] == 1
        task = "classification" if one and (whole or y.dtype.kind in "Ob") else "regression"
    if task == "regression":
        several = columns or tuple(f"{target} {place + 1}" for place in range(y.shape[1]))
        targets = several if y.shape[1] > 1 else ()
        return Data(x, _numbers(y, target), names, target, trained_rows=rows, targets=targets)
    classes, labels = _classes(_from_one_hot(y, columns, target), target)
    unknown = np.setdiff1d(labels[rows:], labels[:rows])
    if rows and len(unknown):
        raise Problem(
            f"Validation rows have “{target}” {classes[unknown[0]]}, which no training row has.",
            "Bring rows of it to learn from, or leave those out.",
        )
    return Data(x, labels.astype(np.int32), names, target, tuple(map(str, classes)), trained_rows=rows)


def _numbers(y: NDArray[Any], target: str) -> NDArray[np.float32]:
    try:
        numbers = np.asarray(y, np.float32)
    except (TypeError, ValueError) as error:
        raise Problem(f"“{target}” holds texts and no numbers.", "Choose classification.") from error
    if not np.isfinite(numbers).all():
        raise Problem(f"Some values of “{target}” are missing or infinite.", "Leave those rows out.")
    if (numbers == numbers[0]).all():
        raise Problem(f"All rows have the same “{target}”: there is nothing to learn.", "Check y.")
    return numbers


def _classes(y: NDArray[Any], target: str) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The classes as texts, in order, and each row's place among them."""
    missing = np.flatnonzero(pd.isna(y))
    if len(missing):
        raise Problem(f"Row {missing[0]} has no “{target}”, counted from 0.", "Leave such rows out.")
    classes, labels = np.unique(y.astype(str), return_inverse=True)
    if len(classes) < 2:
        raise Problem(f"All rows have the same “{target}”: there is nothing to tell apart.", "Check y.")
    if len(classes) > MOST_CLASSES:
        raise Problem(
            f"“{target}” has {len(classes):,} different values; at most {MOST_CLASSES} can be classes.",
            "Bring numbers for a regression, or fewer classes.",
        )
    return classes, labels


def _from_one_hot(y: NDArray[Any], columns: tuple[str, ...], target: str) -> NDArray[Any]:
    """One class a row: the only column, or the name or number of the column that holds the one."""
    if y.shape[1] == 1:
        return y[:, 0]
    if y.dtype.kind not in "iufb" or not ((y == 0) | (y == 1)).all() or not (y.sum(axis=1) == 1).all():
        raise Problem(
            f"“{target}” has {y.shape[1]} columns, and they are not one 1 and else 0 in each row.",
            "Bring one column of classes, or one column a class.",
        )
    found = y.argmax(axis=1)
    return np.array(columns)[found] if columns else found


def _arrays(pair: tuple[Any, Any], name: str) -> tuple[NDArray[np.float32], NDArray[Any]]:
    """Inputs, and targets in columns: numbers wherever they can be, else objects."""
    try:
        x, y = pair
        if any(np.ma.is_masked(one) for one in (x, y)):
            raise Problem(f"“{name}” has masked values.", "Fill them in, or leave those rows out.")
        x, y = np.asarray(x), np.asarray(y)
        if x.dtype.kind not in "biuf":
            x = x.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise Problem(f"“{name}” must be (x, y), numbers and targets.", "Encode texts as numbers.") from error
    if x.ndim < 2 or not y.ndim or len(x) != len(y) or not x.size:
        raise Problem(
            f"“{name}” has inputs of shape {x.shape} and targets of shape {y.shape}.",
            "Bring at least one input and one target for each row.",
        )
    if y.dtype.kind not in "biufOUS":
        raise Problem(
            f"The targets of “{name}” are {y.dtype}, neither numbers nor classes.", "Make them one of these."
        )
    if y.dtype.kind == "O" and all(isinstance(one, int | float) for one in y.reshape(-1)):
        y = y.astype(np.float64)
    elif y.dtype.kind in "US":
        y = y.astype(object)
    return x.astype(np.float32), y.reshape(len(y), -1)
