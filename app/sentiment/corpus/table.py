"""A visitor's file as rows of cells, with each row's number, whatever its encoding and delimiter."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.decompress import ByteStream
from app.problem import Problem
from app.sentiment.corpus.corpus import Rejects
from app.uploads import MEGABYTE, size_in_words

MOST_BYTES = 100 * MEGABYTE
MOST_ROWS = 200_000
_LONGEST_CELL = 1_000_000
_BLANK = " \t\r\n,;"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass
class Table:
    """The cells of a file: ``columns`` in small letters, ``rows`` as (row number, cells), and notes."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str]

    def place(self, *names: str) -> int | None:
        """Where the first of these columns is, or None."""
        return next((self.columns.index(name) for name in names if name in self.columns), None)


def read_table(path: Path, name: str, rejects: Rejects) -> Table:
    """The cells of a comma, semicolon or tab separated file; rows of another length are rejected.

    Its first row is the first that names anything: what is blank above it is skipped.
    Raises Problem when the file is too big, empty, not text, or its quotes do not close.
    """
    notes: list[str] = []
    text = _decoded(_bytes(path, name, notes), name, notes)
    delimiter = max(",;\t", key=_first_line(text).count)
    records = _records(text, delimiter, name)
    header = next((cells for _, cells in records if any(cell.strip(_BLANK) for cell in cells)), None)
    if header is None:
        raise Problem(f"“{name}” is empty.", "Its first line must name the columns: text,label at least.")
    columns = [cell.strip().lower() for cell in header]
    rows: list[tuple[int, list[str]]] = []
    for number, cells in records:
        if not cells or (len(cells) == 1 and not cells[0].strip()):
            continue
        if len(rows) == MOST_ROWS:
            notes.append(f"“{name}” has more than {MOST_ROWS:,} rows: the first {MOST_ROWS:,} are used.")
            break
        if len(cells) != len(columns):
            reason = f"{len(cells)} cells where the first row has {len(columns)}."
            rejects.add(number, "count", reason, cells[0])
        else:
            rows.append((number, cells))
    return Table(name, columns, rows, notes)


def _bytes(path: Path, name: str, notes: list[str]) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Problem(
                f"“{name}” has {size_in_words(size)}; at most {size_in_words(MOST_BYTES)} can be used.",
                f"Choose a sample of its rows: the first {MOST_ROWS:,} are used at most.",
            )
        with ByteStream(path, most=MOST_BYTES) as stream:
            content = stream.read()
            if stream.damage:
                notes.append(f"“{name}”: {stream.damage}; what came before is used.")
    except OSError as error:
        raise Problem(f"“{name}” cannot be read.", "Check that the file exists and may be read.") from error
    return content


def _decoded(content: bytes, name: str, notes: list[str]) -> str:
    encoding = next((encoding for bom, encoding in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise Problem(f"“{name}” starts like {encoding} text and is not.", "Save it as UTF-8.") from error
        line = content.count(b"\n", 0, error.start) + 1
        notes.append(f"“{name}” is not UTF-8 (line {line:,}): it was read as Windows-1252.")
        # Five bytes mean nothing in Windows-1252 and become the replacement character.
        text = content.decode("cp1252", errors="replace")
    if "\0" in text[:10_000]:
        raise Problem(f"“{name}” is not a text file.", "Save the table as CSV.")
    return text


def _first_line(text: str) -> str:
    """The first line that holds more than blanks and delimiters; "" where there is none."""
    found = re.search(rf"[^{_BLANK}]", text)
    if found is None:
        return ""
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start : start + 10_000].partition("\n")[0]


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of its row; raises Problem where quotes do not pair."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 0
    while True:
        number, line = number + 1, reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "end of data" in str(error)
            reason = "a quote opened there is never closed" if unclosed else str(error)
            raise Problem(
                f"“{name}” cannot be read from row {number:,} (line {line:,}) on: {reason}.",
                "Close every cell that begins with a quote, and write a quote inside of it twice.",
            ) from error
        yield number, cells
