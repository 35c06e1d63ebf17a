"""JSON that names its columns once and then lists rows of values, as databases and search services answer."""

from __future__ import annotations

import json
import re
from typing import Any

from app.logs.sources.documents import MARK, NAME_WITHIN, Records, on_one_line

_COLUMNS = re.compile(rb'"(?:[Cc]olumns|meta)"\s*:\s*(?=\[)')
_ROWS = re.compile(rb'"(?:[Rr]ows|data|values|results)"\s*:\s*\[\s*(?=\[)')
_FIELDS = re.compile(rb'\[\s*\{\s*"field"\s*:')
_COLUMNS_END = re.compile(rb'"(?:[Cc]olumns|meta)"\s*:\s*\[\Z')
_TITLES = ("name", "Name", "ColumnName")


def rows_of(head: bytes) -> Rows | None:
    """What turns a document that begins so into an object a row; None where it lists no rows.

    Rows are lists of values whose names stand in a list of columns (Azure's Kusto and Log Analytics,
    Elasticsearch's SQL, Trino, ClickHouse, pandas), or fields with their values (CloudWatch Insights).

    >>> rows_of(b'{"columns": [{"name": "a"}], "rows": [[1], [2]]}').lines(b'{"rows": [[1], [2]]}', last=True)
    b'{"a": 1}\\n{"a": 2}\\n'
    """
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return None
    listed = _ROWS.search(head)
    if listed is None:
        return None
    names = () if _FIELDS.match(head, listed.end()) else _names(head)
    return None if names is None else Rows(_depth(head[: listed.end()]), names)


def _names(head: bytes) -> tuple[str, ...] | None:
    found = _COLUMNS.search(head)
    if found is None:
        return None
    return _named(head[found.end() :])


def _named(text: bytes) -> tuple[str, ...] | None:
    """The names of a list of columns that a text begins with."""
    try:
        columns, _ = json.JSONDecoder().raw_decode(text.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    names = [_title(column) for column in columns]
    return tuple(name for name in names if name) if names and all(names) else None


def _title(column: Any) -> str:
    if isinstance(column, dict):
        column = next((column[title] for title in _TITLES if title in column), "")
    return column if isinstance(column, str) else ""


def _depth(before: bytes) -> int:
    """How many brackets are open behind a text."""
    depth = 0
    for found in MARK.finditer(before):
        if found[0] == b'"':
            # A text that does not end: each of its quotes would be looked behind to the end again.
            break
        depth += (found[0] in b"{[") - (found[0] in b"}]")
    return depth


class Rows(Records):
    """Puts each row of a JSON document on a line, as an object; see `rows_of`. Without ``names``, a row is a
    list of fields and their values."""

    opening = b"["

    def __init__(self, depth: int, names: tuple[str, ...]) -> None:
        super().__init__(depth)
        self._names = names
        self._columns_at: int | None = None

    def lines(self, data: bytes, last: bool = False) -> bytes:
        """The lines of the rows that end within this piece; with ``last`` also what is left over."""
        have = len(self._held) + len(data)
        found = super().lines(data, last)
        if self._columns_at is not None:
            passed = have - len(self._held)
            self._columns_at = self._columns_at - passed if passed <= self._columns_at else None
        return found

    def _opens(self, mark: bytes, at: int) -> None:
        # A document may hold several tables, each with names of its own.
        if mark == b"[" and self._names and len(self._inside) == self._depth - 1:
            before = self._held[max(0, at - NAME_WITHIN) : at + 1]
            self._columns_at = at if _COLUMNS_END.search(before) else None

    def _closes(self) -> None:
        if self._columns_at is None or len(self._inside) != self._depth - 1:
            return
        names = _named(self._held[self._columns_at : self._at])
        self._names = names or self._names
        self._columns_at, self._start = None, self._at

    def record(self, text: bytes) -> bytes:
        """The line of a row; one that has more or fewer values than there are names stays as it is."""
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            return on_one_line(text)
        if self._names:
            found = dict(zip(self._names, row, strict=False)) if len(row) == len(self._names) else None
        elif all(isinstance(cell, dict) and "field" in cell for cell in row):
            found = {str(cell["field"]): cell.get("value") for cell in row}
        else:
            found = None
        if found is None:
            return on_one_line(text)
        return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
