"""Values that stand for others in a table: -999 for no number, and the signs that are classes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from app.network.datasets.absent import missing
from app.network.datasets.numerals import numbers, plain_values, written_with

_SIGN = r"(?P<minus>-)?(?P<digits>9+|200)(?:\.0+)?"
"""Nines, and the -200 of measuring stations."""

_SIGNS = {"+", "-", "?", ""}

_FEWEST, _MOST_OFTEN = 2, 0.8
"""Such a number stands there at least twice, and in at most eight of ten rows."""

_FAR = 3.0
"""A positive one is three times as far from the next value as all others lie apart; a negative one, which
quantities that are none never are, as far as they lie apart."""

_MOST_WORDS, _RARE, _FEWEST_NUMBERS = 2, 0.3, 10
"""At most two different words in up to three of ten rows are none of the numbers among which they stand,
where these are ten different ones."""

_MOST_COLUMNS = 200
"""Beyond as many columns a table is of pixels or wavelengths, which have no such signs."""


def absent_numbers(frame: pd.DataFrame) -> dict[str, Mapping[str, str]]:
    """For columns of numbers the texts that stand for a missing one, each with "" in its place.

    >>> absent_numbers(pd.DataFrame({"age": ["31", "-999", "45", "-999"]}))
    {'age': {'-999': ''}}
    """
    if frame.shape[1] > _MOST_COLUMNS:
        return {}
    return {str(title): found for title in frame.columns if (found := _absent(frame[title]))}


def absent_words(texts: pd.Series) -> dict[str, str]:
    """The words that stand for a missing one in a column of numbers as people write them.

    >>> absent_words(pd.Series([*map(str, range(12)), "unknown", "unknown"]))
    {'unknown': ''}
    """
    if plain_values(texts) is not None:
        return {}
    known = texts[~missing(texts)].str.strip()
    if not known.iloc[:20].str.contains(r"\d").any():
        return {}
    # “inf” is a number, if one that nothing can be learned from.
    are_words = ~known.str.contains(r"\d") & pd.to_numeric(known, errors="coerce").isna()
    counts = known[are_words].value_counts()
    others = known[~known.isin(counts.index)]
    if not 0 < len(counts) <= _MOST_WORDS or counts.sum() > _RARE * len(known):
        return {}
    if not counts.index.str.fullmatch(r"[^\W\d][^\d]*").all() or others.nunique() < _FEWEST_NUMBERS:
        return {}
    is_numbers = plain_values(others) is not None or written_with(others, ";") is not None
    return dict.fromkeys(map(str, counts.index), "") if is_numbers else {}


def _absent(texts: pd.Series) -> dict[str, str]:
    if words := absent_words(texts):
        return words
    values = plain_values(texts)
    if values is None:
        values = numbers(texts)
    # Most columns are told by their values: to match a hundred columns of texts takes a quarter of a minute.
    size = np.abs(values)
    likely = (size == 200) | ((size >= 9) & (np.log10(size + 1).round(9) % 1 == 0))
    if not likely.any():
        return {}
    written = texts.str.strip()
    signs = written[likely].str.fullmatch(_SIGN).to_numpy(bool)
    for sign in np.unique(values[likely][signs]):
        is_sign = values == sign
        others = values[np.isfinite(values) & ~is_sign]
        if not len(others) or not _FEWEST <= is_sign.sum() <= _MOST_OFTEN * len(values):
            continue
        wide = float(others.max() - others.min())
        if sign < 0:
            far = others.min() >= 0 or abs(sign) >= 99
            far = far and others.min() - sign > max(wide, 1.0)
        else:
            far = sign >= 99 and sign != 200 and sign - others.max() > _FAR * wide > 0
        if far:
            return dict.fromkeys(written[is_sign].unique(), "")
    return {}


def minus_classes(texts: pd.Series) -> dict[str, str]:
    """A “-” beside a “+” is no missing value but the other class: a true minus stands in its place.

    >>> minus_classes(pd.Series(["+", "-", "+"]))
    {'-': '−'}
    """
    # Most columns are told by their first values.
    if not set(texts.iloc[:20].str.strip()) <= _SIGNS:
        return {}
    known = set(texts.str.strip())
    return {"-": "\N{MINUS SIGN}"} if {"+", "-"} <= known <= _SIGNS else {}
