"""What a table of people's own holds that is no row of it: empty rows, totals, other spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.network.datasets.absent import ABSENT
from app.network.datasets.numerals import plain_values
from app.tables import is_number

_TOTAL = re.compile(
    r"(?:(?:grand|sub)[ -]?)?(?:totals?|sum|summe|gesamt(?:summe)?|insgesamt|averages?|mean|mittelwert"
    r"|durchschnitt|totaal|somme|moyenne|totale|suma|media|count)\s*:?",
    re.IGNORECASE,
)
_RULE = re.compile(r":?[-=+]{3,}:?")
_MOST_TOTALS = 5
_SAMPLE_ROWS = 200
_MOST_GROUPED = 5_000
_FEWEST_A_GROUP = 3
_FEWEST_UNEVEN = 4
_MOST_BLANKS = 4
"""Blanks beyond which a cell may be a sentence, and no name of a group."""

_REMARKS = re.compile(r"(?i)note|remark|comment|event|bemerkung|anmerkung|kommentar")
_MOST_CLASSES = 20


def filled_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows hold anything."""
    filled = np.zeros(len(frame), bool)
    for title in frame.columns:
        if filled.all():
            break
        filled |= (frame[title].str.strip() != "").to_numpy(bool)
    return filled


def has_second_heading(frame: pd.DataFrame) -> bool:
    """Whether the first row holds names or units, words over numbers in most columns of these; or rules."""
    ruled = [cell.strip() for cell in frame.iloc[0] if cell.strip()]
    if ruled and all(_RULE.fullmatch(cell) for cell in ruled):
        return True
    sample = frame.iloc[: _SAMPLE_ROWS + 1]
    over, words = 0, 0
    for title in sample.columns:
        first, below = sample[title].iloc[0].strip(), sample[title].iloc[1:].str.strip()
        below = below[below != ""]
        if not first or first.lower() in ABSENT or plain_values(below) is None:
            continue
        over += 1
        words += not is_number(first)
    return words >= 2 and words > over / 2


def names_again(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are the heading once more, as where files were put together.

    >>> names_again(pd.DataFrame({"a": ["1", "a", "2"], "b": ["3", "b", "4"]})).tolist()
    [False, True, False]
    """
    again = np.ones(len(frame), bool)
    for title in frame.columns:
        if not again.any():
            break
        again &= (frame[title].str.strip() == title).to_numpy(bool)
    return again


def names_of_groups(frame: pd.DataFrame) -> list[str]:
    """The first columns where each name stands in the first row of its group only, as a report has it.

    A number is measured now and then, and a remark stands beside the row that it is about, as two or three
    do that part a table unevenly.

    >>> names_of_groups(pd.DataFrame({"at": ["N", "", "", "S", "", ""], "v": list("123456")}))
    ['at']
    """
    found: list[str] = []
    for title in frame.columns[:-1] if len(frame) else ():
        texts = frame[title].iloc[:_MOST_GROUPED].str.strip()
        names = texts[texts != ""]
        # The first column names each group once; those of groups within groups come again.
        again = names.duplicated() if not found else names == names.shift()
        if not texts.iloc[0] or len(names) < 2 or len(names) > len(texts) / _FEWEST_A_GROUP or again.any():
            break
        if _REMARKS.search(str(title)) or _are_remarks(names) or any(map(is_number, names)):
            break
        sizes = np.diff(np.flatnonzero(texts != ""))
        if len(names) < _FEWEST_UNEVEN and sizes.min() != sizes.max():
            break
        found.append(str(title))
    return found


def _are_remarks(texts: pd.Series) -> bool:
    """Whether texts are sentences, of many words that mostly begin small: most of them, or any that is
    written as a sentence or a part of one.

    >>> _are_remarks(pd.Series(["United Kingdom of Great Britain and Northern Ireland", "Spain"]))
    False
    >>> _are_remarks(pd.Series(["seen by the man at the gate", "late"]))
    True
    """
    told = texts[texts.str.count(" ") > _MOST_BLANKS]
    told = told[[2 * sum(word[:1].islower() for word in text.split()) > len(text.split()) for text in told]]
    return len(told) > len(texts) / 2 or bool((told.str[0].str.islower() | told.str.endswith(".")).any())


def with_groups_named(frame: pd.DataFrame, titles: Sequence[str]) -> pd.DataFrame:
    """With the name of its group in every row."""
    return frame.assign(
        **{title: frame[title].where(frame[title].str.strip() != "").ffill() for title in titles}
    )


def total_rows(frame: pd.DataFrame) -> int:
    """How many rows at the end are totals, or a remark in one cell of many."""
    count = 0
    for place in range(len(frame) - 1, max(len(frame) - 1 - _MOST_TOTALS, -1), -1):
        filled = [cell.strip() for cell in frame.iloc[place] if cell.strip()]
        remark = len(filled) == 1 < frame.shape[1] - 1 and not re.fullmatch(r"[\d.,]+", filled[0])
        if filled and (remark or _TOTAL.fullmatch(filled[0])):
            count = len(frame) - place
        elif filled:
            break
    # Where every row is like that, it is the table.
    return count if count < len(frame) / 2 else 0


def spellings(texts: pd.Series) -> Mapping[str, str]:
    """Values of few classes that differ from a more frequent one in capital letters only, and that one; or
    from another in a point at their end.

    >>> spellings(pd.Series(["yes", "yes", "Yes", "no", "<=50K", "<=50K."]))
    {'Yes': 'yes', '<=50K.': '<=50K'}
    """
    sample = texts.iloc[:1_000].str.strip().str.lower()
    if sample.nunique() > 2 * _MOST_CLASSES:
        return {}
    counts = texts.str.strip().value_counts()
    if len(counts) > 3 * _MOST_CLASSES:
        return {}
    usual: dict[str, str] = {}
    found = {}
    for written in counts.index:
        folded = str(written).lower()
        if folded.endswith(".") and written[:-1] in counts.index and not is_number(folded):
            found[str(written)] = str(written)[:-1]
            continue
        # Single letters are names: a gene's allele, a variable.
        if len(folded) < 2 or folded in ABSENT or not folded.isalpha():
            continue
        meant = usual.setdefault(folded, str(written))
        if meant != written:
            found[str(written)] = meant
    return found
