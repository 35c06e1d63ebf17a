"""Workbooks, JSON, ARFF, LIBSVM, Parquet, NumPy's arrays, what programs print: as CSV that says the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from app.counted import counted
from app.csv_export import inert
from app.network.datasets.numpy_arrays import REMEDY, Named, arrays_of, named
from app.network.datasets.printed import printed_rows
from app.network.datasets.table_refusals import MOST_COLUMNS
from app.problem import Problem
from app.tables import Rejects, is_number
from app.tables.arff import arff_table
from app.tables.json_rows import json_table
from app.tables.packed import Member, by_split
from app.tables.parquet import column_table
from app.tables.svmlight import svmlight_table
from app.tables.workbook import is_workbook, workbook_rows

_UNPACKED = 8
"""Times the most bytes of a table that a workbook may unpack to: its sheets are XML."""

AS_SAVED = "Read as the table that “All rows as CSV” saves."

_ABOVE = 30
_LISTED = re.compile(r"\[(.*)\]|(?:POINT ?)?\((.*)\)", re.DOTALL)
_SUM = re.compile(
    r"\((?:\d{1,3}(?:[,.' \u00a0\u202f]\d{3})*(?:[.,]\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+[.,]\d+)\)"
)
_GONE = str.maketrans({"\r": "\n", "\0": ""})


def table_of_bytes(
    content: bytes, found: Sequence[Member] | None, name: str, most_rows: int, notes: list[str]
) -> str | None:
    """The CSV of a Parquet, Arrow or NumPy file with at most ``most_rows`` rows; None for any other file.

    ``found`` are the files in it where it is an archive. Raises Problem for one that is damaged, or holds no
    table.
    """
    if table := column_table(content, name, most_rows + 1):
        return csv_of(*_spread(*table), name, most_rows, notes)
    arrays = arrays_of(content, found, name)
    if arrays is None:
        return None
    columns, texts = _columns(named(arrays), name)
    return csv_of(columns, zip(*(one[: most_rows + 1] for one in texts), strict=True), name, most_rows, notes)


def table_of_json(text: str, name: str, most_rows: int, notes: list[str]) -> str:
    """The CSV of JSON, whatever shape its rows have (see `json_table`). Raises Problem."""
    rejects = Rejects()
    columns, rows = json_table(text, name, rejects, most_rows)
    if rejects.count:
        notes.append(f"{counted(rejects.count, 'entry is', 'entries are')} no JSON object: left out.")
    small = [column.lower() for column in columns]
    return csv_of(*_spread(small, (cells for _, cells in rows)), name, most_rows, notes)


def table_of_arff(text: str, name: str, most_rows: int, notes: list[str]) -> str:
    """The CSV of an ARFF file. Raises Problem for one without attributes, or of sparse rows."""
    columns, rows = arff_table(text, name)
    kept = list(islice((cells for _, cells in rows), most_rows + 1))
    if kept and kept[0][0].startswith("{"):
        raise Problem(
            f"“{name}” is an ARFF file of sparse rows, which name only what is not 0.",
            "Save it with all values: Weka's filter SparseToNonSparse does that.",
        )
    return csv_of(columns, kept, name, most_rows, notes)


def table_of_svmlight(text: str, name: str, most_rows: int, notes: list[str]) -> str:
    """The CSV of rows as SVMlight and LIBSVM write them. Raises Problem."""
    columns, rows = svmlight_table(text, name, MOST_COLUMNS - 1)
    return csv_of(columns, rows, name, most_rows, notes)


def table_of_print(text: str, name: str, most_rows: int, notes: list[str]) -> str | None:
    """The CSV of a table that was printed for people to read (see `printed_rows`); None for another text."""
    rows = printed_rows(text)
    return None if rows is None else csv_of(rows[0], rows[1:], name, most_rows, notes)


def sheet_of_workbook(
    content: bytes, name: str, most_rows: int, most_bytes: int, notes: list[str]
) -> str | None:
    """The CSV of a spreadsheet's fullest sheet, titles and heading as they stand there; None for other files.

    Raises Problem for a workbook that cannot be read.
    """
    if not is_workbook(content):
        return None
    # A heading, and titles above it, are rows of the sheet too.
    rows = workbook_rows(content, name, _UNPACKED * most_bytes, most_rows + _ABOVE, notes)
    width = max(map(len, rows))
    return csv_of([], (row + [""] * (width - len(row)) for row in rows), name, most_rows + _ABOVE, notes)


def joined_splits(found: Sequence[Member], notes: list[str]) -> bytes | None:
    """The tables of an archive that are the splits of one set (``train.csv``, ``test.csv``) as one, under the
    first line that all have; None where there are no such ones."""
    parts = [member for _, member in by_split(found)]
    lines = [member.content.replace(b"\r\n", b"\n").strip(b"\n").split(b"\n", 1) for member in parts]
    if not parts or any(len(one) < 2 or one[0] != lines[0][0] for one in lines):
        return None
    listed = " and ".join(f"“{member.path.name[:40]}”" for member in parts)
    notes.append(f"{listed} were read as one table: its rows are split anew.")
    return b"\n".join([lines[0][0], *(one[1] for one in lines)]) + b"\n"


def csv_name(name: str) -> str:
    """What the CSV of a file, or of several, is called.

    >>> csv_name("prices.parquet"), csv_name("prices.json.gz"), csv_name("prices.csv and 2 more")
    ('prices.csv', 'prices.csv', 'prices and 2 more.csv')
    """
    more = re.search(r" and [\d,]+ more$", name)
    return f"{PurePath(name).name.partition('.')[0] or 'table'}{more[0] if more else ''}.csv"


def csv_of(
    columns: Sequence[str], rows: Iterable[Sequence[str]], name: str, most_rows: int, notes: list[str]
) -> str:
    """As text with line feeds, which a spreadsheet opens without running anything in it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if columns:
        writer.writerow([inert(_plain(column)) for column in columns])
    for count, row in enumerate(rows):
        if count == most_rows:
            notes.append(f"“{name}” has more than {most_rows:,} rows: the first {most_rows:,} are used.")
            break
        writer.writerow([cell if is_number(cell) else inert(_plain(cell)) for cell in row])
    notes.append(AS_SAVED)
    return written.getvalue()


def table_of_lists(columns: Sequence[str], rows: list[list[str]], name: str, notes: list[str]) -> str | None:
    """The CSV of a table in whose cells stand lists of as many numbers, each a column; None for others."""
    titles, spread = _spread(columns, rows)
    return None if len(titles) == len(columns) else csv_of(titles, spread, name, len(rows), notes)


def _spread(
    columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> tuple[list[str], Iterable[Sequence[str]]]:
    """Lists of as many numbers in every row as a column each."""
    kept = list(rows)
    lists = {place: found for place in range(len(columns)) if (found := _lists(kept, place)) is not None}
    if not lists:
        return list(columns), kept
    titles: list[str] = []
    for place, title in enumerate(columns):
        wide = len(lists[place][0]) if place in lists else 0
        titles += [f"{title} {number}" for number in range(1, wide + 1)] if wide else [title]
    spread = (
        [cell for place, one in enumerate(row) for cell in (lists[place][at] if place in lists else [one])]
        for at, row in enumerate(kept)
    )
    return titles, spread


def _lists(rows: Sequence[Sequence[str]], place: int) -> list[list[str]] | None:
    """The numbers of each row's list in a column of such, or None where one is none, or of another length.

    They are parted by commas, or by blanks as NumPy prints them, between brackets of either kind, as points
    of a map are. Where all could be sums, “(1,234.50)” or “(12,50)”, they are sums below nothing.
    """
    cells = [row[place].strip() if place < len(row) else "" for row in rows]
    found: list[list[str]] = []
    for cell in cells:
        listed = _LISTED.fullmatch(cell)
        inner = re.split(r"\s*,\s*|\s+", (listed[1] or listed[2]).strip()) if listed else []
        if (
            len(inner) < 2
            or (found and len(inner) != len(found[0]))
            or not all(is_number(one.removesuffix(".")) for one in inner)
        ):
            return None
        found.append([one.removesuffix(".") for one in inner])
    return found if found and not all(map(_SUM.fullmatch, cells)) else None


def _plain(cell: str) -> str:
    """Characters that no CSV in UTF-8 can hold are gone."""
    return cell.translate(_GONE).encode("utf-8", "replace").decode()


def _columns(found: Named, name: str) -> tuple[list[str], list[list[str]]]:
    """Each array of a row's numbers as columns: one under the array's name, several by their names or with
    their places."""
    arrays = found.arrays
    columns: list[str] = []
    texts: list[list[str]] = []
    for title, array in arrays.items():
        if not array.ndim or array.dtype.kind not in "biufUSM":
            what = f"the shape {array.shape}" if not array.ndim else f"values of {array.dtype}"
            raise Problem(f"“{title}” of “{name}” has {what}: that is no column of a table.", REMEDY)
        wide = array.reshape(len(array), -1)
        one = wide.shape[1] == 1
        places = [f"{title} {place + 1}" for place in range(wide.shape[1])]
        columns += [title] if one else found.titles if len(found.titles) == len(places) else places
        texts += [_texts(wide[:, place]) for place in range(wide.shape[1])]
    if len(lengths := {len(one) for one in texts}) > 1:
        listed = ", ".join(f"“{title}” {len(array):,}" for title, array in arrays.items())
        raise Problem(f"The arrays of “{name}” have other numbers of rows each: {listed}.", REMEDY)
    if not lengths:
        raise Problem(f"“{name}” holds no array with rows.", REMEDY)
    return columns, texts


def _texts(column: NDArray[np.generic]) -> list[str]:
    """In the shortest digits that give the same number again."""
    if column.dtype.kind == "S":
        column = np.char.decode(column.astype(np.bytes_), "utf-8", "replace")
    texts: list[str] = column.astype(str).tolist()
    return ["" if text == "NaT" else text for text in texts]
