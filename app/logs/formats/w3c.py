"""The extended log format of the W3C, as IIS, CloudFront and NetScaler write it (W3C WD-logfile-960323)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

import polars as pl

from app.logs.formats.kinds import Lines, LogFormat
from app.logs.formats.named import CLOUDFRONT, NamedReader
from app.logs.formats.table import cells_of
from app.logs.written.lines import DIRECTIVE, DIRECTIVES, Refused

FIELDS = re.compile(rb"#(?:Fields:|fields\t)")
_NAMING = re.compile(rb"^(?:\xef\xbb\xbf)?#(?:Fields:|Date:|fields\t)[^\n]*", re.MULTILINE)
_VALUE = re.compile(r'"((?:[^"]|"")*+)"(?=[ \t]|$)|([^ \t]+)')


@dataclass(frozen=True)
class Extended(LogFormat, kind="w3c"):
    """Columns as the latest ``#Fields`` says; the time is in UTC. ``columns`` are its names, as written.

    ``date`` is the one that the latest ``#Date`` names, for lines that hold a time of day only. ``mark`` is
    the comma that parts the values in logs of Exchange; else blanks or tabs do.
    """

    name: str
    title: str
    columns: tuple[str, ...] = ()
    date: str = ""
    mark: str = ""

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        return f"the fields {' '.join(self.columns)}" if self.columns else "the fields that its header names"

    def reader(self) -> Lines:
        """What reads the lines of this format."""
        return ExtendedReader(self)

    def parts(self, data: bytes) -> Iterator[tuple[Extended, int, int]]:
        """The format of each part of a block of lines, and the bytes from where to where it goes.

        A part begins with the line that names other columns than those before; servers name the same ones
        each time that they start.
        """
        form, latest, start = self, self, 0
        for match in _NAMING.finditer(data):
            latest = latest.with_columns(match[0])
            if latest.reads_as(form):
                continue
            if match.start() > start:
                yield form, start, match.start()
            form, start = latest, match.start()
        if start < len(data):
            yield latest, start, len(data)

    def reads_as(self, other: Extended) -> bool:
        """Whether every line is read by this format as by another one."""
        dated = "date" in self.columns or self.date == other.date
        return dated and (self.columns, self.mark) == (other.columns, other.mark)

    def with_columns(self, directive: bytes) -> Extended:
        """This format with the columns of a ``#Fields`` line, or the date of a ``#Date`` line."""
        text = directive.decode("utf-8", "replace").strip().strip("\ufeff")
        if text.startswith("#fields\t"):
            return replace(self, columns=tuple(text.split("\t")[1:]), mark="")
        name, _, text = text.partition(":")
        if name == "#Date":
            return replace(self, date=text.split()[0] if text.split() else "")
        listed = "," in text and len(text.split()) == 1
        columns = text.strip().split(",") if listed else text.split()
        return replace(self, columns=tuple(columns), mark="," if listed else "")


class ExtendedReader(NamedReader):
    """Reads lines whose columns are known."""

    def __init__(self, form: Extended) -> None:
        self.format = form

    def finishes(self, _names: Container[str]) -> bool:
        """Whether texts are not as they were sent: IIS writes + for a space, CloudFront encodes twice."""
        return True

    def finished(self, field: str, text: str, names: Container[str]) -> str:
        """A text as it was sent."""
        if CLOUDFRONT in names:
            return super().finished(field, text, names)
        return text if field == "request" or " " in text else text.replace("+", " ")

    def values(self, text: str) -> dict[str, str]:
        """The values of a line by their columns, the time with its zone. Raises Refused."""
        columns = self.format.columns
        if DIRECTIVES.match(text):
            raise Refused(DIRECTIVE)
        if not columns:
            raise Refused("no #Fields line came before")
        tabs = "\t" in text.strip() and not self.format.mark
        if self.format.mark:
            values = [*cells_of(text, self.format.mark)]
        elif tabs:
            values = text.rstrip("\t ").split("\t")
        else:
            values = [a or b for a, b in _VALUE.findall(text)]
        if len(values) < len(columns) and tabs:
            values += ["-"] * (len(columns) - len(values))
        if len(values) != len(columns):
            raise Refused(f"{len(values)} values stand where #Fields names {len(columns)}")
        found = {name: value.strip('"') for name, value in zip(columns, values, strict=True)}
        if "date" not in found and self.format.date:
            found["date"] = self.format.date
        return _utc(found)

    def completed(
        self, names: tuple[str, ...], columns: list[pl.Series]
    ) -> tuple[tuple[str, ...], list[pl.Series]]:
        """Columns of values as `values` gives them: the date of the file, and the zone of the clock."""
        if "date" not in names and self.format.date:
            date = pl.Series([self.format.date], dtype=pl.String).new_from_index(0, len(columns[0]))
            names, columns = (*names, "date"), [*columns, date]
        if "time" in names and "date" in names:
            at = names.index("time")
            columns = [*columns[:at], columns[at] + " +0000", *columns[at + 1 :]]
        return names, columns


KNOWN = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    "sc-status sc-substatus sc-win32-status time-taken",
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status "
    "sc-substatus sc-win32-status time-taken",
    "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "sc-status sc-substatus sc-win32-status",
    "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "
    "cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status "
    "sc-bytes cs-bytes time-taken",
    "date time s-sitename cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken",
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
    "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol "
    "cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type "
    "cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte "
    "x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end",
)
"""The columns that IIS 7 to 10, Azure's App Service and CloudFront write unless told otherwise, for lines
without their header."""


def _utc(found: dict[str, str]) -> dict[str, str]:
    """The values with the zone of their clock."""
    return found | {"time": f"{found['time']} +0000"} if "time" in found and "date" in found else found


W3C = Extended("w3c", "W3C extended (IIS, CloudFront)")
