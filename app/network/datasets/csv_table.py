"""Reads the table that a visitor brought, and says of it what is odd."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from app.counted import counted
from app.network.datasets.conversion import (
    AS_SAVED,
    csv_of,
    joined_splits,
    sheet_of_workbook,
    table_of_arff,
    table_of_bytes,
    table_of_json,
    table_of_lists,
    table_of_print,
    table_of_svmlight,
)
from app.network.datasets.heading import Layout, each_once
from app.network.datasets.numerals import plain_numbers, thousands, written_with
from app.network.datasets.parsing import compression_of, parsed, table_layout
from app.network.datasets.source import FEWEST_ROWS
from app.network.datasets.stand_ins import absent_numbers, absent_words, minus_classes
from app.network.datasets.surplus import with_whole_texts
from app.network.datasets.table_refusals import check_heading
from app.network.datasets.targets import one_hot_groups
from app.network.datasets.text_table import Table
from app.network.datasets.tidying import (
    filled_rows,
    has_second_heading,
    names_again,
    names_of_groups,
    spellings,
    total_rows,
    with_groups_named,
)
from app.network.datasets.turning import turned
from app.problem import Problem
from app.tables import decode, is_number
from app.tables.arff import is_arff
from app.tables.json_rows import is_json
from app.tables.opening import table_of_text, unpacked
from app.tables.packed import ZIP, is_archive, members
from app.tables.svmlight import is_svmlight
from app.uploads import MEGABYTE, shown_name

MOST_BYTES = 50 * MEGABYTE
MOST_ROWS = 200_000

BY_PLACES = "it is a row, and columns are called by their places."
"""How a note ends about a table whose first line names no columns."""

MADE: dict[str, Any] = {"sep": ",", "quoting": csv.QUOTE_MINIMAL}
"""How a CSV is written that was made here."""

MADE_OPTIONS: dict[str, Any] = {
    **MADE,
    "encoding": "utf-8",
    "encoding_errors": "replace",
    "skiprows": 0,
    "compression": None,
}
"""What pandas is told of one."""


def read_table(path: Path, name: str = "", names: bool | None = None) -> Table:
    """Read a table; ``names`` tells whether its first row names the columns, which is guessed if None.

    Raises Problem, in words, for whatever cannot be learned from.
    """
    return with_values_read(read_rows(path, name, names))


def read_rows(path: Path, name: str = "", names: bool | None = None, fewest: int = FEWEST_ROWS) -> Table:
    """Read a table of at least ``fewest`` rows (see `read_table`), its values as they are written."""
    name = shown_name(name or path.name)
    notes: list[str] = []
    text, layout, made, encoding = _written(path, name, names, notes)
    heading = _heading(layout, notes)
    check_heading(name, heading)
    text, skipped = _without_lines_above(text, layout, notes)
    named = each_once(heading)
    parsing = _parsing(layout, heading, named, notes)
    options = {
        **parsing,
        "encoding": encoding,
        "encoding_errors": "replace",
        "skiprows": skipped,
        "compression": compression_of(path) if made is None else None,
    }
    try:
        frame = parsed(name, text, parsing, layout, heading)
    except Problem:
        whole = with_whole_texts(text, layout, named, notes) if made is None else None
        if whole is None:
            raise
        made, options = whole, MADE_OPTIONS
        frame = parsed(name, whole, MADE, layout._replace(separator=","), heading)
    frame = frame.fillna("").rename(columns=str.strip)
    if made is None and (reshaped := _reshaped(frame, name, notes)):
        made, options = reshaped, MADE_OPTIONS
        frame = pd.read_csv(io.StringIO(reshaped), dtype=str, keep_default_na=False, index_col=False, **MADE)
    if len(frame) < fewest:
        raise Problem(
            f"“{name}” has {counted(len(frame), 'row')}: too few to train and to validate on.",
            f"Bring at least {fewest}.",
        )
    if made is None:
        of_heading = layout.lines if parsing.get("header", 0) == 0 else 0
        within = sum(bool(line.strip()) for line in text.split("\n")[of_heading:]) - len(frame)
        if within > 0:
            told = counted(within, "line break stands", "line breaks stand")
            notes.append(f"{told} within quotes: if that is not meant, a quote is not closed.")
    if len(frame) > MOST_ROWS:
        notes.append(f"Of {len(frame):,} rows the first {MOST_ROWS:,} are used.")
    table = Table(name, frame.iloc[:MOST_ROWS], options, tuple(notes), names=layout.names, path=path)
    return _with_rows_alone(replace(table, made=made or ""))


class _Written(NamedTuple):
    """A table's text with its layout; ``made`` is the text where it was made here of what is no CSV."""

    text: str
    layout: Layout
    made: str | None
    encoding: str = "utf-8"


def _written(path: Path, name: str, names: bool | None, notes: list[str]) -> _Written:
    """What a file holds, as the text of a separated table."""
    content = unpacked(path, name, notes, MOST_BYTES, "trained on here", "Take a sample of its rows.")
    sheet = sheet_of_workbook(content, name, MOST_ROWS, MOST_BYTES, notes)
    found = members(content, name, MOST_BYTES) if sheet is None and is_archive(content) else None
    made = sheet or table_of_bytes(content, found, name, MOST_ROWS, notes)
    if sheet:
        return _Written(sheet, table_layout(sheet, name, names, ","), made)
    if made is not None:
        return _of_made(made)
    several = found is not None and not (content.startswith(ZIP) and len(found) == 1)
    content = joined_splits(found or [], notes) or table_of_text(content, found, name, notes)
    if not content.strip():
        raise Problem(f"“{name}” is empty.", "Choose a table with a heading and rows.")
    decoded = decode(content, name)
    notes += decoded.notes
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if is_json(text):
        return _of_made(table_of_json(text, name, MOST_ROWS, notes))
    if is_arff(text):
        return _of_made(table_of_arff(text, name, MOST_ROWS, notes))
    if is_svmlight(text):
        return _of_made(table_of_svmlight(text, name, MOST_ROWS, notes))
    layout = table_layout(text, name, names)
    if len(layout.first) < 2 and (printed := table_of_print(text, name, MOST_ROWS, notes)):
        return _of_made(printed)
    if several:
        # No program reads one file out of several.
        notes.append(AS_SAVED)
        return _Written(text, layout, text)
    return _Written(text, layout, None, decoded.encoding)


def _of_made(text: str) -> _Written:
    """A CSV that was made here, with its heading."""
    heading = next(csv.reader(io.StringIO(text)), [])
    titles = [title.strip() for title in heading]
    return _Written(text, Layout(",", csv.QUOTE_MINIMAL, 0, True, titles), text)


def _heading(layout: Layout, notes: list[str]) -> list[str]:
    """The names of the columns, by their places where the first line names none."""
    if layout.names:
        return layout.first
    what = "numbers" if any(map(is_number, layout.first)) else "values that come again"
    notes.append(f"The first line holds {what}: {BY_PLACES}")
    return [f"column {place + 1}" for place in range(len(layout.first))]


def _without_lines_above(text: str, layout: Layout, notes: list[str]) -> tuple[str, int]:
    """The text from the table on, and the lines that pandas has to skip for that."""
    skipped = layout.skipped + layout.aside
    if not skipped:
        return text, 0
    *lines, text = text.split("\n", skipped)
    above = sum(bool(line.strip(" \t,;|")) for line in lines[: layout.skipped])
    if above and not lines[0].lower().startswith("sep="):
        notes.append(f"{counted(above, 'line')} above the table: passed over.")
    # Pandas counts what ends within quotes as one line.
    return text, skipped - layout.broken


def _parsing(layout: Layout, heading: Sequence[str], named: list[str], notes: list[str]) -> dict[str, Any]:
    """What pandas is told of a table; ``named`` are the names of its columns, each once."""
    parsing: dict[str, Any] = {"sep": layout.separator, "quoting": layout.quoting}
    if not layout.names or layout.aside:
        return parsing | {"header": None, "names": named}
    if again := [title for title, own in zip(heading, named, strict=True) if title and title != own]:
        notes.append(f"Two columns are called “{again[0][:40]}”: they are numbered here.")
        return parsing | {"header": 0, "names": named}
    return parsing


def _reshaped(frame: pd.DataFrame, name: str, notes: list[str]) -> str:
    """A CSV of a table whose cells are lists, or that lies on its side; "" of any other."""
    if wide := table_of_lists(list(map(str, frame)), frame.values.tolist(), name, notes):
        return wide
    cells = [list(map(str, frame)), *frame.values.tolist()] if len(frame) < frame.shape[1] else []
    if on_side := turned(cells):
        notes.append("The table lay on its side: each of its rows is a column here.")
        return csv_of(on_side[0], on_side[1:], name, MOST_ROWS, notes)
    return ""


def _with_rows_alone(table: Table) -> Table:
    """Without empty rows, totals and further headings, and with the name of its group in every row."""
    frame, notes = table.frame, list(table.notes)
    if second := table.names and has_second_heading(frame):
        told = ", ".join(cell.strip() for cell in frame.iloc[0] if cell.strip())[:60]
        notes.append(f"The row below the names holds names or units as well ({told}): left out.")
        frame = frame.iloc[1:]
    repeated = names_again(frame)
    if again := table.names and bool(repeated.any()):
        notes.append(f"{counted(int(repeated.sum()), 'row')} of names once more: left out.")
        frame = frame[~repeated]
    filled = filled_rows(frame)
    if has_gaps := not filled.all():
        notes.append(f"{counted(int((~filled).sum()), 'empty row')}: left out.")
        frame = frame[filled]
    if totals := total_rows(frame):
        what = "row" if totals == 1 else f"{totals} rows"
        notes.append(f"The last {what} below the table (totals, or a remark): left out.")
        frame = frame.iloc[:-totals]
    if groups := names_of_groups(frame):
        listed = ", ".join(f"“{title}”" for title in groups)
        notes.append(f"{listed}: a name stands for the rows below it, too, down to the next one.")
        frame = with_groups_named(frame, groups)
    return replace(
        table,
        frame=frame,
        notes=tuple(notes),
        has_gaps=has_gaps,
        totals=totals,
        second=second,
        again=again,
        groups=tuple(groups),
    )


def with_values_read(table: Table) -> Table:
    """Numbers and classes as they are meant, and with the columns that several others stand for."""
    frame, notes = table.frame, list(table.notes)
    separator = table.options["sep"]
    plain = {
        str(title): mark
        for title in frame.columns
        if (mark := written_with(frame[title].replace(absent_words(frame[title])), separator)) is not None
    }
    plain |= dict.fromkeys(thousands(frame, plain), ",")
    frame = frame.assign(**{title: plain_numbers(frame[title], mark) for title, mark in plain.items()})
    if plain:
        listed = ", ".join(f"“{title}”" for title in list(plain)[:5])
        more = f" and {len(plain) - 5:,} more" if len(plain) > 5 else ""
        notes.append(f"Read as plain numbers, without their signs and separators: {listed}{more}.")
    absent = absent_numbers(frame)
    notes += [
        f"“{title}”: {next(iter(found))} stands for a missing value." for title, found in absent.items()
    ]
    alike = {
        str(title): found
        for title in frame.columns
        if (found := minus_classes(frame[title]) or spellings(frame[title]))
    }
    spelt = alike | absent
    frame = frame.assign(
        **{title: frame[title].str.strip().replace(dict(found)) for title, found in spelt.items()}
    )
    for title, found in alike.items():
        pairs = ", ".join(f"“{written}” as “{meant}”" for written, meant in list(found.items())[:3])
        notes.append(f"“{title}”: {pairs} is read.")
    return replace(
        table,
        frame=frame,
        notes=tuple(notes),
        plain=plain,
        spelt=spelt,
        hot=one_hot_groups(frame),
    )
