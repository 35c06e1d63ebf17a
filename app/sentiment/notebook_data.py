"""Texts and labels as a notebook's author gives them: taken as they are meant, or refused by the row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.counted import counted
from app.problem import Problem


def texts_and_labels(texts: Any, labels: Any) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """As many texts as labels, as Python strings.

    A label is taken as its text, as the charts name it: ``1`` and ``"1"`` are one label, ``True`` is "True".
    Raises Problem, naming the row, for what is missing, or is no text or label.

    >>> texts_and_labels(["good", "bad"], [1, 0])[1].tolist()
    ['1', '0']
    """
    x, y = _listed(texts, "text"), _listed(labels, "label")
    if len(x) != len(y):
        raise Problem(
            f"There are {counted(len(x), 'text')} and {counted(len(y), 'label')}.", "Give one label a text."
        )
    for place, text in enumerate(x):
        if not isinstance(text, str):
            raise _refused("text", place, len(x), text)
    for place, label in enumerate(y):
        if type(label) is str:
            continue
        if _is_missing(label) or not pd.api.types.is_scalar(label) or isinstance(label, bytes):
            raise _refused("label", place, len(y), label)
        y[place] = str(label)
    return x, y


def as_classes(labels: pd.Series, classes: Sequence[str]) -> pd.Series:
    """Labels by the names of a classifier's classes: ``1.0``, ``True`` and ``1`` are one label.

    A label that is no class stays as it is. Raises Problem where none of them is a class.

    >>> as_classes(pd.Series(["1.0", "0.0", "2"]), ["0", "1"]).tolist()
    ['1', '0', '2']
    """
    unknown = [label for label in labels.unique() if label not in classes]
    if not unknown:
        return labels
    by_value = {_value(label): label for label in classes}
    named = (
        {label: by_value.get(_value(label), label) for label in unknown}
        if len(by_value) == len(classes)
        else {}
    )
    found = labels.map(lambda label: named.get(label, label))
    if not found.isin(classes).any():
        known = ", ".join(f"“{label}”" for label in classes[:6])
        listed = ", ".join(f"“{label}”" for label in unknown[:6])
        raise Problem(
            f"The classifier knows the classes {known}; none of the labels is one of them: "
            f"{listed}{' …' if len(unknown) > 6 else ''}.",
            "Give the labels that the classifier learned from.",
        )
    return found


def _value(label: str) -> object:
    """What a label stands for: a number or a truth value by its value, a word by its letters."""
    word = label.strip()
    if word in ("True", "False"):
        return float(word == "True")
    try:
        return float(word)
    except ValueError:
        return label


def _listed(values: Any, noun: str) -> NDArray[np.object_]:
    """A fresh array of whatever was given in a row. Raises Problem where that is no row of values."""
    several = isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping | Set)
    if not several or getattr(values, "ndim", 1) != 1:
        raise Problem(
            f"The {noun}s are {_named(values)}, not one {noun} after the other.",
            f"Give a list, an array of one dimension or one column of a table, with a {noun} a row.",
        )
    listed = list(values)
    # Filled one by one: numpy would take lists in a list for a second dimension.
    found = np.empty(len(listed), object)
    for place, value in enumerate(listed):
        found[place] = value
    return found


def _is_missing(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _named(value: Any) -> str:
    if value is None:
        return "None"
    kind = type(value).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def _refused(noun: str, place: int, count: int, value: Any) -> Problem:
    where = f"row {place + 1:,} of {count:,} (the first is row 1)"
    if _is_missing(value):
        return Problem(
            f"The {noun} in {where} is missing: it is {value}.", "Leave that row out, or fill it in."
        )
    return Problem(
        f"The {noun} in {where} is {_named(value)}.",
        "Give every text as a str." if noun == "text" else "Give every label as a str or a number.",
    )
