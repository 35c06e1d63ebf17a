"""Formats from the strings of a server's configuration: Apache's ``LogFormat``, nginx's ``log_format``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from app.logs.formats.apache import DIRECTIVE, apache_piece
from app.logs.formats.keyed import Keyed
from app.logs.formats.kinds import LogFormat
from app.logs.formats.nginx import VARIABLE, nginx_field
from app.logs.formats.template import Template
from app.logs.written.name_words import field_by_words
from app.logs.written.names import ASKED, field_of
from app.problem import Problem

_LOG_FORMAT = re.compile(r"\s*log_format\s+(?P<name>\S+)\s+(?:escape=\w+\s+)?(?P<parts>.*?);?\s*", re.DOTALL)
_APACHE = re.compile(
    r"\s*(?:LogFormat|CustomLog\s+\S+)\s+\"(?P<text>(?:[^\"\\]|\\.)*)\"(?:\s+(?P<name>\S+))?\s*", re.DOTALL
)
_PART = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_ALONE = re.compile(rf"(?:{VARIABLE.pattern}|{DIRECTIVE.pattern})+")
_ESCAPES = {r"\"": '"', r"\'": "'", r"\t": "\t", r"\\": "\\"}
LONGEST = 5_000
"""Characters of a format string: no server's has a fifth of them, and their patterns look far ahead."""

MOST_PIECES = 100
"""Directives of a format string: a line that does not fit is held against the first, the first two, …"""

_OPENING = frozenset("\"'[({<")
_TIMES = ("time", "date", "clock")
_REMEDY = "Copy the string of LogFormat or log_format as it stands in the server's configuration."


class _Found(NamedTuple):
    """A directive of a format string: where it stands, how it is written, and its pieces."""

    start: int
    end: int
    written: str
    pieces: tuple[tuple[str, str, str], ...]


def is_format_string(text: object) -> bool:
    """Whether a text is a format string rather than the name of a format."""
    return isinstance(text, str) and ("$" in text or "%" in text)


def compiled(text: str, name: str = "typed", title: str = "A format as typed") -> LogFormat:
    """The format of a ``LogFormat`` or ``log_format`` string, with or without the words of the configuration.

    Raises Problem, which names the place, for a directive that there is not, for two fields that nothing
    parts, and for a string that holds no time or nothing that was asked for, or is longer than `LONGEST`.
    """
    if len(text) > LONGEST:
        raise _problem(f"it has more than {LONGEST:,} characters")
    text = _string(text)
    if text.lstrip().startswith("{"):
        return _of_json(text, name, title)
    found = _nginx(text) if "$" in text and not DIRECTIVE.search(text.replace("%%", "")) else _apache(text)
    pieces: list[tuple[str, str, str]] = []
    at = 0
    before = ""
    for place, one in enumerate(found):
        before += text[at : one.start] + "%" * (one.written == "%%")
        for literal, field, form in one.pieces:
            if place and not before + literal and not _parts_itself(pieces[-1][1], field):
                both = f"“{found[place - 1].written}” from “{one.written}”"
                raise _problem(f"nothing parts {both} at character {one.start + 1}")
            pieces.append((before + literal, field, form))
            before = ""
        if (
            one.pieces
            and one.pieces[-1][1] == "time"
            and one.written.endswith("%t")
            and one.pieces[-1][0].endswith("[")
        ):
            before = "]"
        at = one.end
    teller = _teller([(field, one.written) for one in found for _, field, _ in one.pieces])
    pieces = [
        (literal, "host", "hosts") if field == teller else (literal, field, form)
        for literal, field, form in pieces
    ]
    if len(pieces) > MOST_PIECES:
        raise _problem(f"it holds {len(pieces):,} directives, and {MOST_PIECES} are the most")
    _check({field for _, field, _ in pieces})
    end = before + text[at:]
    if not end.strip() and pieces[-1][2] == "phrase" and pieces[-1][0][-1:] not in _OPENING:
        # A text of several words that nothing closes goes on to the line's end.
        pieces[-1] = (*pieces[-1][:2], "rest")
    return Template(name, title, tuple(pieces), end, text)


def _string(text: str) -> str:
    """The format string inside a line of a configuration, its escapes resolved."""
    text = text.strip()
    if match := _LOG_FORMAT.fullmatch(text):
        text = "".join(one or other for one, other in _PART.findall(match["parts"])) or match["parts"]
    elif match := _APACHE.fullmatch(text):
        text = match["text"]
    elif len(parts := _PART.findall(text)) and _PART.sub("", text).strip(" \t\r\n;") == "":
        pieces = [one or other for one, other in parts]
        # Where each holds directives alone the quotes are those of the line: “"$request" "$status"”.
        text = text if len(pieces) > 1 and all(map(_ALONE.fullmatch, pieces)) else "".join(pieces)
    return re.sub(r"\\.", lambda escape: _ESCAPES.get(escape[0], escape[0]), text)


def _parts_itself(before: str, after: str) -> bool:
    """Whether a field can be told from the one before it without anything between."""
    return after in ("query", "target", "path") or (before, after) == ("fraction", "zone")


def _nginx(text: str) -> list[_Found]:
    found = []
    mark: re.Match[str] | None = None
    for match in VARIABLE.finditer(text):
        name = match[1] or match[2]
        field, form = nginx_field(name)
        if name == "is_args":
            # The mark before a query, where there is one: it belongs to the arguments behind it.
            mark = match
            continue
        if mark is not None and mark.end() == match.start() and field == "query":
            found.append(_Found(mark.start(), match.end(), mark[0] + match[0], (("", "query", "query"),)))
            mark = None
            continue
        found.append(_Found(match.start(), match.end(), match[0], (("", field, form),)))
    return found


def _apache(text: str) -> list[_Found]:
    found = []
    for match in DIRECTIVE.finditer(text):
        piece = () if match[0] == "%%" else apache_piece(match)
        if piece is None:
            raise _problem(f"“{match[0]}” at character {match.start() + 1} is no directive of Apache")
        found.append(_Found(match.start(), match.end(), match[0], piece))
    for match in re.finditer(r"%", DIRECTIVE.sub(lambda one: "_" * len(one[0]), text)):
        raise _problem(
            f"“{text[match.start() : match.start() + 3]}” at character {match.start() + 1} is no directive"
        )
    return found


def _of_json(text: str, name: str, title: str) -> LogFormat:
    """The format of a JSON object whose values are variables."""
    if text.count("{") + text.count("[") > MOST_PIECES:
        raise _problem(f"it holds more than {MOST_PIECES} objects and lists")
    quoted = re.sub(r"(?<=[:,\[])\s*(\$\{?\w+\}?|%[<>]?(?:\{[^}]*\})?\w)(?=\s*[,}\]])", r'"\1"', text)
    try:
        values = json.loads(quoted)
    except ValueError as error:
        place = getattr(error, "pos", 0)
        raise _problem(f"it begins like JSON and is none at character {place + 1}") from None
    names: list[tuple[str, str]] = []
    told: list[tuple[str, str]] = []

    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else str(key))
        elif isinstance(value, str) and (match := VARIABLE.fullmatch(value.strip())):
            names.append((path, nginx_field(match[1] or match[2])[0]))
            told.append((names[-1][1], match[0]))
        elif (
            isinstance(value, str)
            and (match := DIRECTIVE.fullmatch(value.strip()))
            and (piece := apache_piece(match))
        ):
            names.append((path, piece[0][1]))
            told.append((names[-1][1], match[0]))

    walk(values, "")
    teller = _teller(told)
    names = [(path, "host" if field == teller else field) for path, field in names]
    _check({field for _, field in names})
    return Keyed(name, title, "json", names=tuple(names))


_NOT_SENT = re.compile(r"(?i)\$\{?(?:sent|upstream|cookie|arg)_|\}[oCn]$")
"""How a directive is written that holds no header of the request."""

_ADDRESS_OF = re.compile(r"(?i)(?:src|source|client|remote|real|visitor|user|connecting)[\W_]?(?:ip|addr)")

_BESIDE = frozenset({"country", "city", "region", "continent", "asn", "org", "port", "name", "latitude"})
"""Words of what is told about an address, and is none."""


def _teller(fields: Sequence[tuple[str, str]]) -> str:
    """The field that tells the client where no directive of the server's own does; empty where one does.

    ``fields`` are those of the directives, with how these are written. A proxy passes the client on in a
    header, such as X-Real-IP or CF-Connecting-IP, which nginx names ``http x real ip``; last comes whom the
    connection is to.
    """
    names = [name for name, written in fields if not _NOT_SENT.search(written)]
    if {"host", "forwarded"} & set(names):
        return ""
    told = [name for name in names if _field_of_header(name) == "host"]
    return next(iter([*told, *(name for name in names if name in ("proxy protocol addr", "proxy"))]), "")


def _field_of_header(name: str) -> str:
    name = name.removeprefix("http ")
    if _BESIDE & set(re.split(r"[\W_]+", name)):
        return ""
    return field_of(name) or field_by_words(name) or ("host" if _ADDRESS_OF.search(name) else "")


def _check(fields: set[str]) -> None:
    if not fields:
        raise _problem("it holds no directive such as %h or $remote_addr")
    if not fields & set(_TIMES):
        raise _problem("it holds no time, such as %t or $time_local")
    if not fields & ASKED:
        raise _problem("it holds nothing that was asked for, such as %r or $request")


def _problem(what: str) -> Problem:
    return Problem(f"This format cannot be read: {what}.", _REMEDY)
