"""A visitor's file as rows of cells, with each row's number."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.counted import counted
from app.decompress import ByteStream
from app.problem import Problem
from app.tables.arff import arff_table, is_arff
from app.tables.decoding import decode
from app.tables.dialect import Dialect, dialect_of, has_heading, title_rows
from app.tables.json_rows import is_json, json_table
from app.tables.markup import is_xml, xml_table
from app.tables.packed import Member, by_file, by_folder, by_split, is_archive, members, one_table
from app.tables.parquet import MARK, arrow_table, is_arrow, parquet_table
from app.tables.rejects import Rejects
from app.tables.treebank import are_blocks, are_trees, block_table, require_no_tags, tree_table
from app.tables.workbook import is_workbook, workbook_rows
from app.uploads import MEGABYTE, size_in_words

MOST_BYTES = 100 * MEGABYTE
MOST_ROWS = 200_000
LONGEST_CELL = 1_000_000
NAMELESS = "column"
SAMPLE = f"Choose a sample of its rows: the first {MOST_ROWS:,} are used at most."
_BLANK = " \t\r\n,;|"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LABELLED = re.compile(r"((?:__(?:label|class)__\S+[ ,\t]+)+)(.*)", re.DOTALL)
_LABELLED_BEHIND = re.compile(r"(.*?)((?:\s+__(?:label|class)__\S+)+)\s*")
_PREFIX = re.compile(r"^__(?:label|class)__")
_LOOKED_AT = 400
_START = 2_000
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)
_INSTEAD = {
    b"%PDF": "a PDF",
    b"SQLite format 3": "a SQLite database",
}

LAYOUTS: tuple[tuple[Callable[[str], bool], Callable[[str, str], Any]], ...] = (
    (is_xml, xml_table),
    (is_arff, arff_table),
    (are_trees, tree_table),
    (are_blocks, block_table),
)
"""Texts that are no separated table: whether a file is one, and its columns and rows with their numbers."""


@dataclass
class Table:
    """The cells of a file. ``columns`` are in small letters and without blanks around; a column without a
    name is called by its place. ``rows`` are pairs of a row's number in the file and its cells, as many as
    columns. ``notes`` say how it was read. ``dialect`` is how it is written, ``encoding`` in which bytes.
    """

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str]
    dialect: Dialect = field(default_factory=lambda: Dialect(","))
    encoding: str = "utf-8"

    def place(self, *names: str) -> int | None:
        """Where the first of these columns is, or None."""
        return next((self.columns.index(name) for name in names if name in self.columns), None)

    def cells(self, place: int) -> list[str]:
        """A column's cells, from top to bottom."""
        return [cells[place] for _, cells in self.rows]


def read_table(
    path: Path,
    name: str,
    rejects: Rejects,
    *,
    known_names: Container[str] = (),
    known_values: Container[str] = (),
    has_heading: bool | None = None,
    most_bytes: int | None = None,
) -> Table:
    """The cells of a table that a visitor calls ``name``; rows of another length are rejected.

    Its first row is the first that holds anything. ``known_names`` and ``known_values`` are passed to
    `dialect_of`; ``has_heading`` says what a visitor knows better. Raises Problem when the file is too
    big, empty, no text, or its quotes do not close.
    """
    notes: list[str] = []
    most = MOST_BYTES if most_bytes is None else most_bytes
    content = unpacked(path, name, notes, most)
    known = Known(known_names, known_values, has_heading)
    if is_archive(content) and not is_workbook(content):
        found = members(content, name, most)
        if texts := by_folder(found) or by_file(found, known_values):
            columns, listed = _of_folders(texts, rejects)
            return Table(name, columns, _bounded(enumerate(listed, 1), name, notes), notes)
        if (parts := by_split(found)) and (table := _of_splits(parts, name, notes, rejects, known, most)):
            return table
        content = one_table(found, name, notes).content
    return _of_bytes(content, name, notes, rejects, known, most)


@dataclass(frozen=True)
class Known:
    """What is known beforehand: names of columns, values that are none, whether there are headings."""

    names: Container[str] = ()
    values: Container[str] = ()
    has_heading: bool | None = None


def _of_bytes(
    content: bytes, name: str, notes: list[str], rejects: Rejects, known: Known, most: int
) -> Table:
    """The table that bytes are, whatever wrote them."""
    if is_workbook(content):
        return _of_workbook(content, name, notes, rejects, known, most)
    for fits, read_frame in ((content.startswith(MARK), parquet_table), (is_arrow(content), arrow_table)):
        if fits:
            columns, listed = read_frame(content, name, MOST_ROWS + 1)
            titles = [column.strip().lower() for column in columns]
            return Table(name, titles, _bounded(enumerate(listed, 1), name, notes), notes)
    _require_text(content, name)
    decoded = decode(content, name)
    notes.extend(decoded.notes)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if is_json(text):
        columns, rows = json_table(text, name, rejects, MOST_ROWS)
        return Table(name, columns, _bounded(rows, name, notes), notes, encoding=decoded.encoding)
    for is_so, read_so in LAYOUTS:
        if is_so(text):
            columns, rows = read_so(text, name)
            kept = _bounded(_whole(rows, len(columns), rejects), name, notes)
            return Table(name, columns, kept, notes, encoding=decoded.encoding)
    require_no_tags(text, name)
    dialect = dialect_of(text, known.names, known.values)
    records = _records(text, dialect, name)
    if not dialect.labelled and known.has_heading is not None:
        dialect = replace(dialect, has_heading=known.has_heading)
    return _of_records(records, name, notes, rejects, dialect, decoded.encoding)


def _of_records(
    records: Iterator[tuple[int, list[str]]],
    name: str,
    notes: list[str],
    rejects: Rejects,
    dialect: Dialect,
    encoding: str = "utf-8",
) -> Table:
    first = next(((number, cells) for number, cells in records if any(c.strip(_BLANK) for c in cells)), None)
    if first is None:
        raise Problem(f"“{name}” is empty.", "Its first line must name the columns: text,label at least.")
    headed = dialect.has_heading
    columns = [cell.strip().lower() for cell in first[1]] if headed else []
    width = len(columns) or len(first[1])
    if not headed and not dialect.labelled:
        notes.append("The first row was taken as data: no row names the columns.")
    read = _whole(records if headed else _again(first, records), width, rejects)
    titles, kept = _without_empty_columns(columns, _bounded(read, name, notes))
    return Table(name, titles, kept, notes, dialect, encoding)


def _of_workbook(
    content: bytes, name: str, notes: list[str], rejects: Rejects, known: Known, most: int
) -> Table:
    rows = workbook_rows(content, name, most, MOST_ROWS + 1, notes)
    above = title_rows(rows, known.names)
    below = [row for row in rows[above : above + _LOOKED_AT] if any(cell.strip() for cell in row)]
    headed = has_heading(below, known.names, known.values) if known.has_heading is None else known.has_heading
    records = iter(list(enumerate(rows, 1))[above:])
    return _of_records(
        ((number, cells) for number, cells in records if any(cell.strip() for cell in cells)),
        name,
        notes,
        rejects,
        Dialect("", named_lines=above, has_heading=headed),
    )


def _of_splits(
    parts: Sequence[tuple[str, Member]],
    name: str,
    notes: list[str],
    rejects: Rejects,
    known: Known,
    most: int,
) -> Table | None:
    """Tables of an archive that are the splits of one set, as one with a column that says which; None where
    their columns differ."""
    tables: list[tuple[str, Table]] = []
    for split, member in parts:
        try:
            tables.append((split, _of_bytes(member.content, member.path.name, [], Rejects(), known, most)))
        except Problem:
            return None
    columns = tables[0][1].columns
    if any(table.columns != columns for _, table in tables) or "split" in columns:
        return None
    rejected = Rejects()
    rows: list[tuple[int, list[str]]] = []
    for (split, _), (_, member) in zip(tables, parts, strict=True):
        # Read again, now that all are known to fit: what each leaves out is told once.
        told: list[str] = []
        table = _of_bytes(member.content, member.path.name, told, rejected, known, most)
        notes.extend(note for note in told if note not in notes)
        rows += [(len(rows) + place, [*cells, split]) for place, (_, cells) in enumerate(table.rows, 1)]
    for one in rejected.first:
        rejects.add(*one)
    rejects.count += rejected.count - len(rejected.first)
    listed = ", ".join(f"“{member.path.name}”" for _, member in parts)
    notes.append(f"{listed} of “{name}” were read as the splits of one set.")
    return Table(name, [*columns, "split"], _bounded(iter(rows), name, notes), notes, tables[0][1].dialect)


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
    if is_archive(content):
        content = one_table(members(content, name, most), name, notes).content
    if content.startswith(MARK):
        raise Problem(f"“{name}” is a Parquet file, not a table of text.", "Save or export the table as CSV.")
    _require_text(content, name)
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


def _require_text(content: bytes, name: str) -> None:
    kind = next((kind for mark, kind in _INSTEAD.items() if content.startswith(mark)), "")
    if _PAGE.match(content[:_START]):
        kind = "a web page"
    if kind:
        raise Problem(f"“{name}” is {kind}, not a table of text.", "Save or export the table as CSV.")


def _of_folders(texts: list[tuple[Member, str, str]], rejects: Rejects) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of texts whose folders name their labels."""
    rows = []
    for number, (member, label, above) in enumerate(texts, 1):
        try:
            text = decode(member.content, member.path.name).text
        except Problem as problem:
            rejects.add(number, "text", problem.what)
            continue
        rows.append([str(member.path), text.replace("\r\n", "\n").strip(), label, above])
    columns = ["id", "text", "label", "split"]
    # Where all stand under one folder there is nothing that it tells.
    kept = len(columns) if any(above for *_, above in texts) else -1
    return columns[:kept] if kept < 0 else columns, [row[:kept] if kept < 0 else row for row in rows]


def _again(
    first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _whole(
    records: Iterator[tuple[int, list[str]]], width: int, rejects: Rejects
) -> Iterator[tuple[int, list[str]]]:
    """The records of ``width`` cells; others are rejected, empty ones passed over."""
    for number, cells in records:
        if not cells or (len(cells) == 1 and not cells[0].strip()):
            continue
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if len(cells) != width:
            reason = f"{counted(len(cells), 'cell')} where the first row has {width}."
            rejects.add(number, "count", reason, cells[0])
        else:
            yield number, cells


def _bounded(
    rows: Iterator[tuple[int, list[str]]], name: str, notes: list[str]
) -> list[tuple[int, list[str]]]:
    kept: list[tuple[int, list[str]]] = []
    for row in rows:
        if len(kept) == MOST_ROWS:
            notes.append(f"“{name}” has more than {MOST_ROWS:,} rows: the first {MOST_ROWS:,} are used.")
            break
        kept.append(row)
    return kept


def _without_empty_columns(
    columns: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Columns without a name get their place as one, unless nothing stands in them."""
    width = len(columns) or (len(rows[0][1]) if rows else 0)
    named = columns or [""] * width
    kept = [place for place in range(width) if named[place] or any(cells[place].strip() for _, cells in rows)]
    titles = [named[place] or f"{NAMELESS} {place + 1}" for place in kept]
    if len(kept) == width:
        return titles, rows
    return titles, [(number, [cells[place] for place in kept]) for number, cells in rows]


def _records(text: str, dialect: Dialect, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with the number of its row; raises Problem where quotes do not pair."""
    if dialect.named_lines:
        # Its place stays counted: a row's number is its line in an editor.
        text = text.split("\n", dialect.named_lines)[-1]
    if dialect.separator and dialect.quoted:
        return _quoted_records(text, dialect, name)
    cells: Callable[[str], list[str]]
    if dialect.labelled:
        cells = _fasttext
    elif dialect.mark is not None:
        cells = dialect.mark.cells
    elif dialect.separator:
        cells = lambda line: [_unquoted(cell) for cell in line.split(dialect.separator)]  # noqa: E731
    else:
        cells = lambda line: [_unquoted(line)]  # noqa: E731
    lines = enumerate(text.split("\n"), 1 + dialect.named_lines)
    return ((number, cells(line)) for number, line in lines)


def _unquoted(cell: str) -> str:
    """A cell without the quotes around it, where these are CSV's after all."""
    bare = cell.strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and _QUOTED.fullmatch(bare) else cell


def _fasttext(line: str) -> list[str]:
    before = _LABELLED.match(line)
    behind = None if before else _LABELLED_BEHIND.fullmatch(line)
    if before is None and behind is None:
        return [line]
    labels, text = (before[1], before[2]) if before else (behind[2], behind[1])  # type: ignore[index]
    return [";".join(_PREFIX.sub("", part) for part in re.split(r"[ ,\t]+", labels.strip(" ,\t"))), text]


def _quoted_records(text: str, dialect: Dialect, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        strict=True,
    )
    number, line = dialect.named_lines, dialect.named_lines
    while True:
        number, line = number + 1, reader.line_num + 1 + dialect.named_lines
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
