"""The records of a separated text: cells by a dialect, each with the number of its row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from app.problem import Problem
from app.tables.dialect import Dialect
from app.tables.quotes import unquoted

LONGEST_CELL = 1_000_000
MOST_CELLS = 1_000_000
"""Cells of a row; commas alone, a hundred million of them, would take two gigabytes."""
_MOST_TORN = 100
_LINES_A_TORN = 10
_LABELLED = re.compile(r"((?:__(?:label|class)__\S+[ ,\t]+)+)(.*)", re.DOTALL)
_WORD = re.compile(r"\S+")
_LABEL = re.compile(r"__(?:label|class)__.")
_PREFIX = re.compile(r"^__(?:label|class)__")


def records_of(text: str, dialect: Dialect, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of its row; raises Problem where quotes do not pair.

    Between tabs or bars where quotes are not CSV's, cells keep theirs: see `app.tables.quotes`.
    """
    if dialect.named_lines:
        # Its place stays counted: a row's number is its line in an editor.
        text = text.split("\n", dialect.named_lines)[-1]
    if dialect.separator and dialect.quoted:
        return _quoted_records(text, dialect, name)
    cells: Callable[[str], list[str]]
    if dialect.labelled:
        cells = _fasttext
    elif dialect.mark is not None:
        cells = dialect.mark.cells
    elif dialect.separator:
        return _split(text, dialect, name)
    else:
        cells = lambda line: [unquoted(line)]  # noqa: E731
    lines = enumerate(text.split("\n"), 1 + dialect.named_lines)
    return ((number, cells(line)) for number, line in lines)


class _FewCells:
    """The lines of a text, as long as a row of them has few cells: who takes a row sets ``cells`` to 0."""

    def __init__(self, lines: Iterable[str], separator: str, name: str) -> None:
        self._lines, self._separator, self._name = iter(lines), separator, name
        self.cells = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.cells += line.count(self._separator)
        if self.cells >= MOST_CELLS:
            raise Problem(
                f"“{self._name}” has a row of more than {MOST_CELLS:,} cells, the most that can be read.",
                "Check which sign stands between its cells, and that every row ends with a line break.",
            )
        return line


def _split(text: str, dialect: Dialect, name: str) -> Iterator[tuple[int, list[str]]]:
    lines = _FewCells(text.split("\n"), dialect.separator, name)
    for number, line in enumerate(lines, 1 + dialect.named_lines):
        lines.cells = 0
        yield number, line.split(dialect.separator)


def _fasttext(line: str) -> list[str]:
    if before := _LABELLED.match(line):
        labels, text = before[1], before[2]
    else:
        # From the end, since a long line can hold as many labels as words.
        start = len(line)
        for word in reversed(list(_WORD.finditer(line))):
            if not _LABEL.match(word[0]) or word.start() == 0:
                break
            start = word.start()
        if start == len(line):
            return [line]
        labels, text = line[start:], line[:start].rstrip()
    return [";".join(_PREFIX.sub("", part) for part in re.split(r"[ ,\t]+", labels.strip(" ,\t"))), text]


def _quoted_records(text: str, dialect: Dialect, name: str) -> Iterator[tuple[int, list[str]]]:
    """Records in CSV's quotes. A line whose quotes do not pair is one cell, and reading goes on below it,
    unless many are so."""
    csv.field_size_limit(LONGEST_CELL)
    source = io.StringIO(text, newline="")
    number = line = dialect.named_lines
    start, torn = 0, 0
    bearable = min(_MOST_TORN, text.count("\n") // _LINES_A_TORN)
    while True:
        source.seek(start)
        lines = _FewCells(source, dialect.separator, name)
        reader = csv.reader(
            lines,
            delimiter=dialect.separator,
            quotechar=dialect.quote,
            escapechar=dialect.escape,
            strict=True,
        )
        whole = 0
        try:
            for cells in reader:
                lines.cells = 0
                number, whole = number + 1, reader.line_num
                yield number, cells
            return
        except csv.Error as error:
            number, line, torn = number + 1, line + whole + 1, torn + 1
            if torn > bearable:
                unclosed = "end of data" in str(error)
                reason = "a quote opened there is never closed" if unclosed else str(error)
                raise Problem(
                    f"“{name}” cannot be read from row {number:,} (line {line:,}) on: {reason}.",
                    "Close every cell that begins with a quote, and write a quote inside of it twice.",
                ) from error
        for _ in range(whole):
            start = text.index("\n", start) + 1
        end = text.find("\n", start)
        yield number, [text[start:end] if end >= 0 else text[start:]]
        if end < 0:
            return
        start = end + 1
