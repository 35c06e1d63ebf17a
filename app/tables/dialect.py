"""How a table is written: what separates its cells, whether quotes mean anything, whether it has headings.

A separator is judged by what it makes of the rows: as many cells in each as in the first. Quotes are CSV
quotes unless, between tabs or bars, they would swallow lines that are whole rows without them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from app.tables.columns import is_name, is_number

SEPARATORS = ",;\t|"
LAST = "@"
"""A separator of last resort, which stands in texts as well: only its last one in a line separates."""

_NAMED = re.compile(r"sep=(.|\\t)\s*", re.IGNORECASE)
_LABELLED = re.compile(r"__label__\S+(?:[ ,]+__label__\S+)*\s")
_REMARKS = re.compile(r"(?:\#[^\n]*\n)+")
_SAMPLE_LINES = 400
_SAMPLE = 400_000
_BLANK = " \t\r\n,;|"
# Beyond so many different ones, what stands behind a line's last “@” is no label.
_MOST_LABELS = 20


@dataclass(frozen=True)
class Dialect:
    """``separator`` is one character, or empty where a line is one cell. ``quoted``: quotes are CSV quotes.
    ``named_lines`` lines above the table say how it is written. ``labelled``: fastText's
    ``__label__x`` before the text. ``has_heading``: the first row names the columns.
    """

    separator: str
    quoted: bool = True
    named_lines: int = 0
    labelled: bool = False
    has_heading: bool = True


def dialect_of(text: str, known_names: Container[str] = (), known_values: Container[str] = ()) -> Dialect:
    """How ``text``, a table with line feeds at its lines' ends, is written.

    ``known_names`` are names of columns and ``known_values`` values that are none, in small letters: they
    decide where a first row could be either.
    """
    head = text[:_SAMPLE]
    named = _NAMED.match(head)
    start = named.end() if named and head[: named.end()].endswith("\n") else _remarks(head, known_names)
    lines = _lines(head[start:], whole=len(text) <= _SAMPLE)
    if not lines:
        return Dialect("")
    if all(_LABELLED.match(line) for line in lines[:20]):
        return Dialect("", quoted=False, labelled=True, has_heading=False)
    if start and named:
        separator = "\t" if named[1] == "\\t" else named[1]
    else:
        separator = _separator(lines, known_names)
    quoted = separator in ",;" or not _swallows(lines, separator)
    rows = list(_cells(lines, separator, quoted))[:_SAMPLE_LINES]
    heading = _has_heading(rows, known_names, known_values)
    return Dialect(separator, quoted, head.count("\n", 0, start), has_heading=heading)


def _remarks(head: str, known_names: Container[str]) -> int:
    """Where the table begins below lines of remarks (``# …``): only above a row that names columns."""
    found = _REMARKS.match(head)
    if found is None:
        return 0
    below = head[found.end() :].partition("\n")[0]
    cells = re.split(rf"[{SEPARATORS}]", below)
    return found.end() if any(cell.strip(' "').lower() in known_names for cell in cells) else 0


def split_last(line: str) -> list[str]:
    """A line as the cells before and after its last `LAST`."""
    before, mark, after = line.rpartition(LAST)
    return [before, after] if mark else [line]


def _lines(text: str, whole: bool) -> list[str]:
    lines = text.split("\n")
    if not whole and len(lines) > 1:
        lines = lines[:-1]
    return [line for line in lines if line.strip(_BLANK)][:_SAMPLE_LINES]


def _cells(lines: list[str], separator: str, quoted: bool) -> Iterator[list[str]]:
    if separator == LAST:
        yield from map(split_last, lines)
    elif not separator:
        yield from ([line] for line in lines)
    elif not quoted:
        yield from (line.split(separator) for line in lines)
    else:
        try:
            yield from csv.reader((line + "\n" for line in lines), delimiter=separator)
        except csv.Error:
            return


def _separator(lines: list[str], known_names: Container[str]) -> str:
    best, score = "", 0.0
    for separator in SEPARATORS:
        rows = list(_cells(lines, separator, quoted=not _swallows(lines, separator)))
        width = len(rows[0]) if rows else 1
        if width < 2:
            continue
        alike = sum(len(row) == width for row in rows) / len(rows)
        named = any(cell.strip().lower() in known_names for cell in rows[0])
        if (found := alike + named) > score:
            best, score = separator, found
    if score >= 1 or (best and score > 0.5 and not _ends_in_labels(lines)):
        return best
    return LAST if _ends_in_labels(lines) else best


def _ends_in_labels(lines: list[str]) -> bool:
    """Whether every line ends in “@” and one of few short words."""
    ends = [split_last(line)[-1].strip() if LAST in line else "" for line in lines]
    short = all(0 < len(end) <= 20 and " " not in end for end in ends)
    return short and len(set(ends)) <= min(_MOST_LABELS, max(2, len(lines) // 2))


def _swallows(lines: list[str], separator: str) -> bool:
    """Whether quotes, taken as CSV's, break or join lines that have their cells without them.

    Only between tabs, bars and the like: in a comma separated file a quote that is not closed is a mistake.
    """
    if separator in ",;" or not separator or not any('"' in line for line in lines):
        return False
    if separator == LAST:
        return True
    width = len(lines[0].split(separator))
    plain = all(len(line.split(separator)) == width for line in lines)
    try:
        records = sum(
            1 for _ in csv.reader((line + "\n" for line in lines), delimiter=separator, strict=True)
        )
    except csv.Error:
        return True
    return plain and records != len(lines)


def _has_heading(rows: list[list[str]], names: Container[str], values: Container[str]) -> bool:
    if not rows:
        return True
    first = [cell.strip() for cell in rows[0]]
    named = [place for place, cell in enumerate(first) if cell.lower() in names]
    if named and not all(_comes_again(rows, place) for place in named):
        return True
    # A word over numbers is their name, whatever it means elsewhere ("n" over 1, 2, 3).
    over_numbers = {
        place
        for place in range(len(first))
        if (below := [row[place] for row in rows[1:] if len(row) > place]) and all(map(is_number, below))
    }
    if any(cell.lower() in values for place, cell in enumerate(first) if place not in over_numbers):
        return False
    if not all(map(is_name, first)) or any(map(is_number, first)):
        return False
    # A first row whose short words come again below is one of the rows.
    return not any(_comes_again(rows, place) for place in range(len(first)))


def _comes_again(rows: list[list[str]], place: int) -> bool:
    """Whether the first row's word is one of few that stand in its column below, headings repeated apart."""
    cell = rows[0][place].strip()
    below = [row[place].strip() for row in rows[1:] if len(row) > place and row != rows[0]]
    return bool(cell) and cell in below and len(set(below)) <= max(2, len(below) // 2)
