"""Spreadsheets of Excel and LibreOffice as rows of cells: the sheet of the most cells, and those like it."""

from __future__ import annotations

import io
import zipfile

from app.problem import Problem
from app.tables.limited import read_apart
from app.uploads import size_in_words
from app.zip_directory import members_at_most

OLD = b"\xd0\xcf\x11\xe0"
"""How Excel's files before 2007 begin, and Word's."""

MOST_MEMORY = 1_000_000_000
"""Bytes, some thirty million cells: a file of a hundred megabytes has a tenth of that."""

_SHEETS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_MOST_PARTS = 10_000


def is_workbook(content: bytes) -> bool:
    """Whether bytes are a spreadsheet, as far as its parts tell."""
    if content.startswith(OLD):
        return True
    if not 0 < members_at_most(content) <= _MOST_PARTS:
        return False
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
    if not content.startswith(OLD):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            total = sum(
                one.file_size for one in archive.infolist() if one.filename.endswith((".xml", ".bin"))
            )
        if total > most_bytes:
            raise _large(name, most_bytes)
    found = read_apart("sheets", content, most_rows, most_bytes, MOST_MEMORY)
    if found is None:
        raise Problem(
            f"“{name}” is a workbook that takes too much memory or time to read: a few of its cells may "
            "stand far away from the others.",
            "Save the sheet as CSV.",
        )
    if found.get("error") == "large":
        raise _large(name, most_bytes)
    if found.get("error") == "locked":
        raise Problem(f"“{name}” is locked with a password.", "Save it again without one.")
    if "error" in found:
        raise Problem(
            f"“{name}” is an Excel workbook or another office file, and no sheet of it can be read.",
            "Save or export the table as CSV.",
        )
    rows: list[list[str]] = found["rows"]
    if not rows:
        raise Problem(
            f"“{name}” is an Excel workbook without a cell in it.", "Fill in a sheet, or save a CSV."
        )
    if len(found["parts"]) > 1:
        listed = ", ".join(f"“{title[:40]}”" for title in found["parts"][:6])
        notes.append(
            f"Sheets {listed} of “{name}” were read as one table; column “{rows[0][-1]}” says which."
        )
    if found["others"]:
        listed = ", ".join(f"“{title[:40]}”" for title in found["others"][:4])
        notes.append(
            f"Sheet “{found['title'][:40]}” of “{name}” was read, which has the most cells; "
            f"not read: {listed}."
        )
    return rows


def _large(name: str, most: int) -> Problem:
    return Problem(
        f"“{name}” unpacks to more than {size_in_words(most)}, the most that can be used.",
        "Save the sheet as CSV, or a part of its rows.",
    )
