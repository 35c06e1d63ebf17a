"""Tables as programs print them for people to read: between rules, or in columns of one width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from app.tables import is_number

_RULE = re.compile(r"\s*[+|]?[-=+|]{3,}[+|]?\s*")
_FEWEST_ROWS = 10
_SAMPLE_LINES = 400
_APART = 2
"""Blanks between two columns, at least; one stands between words."""


def printed_rows(text: str) -> list[list[str]] | None:
    """The rows of a printed table, its heading among them; None for a text that is none.

    >>> text = "\\n".join(["+-----+---+", "| a   | b |", "+-----+---+", *["| one | 2 |"] * 11])
    >>> printed_rows(text)[:2]
    [['a', 'b'], ['one', '2']]
    """
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    return _between_rules(lines) or _of_one_width(lines)


def _between_rules(lines: Sequence[str]) -> list[list[str]] | None:
    """As MySQL and SAP print it: a stroke at both ends of each row, and rules above and below the heading."""
    ruled = [line.lstrip()[0] in "+-=" for line in lines if _RULE.fullmatch(line)]
    rows = [line.strip() for line in lines if line.strip()[0] == line.strip()[-1] == "|"]
    if not any(ruled) or len(rows) <= max(_FEWEST_ROWS, len(lines) / 2):
        return None
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in rows if not _RULE.fullmatch(line)]
    return cells if len({len(row) for row in cells}) == 1 and len(cells[0]) > 1 else None


def _of_one_width(lines: Sequence[str]) -> list[list[str]] | None:
    """Columns between which all lines are blank; one of them holds numbers."""
    sample = [line for line in lines[:_SAMPLE_LINES] if not _RULE.fullmatch(line)]
    if len(sample) <= _FEWEST_ROWS or any(sign in line for line in sample for sign in "\t,;|"):
        return None
    wide = max(map(len, sample))
    blank = [all(place >= len(line) or line[place] == " " for line in sample) for place in range(wide)]
    gaps = [[*places] for is_blank, places in groupby(range(wide), key=blank.__getitem__) if is_blank]
    edges = [gap[-1] + 1 for gap in gaps if len(gap) >= _APART and gap[0] > 0]
    rows = [
        [line[a:b].strip() for a, b in zip([0, *edges], [*edges, None], strict=True)]
        for line in lines
        if not _RULE.fullmatch(line)
    ]
    of_numbers = any(sum(map(is_number, column)) >= len(rows) / 2 for column in zip(*rows, strict=True))
    return rows if edges and of_numbers and all(rows[0]) else None
