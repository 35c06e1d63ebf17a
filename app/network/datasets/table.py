"""A visitor's own table: a CSV whose target column they choose."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from app.counted import counted
from app.network.datasets.columns import (
    Column,
    encode,
    missing,
    numbers,
    plain_numbers,
)
from app.network.datasets.csv_table import MOST_BYTES, MOST_ROWS, Table, read_table
from app.network.datasets.source import (
    FEWEST_ROWS,
    MOST_CLASSES,
    SOURCES,
    Data,
    Source,
    column,
    register,
)
from app.problem import Problem
from app.uploads import shown_name, size_in_words

ENCODE, PLAIN = inspect.getsource(encode), inspect.getsource(plain_numbers)
"""Read with the module, since its file may be another one by the time a run's program is written."""

OWN = "own"
"""The name of visitors' tables among the data sets."""

MOST_INPUTS = 2_000

MOST_KEPT = MOST_BYTES
"""Bytes of all tables that one visitor keeps: room for one of the largest."""


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
        rows = counted(lost, "row is", "rows are")
        notes.append(f"{rows} left out, without a usable “{target}”.")
    if not used:
        raise Problem(f"No column of “{table.name}” can predict “{target}”.", "; ".join(notes)[:300])
    if (width := sum(item.width for item in used)) > MOST_INPUTS:
        raise Problem(
            f"The columns of “{table.name}” become {width:,} inputs; at most {MOST_INPUTS:,} can be used.",
            "Leave out columns with many different texts.",
        )
    if len(frame) < FEWEST_ROWS:
        raise Problem(
            f"Of “{table.name}” only {counted(len(frame), 'row has', 'rows have')} a usable “{target}”.",
            "Choose another target.",
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

    name = OWN
    title = "Your own table"
    about = "A CSV with a heading line: choose the column to predict."
    defaults = {"file": "", "target": "", "task": ""}

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._asked: dict[str, str] = {}
        self._folder: Path | None = None
        self._keeping: Callable[[int], AbstractContextManager[Any]] = nullcontext

    def keep_in(
        self, folder: Path, keeping: Callable[[int], AbstractContextManager[Any]] = nullcontext
    ) -> None:
        """Keep tables in this folder from now on, so that runs on them can be restored.

        Each is written while ``keeping(bytes)`` holds room for it.
        """
        self._folder, self._keeping = folder, keeping

    def receive(self, path: Path, name: str) -> dict[str, Any]:
        """Take over an uploaded file and return the values that stand for it. Raises Problem."""
        table = read_table(path, name)
        key = hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        # It can be learned from also where it is not kept, for as long as the page is open.
        self._tables[key] = replace(table, notes=(*table.notes, *self._keep(key, path, table.name)))
        return {"file": key, "target": table.usual_target, "task": table.usual_task(table.usual_target)}

    def _keep(self, key: str, path: Path, name: str) -> list[str]:
        """Keep a table in the visitor's folder; a sentence for each that went for it, or why it is not
        kept."""
        folder = self._folder
        if folder is None or (folder / f"{key}.csv").exists():
            return []
        size = path.stat().st_size
        try:
            going = _oldest(folder, MOST_KEPT - size)
            freed = sum(old.stat().st_size for old in going)
            with self._keeping(max(size - freed, 0) + len(name.encode())):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                (folder / f"{key}.name").write_text(name, "utf-8")
                unfinished = folder / f".{key}.{os.getpid()}.part"
                try:
                    shutil.copyfile(path, unfinished)
                    unfinished.replace(folder / f"{key}.csv")
                finally:
                    unfinished.unlink(missing_ok=True)
                return [_forget(old) for old in going]
        except Problem as problem:
            return [f"It is not kept for your next visit: {problem}"]
        except OSError:
            return ["It is not kept for your next visit: the server's disk is full or cannot be used."]

    def ask_for(self, key: str, name: str) -> None:
        """A link speaks of a table that is not here: who needs it reads what it is called."""
        self._asked[key] = shown_name(name)

    def knows(self, key: str) -> bool:
        """Whether the table behind a digest is here, or asked for by its name."""
        if key in self._asked:
            return True
        try:
            self.table(key)
        except Problem:
            return False
        return True

    def table(self, key: str) -> Table:
        """The table behind a digest. Raises Problem if it is not here."""
        if key not in self._tables and self._folder is not None and re.fullmatch(r"[0-9a-f]{32}", key):
            path = self._folder / f"{key}.csv"
            if path.is_file():
                self._tables[key] = read_table(path, path.with_suffix(".name").read_text("utf-8"))
        if key not in self._tables and key in self._asked:
            raise Problem(
                f"This view needs the table “{self._asked[key]}”, which is not here.",
                "Bring it in the step “Data”, or ask whoever sent the link to share the file too.",
            )
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
        options = ", ".join(f"{option}={value!r}" for option, value in table.options.items())
        lines = [
            "from collections.abc import Sequence\nfrom typing import Any\n\nimport pandas as pd",
            "from numpy.typing import NDArray\n\n",
            *([PLAIN, "\n"] if table.plain else []),
            ENCODE,
            "",
            f"frame = pd.read_csv({table.name!r}, {options}, dtype=str, keep_default_na=False, "
            "index_col=False)",
            f"frame = frame.fillna('').rename(columns=str.strip).iloc[:{MOST_ROWS}]",
            *(
                f"frame[{title!r}] = plain_numbers(frame[{title!r}], {mark!r})"
                for title, mark in table.plain.items()
            ),
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


def own_tables() -> OwnTable:
    """The tables of whoever looks at this session."""
    return cast("OwnTable", SOURCES[OWN])


def _oldest(folder: Path, room: int) -> list[Path]:
    """The tables that must go so that the others take no more than ``room`` bytes."""
    if not folder.exists():
        return []
    kept = sorted((path for path in folder.glob("*.csv")), key=lambda path: path.stat().st_mtime)
    used = sum(path.stat().st_size for path in kept)
    going = []
    for path in kept:
        if used <= room:
            break
        going.append(path)
        used -= path.stat().st_size
    return going


def _forget(path: Path) -> str:
    named = path.with_suffix(".name")
    name = named.read_text("utf-8") if named.exists() else path.name
    path.unlink(missing_ok=True)
    named.unlink(missing_ok=True)
    return f"The oldest table, “{name}”, is kept no longer: {size_in_words(MOST_KEPT)} of tables are."
