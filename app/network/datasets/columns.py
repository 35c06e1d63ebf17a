"""What a column of a visitor's table is, what becomes of it, and what there is to say of that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from app.counted import counted
from app.network.datasets.absent import missing
from app.network.datasets.dates import DateForm, are_eight_digits, counted_days, date_form, part_title
from app.network.datasets.numerals import MOSTLY, numbers, plain_values
from app.network.datasets.reading import FILLED, GAPS, MEAN, MEDIAN, ROWS, ZERO

MOST_CATEGORIES = 50
HUGE = 1e6
"""A number beyond this makes most networks diverge unless the inputs are scaled."""

WORD_INPUTS = 16
"""Inputs that the words of a column of text fall to."""

NUMBER, CATEGORY, DATE, TEXT = "number", "category", "date", "text"
EMPTY, IDENTITY, CONSTANT, LISTS = "empty", "id", "constant", "lists"
USUAL = (NUMBER, CATEGORY, DATE)
"""The kinds that become inputs unless a visitor leaves them out."""

_IDENTITY = re.compile(
    r"(?:.*[_ .-])?(?:id|ids|idx|index|key|guid|uuid|no\.?|nr\.?|num|number|rank)"
    r"|isbn(?:[-_ ]?1[03])?|ean|upc|gtin|sku|vin|imei|ssn|barcode|bib"
    r"|.*[a-z](?:Id|ID|Idx|Index|Key|No|Nr|Num|Number)"
    r"|run|sample|specimen|subject|participant|patient|respondent|phone|telephone|tel|mobile|fax"
    r"|row_?(?:id|names?|num|number)?|record|obs|observation|serial|case|unnamed: \d+|#|"
)
_PLACES = re.compile(
    r"(?:zip|post(?:al)?|plz|postleitzahl|cap|cep|fips|pin)(?:[-_ ]?code)?|(?:.*[-_ ])?code", re.IGNORECASE
)
_LIST = r"\[[-+\d.,eE\s]*\]"
_FIRST_CODES, _USUAL_DIGITS = 20, 5
_SAME_AS_ROWS = 0.9
"""A column called by such a name is one if at least this share of its values occurs once."""


@dataclass(frozen=True)
class Column:
    """One column read: ``kind`` is one of `USUAL`, or `TEXT`, `IDENTITY`, `CONSTANT`, `EMPTY`, `LISTS`.

    ``categories`` are the texts of a category, in order; ``different`` how many values there are, ``gone``
    how many are missing, ``odd`` no number and ``infinite`` too large. ``median`` and ``mean`` are those of
    the numbers known, ``largest`` the farthest from 0, and ``whole`` whether all are. ``example`` is a value;
    ``dates`` their form.
    """

    name: str
    kind: str
    categories: tuple[str, ...] = ()
    different: int = 0
    gone: int = 0
    odd: int = 0
    infinite: int = 0
    median: float = 0.0
    mean: float = 0.0
    largest: float = 0.0
    example: str = ""
    whole: bool = False
    dates: DateForm | None = None

    @property
    def used(self) -> bool:
        """Whether the column becomes inputs unless a visitor says otherwise."""
        return self.kind in USUAL

    @property
    def usable(self) -> bool:
        """Whether it can become inputs at all."""
        return self.kind not in (EMPTY, CONSTANT, LISTS)

    @property
    def is_target(self) -> bool:
        """Whether it can be what is predicted: it has two known values."""
        return self.kind in (NUMBER, CATEGORY) and self.different > 1

    def plan(self, missing_values: str = MEDIAN) -> Iterator[tuple[str, str, Any]]:
        """What becomes of it, in the terms of `encoding.encode`; ``missing_values`` is one of `FILLED`."""
        if self.kind == NUMBER:
            yield self.name, "number", self.fill(missing_values)
            if missing_values == GAPS and self.gone + self.odd + self.infinite:
                yield self.name, "gap", None
        elif self.kind == CATEGORY:
            yield self.name, "category", self.categories
        elif self.kind == DATE and self.dates is not None:
            yield self.name, "date", (self.dates.format, self.dates.parts)
        elif self.usable:
            yield self.name, "words", WORD_INPUTS

    def fill(self, missing_values: str) -> float:
        """What stands in for a missing number."""
        return {MEAN: self.mean, ZERO: 0.0}.get(missing_values, self.median)

    def notes(self, missing_values: str = MEDIAN, *, used: bool | None = None) -> Iterator[str]:
        """Sentences about it, as it is ``used``, or not."""
        name, is_used = f"“{self.name}”", self.used if used is None else used
        if not is_used:
            why = {
                EMPTY: f"{name} has no values",
                LISTS: f"{name} holds lists of other lengths, as {self.example[:40]}, and no row of numbers",
                IDENTITY: f"{name} names each row by its own value",
                CONSTANT: f"{name} is always {self.example[:40]}"
                if self.different == 1
                else f"{name} has no two different finite numbers",
                TEXT: f"{name} is text with {self.different:,} different values",
            }.get(self.kind, name)
            yield f"{why}: left out."
        elif self.kind == NUMBER:
            yield from self._number_notes(name, missing_values)
        elif self.kind == CATEGORY and self.gone and missing_values != ROWS:
            yield f"{name}: {self.gone:,} missing values are a category of their own."
        elif self.kind == DATE and self.dates is not None:
            parts = ", ".join(part_title(part) for part, _ in self.dates.parts)
            yield f"{name} holds dates: {parts} are inputs."
            if self.dates.doubt:
                yield f"{name} can be read in two ways; {self.dates.doubt} was taken as first."
        elif self.kind in (TEXT, IDENTITY):
            yield f"{name}: its words fall to {WORD_INPUTS} inputs, which count them."

    def _number_notes(self, name: str, missing_values: str) -> Iterator[str]:
        for count, what in ((self.gone, "missing"), (self.odd, "unreadable"), (self.infinite, "infinite")):
            if count and missing_values != ROWS:
                values_are = counted(count, f"{what} value is", f"{what} values are")
                words = FILLED[missing_values].format(f"{self.fill(missing_values):g}")
                yield f"{name}: {values_are} replaced by {words}."
        if self.largest > HUGE:
            yield f"{name} reaches {self.largest:.3g}: scale the inputs."

    def features(self, missing_values: str = MEDIAN) -> list[str]:
        """The names of the inputs that it becomes."""
        found = []
        for _, how, detail in self.plan(missing_values):
            if how == "category":
                found += [f"{self.name} = {category or 'missing'}" for category in detail]
            elif how == "date":
                found += [f"{self.name}: {part_title(part)}" for part, _ in detail[1]]
            elif how == "words":
                found += [f"{self.name}: words {place + 1}" for place in range(detail)]
            else:
                found.append(self.name if how == "number" else f"{self.name} is missing")
        return found


def read_column(name: str, texts: pd.Series) -> Column:
    """Say what a column of texts is, and everything about it that a visitor should know."""
    dates = date_form(texts) if are_eight_digits(texts) else counted_days(name, texts)
    if dates is not None:
        different = int(texts.nunique())
        return Column(name, DATE, different=different, example=str(texts.iloc[0]).strip(), dates=dates)
    if not _are_codes(name, texts) and (finite := plain_values(texts)) is not None and not _is_identity(name):
        # Tables of pixels have hundreds of such columns: nothing else is asked of them.
        said = Column(name, CONSTANT, different=len(np.unique(finite)), example=str(texts.iloc[0]).strip())
        return said if said.different == 1 else _number(said, finite, np.ones(len(finite), bool))
    gone = missing(texts)
    known = texts[~gone].str.strip()
    if known.empty:
        return Column(name, EMPTY, gone=len(texts))
    different = int(known.nunique())
    said = Column(name, CONSTANT, different=different, gone=int(gone.sum()), example=str(known.iloc[0]))
    values = numbers(known)
    plain = pd.to_numeric(known, errors="coerce").notna().to_numpy()
    of_numbers = bool(plain.mean() >= MOSTLY) and not _are_codes(name, known)
    dates = counted_days(name, known) if of_numbers else date_form(known) if different > 1 else None
    if dates is None and _names_rows(name, known, values if of_numbers else None):
        return replace(said, kind=IDENTITY)
    if different == 1 and gone.any():
        # There or not is what such a column says.
        return replace(said, kind=CATEGORY, categories=(said.example, ""))
    if different == 1:
        return said
    if dates is not None:
        return replace(said, kind=DATE, dates=dates)
    if of_numbers:
        return _number(said, values, plain)
    categories = tuple(sorted(known.unique()))
    if len(categories) > MOST_CATEGORIES or len(categories) > len(known) / 2:
        return replace(said, kind=LISTS if known.str.fullmatch(_LIST).all() else TEXT)
    return replace(said, kind=CATEGORY, categories=(*categories, "") if gone.any() else categories)


def _are_codes(name: str, texts: pd.Series) -> bool:
    """Whether digits are codes, of a place mostly, and no quantity: all of one length from four to six, some
    begin with a nought, and the column is called as one of codes is; or five begin with one nought at most.

    Two noughts are a number filled up, and 0730 is a time of day.

    >>> _are_codes("PLZ", pd.Series(["01067", "10115"])), _are_codes("v", pd.Series(["00067", "00115"]))
    (True, False)
    """
    if not texts.iloc[:_FIRST_CODES].str.strip().str.fullmatch(r"\d{4,6}").all():
        return False
    digits = texts.str.strip()
    if digits.str.len().nunique() != 1 or not digits.str.fullmatch(r"\d+").all():
        return False
    one, more = (digits.str.match(form).any() for form in (r"0[1-9]", "00"))
    are_five = len(digits.iloc[0]) == _USUAL_DIGITS and not more
    return bool(one and (are_five or _PLACES.fullmatch(name.strip()) is not None))


def counts_rows(found: Column, texts: pd.Series) -> bool:
    """Whether a column without a name counts the rows, from 0 or 1."""
    values = plain_values(texts)
    return (
        found.kind == NUMBER
        and values is not None
        and values[0] in (0, 1)
        and bool((np.diff(values) == 1).all())
    )


def _names_rows(name: str, known: pd.Series, values: Any) -> bool:
    """Whether a column names or counts the rows: its name says so, and nearly no value comes twice."""
    if not _is_identity(name):
        return False
    if values is not None and not (np.isfinite(values).all() and (values == np.floor(values)).all()):
        return False
    return bool(known.nunique() >= _SAME_AS_ROWS * len(known)) and len(known) > 1


def _is_identity(name: str) -> bool:
    title = name.strip()
    return bool(_IDENTITY.fullmatch(title) or _IDENTITY.fullmatch(title.lower()))


def _number(said: Column, values: Any, plain: Any) -> Column:
    finite = values[np.isfinite(values)]
    if not len(finite) or finite.min() == finite.max():
        return said
    return replace(
        said,
        kind=NUMBER,
        different=len(np.unique(finite)),
        median=float(np.median(finite)),
        mean=float(finite.mean()),
        largest=float(np.abs(finite).max()),
        whole=bool((finite == np.floor(finite)).all()),
        odd=int((~plain).sum()),
        infinite=int((plain & np.isnan(values)).sum()),
    )
