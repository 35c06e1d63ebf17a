"""Spreadsheets of Excel and LibreOffice as rows of cells: the sheet with the most rows that hold anything."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from app.problem import Problem
from app.uploads import size_in_words

OLD = b"\xd0\xcf\x11\xe0"
"""How Excel's files before 2007 begin, and Word's."""

_SHEETS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def is_workbook(content: bytes) -> bool:
    """Whether bytes are a spreadsheet, as far as its parts tell."""
    if content.startswith(OLD):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    office = "[Content_Types].xml" in names or "mimetype" in names
    return office and any(name in names for name in _SHEETS)


def workbook_rows(
    content: bytes, name: str, most_bytes: int, most_rows: int, notes: list[str]
) -> list[list[str]]:
    """The cells of a spreadsheet's fullest sheet, its first ``most_rows`` rows; which one is noted.

    Raises Problem where it is damaged, locked or too big, or has no sheet with cells.
    """
    # It is loaded for spreadsheets alone.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if not content.startswith(OLD):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            total = sum(
                one.file_size for one in archive.infolist() if one.filename.endswith((".xml", ".bin"))
            )
        if total > most_bytes:
            raise Problem(
                f"“{name}” unpacks to more than {size_in_words(most_bytes)}, the most that can be used.",
                "Save the sheet as CSV, or a part of its rows.",
            )
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {title: book.get_sheet_by_name(title) for title in book.sheet_names}
    except PasswordError as error:
        raise Problem(f"“{name}” is locked with a password.", "Save it again without one.") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Problem(
            f"“{name}” is an Excel workbook or another office file, and no sheet of it can be read.",
            "Save or export the table as CSV.",
        ) from error
    fullest = max(sheets, key=lambda title: sheets[title].height * sheets[title].width, default="")
    others = [title for title, sheet in sheets.items() if title != fullest and sheet.height]
    if not fullest or not sheets[fullest].height:
        raise Problem(
            f"“{name}” is an Excel workbook without a cell in it.", "Fill in a sheet, or save a CSV."
        )
    if others:
        listed = ", ".join(f"“{title[:40]}”" for title in others[:4])
        notes.append(
            f"Sheet “{fullest[:40]}” of “{name}” was read, which has the most cells; not read: {listed}."
        )
    rows: list[list[str]] = []
    for cells in sheets[fullest].iter_rows():
        if len(rows) == most_rows:
            break
        rows.append([_cell(cell) for cell in cells])
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
