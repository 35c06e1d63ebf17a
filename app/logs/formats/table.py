"""Tables: the first line names the columns, as exports of Splunk, Kibana and spreadsheets do."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.logs.formats.candidates import fields_named
from app.logs.formats.kinds import Lines, LogFormat, kept
from app.logs.formats.named import NamedReader
from app.logs.written.lines import DIRECTIVE, DIRECTIVES, Event, Refused
from app.logs.written.names import ASKED

MARKS = (",", ";", "\t", "|")
FEWEST = 3
"""Columns that a table must have; one that holds whole lines of a log may have one less."""

_RAW = (
    "_raw",
    "raw",
    "message",
    "@message",
    "textpayload",
    "content",
    "line",
    "log",
    "log_s",
    "message_s",
    "rawdata",
    "logentry",
    "log_line",
    "_line",
    "_msg",
    "@rawstring",
    "logmsg",
    "event",
)


@dataclass(frozen=True)
class Table(LogFormat, kind="table"):
    """Rows of ``columns`` parted by ``mark``; a line that repeats their names is the heading.

    ``raw`` is the column that holds a whole line of a log, read by ``inner``, in tables that have one, and
    ``stamp`` the column whose time stands before that line, where it tells none itself.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    mark: str
    raw: str = ""
    inner: LogFormat | None = None
    stamp: str = ""

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        if self.raw:
            return f"a line of a log in the column “{self.raw}”"
        return f"the columns {', '.join(self.columns)}"

    def reader(self) -> Lines:
        """What reads the lines of this format."""
        return TableReader(self)

    def entry(self) -> dict[str, Any]:
        """This format, ready for JSON."""
        fields = asdict(replace(self, inner=None))
        return {"kind": self.kind, **fields, "inner": self.inner.entry() if self.inner else None}

    @classmethod
    def of(cls, entry: dict[str, Any]) -> LogFormat:
        """The table that was kept as ``entry``."""
        inner = kept(entry["inner"]) if entry["inner"] else None
        return cls(**{**entry, "columns": tuple(entry["columns"]), "inner": inner})

    def cell(self, line: str) -> str:
        """The line of a log that a row holds; empty where it holds none."""
        cells = cells_of(line, self.mark)
        if len(cells) != len(self.columns):
            return ""
        return self.line_of(dict(zip(self.columns, cells, strict=True)))

    def line_of(self, values: Mapping[str, str]) -> str:
        """The line of a log that the values of a row hold, with their time before it."""
        line = values[self.raw]
        return f"{values[self.stamp]} {line}" if self.stamp and line else line


def table(heading: str) -> Table | None:
    """The table that a heading begins; None where the line names nothing that a log would hold."""
    for mark in MARKS:
        names = tuple(name.strip() for name in cells_of(heading, mark))
        if names and not names[0]:
            # pandas writes its index without a name.
            names = ("index", *names[1:])
        if len(names) < FEWEST - 1 or not all(names) or len(set(names)) < len(names):
            continue
        found = fields_named(names)
        raw = next((name for name in names if name.lower() in _RAW), "")
        asked = found & ASKED
        answered = found >= {"host", "status", "size"}
        if (
            len(names) >= FEWEST
            and found & {"time", "date"}
            and (asked or answered)
            and (len(found) > 3 or "host" in found)
        ):
            return Table("table", "A table (CSV)", names, mark)
        if raw:
            return Table("table", "A table (CSV)", names, mark, raw)
    return None


def tells_requests(form: Table) -> bool:
    """Whether a column tells what was asked for; where none does, only the answers may."""
    return bool(fields_named(form.columns) & ASKED)


def cells_of(line: str, mark: str) -> Sequence[str]:
    """The cells of a row; none where a quote never closes or a cell is longer than the reader takes.

    Quotes in a cell are doubled, or escaped by a backslash where that alone makes a row of it.
    """
    row = [line.strip("\r\n\ufeff")]
    try:
        return next(csv.reader(row, delimiter=mark, skipinitialspace=True, strict=True), [])
    except csv.Error:
        if '\\"' not in line:
            return []
    try:
        return next(
            csv.reader(
                row, delimiter=mark, skipinitialspace=True, strict=True, doublequote=False, escapechar="\\"
            ),
            [],
        )
    except csv.Error:
        return []


class TableReader(NamedReader):
    """Reads the rows of a table whose columns are known."""

    def __init__(self, form: Table) -> None:
        self.format = form
        self._inner = form.inner.reader() if form.inner else None

    def event(self, text: str) -> Event:
        """The event of a line's text. Raises Refused."""
        if self._inner is None:
            return super().event(text)
        outcome = self._inner.read(self.format.line_of(self.values(text)).encode())
        if isinstance(outcome, str):
            raise Refused(outcome)
        return outcome

    def values(self, text: str) -> dict[str, str]:
        """The cells of a row by their columns, each on one line. Raises Refused."""
        columns = self.format.columns
        if DIRECTIVES.match(text):
            raise Refused(DIRECTIVE)
        cells = cells_of(text, self.format.mark)
        if not cells:
            raise Refused("the row holds a quote that is never closed")
        if tuple(cell.strip() for cell in cells)[1:] == columns[1:]:
            raise Refused(DIRECTIVE)
        if len(cells) != len(columns):
            raise Refused(f"{len(cells)} values stand where the heading names {len(columns)}")
        return {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=True)}
