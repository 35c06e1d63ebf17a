"""Reads the table that a visitor brought, and says of it what is odd."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

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


def read_table(path: Path, name: str = "", names: bool | None = None) -> Table:
    """Read a table; ``names`` tells whether its first row names the columns, which is guessed if None.

    Raises Problem, in words, for whatever cannot be learned from.
    """
    return with_values_read(read_rows(path, name, names))


def read_rows(path: Path, name: str = "", names: bool | None = None, fewest: int = FEWEST_ROWS) -> Table:
    """Read a table of at least ``fewest`` rows (see `read_table`), its values as they are written."""
    name = shown_name(name or path.name)
    said: list[str] = []
    remedy = "Take a sample of its rows."
    content = unpacked(path, name, said, MOST_BYTES, "trained on here", remedy)
    sheet = sheet_of_workbook(content, name, MOST_ROWS, MOST_BYTES, said)
    of_workbook = sheet is not None
    found = members(content, name, MOST_BYTES) if sheet is None and is_archive(content) else None
    made = sheet or table_of_bytes(content, found, name, MOST_ROWS, said)
    encoding = "utf-8"
    if made is None:
        several = found is not None and not (content.startswith(ZIP) and len(found) == 1)
        content = joined_splits(found or [], said) or table_of_text(content, found, name, said)
        if not content.strip():
            raise Problem(f"“{name}” is empty.", "Choose a table with a heading and rows.")
        decoded = decode(content, name)
        said += decoded.notes
        text, encoding = decoded.text.replace("\r\n", "\n").replace("\r", "\n"), decoded.encoding
        if is_json(text):
            made, encoding = table_of_json(text, name, MOST_ROWS, said), "utf-8"
        elif is_arff(text):
            made, encoding = table_of_arff(text, name, MOST_ROWS, said), "utf-8"
        elif is_svmlight(text):
            made, encoding = table_of_svmlight(text, name, MOST_ROWS, said), "utf-8"
        elif len(table_layout(text, name, names).first) < 2 and (
            printed := table_of_print(text, name, MOST_ROWS, said)
        ):
            made, encoding = printed, "utf-8"
        elif several:
            # No program reads one file out of several.
            sheet, made, encoding = text, text, "utf-8"
            said.append(AS_SAVED)
    notes = said
    if sheet is not None:
        text, layout = sheet, table_layout(sheet, name, names, "," if of_workbook else "")
    elif made is not None:
        text, names = made, True
        heading = next(csv.reader(io.StringIO(text)), [])
        layout = Layout(",", csv.QUOTE_MINIMAL, 0, True, [title.strip() for title in heading])
    else:
        layout = table_layout(text, name, names)
    heading = layout.first
    if not layout.names:
        what = "numbers" if any(map(is_number, heading)) else "values that come again"
        notes.append(f"The first line holds {what}: {BY_PLACES}")
        heading = [f"column {place + 1}" for place in range(len(heading))]
    check_heading(name, heading)
    skipped = layout.skipped + layout.aside
    if skipped:
        *lines, text = text.split("\n", skipped)
        # Pandas counts what ends within quotes as one line.
        skipped -= layout.broken
        above = sum(bool(line.strip(" \t,;|")) for line in lines[: layout.skipped])
        if above and not lines[0].lower().startswith("sep="):
            notes.append(f"{counted(above, 'line')} above the table: passed over.")
    compression = compression_of(path) if made is None else None
    parsing: dict[str, Any] = {"sep": layout.separator, "quoting": layout.quoting}
    named = each_once(heading)
    if not layout.names or layout.aside:
        parsing |= {"header": None, "names": named}
    elif again := [title for title, own in zip(heading, named, strict=True) if title and title != own]:
        parsing |= {"header": 0, "names": named}
        notes.append(f"Two columns are called “{again[0][:40]}”: they are numbered here.")
    try:
        frame = parsed(name, text, parsing, layout, heading)
    except Problem:
        whole = with_whole_texts(text, layout, named, said) if made is None else None
        if whole is None:
            raise
        text = made = whole
        encoding, skipped, compression, parsing = "utf-8", 0, None, MADE
        frame = parsed(name, text, parsing, layout._replace(separator=","), heading)
    frame = frame.fillna("").rename(columns=str.strip)
    if made is None and (wide := table_of_lists(list(map(str, frame)), frame.values.tolist(), name, said)):
        text = made = wide
        encoding, skipped, compression, parsing = "utf-8", 0, None, MADE
        frame = pd.read_csv(io.StringIO(wide), dtype=str, keep_default_na=False, index_col=False, **parsing)
    cells = [list(map(str, frame)), *frame.values.tolist()] if len(frame) < frame.shape[1] else []
    if made is None and (on_side := turned(cells)):
        said.append("The table lay on its side: each of its rows is a column here.")
        text = made = csv_of(on_side[0], on_side[1:], name, MOST_ROWS, said)
        encoding, skipped, compression, parsing = "utf-8", 0, None, MADE
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, index_col=False, **parsing)
    if len(frame) < fewest:
        raise Problem(
            f"“{name}” has {counted(len(frame), 'row')}: too few to train and to validate on.",
            f"Bring at least {fewest}.",
        )
    of_heading = layout.lines if parsing.get("header", 0) == 0 else 0
    if (
        made is None
        and (within := sum(bool(line.strip()) for line in text.split("\n")[of_heading:]) - len(frame)) > 0
    ):
        told = counted(within, "line break stands", "line breaks stand")
        notes.append(f"{told} within quotes: if that is not meant, a quote is not closed.")
    if len(frame) > MOST_ROWS:
        notes.append(f"Of {len(frame):,} rows the first {MOST_ROWS:,} are used.")
    options = {
        **parsing,
        "encoding": encoding,
        "encoding_errors": "replace",
        "skiprows": skipped,
        "compression": compression,
    }
    table = Table(name, frame.iloc[:MOST_ROWS], options, tuple(notes), names=layout.names, path=path)
    return _with_rows_alone(replace(table, made=made or ""))


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
