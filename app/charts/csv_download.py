"""A button that saves rows as a CSV file, however many they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import traitlets

from app.charts.component import Component

BLOCK = 20_000
"""Rows that the browser gets at a time; one message must stay below 10 MB."""


class CsvDownload(Component):
    """Saves what ``rows()`` gives, the columns' names first, under the name ``file``.

    Blocks of rows are sent each when the browser asks for it, so that no message is too long.

    >>> CsvDownload("texts.csv", lambda: [("id", "text"), ("1", "not bad")])  # doctest: +SKIP
    """

    vue_file = (__file__, "csv_download.vue")

    file = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode("CSV").tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)

    def __init__(self, file: str, rows: Callable[[], Iterable[Sequence[Any]]], **state: Any) -> None:
        self._rows = rows
        self._rest: Iterator[Sequence[Any]] = iter(())
        super().__init__(file=file, **state)

    def vue_begin(self, _data: Any = None) -> None:
        """The button was pressed: send the first block."""
        self._rest = iter(self._rows())
        self.vue_more()

    def vue_more(self, _data: Any = None) -> None:
        """The browser has the last block and asks for one more."""
        rows = list(islice(self._rest, BLOCK))
        written = io.StringIO()
        csv.writer(written).writerows([inert(cell) for cell in row] for row in rows)
        content = written.getvalue().encode("utf-8", "replace")
        self.send({"method": "block", "args": [not rows]}, [content])


def inert(cell: Any) -> Any:
    """A cell that a spreadsheet does not run as a formula.

    >>> inert("=1+1"), inert(-0.5)
    ("'=1+1", -0.5)
    """
    runs = isinstance(cell, str) and len(cell) > 1 and cell[0] in "=+-@\t\r"
    return f"'{cell}" if runs else cell
