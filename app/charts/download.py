"""Buttons that save a file, however large it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import traitlets

from app.charts.component import Component

ROWS = 20_000
"""Rows of a table that the browser gets at a time: one message must stay below 10 MB."""


class Download(Component):
    """Saves the bytes that ``parts()`` gives under the name ``file``; ``words`` stand on the button.

    Each part is sent when the browser asks for it, so that no message is too long.

    >>> Download("note.txt", lambda: [b"not bad"], words="Note")  # doctest: +SKIP
    """

    vue_file = (__file__, "download.vue")

    file = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)

    def __init__(self, file: str, parts: Callable[[], Iterable[bytes]], **state: Any) -> None:
        self._parts = parts
        self._rest: Iterator[bytes] = iter(())
        super().__init__(file=file, **state)

    def vue_begin(self, _data: Any = None) -> None:
        """The button was pressed: send the first part."""
        self._rest = iter(self._parts())
        self.vue_more()

    def vue_more(self, _data: Any = None) -> None:
        """The browser has the last part and asks for one more."""
        part = next(self._rest, None)
        self.send({"method": "part", "args": [part is None]}, [part or b""])


class CsvDownload(Download):
    """Saves what ``rows()`` gives, the columns' names first.

    >>> CsvDownload("texts.csv", lambda: [("id", "text"), ("1", "not bad")])  # doctest: +SKIP
    """

    def __init__(
        self, file: str, rows: Callable[[], Iterable[Sequence[Any]]], words: str = "CSV", **state: Any
    ) -> None:
        super().__init__(file, lambda: csv_parts(rows()), words=words, **state)


def csv_parts(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A table as CSV in UTF-8, with the mark by which spreadsheets know it."""
    waiting = iter(rows)
    yield b"\xef\xbb\xbf"
    while block := list(islice(waiting, ROWS)):
        written = io.StringIO()
        csv.writer(written).writerows([inert(cell) for cell in row] for row in block)
        yield written.getvalue().encode("utf-8", "replace")


def inert(cell: Any) -> Any:
    """A cell that a spreadsheet does not run as a formula.

    >>> inert("=1+1"), inert(-0.5)
    ("'=1+1", -0.5)
    """
    runs = isinstance(cell, str) and len(cell) > 1 and cell[0] in "=+-@\t\r"
    return f"'{cell}" if runs else cell
