"""A visitor's own table: a CSV whose target column they choose."""

from __future__ import annotations

import csv
import hashlib
import inspect
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from app.counted import counted
from app.network.datasets.columns import Column, encode, missing, numbers, read_column
from app.network.datasets.source import Data, Source, column, register
from app.problem import Problem
from app.uploads import MEGABYTE, shown_name, size_in_words

MOST_BYTES = 50 * MEGABYTE
MOST_COLUMNS = 1_000
MOST_INPUTS = 2_000
MOST_ROWS = 200_000
FEWEST_ROWS = 10
MOST_CLASSES = 50


@dataclass(frozen=True)
class Table:
    """A table as it was read: all values as text, and what each column is."""

    name: str
    frame: pd.DataFrame
    separator: str
    encoding: str
    notes: tuple[str, ...] = ()

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
    """Read a CSV with a heading line; the separator may be a comma, semicolon, tab or bar.

    Raises Problem, naming the file, for one that cannot be learned from at all.
    """
    name = shown_name(name or path.name)
    if (size := path.stat().st_size) > MOST_BYTES:
        raise Problem(
            f"“{name}” has {size_in_words(size)}; at most {size_in_words(MOST_BYTES)} can be trained "
            "on here.",
            "Take a sample of its rows.",
        )
    raw = path.read_bytes()
    if b"\x00" in raw[:10_000]:
        raise Problem(f"“{name}” is no text.", "Save the table as CSV, in UTF-8.")
    text, encoding, notes = _decoded(raw, name)
    first = text.lstrip("\n\r").partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    try:
        heading = next(csv.reader([first], delimiter=separator), [])
    except csv.Error as error:
        raise Problem(f"The heading of “{name}” cannot be read: {error}.", "Check its first line.") from error
    _check_heading(name, [title.strip() for title in heading])
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, index_col=False, engine="c"
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
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
    if len(frame) > MOST_ROWS:
        notes = (*notes, f"Of {len(frame):,} rows the first {MOST_ROWS:,} are used.")
    return Table(name, frame.iloc[:MOST_ROWS], separator, encoding, notes)


def _decoded(raw: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    if not raw.strip():
        raise Problem(f"“{name}” is empty.", "Choose a table with a heading and rows.")
    try:
        return raw.decode("utf-8-sig"), "utf-8-sig", ()
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1", ("The file is not UTF-8: it was read as Latin-1.",)


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


def table_data(table: Table, target: str, task: str) -> Data:
    """Inputs and target of a table; ``task`` is "regression" or "classification". Raises Problem."""
    found = table.column(target)
    texts = table.frame[target]
    keep = ~missing(texts).astype(bool)
    if task == "regression":
        keep &= np.isfinite(numbers(texts))
    frame = table.frame[keep]
    used = [item for item in table.columns if item.used and item.name != target]
    notes = [*table.notes, *(note for item in table.columns if item.name != target for note in item.notes)]
    if lost := int((~keep).sum()):
        notes.append(f"{lost:,} rows are left out: their “{target}” is no usable value.")
    if not used:
        raise Problem(f"No column of “{table.name}” can predict “{target}”.", "; ".join(notes)[:300])
    if (width := sum(item.width for item in used)) > MOST_INPUTS:
        raise Problem(
            f"The columns of “{table.name}” become {width:,} inputs; at most {MOST_INPUTS:,} can be used.",
            "Leave out columns with many different texts.",
        )
    if len(frame) < FEWEST_ROWS:
        raise Problem(
            f"Only {len(frame)} rows of “{table.name}” have a usable “{target}”.", "Choose another target."
        )
    features = tuple(
        f"{item.name} = {category or 'missing'}" if item.categories else item.name
        for item in used
        for category in item.categories or ("",)
    )
    x = encode(frame, _plan(used))
    if task == "regression":
        if found.kind != "number":
            raise Problem(
                f"“{target}” is {found.kind} and not a number to predict.", "Choose classification instead."
            )
        return Data(x, column(numbers(frame[target])), features, target, notes=tuple(notes))
    classes, labels = np.unique(frame[target].str.strip().to_numpy(str), return_inverse=True)
    if len(classes) < 2:
        raise Problem(
            f"All rows have the same “{target}”: there is nothing to tell apart.", "Choose another."
        )
    if len(classes) > MOST_CLASSES:
        raise Problem(
            f"“{target}” has {len(classes):,} different values; at most {MOST_CLASSES} can be classes.",
            "Choose another target, or a regression if it is a number.",
        )
    return Data(x, labels.astype(np.int32), features, target, tuple(map(str, classes)), notes=tuple(notes))


def _plan(used: list[Column]) -> list[tuple[str, float, tuple[str, ...]]]:
    return [(item.name, item.fill, item.categories) for item in used]


@register
class OwnTable(Source):
    """Tables that visitors brought; each is known by a digest of its bytes, never by a path."""

    name = "own"
    title = "Your own table"
    about = "A CSV with a heading line: choose the column to predict."
    defaults = {"file": "", "target": "", "task": ""}

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._folder: Path | None = None

    def keep_in(self, folder: Path) -> None:
        """Keep tables in this folder from now on, so that runs on them can be restored."""
        self._folder = folder

    def receive(self, path: Path, name: str) -> dict[str, Any]:
        """Take over an uploaded file and return the values that stand for it. Raises Problem."""
        table = read_table(path, name)
        key = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        self._tables[key] = table
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, self._folder / f"{key}.csv")
            (self._folder / f"{key}.name").write_text(table.name, "utf-8")
        return {"file": key, "target": table.usual_target, "task": table.usual_task(table.usual_target)}

    def table(self, key: str) -> Table:
        """The table behind a digest. Raises Problem if it is not here."""
        if key not in self._tables and self._folder is not None and re.fullmatch(r"[0-9a-f]{32}", key):
            path = self._folder / f"{key}.csv"
            if path.is_file():
                self._tables[key] = read_table(path, path.with_suffix(".name").read_text("utf-8"))
        if key not in self._tables:
            raise Problem("The table of these settings is not here.", "Upload it again.")
        return self._tables[key]

    def load(self, values: Mapping[str, Any]) -> Data:
        """The table's inputs and target."""
        table, target, task = self._settled(values)
        return table_data(table, target, task)

    def code(self, values: Mapping[str, Any]) -> str:
        """Reads the visitor's file, which must lie beside the program, and encodes it in the same way."""
        table, target, task = self._settled(values)
        self.load(values)
        used = [item for item in table.columns if item.used and item.name != target]
        lines = [
            "from collections.abc import Sequence\nfrom typing import Any\n\nimport pandas as pd",
            "from numpy.typing import NDArray\n\n",
            inspect.getsource(encode),
            "",
            f"frame = pd.read_csv({table.name!r}, sep={table.separator!r}, "
            f"encoding={table.encoding!r}, dtype=str, "
            "keep_default_na=False)",
            f"frame = frame.fillna('').rename(columns=str.strip).iloc[:{MOST_ROWS}]",
            f"target = frame[{target!r}].str.strip()",
            "absent = target.str.lower().isin(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-'])",
        ]
        if task == "regression":
            lines += [
                "number = pd.to_numeric(target, errors='coerce')",
                "keep = (~absent & (number.abs() < 3e38)).to_numpy()",
                "y = number[keep].to_numpy(np.float32).reshape(-1, 1)",
            ]
        else:
            lines += [
                "keep = (~absent).to_numpy()",
                "y = np.unique(target[keep].to_numpy(str), return_inverse=True)[1].astype(np.int32)",
            ]
        return "\n".join([*lines, f"x = encode(frame[keep], {_plan(used)!r})"])

    def _settled(self, values: Mapping[str, Any]) -> tuple[Table, str, str]:
        table = self.table(str(values.get("file", "")))
        target = str(values.get("target") or table.usual_target)
        task = str(values.get("task") or table.usual_task(target))
        if task not in ("regression", "classification"):
            raise Problem("A table is for a regression or a classification.", "Choose one.")
        return table, target, task
