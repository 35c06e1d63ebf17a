"""Where the table begins in a text file: remarks above it, and whether its first row names the columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from app.tables import Dialect, dialect_of, is_number

BLANKS = r"\s+"
"""A separator: as many blanks as there are."""

_SAMPLE_LINES = 200
_MOST_REMARKS = 30
_STEPS = 5
_MOST_JOINED = 20


class Layout(NamedTuple):
    """How a table is written: ``skipped`` lines stand above its first row, which ``names`` the columns, or
    is a row. ``first`` are the cells of that row, or names that its ``aside`` lines do not hold as they
    stand: one that begins with “#”, or a heading of two, with ``broken`` line breaks within its quotes.
    ``lines`` are those that the first row takes."""

    separator: str
    quoting: int
    skipped: int
    names: bool
    first: list[str]
    aside: int = 0
    broken: int = 0
    lines: int = 1


def layout_of(text: str, names: bool | None = None, separator: str = "") -> Layout:
    """The layout of a text with line feeds; ``names`` is what a visitor knows better, and ``separator`` what
    is known of it. Raises csv.Error."""
    dialect = Dialect(separator) if separator else dialect_of(text)
    lines = text.split("\n")[: _SAMPLE_LINES + _MOST_REMARKS]
    separator = dialect.separator
    if not separator or separator not in ",;\t|":
        separator = _rare(lines)
    if separator in ("", "\t") and _of_blanks(lines[dialect.named_lines :], separator):
        separator = BLANKS
    separator = separator or ","
    quoted = dialect.quoted or separator == BLANKS or not dialect.separator
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    rows, heights = _rows(lines, separator, quoting)
    start = dialect.named_lines
    start += _remarks(rows[start:])
    while start < len(rows) and not any(cell.strip() for cell in rows[start]):
        start += 1
    skipped = sum(heights[:start])
    first = [cell.strip() for cell in rows[start]] if start < len(rows) else []
    below = [row for row in rows[start + 1 :] if any(cell.strip() for cell in row)]
    if _rows_are_named(first, below):
        return Layout(separator, quoting, skipped, True, ["row", *first], 1)
    if names is None and (both := _of_two_rows(first, below)):
        second = next(at for at in range(start + 1, len(rows)) if any(cell.strip() for cell in rows[at]))
        aside = sum(heights[start : second + 1])
        return Layout(separator, quoting, skipped, True, both, aside, aside - (second + 1 - start))
    crossed = skipped < len(lines) and lines[skipped].lstrip().startswith("#")
    if crossed and first:
        first[0] = first[0].removeprefix("#").strip()
    has_names = _has_names(first, below) if names is None else names
    height = heights[start] if start < len(rows) else 1
    return Layout(separator, quoting, skipped, has_names, first, int(crossed and has_names), lines=height)


def _of_two_rows(first: list[str], below: list[list[str]]) -> list[str]:
    """The names of columns that two rows give together, the upper in the first column of its group alone;
    none where the second is no heading.

    >>> _of_two_rows(["", "2022", ""], [["town", "sold", "cost"], ["Bern", "3", "4"], ["Rome", "5", "6"]])
    ['town', '2022 sold', '2022 cost']
    """
    if len(below) < 3:
        return []
    second, rows = [cell.strip() for cell in below[0]], below[1:]
    gaps = [place for place, name in enumerate(first) if not name and any(first[:place])]
    if len(second) != len(first) or not gaps or any(map(is_number, second)):
        return []
    # One column without a name is no group, unless what is below comes again, or stands before it.
    groups = sum(bool(name) and not behind for name, behind in pairwise(first))
    if groups < 2 and first[0] and len(set(second)) == len(second):
        return []
    both, group = [], ""
    for upper, lower in zip(first, second, strict=True):
        group = upper or group
        both.append(f"{group} {lower}".strip() if upper or lower else "")
    over_numbers = [
        place
        for place in gaps
        if second[place] and sum(is_number(row[place]) for row in rows if len(row) > place) > len(rows) / 2
    ]
    return both if over_numbers and all(both) and len(set(both)) == len(both) else []


def each_once(names: list[str]) -> list[str]:
    """The names of columns, those that come again with their number.

    >>> each_once(["x", "y", "x", ""])
    ['x', 'y', 'x (2)', 'Unnamed: 3']
    """
    found: list[str] = []
    for place, name in enumerate(names):
        # Pandas calls a column without a name so.
        title, number = name or f"Unnamed: {place}", 1
        while title in found or (number > 1 and title in names):
            number += 1
            title = f"{name} ({number})"
        found.append(title)
    return found


def _rare(lines: list[str]) -> str:
    """A separator that few programs write, where every line has it equally often."""
    filled = [line for line in lines if line.strip()]
    for sign in "^~":
        counts = {line.count(sign) for line in filled}
        if len(counts) == 1 and counts.pop():
            return sign
    return ""


def _rows_are_named(first: list[str], below: list[list[str]]) -> bool:
    """Whether every row has its name, or number from 1, before its cells, and nothing above: so R writes."""
    named = {row[0]: place for place, row in enumerate(below, 1)}
    counted = all(not is_number(name) or name == str(place) for name, place in named.items())
    return (
        len(below) > 1
        and counted
        and "row" not in first
        and not any(map(is_number, first))
        and all(len(row) == len(first) + 1 and row[-1].strip() for row in below)
        and len(named) == len(below)
    )


def _rows(lines: list[str], separator: str, quoting: int) -> tuple[list[list[str]], list[int]]:
    """The cells of each row, and how many lines it takes: names of two lines, within quotes as spreadsheets
    have them, are read as one where the row is as wide as most are."""
    rows = [_cells(line, separator, quoting) for line in lines]
    if quoting != csv.QUOTE_MINIMAL or separator == BLANKS:
        return rows, [1] * len(rows)
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    width = widths.most_common(1)[0][0] if widths else 0
    found, heights = [], []
    place = 0
    while place < len(lines):
        row, height = rows[place], 1
        if place < _MOST_REMARKS and lines[place].count('"') % 2:
            ends = range(place + 2, min(place + _MOST_JOINED, len(lines)) + 1)
            whole = next((end for end in ends if "".join(lines[place:end]).count('"') % 2 == 0), 0)
            joined = _cells("\n".join(lines[place:whole]), separator, quoting) if whole else []
            if joined and len(joined) == width:
                row, height = joined, whole - place
        found.append(row)
        heights.append(height)
        place += height
    return found, heights


def _cells(line: str, separator: str, quoting: int) -> list[str]:
    if separator == BLANKS:
        return _words(line)
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator, quoting=quoting), [])  # type: ignore[arg-type]


def _words(line: str) -> list[str]:
    line = line.lstrip().removeprefix("#")
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]


def _of_blanks(lines: list[str], separator: str) -> bool:
    """Whether lines hold equally many words, more than another separator finds, and half of them numbers."""
    rows = [words for line in lines if (words := _words(line))]
    if len(rows) < 2 or len({len(row) for row in rows[1:]}) > 1 or len(rows[0]) < 2:
        return False
    if len(rows[0]) != len(rows[1]) and not _rows_are_named(rows[0], rows[1:]):
        return False
    separated = {line.count(separator) for line in lines if line.strip()} if separator else set()
    # Now and then two tabs are as many blanks as one.
    if len(separated) == 1 and len(rows[0]) <= separated.pop() + 1:
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
    # A sheet's rows are all as wide as its table.
    begun = next(
        (
            place
            for place, row in enumerate(rows)
            if len(row) == width and sum(bool(cell.strip()) for cell in row) > min(width / 2, 2)
        ),
        0,
    )
    empty = [place for place, row in enumerate(rows[:begun]) if not any(cell.strip() for cell in row)]
    for place, row in enumerate(rows[:_MOST_REMARKS]):
        filled = sum(bool(cell.strip()) for cell in row)
        # An empty line parts what is about a table from it.
        parted = bool(empty) and place < empty[-1]
        narrow = filled and width > 2 and (filled == 1 or len(row) <= width / 2 or parted)
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
        return _counts(over) or _counts([cell for cell in first if is_number(cell)])
    again = [
        cell
        for place, cell in enumerate(first)
        if cell and any(len(row) > place and row[place].strip() == cell for row in below)
    ]
    return len(again) <= len(first) / 2


def _counts(cells: list[str]) -> bool:
    """Whether numbers in a row are names all the same: 0, 1, 2 …, years one after the other, or, where there
    are five, such as wavelengths that grow by one step."""
    if len(cells) < 3 or not all(re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cell) for cell in cells):
        return False
    steps = [float(b) - float(a) for a, b in pairwise(cells)]
    even = max(steps) - min(steps) <= 1e-6 * max(abs(float(cells[-1])), 1.0)
    return even and (
        (steps[0] == 1 and all(map(str.isdigit, cells))) or (len(cells) >= _STEPS and steps[0] != 0)
    )
