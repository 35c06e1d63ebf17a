"""Tables as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

ROWS = 20_000
"""Rows of a table that are written, and that the browser gets, at a time: a message stays below 10 MB."""

TEXT = 1_000_000
"""Characters of texts after which a message ends; each takes at most four bytes."""

FORMULA = re.compile(r"'*[=+\-@\t\r\n].", re.DOTALL)
"""How a cell begins that a spreadsheet may run (OWASP, CSV Injection), or that looks like one made inert."""


def csv_parts(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A table as CSV in UTF-8, with the mark by which spreadsheets know it."""
    waiting = iter(rows)
    yield b"\xef\xbb\xbf"
    while block := list(_bounded(waiting)):
        yield csv_text(block).encode("utf-8", "replace")


def _bounded(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The next rows that one message holds, however long their texts are."""
    length = 0
    for row in islice(rows, ROWS):
        yield row
        length += sum(len(cell) for cell in row if isinstance(cell, str))
        if length > TEXT:
            return


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV (RFC 4180), each cell `inert`."""
    written = io.StringIO()
    csv.writer(written).writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def inert(cell: Any) -> Any:
    """A cell that a spreadsheet does not run as a formula: an apostrophe before it makes it a text.

    >>> inert("=1+1"), inert("-"), inert(-0.5)
    ("'=1+1", '-', -0.5)
    """
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def original(cell: str) -> str:
    """The text that `inert` made this cell of.

    >>> original("'=1+1"), original("'tis"), original(inert("'=1"))
    ('=1+1', "'tis", "'=1")
    """
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
