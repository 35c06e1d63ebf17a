"""Files that were brought at once, as one table: whose columns are the same, and which file does not fit."""

from __future__ import annotations

import io
import re
import secrets
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from app.counted import counted
from app.network.datasets.absent import missing
from app.network.datasets.columns import DATE, IDENTITY
from app.network.datasets.conversion import AS_SAVED, csv_of
from app.network.datasets.csv_table import (
    BY_PLACES,
    MADE,
    MOST_BYTES,
    MOST_ROWS,
    read_rows,
    with_values_read,
)
from app.network.datasets.heading import each_once
from app.network.datasets.source import FEWEST_ROWS
from app.network.datasets.text_table import OddFile, Table
from app.problem import Problem
from app.tables.packed import members
from app.uploads import session_folder, shown_name, size_in_words

MOST_FILES = 200
"""Files that are read as one table."""

Sames = Sequence[tuple[str, str, str]]
"""Of a file, which column of the table one of its own is, by names; "" for none."""

_MARK = b"files of Vitrine that were brought at once"
_SHOWN_ROWS = 5
_PLAIN = re.compile(r"[\W_]+")
_MOST_TOLD = 3


def packed(files: Sequence[tuple[str, Path]]) -> Path:
    """Files, given by names and paths, in one archive, which is the same for the same files.

    Raises Problem where they are too many, or too large together.
    """
    if len(files) > MOST_FILES:
        raise Problem(
            f"These are {len(files):,} files; at most {MOST_FILES:,} are read as one table.",
            "Bring fewer, or join them before.",
        )
    size = sum(path.stat().st_size for _, path in files)
    if size > MOST_BYTES:
        raise Problem(
            f"These {len(files):,} files have {size_in_words(size)}; at most {size_in_words(MOST_BYTES)} can "
            "be trained on here.",
            "Bring fewer, or a sample of their rows.",
        )
    # A name that begins with a point is what systems leave in an archive.
    names = each_once([shown_name(name).lstrip(".") for name, _ in files])
    made = session_folder() / secrets.token_hex(16)
    with zipfile.ZipFile(made, "w") as archive:
        for name, (_, path) in zip(names, files, strict=True):
            # An entry without a time of its own.
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
        archive.comment = _MARK
    return made


def are_tables(path: Path) -> bool:
    """Whether `packed` made a file, of other files than NumPy's, which are arrays of the same rows."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - len(_MARK), 0))
        if file.read() != _MARK:
            return False
    with zipfile.ZipFile(path) as archive:
        return not all(name.endswith(".npy") for name in archive.namelist())


def read_several(path: Path, name: str, names: bool | None = None, same: Sames = ()) -> Table:
    """The rows of all files of `packed` that have the columns which most of them have, as one table.

    ``names`` tells whether their first rows name the columns, ``same`` what a visitor said of their columns.
    Raises Problem where no file can be learned from.
    """
    said: list[str] = []
    written = list(_tables(path, name, names, said))
    if not written:
        told = " ".join(said[:_MOST_TOLD])
        raise Problem(f"None of the files can be learned from. {told}", "Bring tables.")
    tables = [with_values_read(table) for table in written]
    usual = _usual(tables)
    columns = [str(column) for column in usual.frame.columns]
    parts: dict[str, pd.DataFrame] = {}
    odd = []
    for table, raw in zip(tables, written, strict=True):
        found = _places(table, usual)
        told_of = {column: own for file, column, own in same if file == table.name}
        if lacking := [column for column in columns if column not in found]:
            one = _odd(table, usual, found, lacking, told_of)
            odd += [one] if one.columns else []
            said += _of_odd(one, lacking, len(table.frame))
            found |= one.told
        if all(found.get(column) for column in columns):
            parts[table.name] = pd.DataFrame({one: _cells(raw, table, found[one]) for one in columns})
            more = [str(own) for own in table.frame.columns if own not in found.values()]
            if more:
                are = "is" if len(more) == 1 else "are"
                said.append(f"“{table.name}”: {_listed(more)} {are} not in “{usual.name}”, and left out.")
    said += _notes([table for table in written if table.name in parts], usual)
    listed = _listed([*parts])
    if len(parts) > 1:
        said.insert(0, f"{listed}: {counted(len(parts), 'file')} read as one table.")
    rows = [row for part in parts.values() for row in part.to_numpy().tolist()]
    if len(rows) < FEWEST_ROWS:
        count = counted(len(rows), "row")
        have = f"have {count} together" if len(parts) > 1 else f"has {count}"
        raise Problem(
            f"{listed} {have}: too few to train and to validate on.", f"Bring at least {FEWEST_ROWS}."
        )
    text = csv_of(columns, rows, name, MOST_ROWS, said)
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, index_col=False, **MADE)
    options = {**MADE, "encoding": "utf-8"}
    table = Table(name, frame, options, tuple(said), names=usual.names, path=path, made=text)
    return with_values_read(replace(table, odd_files=tuple(odd)))


def _tables(path: Path, name: str, names: bool | None, said: list[str]) -> Iterator[Table]:
    """The files as tables, each once; of those that are none it is ``said`` why."""
    seen: dict[bytes, str] = {}
    with tempfile.TemporaryDirectory(dir=session_folder()) as folder:
        found = members(path.read_bytes(), name, MOST_BYTES)
        # Two are called alike where they were packed, or in folders.
        for called, member in zip(each_once([str(one.path) for one in found]), found, strict=True):
            if (before := seen.setdefault(member.content, called)) != called:
                said.append(f"“{called}” is the same file as “{before}”: left out.")
                continue
            place = Path(folder) / "table"
            place.write_bytes(member.content)
            try:
                yield replace(read_rows(place, called, names, fewest=1), name=called)
            except Problem as problem:
                said.append(f"{problem.what} It is left out.")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:_MOST_TOLD]) + (" …" if len(names) > _MOST_TOLD else "")


def _cells(written: Table, read: Table, column: str) -> pd.Series:
    """A file's values as they are written, since another file may have them in another unit, but with a
    decimal point, since that is read as one mark in all."""
    mark = read.plain.get(column, ".")
    values = written.frame[column].reset_index(drop=True)
    if mark == ",":
        whole = values.str.replace(r"(?<=\d)\.(?=\d)", "", regex=True)
        return whole.str.replace(r",(?=\d)", ".", regex=True)
    return values if mark == "." else read.frame[column].reset_index(drop=True)


def _plain(name: str) -> str:
    return _PLAIN.sub(" ", name).strip().lower()


def _usual(tables: Sequence[Table]) -> Table:
    """One of those whose columns most files have, and of these one that names them, with most rows."""
    keys = [frozenset(_plain(str(column)) for column in table.frame.columns) for table in tables]
    counts = Counter(key for key, table in zip(keys, tables, strict=True) if table.names)
    forms = [_are_numbers(table) for table in tables]
    bare = [form for form, table in zip(forms, tables, strict=True) if not table.names]

    def rank(at: int) -> tuple[int, bool, int, int]:
        table = tables[at]
        named = counts[keys[at]] if table.names else 0
        fitting = sum(_are_alike(forms[at], form) for form in bare)
        return named + fitting, table.names, len(table.frame), -at

    return tables[max(range(len(tables)), key=rank)]


def _are_numbers(table: Table) -> list[bool | None]:
    """Of each column whether it holds numbers, in most places; None where it holds nothing."""
    found: list[bool | None] = []
    for column in table.frame.columns:
        known = table.frame[column][~missing(table.frame[column])]
        share = pd.to_numeric(known, errors="coerce").notna().mean() if len(known) else None
        found.append(None if share is None else bool(share > 0.5))
    return found


def _are_alike(one: Sequence[bool | None], other: Sequence[bool | None]) -> bool:
    """Whether tables have as many columns, and numbers at the same places; what is empty may be either."""
    return len(one) == len(other) and all(
        mine == theirs or mine is None or theirs is None for mine, theirs in zip(one, other, strict=True)
    )


def _places(table: Table, usual: Table) -> dict[str, str]:
    """The column of a file for each of the usual ones that it has: by name, however that is written, or by
    place where a file of as many columns, of numbers at the same places, does not name them."""
    own, wanted = (list(map(str, one.frame.columns)) for one in (table, usual))
    if not table.names:
        fits = _are_alike(_are_numbers(table), _are_numbers(usual))
        return dict(zip(wanted, own, strict=True)) if fits else {}
    plain = {_plain(column): column for column in reversed(own)}
    found = {
        column: column if column in own else plain[_plain(column)]
        for column in wanted
        if column in own or _plain(column) in plain
    }
    return found if len(set(found.values())) == len(found) else {one: one for one in wanted if one in own}


def _odd(
    table: Table, usual: Table, found: Mapping[str, str], lacking: Sequence[str], told: Mapping[str, str]
) -> OddFile:
    """What there is to ask about a file that lacks columns; guessed where as many of the same kinds stand in
    the same order beside one of the same name, other than a row's number or day, which any file may have."""
    free = [str(column) for column in table.frame.columns if column not in found.values()]
    if len(free) < len(lacking):
        free = []
    kinds = [
        [one.column(column).kind for column in columns]
        for one, columns in ((usual, lacking), (table, free[: len(lacking)]))
    ]
    shared = any(usual.column(column).kind not in (IDENTITY, DATE) for column in found)
    guessed = shared and len(free) == len(lacking) and kinds[0] == kinds[1]
    chosen = dict(zip(lacking, free, strict=True)) if guessed else {}
    # What names no column of the file any more is as good as not said.
    chosen |= {column: own for column, own in told.items() if column in lacking and own in ("", *free)}
    rows = table.frame[free].iloc[:_SHOWN_ROWS].to_numpy().tolist()
    return OddFile(table.name, tuple(free), tuple(map(tuple, rows)), tuple(lacking), chosen)


def _of_odd(odd: OddFile, lacking: Sequence[str], rows: int) -> Iterator[str]:
    """Whether a file that lacks columns is read, in words."""
    open_ones = [column for column in lacking if not odd.told.get(column)]
    if open_ones:
        listed = _listed(open_ones)
        ask = " Say under “Data set” which of its columns that is." if odd.columns else ""
        what = counted(rows, "row is", "rows are")
        yield f"“{odd.name}” has no column {listed}: its {what} left out.{ask}"
    else:
        pairs = ", ".join(f"“{own}” as “{column}”" for column, own in list(odd.told.items())[:3])
        yield f"“{odd.name}”: {pairs} is read."


def _notes(tables: Sequence[Table], usual: Table) -> Iterator[str]:
    """What was said of the files that are read: once what is said of all, else with the file's name."""
    by_place = [table.name for table in tables if usual.names and not table.names]
    if by_place:
        listed = _listed(by_place)
        yield f"{listed}: no names in the first line, columns are taken in the order of “{usual.name}”."
    notes = [
        (table.name, note)
        for table in tables
        for note in dict.fromkeys(table.notes)
        if note != AS_SAVED and not (table.name in by_place and note.endswith(BY_PLACES))
    ]
    counts = Counter(note for _, note in notes)
    for note, count in counts.items():
        first = next(name for name, said in notes if said == note)
        more = f" and {count - 1:,} more" if count > 1 else ""
        yield note if count == len(tables) else f"“{first}”{more}: {note}"
