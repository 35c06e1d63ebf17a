"""Reads a spreadsheet in a process of its own, which may take so much memory and time and no more.

A file of a few kilobytes can hold two cells at the far ends of a sheet, or one that is repeated a thousand
million times: what reads it takes room for all between, and its process ends where there is none. So this
file runs alone (``workbook`` starts it), imports nothing of the app, and says as JSON what it found.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

MOST_MEMORY = 1_000_000_000
"""Bytes, some thirty million cells: a file of a hundred megabytes has a tenth of that."""

MOST_SECONDS = 60

MOST_MERGED = 100_000
SPLITS = {"train", "training", "test", "testing", "dev", "val", "valid", "validation"}


def main(most_rows: int) -> None:
    """Write the fullest sheet of the workbook on the standard input: title, rows, and what others there are.

    ``error`` says in its place that it is locked, or that it is damaged.
    """
    content = sys.stdin.buffer.read()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _limit()
    try:
        found = _fullest(CalamineWorkbook.from_filelike(BytesIO(content)), most_rows)
    except PasswordError:
        found = {"error": "locked"}
    except (CalamineError, ValueError, OSError):
        found = {"error": "damaged"}
    json.dump(found, sys.stdout)


def _limit() -> None:
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _fullest(book: Any, most_rows: int) -> dict[str, Any]:
    title, cells, others = "", -1, []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height * sheet.width > cells:
            if cells > 0:
                others.append(title)
            title, cells = name, sheet.height * sheet.width
        elif sheet.height:
            others.append(name)
    rows = _rows(book.get_sheet_by_name(title), most_rows) if cells > 0 else []
    order = list(book.sheet_names)
    others.sort(key=order.index)
    parts = [title]
    if rows and len(set(rows[0])) == len(rows[0]) > 1:
        # Sheets under the same names of columns are parts of one table, as splits are.
        alike = {name: found for name in others if (found := _rows(book.get_sheet_by_name(name), most_rows))}
        alike = {name: found for name, found in alike.items() if found[0] == rows[0] and len(found) > 1}
        if alike:
            parts = sorted([title, *alike], key=order.index)
            column = "split" if {name.lower() for name in parts} <= SPLITS else "sheet"
            every = {title: rows, **alike}
            rows = [[*rows[0], column], *([*row, name] for name in parts for row in every[name][1:])]
            others = [name for name in others if name not in alike]
    return {"title": title, "rows": rows[:most_rows], "others": others, "parts": parts}


def _rows(sheet: Any, most_rows: int) -> list[list[str]]:
    """The first rows of a sheet; cells that are merged downwards have the same in each."""
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        if len(rows) == most_rows:
            break
        rows.append([_cell(cell) for cell in row])
    top, left = sheet.start or (0, 0)
    for (first, column), (last, end) in (sheet.merged_cell_ranges or [])[:MOST_MERGED]:
        if last > first and column == end:
            for place in range(first - top + 1, min(last - top + 1, len(rows))):
                rows[place][column - left] = rows[first - top][column - left]
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


if __name__ == "__main__":
    main(int(sys.argv[1]))
