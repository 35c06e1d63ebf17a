"""The table of a web page, the one with the most cells: as pandas writes it, or shops that export *Excel*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from app.problem import Problem
from app.tables.markup import MOST_PARTS
from app.tables.table import NAMELESS

_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+"
    r"<(?:!doctype html|html|table|body|div|meta)\b",
    re.IGNORECASE,
)
_MOST_SPAN = 20
_SPAN = re.compile(r"[0-9]{1,9}")


def is_page(text: str) -> bool:
    """Whether a text is HTML.

    >>> is_page("<table>\\n<tr><td>up"), is_page("<tables><t>up</t></tables>")
    (True, False)
    """
    return bool(_PAGE.match(text[:2_000]))


def page_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The columns and rows of its largest table. Raises Problem where it has none of two columns."""
    if text.count("<") > MOST_PARTS:
        raise Problem(
            f"“{name}” is a web page of more than {MOST_PARTS:,} elements, the most that can be used.",
            "Choose a part of it, or save the table as CSV.",
        )
    reading = _Tables()
    reading.feed(text)
    reading.close()
    tables = [table for table in reading.tables if max((len(row) for _, row in table), default=0) > 1]
    if not tables:
        raise Problem(
            f"“{name}” is a web page, and no table of two columns is in it.",
            "Save or export the table as CSV.",
        )
    rows = max(tables, key=lambda table: sum(len(row) for _, row in table))
    width = max(len(row) for _, row in rows)
    # A title over all columns is not their names.
    while len(rows) > 1 and len({cell for cell in rows[0][1] if cell}) < min(2, width):
        rows = rows[1:]
    names = [cell.strip() for cell in rows[0][1]]
    names += [""] * (width - len(names))
    titles = [column or f"{NAMELESS} {place}" for place, column in enumerate(names, 1)]
    return titles, ((number, cells + [""] * (width - len(cells))) for number, cells in rows[1:])


class _Tables(HTMLParser):
    """Collects the rows of every table with their lines; what is nested belongs to the outer cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[tuple[int, list[str]]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append((self.getpos()[0], []))
        elif self._depth == 1 and tag in ("td", "th") and self.tables[-1]:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._cell, self._span = [], min(int(span), _MOST_SPAN) if _SPAN.fullmatch(span) else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None:
            text = re.sub(r"[^\S\n]*\n[^\S\n]*", "\n", "".join(self._cell)).strip()
            self.tables[-1][-1][1].extend([text] * max(self._span, 1))
            self._cell = None
