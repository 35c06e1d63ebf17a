"""Reads a spreadsheet, or columns of Parquet or Arrow, in a process that may take so much memory and time.

A file of a few kilobytes can hold two cells at the far ends of a sheet, one that is repeated a thousand
million times, or a long text that a million rows share: what reads it takes room for all of that, and its
process ends where there is none. So this file runs alone (`app.tables.limited` starts it), imports nothing of
the app, and says as JSON what it found.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

MOST_SECONDS = 60

MOST_MERGED = 100_000
SPLITS = {"train", "training", "test", "testing", "dev", "val", "valid", "validation"}


def main(what: str, most_rows: int, most_letters: int, most_memory: int) -> None:
    """Write what is in the file on the standard input, by ``what`` of `READERS` reads it.

    ``error`` says in its place that it is locked or damaged, or has more than ``most_letters``.
    """
    content = sys.stdin.buffer.read()
    written = json.dumps(READERS[what](content, most_rows, most_memory), default=str, ensure_ascii=False)
    if len(written) > most_letters:
        written = json.dumps({"error": "large"})
    # A text may have halves of signs, which are no UTF-8.
    sys.stdout.buffer.write(written.encode("utf-8", "surrogatepass"))


def _limit(memory: int) -> None:
    """Let this process take so many bytes more than it has, and so much time."""
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


def columns(content: bytes, most_rows: int, most_memory: int) -> dict[str, Any]:
    """The first rows of a Parquet or Arrow file, by column, with what it says of itself for Hugging Face's
    library."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars as pl

    _limit(most_memory)
    told = ""
    try:
        if content.startswith(b"PAR1"):
            frame = pl.read_parquet(BytesIO(content), n_rows=most_rows)
            told = pl.read_parquet_metadata(BytesIO(content)).get("huggingface", "")
        else:
            read = pl.read_ipc if content.startswith(b"ARROW1") else pl.read_ipc_stream
            frame = read(BytesIO(content), n_rows=most_rows)
    except MemoryError:
        raise
    except Exception:
        return {"error": "damaged"}
    nested = any("Struct" in str(kind) for kind in frame.dtypes)
    cells = [series.to_list() for series in frame.get_columns()]
    return {"names": frame.columns, "columns": cells, "nested": nested, "told": told}


def sheets(content: bytes, most_rows: int, most_memory: int) -> dict[str, Any]:
    """The fullest sheet of a workbook: title, rows, and what others there are."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _limit(most_memory)
    try:
        return _fullest(CalamineWorkbook.from_filelike(BytesIO(content)), most_rows)
    except PasswordError:
        return {"error": "locked"}
    except (CalamineError, ValueError, OSError):
        return {"error": "damaged"}


READERS = {"columns": columns, "sheets": sheets}


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
    main(sys.argv[1], *map(int, sys.argv[2:]))
