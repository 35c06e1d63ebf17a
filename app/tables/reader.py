"""A visitor's file as rows of cells, with each row's number; rows of another length are rejected."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.counted import counted
from app.problem import Problem
from app.tables.archived import Archive, archive_table
from app.tables.arff import arff_table, is_arff
from app.tables.assignments import is_program, program_table
from app.tables.columns import count_up
from app.tables.continued import one_heading
from app.tables.decoding import decode
from app.tables.dialect import Dialect, dialect_of, has_heading
from app.tables.intents import intents_table, is_intents, is_yaml, yaml_table
from app.tables.json_rows import is_json, json_table
from app.tables.latex import is_latex, latex_table
from app.tables.line_groups import are_groups, group_table
from app.tables.machine_lines import (
    are_counted,
    are_examples,
    are_instances,
    counted_table,
    example_table,
    instance_table,
    require_no_features,
)
from app.tables.markup import is_xml, xml_table
from app.tables.named_lines import are_named_lines, named_line_table
from app.tables.opening import require_text, unpacked
from app.tables.packed import is_archive, members
from app.tables.parquet import column_table
from app.tables.quotes import lines_unwrapped, unquoted, without_quotes
from app.tables.records import records_of
from app.tables.rejects import Rejects
from app.tables.statements import dump_table, is_dump
from app.tables.table import MOST_ROWS, NAMELESS, Table, in_small_letters
from app.tables.tagged_lines import are_tagged, tagged_table
from app.tables.titles import title_rows
from app.tables.treebank import are_blocks, are_trees, block_table, require_no_tags, tree_table
from app.tables.web_page import is_page, page_table
from app.tables.workbook import is_workbook, workbook_rows
from app.uploads import MEGABYTE

MOST_BYTES = 100 * MEGABYTE
_BLANK = " \t\r\n,;|"
_LOOKED_AT = 400

LAYOUTS: tuple[tuple[Callable[[str], bool], Callable[[str, str], Any]], ...] = (
    (is_page, page_table),
    (is_xml, xml_table),
    (is_dump, dump_table),
    (is_yaml, yaml_table),
    (is_intents, intents_table),
    (is_arff, arff_table),
    (is_latex, latex_table),
    (is_program, program_table),
    (are_examples, example_table),
    (are_trees, tree_table),
    (are_tagged, tagged_table),
    (are_blocks, block_table),
    (are_named_lines, named_line_table),
    (are_groups, group_table),
    (are_instances, instance_table),
    (are_counted, counted_table),
)
"""Texts that are no separated table: whether a file is one, and its columns and rows with their numbers, or
None where it is none after all."""


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
        archive = Archive(
            name,
            found,
            lambda content, name, notes, rejects, most_rows: _of_bytes(
                content, name, notes, rejects, replace(known, most_rows=most_rows), most
            ),
        )
        return archive_table(archive, notes, rejects, known_names, known_values)
    return _of_bytes(content, name, notes, rejects, known, most)


@dataclass(frozen=True)
class Known:
    """What is known beforehand: names of columns, values that are none, whether there are headings, how many
    rows are wanted."""

    names: Container[str] = ()
    values: Container[str] = ()
    has_heading: bool | None = None
    most_rows: int | None = None


def _of_bytes(
    content: bytes, name: str, notes: list[str], rejects: Rejects, known: Known, most: int
) -> Table:
    """The table that bytes are, whatever wrote them."""
    if is_workbook(content):
        return _of_workbook(content, name, notes, rejects, known, most)
    if found := column_table(content, name, MOST_ROWS + 1):
        titles, written = in_small_letters(found[0])
        return Table(name, titles, _bounded(enumerate(found[1], 1), name, notes), notes, written=written)
    require_text(content, name, pages=True)
    decoded = decode(content, name)
    notes.extend(decoded.notes)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if is_json(text):
        columns, rows = json_table(text, name, rejects, MOST_ROWS, notes if "text" in known.names else None)
        titles, written = in_small_letters(columns)
        kept = _bounded(rows, name, notes)
        return Table(name, titles, kept, notes, encoding=decoded.encoding, written=written)
    for is_so, read_so in LAYOUTS:
        if is_so(text) and (found := read_so(text, name)) is not None:
            columns, rows = found
            kept = _bounded(_whole(rows, len(columns), rejects), name, notes)
            titles, written = in_small_letters(columns)
            return Table(name, titles, kept, notes, encoding=decoded.encoding, written=written)
    require_no_tags(text, name)
    require_no_features(text, name)
    text = lines_unwrapped(text, known.names)
    dialect = dialect_of(text, known.names, known.values)
    records = records_of(text, dialect, name)
    if not dialect.labelled and known.has_heading is not None:
        dialect = replace(dialect, has_heading=known.has_heading)
    return _of_records(records, name, notes, rejects, dialect, decoded.encoding, known.most_rows)


def _of_records(
    records: Iterator[tuple[int, list[str]]],
    name: str,
    notes: list[str],
    rejects: Rejects,
    dialect: Dialect,
    encoding: str = "utf-8",
    most_rows: int | None = None,
) -> Table:
    first = next(((number, cells) for number, cells in records if any(c.strip(_BLANK) for c in cells)), None)
    if first is None:
        raise Problem(f"“{name}” is empty.", "Its first line must name the columns: text,label at least.")
    headed = dialect.has_heading
    between = bool(dialect.separator) and dialect.separator not in ",;"
    plain = between and not dialect.quoted
    columns, written = in_small_letters([unquoted(cell) if plain else cell for cell in first[1] if headed])
    if count_up(columns):
        # Numbers that pandas gave to columns without names.
        columns = [""] * len(columns)
    if dialect.row_names:
        columns = ["", *columns]
    width = len(columns) or len(first[1])
    if not headed and not dialect.labelled:
        notes.append("The first row was taken as data: no row names the columns.")
    read = _whole(records if headed else _again(first, records), width, rejects)
    rows = _bounded(read, name, notes, most_rows)
    if between:
        rows, told = without_quotes(rows, columns, plain)
        notes.extend(filter(None, [told]))
    if headed:
        columns, rows, told = one_heading(columns, rows)
        notes.extend(filter(None, [told]))
    titles, kept = _without_empty_columns(columns, rows)
    return Table(name, titles, kept, notes, dialect, encoding, written=written)


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
            torn = len(cells) == 1 and cells[0].count('"') % 2 == 1
            count = f"{counted(len(cells), 'cell')} where the first row has {width}."
            reason = "its quotes do not pair." if torn else count
            rejects.add(number, "count", reason, cells[0])
        else:
            yield number, cells


def _bounded(
    rows: Iterator[tuple[int, list[str]]], name: str, notes: list[str], most_rows: int | None = None
) -> list[tuple[int, list[str]]]:
    most = MOST_ROWS if most_rows is None else most_rows
    kept: list[tuple[int, list[str]]] = []
    for row in rows:
        if len(kept) == most:
            notes.append(f"“{name}” has more than {most:,} rows: the first {most:,} are used.")
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
