"""How a table is written: what separates its cells, whether quotes mean anything, whether it has headings.

A separator is judged by what it makes of the rows: as many cells in each as in the first. Quotes are CSV
quotes unless, between tabs or bars, they would swallow lines that are whole rows without them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.tables.columns import count_up, is_name, is_number
from app.tables.continued import continuing_rows
from app.tables.marks import Mark, long_separator, mark_of
from app.tables.titles import MOST_TITLES, title_rows

SEPARATORS = ",;\t|"

_NAMED = re.compile(r"sep=(.|\\t)\s*", re.IGNORECASE)
_LABELLED = re.compile(r"__(?:label|class)__\S+\s|.*\s__(?:label|class)__\S+\s*$")
_WORD = re.compile(r"[^\W\d_]{2}")
_FEWEST_ROWS = 3
# Cells between blanks, each text in quotes, as R writes tables.
_IN_QUOTES = re.compile(
    r"""(?:"(?:[^"\\]|\\.|"")*+"|-?[\d.]+|NA)(?: (?:"(?:[^"\\]|\\.|"")*+"|-?[\d.]+|NA))++"""
)
_SAMPLE_LINES = 400
_SAMPLE = 400_000
_BLANK = " \t\r\n,;|"


@dataclass(frozen=True)
class Dialect:
    """``separator`` stands between cells; it is empty where a line is one cell. ``quoted``: ``quote`` is
    CSV's, and ``escape`` stands before one inside of it, unless that is written twice. ``named_lines`` lines
    above the table say how it is written, or what it is about. ``labelled``: fastText's ``__label__x`` stands
    before or behind the text. ``has_heading``: the first row names the columns. ``mark``: what stands between
    text and label. ``row_names``: rows begin with a name of their own, which the heading has no place for
    (R writes so).
    """

    separator: str
    quoted: bool = True
    named_lines: int = 0
    labelled: bool = False
    has_heading: bool = True
    mark: Mark | None = None
    quote: str = '"'
    escape: str | None = None
    row_names: bool = False


def dialect_of(text: str, known_names: Container[str] = (), known_values: Container[str] = ()) -> Dialect:
    """How ``text``, a table with line feeds at its lines' ends, is written.

    ``known_names`` are names of columns and ``known_values`` values that are none, in small letters: they
    decide where a first row could be either.
    """
    head = text[:_SAMPLE]
    named = _NAMED.match(head)
    start = named.end() if named and head[: named.end()].endswith("\n") else 0
    above = 1 if start else title_rows(_split_roughly(head), known_names)
    if not start:
        start = sum(len(line) + 1 for line in head.split("\n")[:above])
    lines = _lines(head[start:], whole=len(text) <= _SAMPLE)
    if not lines:
        return Dialect("")
    if all(_LABELLED.match(line) for line in lines[:20]):
        return Dialect("", quoted=False, labelled=True, has_heading=False)
    if start and named:
        separator, mark = "\t" if named[1] == "\\t" else named[1], None
    else:
        separator, mark = _separator(lines, known_names, known_values)
    written = replace(_written(lines, separator), named_lines=above, mark=mark)
    rows = list(_cells(lines, written))[:_SAMPLE_LINES]
    if _has_row_names(rows):
        return replace(written, row_names=True)
    return replace(written, has_heading=has_heading(rows, known_names, known_values))


def _has_row_names(rows: list[list[str]]) -> bool:
    """Whether every row has one cell more than the first, which is another one in each."""
    width = len(rows[0]) if rows else 0
    below = rows[1:]
    if len(below) < _FEWEST_ROWS or width < 2 or any(len(row) != width + 1 for row in below):
        return False
    return len({row[0] for row in below}) == len(below) and all(map(is_name, rows[0]))


def _split_roughly(head: str) -> list[list[str]]:
    return [re.split(rf"[{SEPARATORS}]", line) for line in head.split("\n", MOST_TITLES)[:MOST_TITLES]]


def _lines(text: str, whole: bool) -> list[str]:
    lines = text.split("\n")
    if not whole and len(lines) > 1:
        lines = lines[:-1]
    return [line for line in lines if line.strip(_BLANK)][:_SAMPLE_LINES]


def _cells(lines: list[str], written: Dialect) -> Iterator[list[str]]:
    if written.mark is not None:
        yield from map(written.mark.cells, lines)
    elif not written.separator:
        yield from ([line] for line in lines)
    elif not written.quoted:
        yield from (line.split(written.separator) for line in lines)
    else:
        try:
            yield from csv.reader(
                (line + "\n" for line in lines),
                delimiter=written.separator,
                quotechar=written.quote,
                escapechar=written.escape,
            )
        except csv.Error:
            return


def _separator(
    lines: list[str], known_names: Container[str], known_values: Container[str]
) -> tuple[str, Mark | None]:
    if between := long_separator(lines):
        return between, None
    if all(map(_IN_QUOTES.fullmatch, lines)):
        return " ", None
    best, score = "", (0.0, False)
    # Lines that begin with such signs stand between records (PubMed's numbers of articles).
    lines = [line for line in lines if not line.startswith("###")] or lines
    for separator in SEPARATORS:
        rows = list(_cells(lines, _written(lines, separator)))
        if not rows or (width := len(rows[0])) < 2:
            continue
        alike = sum(len(row) == width for row in rows) / len(rows)
        named = any(cell.strip().lower() in known_names for cell in rows[0])
        if (found := (alike + named, not _is_within(lines, separator))) > score:
            best, score = separator, found
    if score[0] >= 1:
        return best, None
    mark = mark_of(lines, known_values)
    return ("", mark) if mark is not None else (best, None)


def _is_within(lines: list[str], sign: str) -> bool:
    """Whether each such sign stands before a blank or between digits, as it does within sentences."""
    within = re.compile(rf"{re.escape(sign)} |(?<=\d){re.escape(sign)}(?=\d)")
    return all(sign not in within.sub("", line) for line in lines)


def _written(lines: list[str], separator: str) -> Dialect:
    """How cells between such separators stand in quotes."""
    quoted = len(separator) == 1 and (_escapes(lines, separator) or not _swallows(lines, separator))
    return Dialect(separator, quoted, **(_quotes(lines, separator) if separator and quoted else {}))


def _quotes(lines: list[str], separator: str) -> dict[str, Any]:
    """How quotes are written, where not as CSV's: single ones, or a backslash before one inside."""
    text = "".join(line + "\n" for line in lines)
    if '\\"' in text and not _parses(text, separator) and _parses(text, separator, escape="\\"):
        return {"escape": "\\"}
    if _all_single(lines, separator):
        return {"quote": "'", "escape": "\\" if "\\'" in text else None}
    if '"' not in text and re.search(
        rf"(?:^|{re.escape(separator)})'[^'\n]*{re.escape(separator)}", text, re.MULTILINE
    ):
        widths = {len(line.split(separator)) for line in lines}
        single = list(csv.reader(io.StringIO(text), delimiter=separator, quotechar="'", escapechar="\\"))
        if len(widths) > 1 and len({len(row) for row in single}) == 1 and len(single) == len(lines):
            return {"quote": "'", "escape": "\\"}
    return {}


def _all_single(lines: list[str], separator: str) -> bool:
    """Whether lines below the first begin and end with single quotes, and these stand around a separator."""
    below = [line.strip() for line in lines[1:]]
    whole = all(line.startswith("'") and line.endswith("'") for line in below)
    return whole and any(f"'{separator}'" in line for line in below)


def _escapes(lines: list[str], separator: str) -> bool:
    """Whether, between tabs or bars, cells stand in quotes with a backslash before each quote inside.

    So are the reviews of Maas et al. (2011) in Kaggle's *Bag of Words Meets Bags of Popcorn*.
    """
    if separator in ",;" or not any('\\"' in line for line in lines):
        return False
    width = len(lines[0].split(separator))
    ends = [line.rstrip().endswith('"') and f'{separator}"' in line for line in lines[1:]]
    if width < 2 or not ends or not all(ends):
        return False
    text = "".join(line + "\n" for line in lines)
    rows = list(csv.reader(io.StringIO(text), delimiter=separator, escapechar="\\"))
    return len(rows) == len(lines) and all(len(row) == width for row in rows)


def _parses(text: str, separator: str, escape: str | None = None) -> bool:
    try:
        for _ in csv.reader(io.StringIO(text), delimiter=separator, escapechar=escape, strict=True):
            pass
    except csv.Error as error:
        # The sample may end within a cell.
        return "end of data" in str(error)
    return True


def _swallows(lines: list[str], separator: str) -> bool:
    """Whether quotes, taken as CSV's, break or join lines that have their cells without them.

    Only between tabs, bars and the like: in a comma separated file a quote that is not closed is a mistake.
    """
    if separator in ",;" or not separator or not any('"' in line for line in lines):
        return False
    width = len(lines[0].split(separator))
    plain = all(len(line.split(separator)) == width for line in lines)
    try:
        records = sum(
            1 for _ in csv.reader((line + "\n" for line in lines), delimiter=separator, strict=True)
        )
    except csv.Error:
        return True
    return plain and records != len(lines)


def has_heading(rows: list[list[str]], names: Container[str], values: Container[str]) -> bool:
    """Whether the first of these rows names the columns."""
    if not rows:
        return True
    if continuing_rows(rows):
        return True
    first = [cell.strip() for cell in rows[0]]
    words = {place for place, cell in enumerate(rows[1] if len(rows) > 1 else ()) if not is_number(cell)}
    if count_up(first) and any(first[place] for place in words if place < len(first)):
        return True
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
    # So does a question, which reads like a text ("How satisfied are you?"), beside such a word.
    if len(rows) > _FEWEST_ROWS and any(_WORD.search(first[place]) for place in over_numbers):
        return len(set(first)) == len(first)
    if not all(map(is_name, first)) or any(map(is_number, first)):
        return False
    # A first row whose short words come again below is one of the rows.
    return not any(_comes_again(rows, place) for place in range(len(first)))


def _comes_again(rows: list[list[str]], place: int) -> bool:
    """Whether the first row's word is one of few that stand in its column below, headings repeated apart."""
    cell = rows[0][place].strip()
    below = [row[place].strip() for row in rows[1:] if len(row) > place and row != rows[0]]
    return bool(cell) and cell in below and len(set(below)) <= max(2, len(below) // 2)
