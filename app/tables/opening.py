"""A visitor's file as bytes: unpacked, within a size, and refused where it is no table at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from app.decompress import ByteStream
from app.problem import Problem
from app.tables.packed import Member, is_archive, members, one_table
from app.tables.parquet import MARK
from app.tables.table import MOST_ROWS
from app.tables.workbook import is_workbook
from app.uploads import size_in_words

SAMPLE = f"Choose a sample of its rows: the first {MOST_ROWS:,} are used at most."
_START = 2_000
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)
_INSTEAD = {
    b"%PDF": "a PDF",
    b"SQLite format 3": "a SQLite database",
    b"MATLAB 5.0": "a MATLAB file",
    b"\x89HDF\r\n": "an HDF5 file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"$FL2@(#)": "a file of SPSS",
    b"$FL3@(#)": "a file of SPSS",
    b"<stata_dta>": "a file of Stata",
    bytes(12) + b"\xc2\xea\x81\x60": "a file of SAS",
    b"RDX2\n": "a file of R",
    b"RDX3\n": "a file of R",
    b"RDA2\n": "a file of R",
    b"\x80\x02": "a pickle of Python",
    b"\x80\x03": "a pickle of Python",
    b"\x80\x04": "a pickle of Python",
    b"\x80\x05": "a pickle of Python",
}


def read_bytes(
    path: Path,
    name: str,
    notes: list[str],
    most: int,
    use: str = "used",
    remedy: str = SAMPLE,
) -> bytes:
    """A file's bytes, unpacked; what of it is damaged is noted.

    Raises Problem when it has more than ``most`` bytes, which say ``use`` and ``remedy``, cannot be read, or
    is no table at all.
    """
    content = unpacked(path, name, notes, most, use, remedy)
    if is_workbook(content):
        raise Problem(
            f"“{name}” is an Excel workbook or another office file, not a table of text.",
            "Save or export the table as CSV.",
        )
    return table_of_text(content, members(content, name, most) if is_archive(content) else None, name, notes)


def table_of_text(content: bytes, found: Sequence[Member] | None, name: str, notes: list[str]) -> bytes:
    """A file's bytes, or those of the table among the files ``found`` in it where it is an archive.

    Raises Problem where they are known to be no table of text.
    """
    if found is not None:
        content = one_table(found, name, notes).content
    if content.startswith(MARK):
        raise Problem(f"“{name}” is a Parquet file, not a table of text.", "Save or export the table as CSV.")
    require_text(content, name)
    return content


def unpacked(
    path: Path,
    name: str,
    notes: list[str],
    most: int,
    use: str = "used",
    remedy: str = SAMPLE,
) -> bytes:
    """The same of any kind of file, without a look at what it is."""
    try:
        size = path.stat().st_size
        if size > most:
            raise Problem(
                f"“{name}” has {size_in_words(size)}; at most {size_in_words(most)} can be {use}.", remedy
            )
        with ByteStream(path, most=most) as stream:
            content = stream.read()
            if stream.damage:
                notes.append(f"“{name}”: {stream.damage}; what came before is used.")
    except OSError as error:
        raise Problem(f"“{name}” cannot be read.", "Check that the file exists and may be read.") from error
    return content


def require_text(content: bytes, name: str, pages: bool = False) -> None:
    """Raise Problem where bytes are known to be of a program that writes no tables, or a web page unless
    ``pages`` may come."""
    kind = next((kind for mark, kind in _INSTEAD.items() if content.startswith(mark)), "")
    if not pages and _PAGE.match(content[:_START]):
        kind = "a web page"
    if kind:
        raise Problem(f"“{name}” is {kind}, not a table of text.", "Save or export the table as CSV.")
