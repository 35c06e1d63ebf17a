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
    whole numbers are classes. Raises Problem.
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
    target = str(getattr(train[1], "name", None) or "y")
    kinds = y.dtype.kind
    if task is None:
        whole = kinds in "iu" and len(np.unique(y)) <= 10
        task = "classification" if whole or kinds in "OUSb" else "regression"
    if task == "regression":
        try:
            numbers = np.asarray(y, np.float32).reshape(len(y), -1)
        except (TypeError, ValueError) as error:
            raise Problem(f"“{target}” holds texts and no numbers.", "Choose classification.") from error
        if not np.isfinite(numbers).all():
            raise Problem(f"Some values of “{target}” are missing or infinite.", "Leave those rows out.")
        return Data(x, numbers, names, target, trained_rows=rows)
    classes, labels = np.unique(y.reshape(len(y)).astype(str), return_inverse=True)
    if len(classes) < 2:
        raise Problem(f"All rows have the same “{target}”: there is nothing to tell apart.", "Check y.")
    return Data(x, labels.astype(np.int32), names, target, tuple(map(str, classes)), trained_rows=rows)


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
