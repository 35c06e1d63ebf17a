"""Rows that a notebook's author brings along."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.counted import counted
from app.network.datasets.columns import read_column
from app.network.datasets.encoding import encode
from app.network.datasets.source import FEWEST_ROWS, MOST_CLASSES, Data
from app.network.datasets.split import split_note
from app.problem import Problem

NOTEBOOK = "given"
"""The name of such data in `Settings`; it is in no list, since only the notebook has them."""

TASKS = (None, "regression", "classification")


def notebook_data(
    train: tuple[Any, Any],
    validation: tuple[Any, Any] | None = None,
    task: str | None = None,
    *,
    tokens: bool = False,
) -> Data:
    """Data of arrays or frames ``(x, y)``; without ``validation`` a fifth of the rows is kept aside for it.

    ``task`` is "regression" or "classification"; without it, texts, booleans, at most ten different whole
    numbers in one column, unless the loss is one of counts, and columns of which one is 1 in each row,
    are classes. Several columns of ``y`` are as many targets of a regression, or classes one-hot. Columns of
    texts and dates of a frame ``x`` become numbers as those of a visitor's table do. Whole numbers are
    ``tokens`` where an Embedding reads them. Raises Problem.
    """
    if task not in TASKS:
        raise Problem(f"A task is regression or classification, not {task}.", "Name one of them, or none.")
    notes: list[str] = []
    pairs = [(train, "train"), *([(validation, "validation")] if validation is not None else [])]
    names, arrays = _inputs([_pair(pair, name) for pair, name in pairs], notes)
    columns = tuple(map(str, getattr(train[1], "columns", ())))
    target = str(getattr(train[1], "name", None) or ", ".join(columns[:3]) or "y")
    x, y, rows = _joined(arrays)
    if not np.isfinite(x).all():
        raise Problem("Some inputs are missing or infinite.", "Fill them in before training.")
    vocabulary = _vocabulary(x) if tokens else 0
    x = x.astype(np.int32 if tokens else np.float32)
    said: list[str] = []
    if task is None:
        task, said = _usual_task(y, target)
        notes += said
    if task == "regression":
        several = columns or tuple(f"{target} {place + 1}" for place in range(y.shape[1]))
        targets = several if y.shape[1] > 1 else ()
        numbers = _numbers(y, target)
        return Data(x, numbers, names, target, (), vocabulary, tuple(notes), rows, targets)
    classes, labels = _classes(_from_one_hot(y, columns, target), target)
    unknown = np.setdiff1d(labels[rows:], labels[:rows])
    if rows and len(unknown):
        raise Problem(
            f"Validation rows have “{target}” {classes[unknown[0]]}, which no training row has.",
            "Bring rows of it to learn from, or leave those out"
            + ('; counts want task="regression".' if said else "."),
        )
    named = tuple(map(str, classes))
    data = Data(x, labels.astype(np.int32), names, target, named, vocabulary, trained_rows=rows)
    split = [note] if (note := split_note(data)) else []
    guessed = (*said, *split) if said and y.shape[1] == 1 else ()
    return replace(data, notes=(*notes, *split), guessed=guessed)


def _joined(
    arrays: list[tuple[NDArray[np.float64], NDArray[Any]]],
) -> tuple[NDArray[np.float64], NDArray[Any], int]:
    """All rows together, and how many of them are trained on: 0 where none were given to validate on."""
    x, y = arrays[0]
    if len(x) < FEWEST_ROWS:
        raise Problem(
            f"“train” has {counted(len(x), 'row')}: too few to learn from.", f"Bring at least {FEWEST_ROWS}."
        )
    rows = 0
    for more_x, more_y in arrays[1:]:
        if more_x.shape[1:] != x.shape[1:] or more_y.shape[1:] != y.shape[1:]:
            raise Problem(
                f"Training rows have shape {x.shape[1:]} and {y.shape[1:]}, validation {more_x.shape[1:]} "
                f"and {more_y.shape[1:]}.",
                "Check both.",
            )
        rows = len(x)
        x, y = np.concatenate([x, more_x]), np.concatenate([y, more_y])
    return x, y, rows


def _usual_task(y: NDArray[Any], target: str) -> tuple[str, list[str]]:
    """The task that a target is probably for, and what is to be said where it could be meant otherwise."""
    if y.dtype.kind in "Ob":
        return ("classification" if y.shape[1] == 1 or y.dtype.kind == "b" else "regression"), []
    if y.shape[1] > 1:
        if not _is_one_hot(y):
            return "regression", []
        return "classification", [
            f"The {y.shape[1]} columns of “{target}” hold one 1 in each row, taken as classes; "
            'task="regression" takes them as numbers.'
        ]
    values = np.unique(y)
    if not (2 <= len(values) <= 10 and np.isfinite(values).all() and (values == np.floor(values)).all()):
        return "regression", []
    return "classification", [
        f"“{target}” has {counted(len(values), 'different whole number')}, taken as classes; "
        'task="regression" takes it as a quantity.'
    ]


def _vocabulary(x: NDArray[Any]) -> int:
    """The tokens that inputs may be: one more than the largest. Raises Problem where they are none."""
    if x.ndim != 2 or (x != np.floor(x)).any() or x.min() < 0:
        raise Problem(
            "Embedding reads token numbers, 0 and above, in rows of steps; inputs of shape "
            f"{x.shape[1:]} from {x.min():g} to {x.max():g} are none.",
            "Number the tokens, and pad each row to the same length.",
        )
    return max(int(x.max()) + 1, 2)


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
    of_numbers = y.dtype.kind in "iuf"
    classes, labels = np.unique(y if of_numbers else y.astype(str), return_inverse=True)
    if of_numbers:
        classes = np.array([f"{value:.15g}" for value in classes])
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
    if not _is_one_hot(y):
        raise Problem(
            f"“{target}” has {y.shape[1]} columns, and they are not one 1 and else 0 in each row.",
            "Bring one column of classes, or one column a class.",
        )
    found = y.argmax(axis=1)
    return np.array(columns)[found] if columns else found


def _is_one_hot(y: NDArray[Any]) -> bool:
    flags = y.dtype.kind in "iufb" and bool(((y == 0) | (y == 1)).all())
    return flags and bool((y.sum(axis=1) == 1).all())


def _pair(pair: tuple[Any, Any], name: str) -> tuple[Any, NDArray[Any]]:
    """Inputs as they were given, and targets in columns: numbers wherever they can be, else objects."""
    try:
        x, y = pair
        if any(np.ma.is_masked(one) for one in (x, y)):
            raise Problem(f"“{name}” has masked values.", "Fill them in, or leave those rows out.")
        y = np.asarray(y)
    except (TypeError, ValueError) as error:
        raise Problem(f"“{name}” must be (x, y), inputs and targets.", "Give both.") from error
    if not isinstance(x, pd.DataFrame):
        x = _array(x, name)
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
    return x, y.reshape(len(y), -1)


def _array(x: Any, name: str) -> NDArray[np.float64]:
    """Inputs as an array of numbers. Raises Problem, in words, for rows of several lengths and for texts."""
    of_objects = isinstance(x, np.ndarray) and x.dtype.kind == "O"
    if isinstance(x, list | tuple) or of_objects:
        lengths = {len(row) for row in x if isinstance(row, list | tuple | np.ndarray)}
        if len(lengths) > 1:
            raise Problem(
                f"Rows of “{name}” have from {min(lengths)} to {max(lengths)} steps.",
                "Pad them to one length, with keras.utils.pad_sequences for example.",
            )
        if lengths and of_objects:
            x = list(x)
    try:
        found = np.asarray(x).astype(np.float64)
    except (TypeError, ValueError) as error:
        raise Problem(f"“{name}” must be (x, y), numbers and targets.", "Encode texts as numbers.") from error
    # One number a row is one input.
    return found[:, None] if found.ndim == 1 else found


def _inputs(
    pairs: list[tuple[Any, NDArray[Any]]], notes: list[str]
) -> tuple[tuple[str, ...], list[tuple[NDArray[np.float64], NDArray[Any]]]]:
    """The inputs' names, and all arrays; a frame's texts and dates are encoded, all rows in the same way."""
    first = pairs[0][0]
    if not isinstance(first, pd.DataFrame):
        names = tuple(f"x{place + 1}" for place in range(np.shape(first)[-1]))
        return names, [(np.asarray(x, np.float64), y) for x, y in pairs]
    frames = [x if isinstance(x, pd.DataFrame) else pd.DataFrame(x, columns=first.columns) for x, _ in pairs]
    named = [frame.set_axis([str(title) for title in frame.columns], axis=1) for frame in frames]
    titles = list(named[0].columns)
    if absent := [title for frame in named[1:] for title in titles if title not in frame.columns]:
        raise Problem(f"Validation has no column “{absent[0]}”.", "Give the columns of training.")
    whole = pd.concat([frame[titles] for frame in named], ignore_index=True)
    if all(whole[title].dtype.kind in "biuf" for title in titles):
        numbers = whole.to_numpy(np.float64)
        names = tuple(titles)
    else:
        texts = whole.astype(object).where(whole.notna(), "").astype(str)
        columns = [read_column(title, texts[title]) for title in titles]
        notes += [note for one in columns for note in one.notes()]
        used = [one for one in columns if one.used]
        if not used:
            raise Problem("No column of “train” can be learned from.", " ".join(notes)[:300])
        numbers = encode(texts, [step for one in used for step in one.plan()]).astype(np.float64)
        names = tuple(feature for one in used for feature in one.features())
    ends = np.cumsum([len(frame) for frame in named])[:-1]
    return names, [(x, y) for x, (_, y) in zip(np.split(numbers, ends), pairs, strict=True)]
