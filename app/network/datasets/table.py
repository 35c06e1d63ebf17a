"""A visitor's own table, whose target column they choose, or their own pictures."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from app.network.datasets.csv_table import MOST_BYTES, read_table
from app.network.datasets.pictures import Pictures, read_pictures
from app.network.datasets.reading import MEDIAN, NAMES, ROW, Reading
from app.network.datasets.several_files import are_tables, read_several
from app.network.datasets.shaped_arrays import ShapedArrays, read_shaped
from app.network.datasets.source import SOURCES, Data, Source, register
from app.network.datasets.table_code import code_of
from app.network.datasets.table_data import Learnt, learnt, table_data
from app.network.datasets.text_table import Table
from app.problem import Problem
from app.uploads import shown_name, size_in_words

OWN = "own"
"""The name of visitors' tables among the data sets."""

Brought = Table | Pictures | ShapedArrays
"""What a visitor's file is read as."""

_FLAT = "flat"
"""Said of arrays that are read as a table all the same."""

MOST_KEPT = MOST_BYTES
"""Bytes of all tables that one visitor keeps: room for one of the largest."""

MOST_READINGS = 4
"""Ways of reading one table that are held beside the first; an older one is read again when it is asked."""


@register
class OwnTable(Source):
    """Tables and pictures that visitors brought; each is known by a digest of its bytes, never by a path."""

    name = OWN
    title = "Your own table"
    about = (
        "CSV, a spreadsheet, JSON, ARFF, Parquet, or NumPy's arrays: choose the column to predict. Or "
        "pictures, zipped or as a folder, with a folder a class or a table of their labels."
    )
    defaults = {"file": "", "target": "", "task": "", "missing": MEDIAN}

    def __init__(self) -> None:
        self._tables: dict[tuple[str, str, tuple[str, ...]], Brought] = {}
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

    def receive(self, path: Path, name: str, key: str = "") -> dict[str, Any]:
        """Take over an uploaded file, or several that `several_files.packed` made one, and return the values
        that stand for it; ``key`` is a digest of its content where there is one. Raises Problem."""
        found = _read(path, name, Reading())
        key = key or hashlib.sha256(path.read_bytes()).hexdigest()[:32]
        # It can be learned from also where it is not kept, for as long as the page is open.
        self._tables[key, "", ()] = replace(found, notes=(*found.notes, *self._keep(key, path, found.name)))
        return {"file": key, "target": found.usual_target} if isinstance(found, Table) else {"file": key}

    def changed(self, values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
        """The values with one of them changed, and others that cannot stay then. Raises Problem.

        The task is guessed again for another target; with the first row read otherwise, columns have other
        names.
        """
        if name == "heading":
            return {"file": values.get("file", ""), "heading": value}
        found = {**values, name: value}
        if name == "target":
            found.pop("task", None)
        return found

    def tell(self, values: Mapping[str, Any], file: str, column: str, own: str) -> dict[str, Any]:
        """The values with a column of the table that a ``file``, one of several, calls by its ``own`` name,
        or ("") does not have."""
        others = [one for one in Reading.of(values).sames if one[:2] != (file, column)]
        return {**values, "same": tuple(cell for one in [*others, (file, column, own)] for cell in one)}

    def use(self, values: Mapping[str, Any], name: str, *, as_input: bool) -> dict[str, Any]:
        """The values with a column that becomes inputs from now on, or does no longer. Raises Problem."""
        usual = self.table_of(values).column(name).used
        reading = Reading.of(values)
        without, also = set(reading.without) - {name}, set(reading.also) - {name}
        is_input = name in {item.name for item in self.learnt(values).inputs}
        if not as_input and is_input and name not in reading.also:
            without.add(name)
        if as_input and not usual:
            also.add(name)
        found = {**values, "without": tuple(sorted(without)), "also": tuple(sorted(also))}
        return {key: value for key, value in found.items() if value != () or key not in ("without", "also")}

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

    def name_of(self, key: str) -> str:
        """What the table behind a digest is called, "" where it is not here."""
        found = next((table.name for (known, *_), table in list(self._tables.items()) if known == key), "")
        return found or self._asked.get(key, "")

    def ask_for(self, key: str, name: str) -> None:
        """A link speaks of a table that is not here: who needs it reads what it is called."""
        self._asked[key] = shown_name(name)

    def knows(self, key: str) -> bool:
        """Whether the table behind a digest is here, or asked for by its name."""
        if key in self._asked:
            return True
        try:
            self._found(key, Reading())
        except Problem:
            return False
        return True

    def table(self, key: str, reading: Reading | None = None) -> Table:
        """The table behind a digest, read as said. Raises Problem if it is not here."""
        reading = reading or Reading()
        found = self._found(key, reading)
        if isinstance(found, ShapedArrays):
            # Links from before arrays kept their shape name one of their columns.
            found = self._found(key, replace(reading, heading=_FLAT))
        if not isinstance(found, Table):
            raise Problem(f"“{found.name}” holds pictures, and no columns.", "Choose other settings.")
        return found

    def _found(self, key: str, reading: Reading) -> Brought:
        known = key, reading.heading, reading.same
        if (read := self._tables.get(known)) is not None:
            return read
        path, name = next(
            ((table.path, table.name) for (other, *_), table in list(self._tables.items()) if other == key),
            (Path(), ""),
        )
        if not path.is_file() and self._folder is not None and re.fullmatch(r"[0-9a-f]{32}", key):
            path = self._folder / f"{key}.csv"
            name = path.with_suffix(".name").read_text("utf-8") if path.is_file() else ""
        if name and path.is_file():
            found = self._tables[known] = _read(path, name, reading)
            further = [other for other in list(self._tables) if other[0] == key and any(other[1:])]
            for old in further[:-MOST_READINGS]:
                self._tables.pop(old, None)
            return found
        if key in self._asked:
            raise Problem(
                f"This view needs the table “{self._asked[key]}”, which is not here.",
                "Bring it in the step “Data”, or ask whoever sent the link to share the file too.",
            )
        raise Problem("The table of these settings is not here.", "Upload it again.")

    def table_of(self, values: Mapping[str, Any]) -> Table:
        """The table that values speak of, read as they say. Raises Problem."""
        return self.table(str(values.get("file", "")), Reading.of(values))

    def _shaped(self, values: Mapping[str, Any]) -> Pictures | ShapedArrays | None:
        """What values speak of where that is no table. Raises Problem if it is not here."""
        found = self._found(str(values.get("file", "")), Reading.of(values))
        if isinstance(found, Table) or (isinstance(found, ShapedArrays) and values.get("target")):
            return None
        return found

    def learnt(self, values: Mapping[str, Any]) -> Learnt:
        """Target, task and inputs, guessed where the values leave them open. Raises Problem."""
        return learnt(self.table_of(values), Reading.of(values))

    def load(self, values: Mapping[str, Any]) -> Data:
        """The table's inputs and target, or the pictures or arrays and what is told of them."""
        if (shaped := self._shaped(values)) is not None:
            return shaped.data
        reading = Reading.of(values)
        return table_data(self.table_of(values), reading.target, reading.task, reading)

    def code(self, values: Mapping[str, Any]) -> str:
        """Reads the visitor's file, which must lie beside the program, and encodes it in the same way."""
        if (shaped := self._shaped(values)) is not None:
            return shaped.code()
        self.load(values)
        return code_of(self.table_of(values), Reading.of(values))


def _read(path: Path, name: str, reading: Reading) -> Brought:
    """A visitor's file, or several in one. Raises Problem."""
    shaped = None if reading.heading == _FLAT else read_pictures(path, name) or read_shaped(path, name)
    if shaped is not None:
        return shaped
    names = reading.heading == NAMES if reading.heading in (NAMES, ROW) else None
    if are_tables(path):
        return read_several(path, name, names, reading.sames)
    return read_table(path, name, names)


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
