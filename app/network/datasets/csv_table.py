"""Reads the table that a visitor brought, and says of it what is odd."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from app.counted import counted
from app.decompress import ByteStream
from app.network.datasets.columns import Column, numbers, plain_numbers, read_column, written_with
from app.network.datasets.source import FEWEST_ROWS
from app.problem import Problem
from app.tables import decode, dialect_of, is_number, read_bytes
from app.uploads import MEGABYTE, shown_name

MOST_BYTES = 50 * MEGABYTE
MOST_COLUMNS = 1_000
MOST_ROWS = 200_000
COMPRESSIONS = {"gzip": "gzip", "bzip2": "bz2", "Zstandard": "zstd", "xz": "xz"}
"""What pandas calls a compression."""


@dataclass(frozen=True)
class Table:
    """A table as it was read: all values as text, and what each column is.

    ``options`` are those of ``pandas.read_csv`` that read the same from the file. In the columns of ``plain``
    stands a plain number where the file writes it with a currency, a percent sign, brackets, or commas:
    `plain_numbers` made it so, with the decimal mark given.
    """

    name: str
    frame: pd.DataFrame
    options: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    plain: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column is, in the table's order."""
        return tuple(read_column(name, self.frame[name]) for name in self.frame.columns)

    def column(self, name: str) -> Column:
        """The column of this name. Raises Problem if there is none."""
        for found in self.columns:
            if found.name == name:
                return found
        raise Problem(f"“{self.name}” has no column “{name[:40]}”.", "Choose the target among its columns.")

    @property
    def usual_target(self) -> str:
        """The last column that varies: where most tables keep what is to be predicted."""
        varied = [found.name for found in self.columns if found.used]
        return varied[-1] if varied else str(self.frame.columns[-1])

    def usual_task(self, target: str) -> str:
        """ "classification" for texts and for few whole numbers, else "regression"."""
        found = self.column(target)
        if found.kind != "number":
            return "classification"
        values = numbers(self.frame[target])
        values = np.unique(values[np.isfinite(values)])
        return "classification" if len(values) <= 10 and (values == np.floor(values)).all() else "regression"


def read_table(path: Path, name: str = "") -> Table:
    """Read a table with a heading line. Raises Problem, in words, for whatever cannot be learned from."""
    name = shown_name(name or path.name)
    said: list[str] = []
    content = read_bytes(path, name, said, MOST_BYTES, "trained on here", "Take a sample of its rows.")
    if not content.strip():
        raise Problem(f"“{name}” is empty.", "Choose a table with a heading and rows.")
    decoded = decode(content, name)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    dialect = dialect_of(text)
    separator = dialect.separator or ","
    if dialect.named_lines:
        text = text.partition("\n")[2]
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    notes: tuple[str, ...] = (*said, *decoded.notes)
    first = text.lstrip("\n").partition("\n")[0]
    try:
        heading = [
            title.strip() for title in next(csv.reader([first], delimiter=separator, quoting=quoting), [])
        ]
    except csv.Error as error:
        raise Problem(
            f"The heading of “{name}” cannot be read.", "Check the quotes in its first line."
        ) from error
    _check_heading(name, heading)
    if all(map(is_number, heading)):
        notes = (*notes, "The first line holds numbers, and was taken as the columns' names: is it a row?")
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(text),
                sep=separator,
                dtype=str,
                keep_default_na=False,
                index_col=False,
                engine="c",
                quoting=quoting,
            )
        if warned:
            _check_surplus(name, text, separator, len(heading))
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = f" from line {line[1]} on" if line else ""
        raise Problem(
            f"“{name}” cannot be read{where}: its rows do not all have {len(heading)} columns.",
            "Check separators and quotes there.",
        ) from error
    frame = frame.fillna("").rename(columns=str.strip)
    if len(frame) < FEWEST_ROWS:
        raise Problem(
            f"“{name}” has {counted(len(frame), 'row')}: too few to train and to validate on.",
            f"Bring at least {FEWEST_ROWS}.",
        )
    if within := sum(bool(line.strip()) for line in text.splitlines()) - 1 - len(frame):
        told = counted(within, "line break stands", "line breaks stand")
        notes = (*notes, f"{told} within quotes: if that is not meant, a quote is not closed.")
    if len(frame) > MOST_ROWS:
        notes = (*notes, f"Of {len(frame):,} rows the first {MOST_ROWS:,} are used.")
    frame = frame.iloc[:MOST_ROWS]
    plain = {
        str(title): mark
        for title in frame.columns
        if (mark := written_with(frame[title], separator)) is not None
    }
    frame = frame.assign(**{title: plain_numbers(frame[title], mark) for title, mark in plain.items()})
    if plain:
        listed = ", ".join(f"“{title}”" for title in list(plain)[:5])
        notes = (*notes, f"Read as plain numbers, without their signs and separators: {listed}.")
    with ByteStream(path) as stream:
        compression = COMPRESSIONS.get(stream.compressed)
    options = {
        "sep": separator,
        "encoding": decoded.encoding,
        "encoding_errors": "replace",
        "quoting": quoting,
        "skiprows": dialect.named_lines,
        "compression": compression,
    }
    return Table(name, frame, options, notes, plain)


def _check_surplus(name: str, text: str, separator: str, columns: int) -> None:
    """Refuse values that no name of the heading stands for; nothing after a last separator is harmless."""
    for row in csv.reader(io.StringIO(text), delimiter=separator):
        if any(cell.strip() for cell in row[columns:]):
            raise Problem(
                f"“{name}” has rows of {len(row)} values under a heading of {columns} names.",
                "Name each column in the first line.",
            )


def _check_heading(name: str, heading: list[str]) -> None:
    if len(heading) < 2:
        raise Problem(
            f"“{name}” has one column: there is nothing to predict its values from.",
            "Bring a table with a heading line and at least two columns.",
        )
    if len(heading) > MOST_COLUMNS:
        raise Problem(
            f"“{name}” has {len(heading):,} columns; at most {MOST_COLUMNS:,} can be used here.",
            "Keep those that matter.",
        )
    if twice := {title for title in heading if heading.count(title) > 1}:
        raise Problem(f"“{name}” has two columns “{min(twice)[:40]}”.", "Rename one of them.")
