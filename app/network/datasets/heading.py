"""Where the table begins in a text file: remarks above it, and whether its first row names the columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from app.tables import dialect_of, is_number

BLANKS = r"\s+"
"""A separator: as many blanks as there are."""

_SAMPLE_LINES = 200
_MOST_REMARKS = 30


class Layout(NamedTuple):
    """How a table is written: ``skipped`` lines stand above its first row, which ``names`` the columns, or
    is a row. ``first`` are the cells of that row, which begins with “#” where it is ``crossed``."""

    separator: str
    quoting: int
    skipped: int
    names: bool
    first: list[str]
    crossed: bool = False


def layout_of(text: str, names: bool | None = None) -> Layout:
    """The layout of a text with line feeds; ``names`` is what a visitor knows better. Raises csv.Error."""
    dialect = dialect_of(text)
    separator = dialect.separator if dialect.separator in ",;\t|" else ""
    lines = text.split("\n")[: _SAMPLE_LINES + _MOST_REMARKS]
    if separator in ("", "\t") and _of_blanks(lines[dialect.named_lines :], separator):
        separator = BLANKS
    separator = separator or ","
    quoting = csv.QUOTE_MINIMAL if dialect.quoted or separator == BLANKS else csv.QUOTE_NONE
    skipped = dialect.named_lines
    rows = [_cells(line, separator, quoting) for line in lines]
    skipped += _remarks(rows[skipped:])
    while skipped < len(rows) and not any(cell.strip() for cell in rows[skipped]):
        skipped += 1
    first = [cell.strip() for cell in rows[skipped]] if skipped < len(rows) else []
    below = [row for row in rows[skipped + 1 :] if any(cell.strip() for cell in row)]
    crossed = skipped < len(lines) and lines[skipped].lstrip().startswith("#")
    if crossed and first:
        first[0] = first[0].removeprefix("#").strip()
    has_names = _has_names(first, below) if names is None else names
    return Layout(separator, quoting, skipped, has_names, first, crossed and has_names)


def _cells(line: str, separator: str, quoting: int) -> list[str]:
    if separator == BLANKS:
        return _words(line)
    return next(csv.reader([line], delimiter=separator, quoting=quoting), [])  # type: ignore[arg-type]


def _words(line: str) -> list[str]:
    line = line.lstrip().removeprefix("#")
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]


def _of_blanks(lines: list[str], separator: str) -> bool:
    """Whether lines hold equally many words, more than another separator finds, and half of them numbers."""
    rows = [words for line in lines if (words := _words(line))]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return False
    if separator and len(rows[0]) <= lines[0].count(separator) + 1:
        return False
    cells = [cell for row in rows[1:] for cell in row]
    return sum(map(is_number, cells)) >= len(cells) / 2


def _remarks(rows: list[list[str]]) -> int:
    """Lines above a table: of one filled cell, where it has at least three, or of half its cells at most;
    with “#” before them, where what follows is as wide as the others."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return 0
    width = widths.most_common(1)[0][0]
    count = 0
    for place, row in enumerate(rows[:_MOST_REMARKS]):
        filled = sum(bool(cell.strip()) for cell in row)
        narrow = filled and width > 2 and (filled == 1 or len(row) <= width / 2)
        if narrow or (filled and row[0].lstrip().startswith(("#", "%")) and len(row) != width):
            count = place + 1
        elif filled:
            break
    return count


def _has_names(first: list[str], below: list[list[str]]) -> bool:
    """Whether a first row names the columns: words over numbers do, what comes again below does not."""
    numbers_below = [
        place
        for place in range(len(first))
        if (cells := [row[place] for row in below if len(row) > place and row[place].strip()])
        and sum(map(is_number, cells)) >= 0.9 * len(cells)
    ]
    over = [first[place] for place in numbers_below if first[place]]
    if any(not is_number(cell) and cell.lower() not in ("?", "na", "nan", "null") for cell in over):
        return True
    if over:
        return _counts(over)
    again = [
        cell
        for place, cell in enumerate(first)
        if cell and any(len(row) > place and row[place].strip() == cell for row in below)
    ]
    return len(again) <= len(first) / 2


def _counts(cells: list[str]) -> bool:
    """Whether numbers in a row are names all the same: 0, 1, 2 … or years one after the other."""
    if len(cells) < 3 or not all(cell.isascii() and cell.isdigit() for cell in cells):
        return False
    found = list(map(int, cells))
    return all(b - a == 1 for a, b in pairwise(found))
