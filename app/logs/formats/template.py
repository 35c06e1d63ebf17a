"""Formats whose fields stand in any order: literal text and fields by turns, compiled to one expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from app.logs.formats.build import build
from app.logs.formats.kinds import Lines, LogFormat
from app.logs.written.addresses import ADDRESSES
from app.logs.written.lines import Event, Refused, opened
from app.logs.written.times import SHAPE as TIME

WORDS = {
    "host": "host", "forwarded": "forwarded-for", "vhost": "virtual host", "ident": "ident", "user": "user",
    "time": "time", "date": "date", "clock": "time of day", "request": "request", "method": "method",
    "target": "path", "path": "path", "query": "query", "protocol": "protocol", "status": "status",
    "size": "size", "sent": "bytes sent", "referrer": "referrer", "agent": "user agent",
    "seconds": "response time", "milliseconds": "response time", "microseconds": "response time",
    "upstream seconds": "upstream time",
}  # fmt: skip
"""What fields are called in a sentence; others go by their own names."""


class Piece(NamedTuple):
    """A field and the text before it. ``field`` is empty for what is passed over.

    ``form`` is how it is written: "word" ends at the text that follows, "phrase" may hold spaces, "cell"
    holds anything up to the text that follows, "rest" all that is left, "asked" a bare request, "time",
    "hosts" (an address or a list of them, and loosely any word), "status", "size", "number".
    """

    before: str
    field: str
    form: str = "word"


@dataclass(frozen=True)
class Template(LogFormat, kind="template"):
    """A line as pieces in their order, then ``end``; anything that starts with a space may follow it.

    ``source`` is the format string that it was compiled from, if any; ``latest`` is the last day
    that times without a year can be of, see `read_time`.
    """

    name: str
    title: str
    pieces: tuple[tuple[str, str, str], ...]
    end: str = ""
    source: str = ""
    latest: int | None = None

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        names = [WORDS.get(piece[1], piece[1]) for piece in self.pieces if piece[1]]
        return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)

    def reader(self) -> Lines:
        """What reads the lines of this format."""
        return TemplateReader(self)

    def may_fit(self, text: str) -> bool:
        """Whether a line holds all of the text between the fields; where not, it does not fit."""
        return all(part in text for piece in self.pieces for part in piece[0].split())


AGENT = (
    r"(?!HTTP/)[\w.\-]+/[\w.+\-]+(?:[ ](?:(?!HTTP/)[\w.+\-]+/[\w.+\-:]+|Mobile|Safari"
    r"|\((?:[^()]++|\([^()]*+\))*+\)))*"
)
"""A regular expression, without groups, of a user agent in no quotes: products with versions, and remarks."""

TIMERS = r"[+\-]?[0-9]+(?:/[+\-]?[0-9]+){3}"
"""The milliseconds of a request's four phases, as HAProxy writes them before the fifth number, their sum."""

_PATTERNS = {
    "agent": rf"(?:{AGENT}|[^\s]+)",
    "phases": TIMERS,
    "time": TIME,
    "status": r"(?:[0-9]{1,3}|-1?)",
    "size": r"(?:[+]?[0-9]+|-1?)",
    "number": r"(?:[+\-]?[0-9][0-9.,:;\- ]*?(?:ms|s|us)?|-)",
    "asked": r"[A-Za-z][A-Za-z\-]{0,31}[ ][^ ].*? HTTP/[0-9.]{1,5}",
    "rest": r".+",
    "list": r"(?:-|[^\s,]+(?:(?:, ?| : )[^\s,]+)*)",
    "listed": r'(?:"[^"]*"|[^";]*)',
    "query": r"(?:\?[^\s\"]*)?",
    "zone": r"[+\-][0-9]{2}:?[0-9]{2}",
    "curly": r"\{[^{}]*\}",
    "braces": r"(?:\{[^{}]*\}[ ]){0,2}",
    "timer": r"[+\-]?[0-9]+",
    "zone first": rf"\[?[+\-][0-9]{{2}}:?[0-9]{{2}}\]?[ ]?[(\[]?{TIME}[)\]]?",
}
_FIELD = re.compile(r"\{(?P<field>[\w ]*)(?::(?P<form>[\w ]+))?\}")


def layout(name: str, title: str, text: str) -> Template:
    """The template that a text shows: ``{field:form}`` for a field, ``{}`` for what is passed over.

    >>> layout("x", "X", '{host:hosts} [{time:time}] "{request}"').pieces[1]
    (' [', 'time', 'time')
    """
    pieces, at = [], 0
    for match in _FIELD.finditer(text):
        pieces.append((text[at : match.start()], match["field"], match["form"] or "word"))
        at = match.end()
    return Template(name, title, tuple(pieces), text[at:])


_AHEAD = {
    "time": r"(?:[0-9]{1,4}[0-9/.:\- ]|[^\W\d_]{2,12}[ .,])",
    "status": r"(?:[0-9]{1,3}|-1?)(?=[^0-9]|$)",
    "size": r"(?:[0-9]|-)",
}
"""How a field begins, where its look tells the end of the one before it."""

_CLOSING = {'"': '"', "'": "'", "`": "`", "[": "]", "(": ")", "{": "}", "<": ">"}
_PARTING = "\t|^~\xa6\xa7\x01"
"""Marks that part fields and are hardly ever within one."""

_SPACE = re.compile(r"([ \t]+)")
_MOST_BLANKS = 256
"""Blanks that may stand where a layout has fewer: columns of equal width have as many as a path is long."""


class TemplateReader:
    """Reads lines of a template: strictly, with addresses where hosts are due, or loosely."""

    def __init__(self, form: Template) -> None:
        self.format = form
        pieces = tuple(Piece(*piece) for piece in form.pieces)
        self._pieces = pieces

    # An expression takes some hundredths of a second to compile: only those that are asked for are.
    @cached_property
    def _strict(self) -> _Compiled:
        return _compiled(self._pieces, self.format.end, True)

    @cached_property
    def _loose(self) -> _Compiled:
        return _compiled(self._pieces, self.format.end, False)

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""
        try:
            text = opened(line)
        except Refused as refused:
            return str(refused)
        return self.read_text(text, strict=True) or self.read_text(text) or self.why(text)

    def values(self, text: str) -> dict[str, str] | None:
        """The fields of a line's text that fits strictly, else None."""
        return self._strict.find(text)

    def read_text(self, text: str, strict: bool = False) -> Event | None:
        """The event of a line's text, None where it does not fit."""
        found = (self._strict if strict else self._loose).find(text)
        if found is None:
            return None
        try:
            return build(found, self.format.latest)
        except Refused:
            return None

    def why(self, text: str) -> str:
        """Why a line does not fit: what is missing first."""
        found = self._loose.find(text)
        if found is not None:
            try:
                build(found, self.format.latest)
            except Refused as refused:
                return str(refused)
        for count in range(1, len(self._pieces) + 1):
            piece = self._pieces[count - 1]
            if _compiled(self._pieces[:count], None, False).find(text) is None:
                return _missing(piece, self._pieces[: count - 1])
        return "text follows that does not belong to the line"


def _missing(piece: Piece, before: tuple[Piece, ...]) -> str:
    what = WORDS.get(piece.field, piece.field) or "text"
    if piece.field == "time" and not any(one.field for one in before):
        return "no time at the start of the line"
    last = next((one.field for one in reversed(before) if one.field), "")
    return f"no {what} after the {WORDS.get(last, last)}" if last else f"no {what} at the start of the line"


class _Compiled(NamedTuple):
    """An expression, and the field of each of its groups."""

    expression: re.Pattern[str]
    fields: tuple[str, ...]

    def find(self, text: str) -> dict[str, str] | None:
        """The fields of a line; None where it does not fit. Of two ways to a field, one took part."""
        match = self.expression.match(text)
        if match is None:
            return None
        pairs = zip(self.fields, match.groups(), strict=True)
        return {field: value for field, value in pairs if value is not None}


@lru_cache(maxsize=512)
def _compiled(pieces: tuple[Piece, ...], end: str | None, strict: bool) -> _Compiled:
    """One expression for these pieces; every field, once found, is final, so that time stays linear."""
    parts = [r"[ \t]*"]
    fields: list[str] = []
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        cell_ahead = place > 0 and pieces[place - 1].form == "cell"
        parts.append(
            _literal(
                piece.before.lstrip() if place == 0 else piece.before,
                strict or cell_ahead or piece.form == "cell",
            )
        )
        ways = _ways(piece, following.before if following else end, strict)
        if following and not following.before and following.field in ("target", "path", "query"):
            closing = _CLOSING.get(piece.before[-1:], "")
            ways = [rf"[^\s?{re.escape(closing)}]+" if following.field == "query" else r"[^\s/]+"]
            behind = pieces[place + 2].before if place + 2 < len(pieces) else end or ""
            if following.field == "query" and behind[:1].strip() and not closing:
                ways = [rf"[^\s?]+?(?=\?|{_literal(behind)})"]
        stop = _stop(piece, following, end, strict)
        named = piece.field and piece.field not in fields
        fields += [piece.field] * len(ways) if named else []
        opening = "(" if named else "(?:"
        parts.append("(?>" + "|".join(f"{opening}{way}){stop}" for way in ways) + ")")
    if end is not None:
        parts.append(_literal(end.rstrip()) + r"([ \t,;|].*)?$")
        fields.append("tail")
    return _Compiled(re.compile("".join(parts), re.DOTALL), tuple(fields))


def _literal(text: str, between_cells: bool = False) -> str:
    # Cells may be empty, and hold blanks: each tab parts two of them.
    if between_cells and "\t" in text:
        return re.escape(text)
    # Bounded, since what cannot match is tried again after each space given back.
    return "".join(
        rf"[ \t]{{1,{max(_MOST_BLANKS, len(part))}}}" if part.isspace() else re.escape(part)
        for part in _SPACE.split(text)
    )


def _ways(piece: Piece, after: str | None, strict: bool) -> list[str]:
    """The expressions of a field, the likeliest first."""
    opening, mark = piece.before[-1:], (after or "")[:1]
    closed = opening in _CLOSING and mark == _CLOSING[opening]
    if piece.form == "hosts" and strict:
        return [rf"(?:{ADDRESSES}|-|unix:|unknown)"]
    if closed and opening in "\"'`":
        return [rf"(?:[^{opening}\\]|\\.)*+", ".*?"]
    if piece.form == "time" and mark == ",":
        # What stands behind the comma is the next cell before it is a fraction.
        return [TIME.replace("[.,", "[."), TIME]
    if piece.form == "list" and mark.strip() and (closed or mark not in "])}>"):
        # The mark that parts the fields ends a list, too; where that is a comma, lists have blanks behind.
        one = rf"[^\s,{re.escape(mark)}]+"
        return [rf"(?:-|{one}(?:{', ' if mark == ',' else '(?:, ?| : )'}{one})*)"]
    if piece.form == "query" and mark.strip():
        return [r"(?:\?[^\s\"]*?)?"]
    if piece.form in _PATTERNS:
        return [_PATTERNS[piece.form]]
    if piece.form == "phrase" or closed:
        return [r"[^\t]*(?=\t)", ".*?"] if mark == "\t" else [".*?"]
    if piece.form == "cell":
        if mark.isspace() and after and after.strip():
            return [".*?"]
        return [rf"[^{re.escape(mark)}]*" if mark else ".*"]
    if piece.form == "hosts":
        return [rf"(?:{ADDRESSES}|[^\s\"]+?)"]
    word = r"[^\s]+?" if mark and not mark.isspace() else r"[^\s]+"
    # A header may hold blanks, and nothing: between marks that part cells that is told.
    parting = (after or "").strip(" ")[:1]
    return [word, rf"[^{re.escape(parting)}]*?"] if parting and parting in _PARTING else [word]


def _stop(piece: Piece, following: Piece | None, end: str | None, strict: bool) -> str:
    """What must follow a field: the text after it, and the look of the field after that."""
    if following is not None:
        cells = strict or "cell" in (piece.form, following.form)
        return rf"(?={_literal(following.before, cells)}{_AHEAD.get(following.form, '')})"
    return "" if end is None else rf"(?={_literal(end.rstrip())}(?:[ \t,;|]|$))"
