"""What a column of a visitor's table is, and how it becomes numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.counted import counted

MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-")
"""Texts, in small letters, that stand for a missing value."""

MOST_CATEGORIES = 50
HUGE = 1e6
"""A number beyond this makes most networks diverge unless the inputs are scaled."""

BEYOND_FLOAT32 = 3e38

_SIGNS = r"[$€£¥%\s\u00a0\u202f’']"
_IDENTITY = re.compile(
    r"(?:.*[_ ])?(?:id|index|key|guid|uuid|no)|rowid|rownames|unnamed: \d+|#|", re.IGNORECASE
)

MOSTLY = 0.95
"""A column is of numbers if at least this share of its values is."""


@dataclass(frozen=True)
class Column:
    """One column read: ``kind`` is "number", "category", or why it is left out.

    ``fill`` replaces a missing number (the median of those known); ``categories`` are the texts of a
    category, in order. ``notes`` are sentences for the visitor.
    """

    name: str
    kind: str
    fill: float = 0.0
    categories: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> bool:
        """Whether the column becomes inputs."""
        return self.kind in ("number", "category")

    @property
    def width(self) -> int:
        """The inputs that it becomes."""
        return max(len(self.categories), 1) if self.used else 0


def missing(texts: pd.Series) -> NDArray[np.bool_]:
    """Which values are missing."""
    return texts.str.strip().str.lower().isin(MISSING).to_numpy()


def numbers(texts: pd.Series) -> NDArray[np.float64]:
    """The values as numbers, NaN where one is missing, infinite, or no number."""
    found = pd.to_numeric(texts.str.strip(), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.abs(found) < BEYOND_FLOAT32, found, np.nan)


def written_with(texts: pd.Series, separator: str) -> str | None:
    """The decimal mark of a column whose values are numbers as people write them, or None.

    None as well where they are plain numbers already. “1,234” between commas is a thousand; between
    semicolons, where “12,5” is a number, so it is only where three digits follow every comma.

    >>> written_with(pd.Series(["$1,200", "(35.5)", "7%"]), ","), written_with(pd.Series(["12,5", "3"]), ";")
    ('.', ',')
    """
    known = texts[~missing(texts)].str.strip()
    if known.empty or pd.to_numeric(known, errors="coerce").notna().mean() >= MOSTLY:
        return None
    bare = known.str.replace(_SIGNS, "", regex=True)
    of_point = bare.str.fullmatch(r"[(]?[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?[)]?")
    of_comma = bare.str.fullmatch(r"[(]?[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d+)?[)]?")
    with_digits = bare.str.contains(r"\d", regex=True)
    marks = (".", ",") if separator == "," else (",", ".")
    fits = {".": (of_point & with_digits).mean(), ",": (of_comma & with_digits).mean()}
    return next((mark for mark in marks if fits[mark] >= MOSTLY), None)


def plain_numbers(texts: pd.Series, mark: str) -> pd.Series:
    """The values without currency, percent sign, blanks and thousands; in brackets they are negative."""
    other = "," if mark == "." else "."
    bare = texts.str.strip().str.replace(r"[$€£¥%\s\u00a0\u202f’']", "", regex=True)
    grouped = bare.str.replace(other, "", regex=False).str.replace(mark, ".", regex=False)
    return grouped.str.replace(r"^\((.+)\)$", r"-\1", regex=True).str.replace("\u2212", "-", regex=False)


def read_column(name: str, texts: pd.Series) -> Column:
    """Say what a column of texts is, and everything about it that a visitor should know."""
    gone = missing(texts)
    known = texts[~gone]
    if known.empty:
        return Column(name, "empty", notes=(f"“{name}” has no values: left out.",))
    if _IDENTITY.fullmatch(name.strip()) and known.nunique() == len(texts):
        return Column(name, "id", notes=(f"“{name}” names each row by its own value: left out.",))
    if known.nunique() == 1:
        return Column(name, "constant", notes=(f"“{name}” is always {str(known.iloc[0])[:40]}: left out.",))
    values = numbers(known)
    plain = pd.to_numeric(known.str.strip(), errors="coerce").notna().to_numpy()
    if plain.mean() >= MOSTLY:
        return _number(
            name, values, int(gone.sum()), int((~plain).sum()), int((plain & np.isnan(values)).sum())
        )
    notes = [f"“{name}”: {gone.sum():,} missing values are a category of their own."] if gone.any() else []
    categories = tuple(sorted(known.str.strip().unique()))
    if len(categories) > MOST_CATEGORIES or len(categories) > len(known) / 2:
        return Column(
            name, "text", notes=(f"“{name}” is text with {len(categories):,} different values: left out.",)
        )
    if gone.any():
        categories = (*categories, "")
    return Column(name, "category", categories=categories, notes=tuple(notes))


def _number(name: str, values: NDArray[np.float64], gone: int, odd: int, infinite: int) -> Column:
    finite = values[np.isfinite(values)]
    if not len(finite) or finite.min() == finite.max():
        return Column(name, "constant", notes=(f"“{name}” has no two different finite numbers: left out.",))
    fill = float(np.median(finite))
    notes = []
    for count, what in ((gone, "missing"), (odd, "unreadable"), (infinite, "infinite")):
        if count:
            values_are = counted(count, f"{what} value is", f"{what} values are")
            notes.append(f"“{name}”: {values_are} replaced by the median, {fill:g}.")
    if (largest := float(np.abs(finite).max())) > HUGE:
        notes.append(f"“{name}” reaches {largest:.3g}: scale the inputs.")
    return Column(name, "number", fill, notes=tuple(notes))


def encode(frame: pd.DataFrame, plan: Sequence[tuple[str, float, Sequence[str]]]) -> NDArray[Any]:
    """Inputs, float32 of shape (rows, inputs), of a frame of texts.

    ``plan`` holds a column's name, what fills a missing number, and its categories: without any it is a
    number, else it becomes a column of 0 and 1 for each.
    """
    inputs = []
    for name, fill, categories in plan:
        texts = frame[name].str.strip()
        if not categories:
            found = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64, na_value=np.nan)
            inputs.append(np.where(np.abs(found) < 3e38, found, fill))
            continue
        absent = texts.str.lower().isin(["", "na", "n/a", "nan", "null", "none", "?", "-"])
        texts = texts.mask(absent, "")
        inputs += [(texts == category).to_numpy() for category in categories]
    return np.stack(inputs, axis=1).astype(np.float32)
