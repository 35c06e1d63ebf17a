"""Rows that a notebook's author brings along."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.network.datasets.source import Data
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
    rows = 0
    if validation is not None:
        more_x, more_y = _arrays(validation, "validation")
        if more_x.shape[1:] != x.shape[1:]:
            raise Problem(
                f"Training rows have shape {x.shape[1:]}, validation {more_x.shape[1:]}.", "Check both."
            )
        rows = len(x)
        x, y = np.concatenate([x, more_x]), np.concatenate([y, more_y])
    if not np.isfinite(x).all():
        raise Problem("Some inputs are missing or infinite.", "Fill them in before training.")
    columns = tuple(map(str, getattr(train[1], "columns", ())))
    target = str(getattr(train[1], "name", None) or ", ".join(columns[:3]) or "y")
    y = y.reshape(len(y), -1)
    kinds = y.dtype.kind
    if task is None:
        whole = kinds in "iu" and len(np.unique(y)) <= 10
        one = y.shape[1] == 1
        task = "classification" if one and (whole or kinds in "OUSb") else "regression"
    if task == "regression":
        try:
            numbers = np.asarray(y, np.float32)
        except (TypeError, ValueError) as error:
            raise Problem(f"“{target}” holds texts and no numbers.", "Choose classification.") from error
        if not np.isfinite(numbers).all():
            raise Problem(f"Some values of “{target}” are missing or infinite.", "Leave those rows out.")
        several = columns or tuple(f"{target} {place + 1}" for place in range(y.shape[1]))
        targets = several if y.shape[1] > 1 else ()
        return Data(x, numbers, names, target, trained_rows=rows, targets=targets)
    if y.shape[1] > 1:
        y = _from_one_hot(y, columns, target)
    classes, labels = np.unique(y.reshape(len(y)).astype(str), return_inverse=True)
    if len(classes) < 2:
        raise Problem(f"All rows have the same “{target}”: there is nothing to tell apart.", "Check y.")
    return Data(x, labels.astype(np.int32), names, target, tuple(map(str, classes)), trained_rows=rows)


def _from_one_hot(y: Any, columns: tuple[str, ...], target: str) -> Any:
    """The names of the classes, or their numbers from 0, of rows that hold a one for their class."""
    if y.dtype.kind not in "iufb" or not ((y == 0) | (y == 1)).all() or not (y.sum(axis=1) == 1).all():
        raise Problem(
            f"“{target}” has {y.shape[1]} columns, and they are not one 1 and else 0 in each row.",
            "Bring one column of classes, or one column a class.",
        )
    found = y.argmax(axis=1)
    return np.array(columns)[found] if columns else found


def _arrays(pair: tuple[Any, Any], name: str) -> tuple[Any, Any]:
    try:
        x, y = pair
        x, y = np.asarray(x, np.float32), np.asarray(y)
    except (TypeError, ValueError) as error:
        raise Problem(f"“{name}” must be (x, y), numbers and targets.", "Encode texts as numbers.") from error
    if x.ndim < 2 or len(x) != len(y) or not len(x):
        raise Problem(
            f"“{name}” has inputs of shape {x.shape} and {len(y)} targets.",
            "Bring one row of inputs for each target.",
        )
    return x, y
