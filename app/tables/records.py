"""The records of a separated text: cells by a dialect, each with the number of its row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

from app.problem import Problem
from app.tables.dialect import Dialect
from app.tables.quotes import unquoted

LONGEST_CELL = 1_000_000
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
        cells = lambda line: line.split(dialect.separator)  # noqa: E731
    else:
        cells = lambda line: [unquoted(line)]  # noqa: E731
    lines = enumerate(text.split("\n"), 1 + dialect.named_lines)
    return ((number, cells(line)) for number, line in lines)


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
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        strict=True,
    )
    number, line = dialect.named_lines, dialect.named_lines
    while True:
        number, line = number + 1, reader.line_num + 1 + dialect.named_lines
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "end of data" in str(error)
            reason = "a quote opened there is never closed" if unclosed else str(error)
            raise Problem(
                f"“{name}” cannot be read from row {number:,} (line {line:,}) on: {reason}.",
                "Close every cell that begins with a quote, and write a quote inside of it twice.",
            ) from error
        yield number, cells
