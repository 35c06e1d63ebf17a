"""A dump of a database: the rows of its ``INSERT`` statements, of the table that has the most.

Strings are written as SQL has them (a quote inside is doubled) or as MySQL does (a backslash before it).
Columns are called as the statement says, else as ``CREATE TABLE`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.problem import Problem
from app.tables.table import MOST_ROWS, NAMELESS

_NAME = r"(?:[`\"\[][^`\"\]\n]{1,64}[`\"\]]|[\w$]{1,64})"
_TABLE = rf"(?:{_NAME}\s?\.\s?)?(?P<table>{_NAME})"
_INSERT = re.compile(
    rf"\bINSERT\s(?:IGNORE\s|OR\s\w{{1,20}}\s)?\s?INTO\s{{1,9}}{_TABLE}\s{{0,9}}"
    r"(?:\((?P<columns>[^()]{0,9999})\)\s{0,9})?VALUES\s{0,9}",
    re.IGNORECASE,
)
_CREATE = re.compile(
    rf"\bCREATE\sTABLE\s(?:IF\sNOT\sEXISTS\s)?{_TABLE}\s{{0,9}}\((?P<columns>.{{0,9999}}?)\)[^();]{{0,200}};",
    re.IGNORECASE | re.DOTALL,
)
_COLUMN = re.compile(r"^\s*[`\"\[]?(\w+)[`\"\]]?\s+[A-Za-z]", re.MULTILINE)
_NO_COLUMN = frozenset(("primary", "key", "unique", "constraint", "foreign", "index", "check", "fulltext"))
_VALUE = re.compile(
    r"\s*(?:[NEe]?'(?P<single>(?:[^'\\]|''|\\.)*)'|\"(?P<double>(?:[^\"\\]|\"\"|\\.)*)\"|(?P<bare>[^,()'\"]*))\s*",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_COMMA = re.compile(r"\s*,\s*")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
_HEAD = 100_000


def is_dump(text: str) -> bool:
    """Whether a text is SQL that fills a table.

    >>> is_dump("-- a dump\\nINSERT INTO t VALUES (1, 'up');"), is_dump("insert into words, label")
    (True, False)
    """
    return text.lstrip()[:2].upper() in ("--", "/*", "IN", "CR", "SE", "DR", "BE", "PR", "US", "LO") and bool(
        _INSERT.search(text[:_HEAD]) and re.search(r"\bVALUES\s*\(", text[:_HEAD], re.IGNORECASE)
    )


def dump_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The columns and rows of the table with the most rows. Raises Problem where no statement can be read."""
    tables: dict[str, list[tuple[int, list[str]]]] = {}
    columns: dict[str, list[str]] = {}
    place, line, counted = 0, 1, 0
    while found := _INSERT.search(text, place):
        table = _bare(found["table"])
        if found["columns"]:
            columns[table] = [one.strip(' `"[]\n').lower() for one in found["columns"].split(",")]
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        place = found.end()
        while (row := _row(text, place)) is not None:
            cells, place = row
            tables.setdefault(table, []).append((line, cells))
            if len(tables[table]) > MOST_ROWS:
                return _named(text, table, columns.get(table), tables[table])
            place = _after(text, place)
    if not tables:
        raise Problem(f"“{name}” is SQL whose INSERT statements cannot be read.", "Save the table as CSV.")
    table = max(tables, key=lambda one: len(tables[one]))
    return _named(text, table, columns.get(table), tables[table])


def _named(
    text: str, table: str, columns: list[str] | None, rows: list[tuple[int, list[str]]]
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The rows of a table under its columns' names."""
    width = len(rows[0][1])
    named = columns or _created(text, table)
    if len(named) != width:
        named = [f"{NAMELESS} {place}" for place in range(1, width + 1)]
    return named, iter(rows)


def _bare(name: str) -> str:
    return name.strip(' `"[]').lower()


def _created(text: str, table: str) -> list[str]:
    for found in _CREATE.finditer(text):
        if _bare(found["table"]) == table:
            names = [one.lower() for one in _COLUMN.findall(found["columns"].replace(",", ",\n"))]
            return [one for one in names if one not in _NO_COLUMN]
    return []


def _row(text: str, place: int) -> tuple[list[str], int] | None:
    """The values between brackets at a place, and the place behind them."""
    if not text.startswith("(", place):
        return None
    cells: list[str] = []
    place += 1
    while found := _VALUE.match(text, place):
        cells.append(_plain(found))
        place = found.end()
        if text.startswith(")", place):
            return cells, place + 1
        if not text.startswith(",", place):
            return None
        place += 1
    return None


def _after(text: str, place: int) -> int:
    """Where the next row begins, if one follows a comma."""
    found = _COMMA.match(text, place)
    return found.end() if found else place


def _plain(found: re.Match[str]) -> str:
    if found["bare"] is not None:
        bare = found["bare"].strip()
        return "" if bare.upper() == "NULL" else bare
    quoted = found["single"] if found["single"] is not None else found["double"].replace('""', '"')
    return _ESCAPED.sub(lambda one: _SIGNS.get(one[1], one[1]) if one[1] else "'", quoted)
