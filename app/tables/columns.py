"""What a cell looks like: a number, a date, a name of a column."""

from __future__ import annotations

import re
from collections.abc import Sequence

# 1,234.5  1.234,5  1 234  $5  5%  (1.5)  1e6
_NUMBER = re.compile(
    r"[(]?[+\-\N{MINUS SIGN}]?[$€£¥]?\s?"
    r"(?:\d{1,3}(?:[,. ’']\d{3})+|\d+)?(?:[.,]\d+)?(?:[eE][+-]?\d+)?\s?[%€$]?[)]?"
)
_DATE = re.compile(
    r"""
    \d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?
  | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:[ T,].*)?
  | (?:[A-Za-z]{3,9},?\s)?\d{1,2}[-\s][A-Za-z]{3,9}\.?[-\s,]+\d{2,4}.*
  | (?:[A-Z][a-z]{2},?\s)?[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,?\s\d{4}|\s\d\d:\d\d).*
    """,
    re.VERBOSE,
)
WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A letter of Thai, Lao, Burmese, Khmer, Japanese or Chinese, which have no blanks between words."""

_LONGEST_NAME = 60
_MOST_WORDS = 6


def count_up(cells: Sequence[str]) -> bool:
    """Whether cells are 0, 1, 2 …, behind an empty one: so pandas writes columns that nobody named.

    >>> count_up(["", "0", "1"]), count_up(["0", "1"]), count_up(["1", "2"]), count_up(["0"])
    (True, True, False, False)
    """
    places = list(cells[1:] if cells and not cells[0] else cells)
    return len(places) > 1 and places == list(map(str, range(len(places))))


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, as people write them.

    >>> [is_number(cell) for cell in ("12", "-1.0", "1,234", "5%", "5.7E+17", "12 Jan", "", "v2")]
    [True, True, True, True, True, False, False, False]
    """
    cell = cell.strip()
    return any(map(str.isdigit, cell)) and _NUMBER.fullmatch(cell) is not None


def is_date(cell: str) -> bool:
    """Whether a cell looks like a day, with or without a time.

    >>> [is_date(cell) for cell in ("2015-02-24", "24.02.15 11:35", "Feb 24, 2015", "2015", "11:35")]
    [True, True, True, False, False]
    """
    return _DATE.fullmatch(cell.strip()) is not None


def is_name(cell: str) -> bool:
    """Whether a cell could name a column: short, few words, neither number nor date.

    >>> [is_name(cell) for cell in ("Sentence (EN)", "", "0", "Net sales fell to EUR 8.7 mn .")]
    [True, True, False, False]
    """
    cell = cell.strip()
    long = len(cell) > _LONGEST_NAME or len(cell.split()) > _MOST_WORDS or cell.endswith((".", "!", "?"))
    return not long and not is_number(cell) and not is_date(cell)
