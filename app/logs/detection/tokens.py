"""A line as tokens: times, addresses, quoted and bracketed texts, named values and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.logs.formats.template import AGENT, TIMERS
from app.logs.written.addresses import ADDRESS, ADDRESSES, is_address_list, is_site
from app.logs.written.names import field_of
from app.logs.written.requests import METHODS
from app.logs.written.times import SHAPE as TIME
from app.logs.written.times import read_time

_BOUND = r"(?=[\s,;|)\]]|$)"
_BARE_TIME = rf"(?!\d{{10,19}}(?:[.,]\d+)?{_BOUND}){TIME}"
_KINDS = (
    ("zone first", r"(?P<open>\[?)(?P<zoned>[+\-]\d{2}:?\d{2}\]? ?[(\[]?" + TIME + r")[)\]]?" + _BOUND),
    (
        "time",
        rf"(?P<open>\"\[|[\[(\"'<{{]?)(?P<timed>{_BARE_TIME}|(?<=[\[(\"']){TIME})(?P<close>\]\"|[\])\"'>}}]?)(?=[\s,;|\[(\"]|$|(?<=\])[A-Za-z])",
    ),
    ("quoted", r"\"(?P<plain>(?:[^\"\\]|\\.)*+)\"" + _BOUND),
    ("quoted", r"\"(?P<glued>[A-Z]{3,16} [^\"]* HTTP/\d(?:\.\d)?)\"(?=\"[^\s\"])"),
    ("quoted", r"\"(?P<raw>[^\"]*(?:\"(?!\s+(?:[\"\[\d\-]|$)|\s*$)[^\"]*)*+)\"(?=\s|$)"),
    ("single", r"'(?P<single>(?:[^'\\]|\\.)*+)'" + _BOUND),
    ("single", r"`(?P<ticked>[^`]*+)`" + _BOUND),
    (
        "request",
        rf"(?P<bare>(?:{'|'.join(sorted(METHODS))}) (?:/|https?://|\*)"
        r"(?:(?! \?| \d{3} [\d\-])[^\"])*? HTTP/\d(?:\.\d)?)" + _BOUND,
    ),
    ("hosts", rf"/?(?P<hosts>{ADDRESSES})(?:(?=[,;.]?(?:\s|$))|:(?=\s))"),
    (
        "asker",
        rf"[(\[]?(?P<asker>[\w.+\-]{{0,64}}(?=@)|[\w.+\-]{{1,64}}(?=\())[@(](?P<hosts>{ADDRESS})[)\]]{{0,2}}"
        r"(?=[,;]?(?:\s|$))",
    ),
    (
        "named",
        r"(?P<label>[A-Za-z_$][\w.\-]*(?:=|:(?!//))[\"\[]?)"
        r"(?P<value>(?<=\")(?:[^\"\\]|\\.)*(?=\")|(?<=\[)[^\[\]]*(?=\])|(?<![\"\[])[^\s\"]+)[\"\]]?" + _BOUND,
    ),
    ("bracket", r"\[(?P<square>[^\[\]]*)\]" + r"(?=[\s,;|\[\"(]|$)"),
    ("bracket", r"\{(?P<curly>[^{}]*)\}" + r"(?=[\s,;|]|$)"),
    ("bracket", r"\((?P<round>[^()]*(?:\([^()]*\)[^()]*)*+)\)" + r"(?=[\s,;|\[\"]|$)"),
    ("bracket", r"<(?P<angle>[^<>]*)>" + r"(?=[\s,;|]|$)"),
    ("agent", rf"(?P<agent>(?=Mozilla/\d\.\d \(){AGENT})" + _BOUND),
    ("phases", rf"(?P<phases>{TIMERS}(?=/[+\-]?\d+(?:\s|$)))"),
    ("word", r"(?P<glued>\d{3})(?=\"[^\s\"])"),
    ("word", r"(?P<word>[^\s]+)"),
)
# Most logs are of a known format: their lines are never parted so, and compiling these takes a while.
_compiled = cache(re.compile)
_LAST_PHASE = re.compile(r"/([+\-]?\d+)")
_LISTED = re.compile(r"(\d[\w.]{0,30}(?<!\.)|[A-Z]{3,16})([,;.])")
"""A number or a method with the mark of a sentence behind it."""
_NUMBER_NEXT = re.compile(r"\s*\d")
_NUMBER = re.compile(r"\d+|\d{1,5}\.\d{3,6}")
"""A whole number, or one of seconds."""
_GAP = re.compile(r"\s*")
_LABELLED = re.compile(
    r"(?P<label>[A-Za-z][\w \-]{0,24}?[:= ](?!//) ?)(?P<value>\S+|[A-Z]{3,16} \S.* HTTP/\d(?:\.\d)?)"
)
_LABELLED_TEXT = re.compile(r"(?P<label>[A-Za-z][\w\-]{0,24}[:=] ?)(?P<value>\S.*)")
_MEASURED = re.compile(r"(?P<value>\d+(?:\.\d+)?|-)(?P<unit> ?[A-Za-zµ]{1,12})")
_TOLD = re.compile(rf"(?P<label>[A-Za-z][\w ]{{0,24}}[:=] ?){_MEASURED.pattern}")
_LASTING = ("seconds", "time")
_FURTHER = re.compile(rf"(?P<between>[,;/] ?| in ){_MEASURED.pattern}")
_NAMED_CELL = re.compile(r"(?P<label>[A-Za-z_$][\w.\-]*[=:])(?P<value>\d[\d.]*(?:ms|us|µs|ns|s)?|-)")
MEASURES = {
    "bytes": "size", "B": "size", "seconds": "seconds", "second": "seconds", "secs": "seconds",
    "sec": "seconds", "s": "seconds", "ms": "milliseconds", "msec": "milliseconds", "msecs": "milliseconds",
    "milliseconds": "milliseconds", "us": "microseconds", "µs": "microseconds",
    "usec": "microseconds", "usecs": "microseconds", "microsecs": "microseconds",
    "microseconds": "microseconds",
}  # fmt: skip
"""What a number is by the word behind it."""

_PROCESS = re.compile(
    r"(?P<label>(?i:pid) )(?P<process>\d{1,10}) (?P<value>\d+(?:\.\d+)?)"
    rf"(?P<unit> ?(?:{'|'.join(MEASURES)}))"
)
"""A process and how long it took for a response."""

_CLOSING = {"[": "]", "(": ")", "<": ">", '"[': ']"'}

MOST = 200
"""Tokens of a line that are looked at."""


class Token(NamedTuple):
    """A token: its kind, its text without what encloses it, and what stands before and after that text.

    ``inside`` says that it is a part of a cell, so that no mark parts it from the token before.
    """

    kind: str
    text: str
    before: str = ""
    after: str = ""
    inside: bool = False


def tokens(line: str) -> list[Token] | None:
    """The tokens of a line whose fields are parted by white space; None where a quote never closes."""
    found = list(_split(line.strip()))
    return None if any(token.kind == "open" for token in found) else found


def _split(line: str) -> Iterator[Token]:
    at = 0
    for _ in range(MOST):
        gap = _GAP.match(line, at)
        assert gap is not None
        at = gap.end()
        if at >= len(line):
            return
        kind, match = next((k, m) for k, pattern in _KINDS if (m := _compiled(pattern).match(line, at)))
        if kind == "word" and line[at] == '"':
            yield Token("open", line[at:], gap[0])
            return
        if kind == "asker":
            yield from _asker(match, gap[0])
        else:
            yield from _measures(_token(kind, match, gap[0]))
        at = match.end()
        if kind == "phases":
            last = _LAST_PHASE.match(line, at)
            assert last is not None
            yield Token("word", last[1], "/")
            at = last.end()


def _asker(match: re.Match[str], gap: str) -> Iterator[Token]:
    """A user with the address behind, such as ``bob@192.0.2.7`` or ``bob(192.0.2.7)``, is one of each."""
    text, start = match[0], match.start()
    user, address = match.span("asker"), match.span("hosts")
    before = gap + text[: address[0] - start]
    if not field_of(match["asker"]):
        yield Token(
            "user", match["asker"], gap + text[: user[0] - start], text[user[1] - start : address[0] - start]
        )
        before = ""
    yield Token("hosts", match["hosts"], before, text[address[1] - start :])


def _token(kind: str, match: re.Match[str], gap: str) -> Token:
    text = match[0]
    # Whatever group took part holds the text; the brackets around it belong to the layout.
    inner = next(
        name
        for name in match.re.groupindex
        if name not in ("open", "close", "label") and match[name] is not None
    )
    if kind == "zone first":
        return Token(kind, text, gap)
    start, end = match.start(inner) - match.start(), match.end(inner) - match.start()
    token = Token("quoted" if kind == "single" else kind, text[start:end], gap + text[:start], text[end:])
    if kind == "quoted" and is_address_list(token.text):
        return token._replace(kind="hosts")
    told = _TOLD.fullmatch(token.text) if kind == "quoted" else None
    if told and _measures_what(told["label"], told["unit"]):
        return Token("told", told["value"], token.before + told["label"], told["unit"] + token.after)
    if kind == "named" and _is_port_of_site(match[0]):
        return Token("word", match[0], gap)
    if kind in ("quoted", "single", "bracket") and _NUMBER.fullmatch(token.text):
        return token._replace(kind="word")
    if kind == "bracket":
        return _inside(token)
    listed = _LISTED.fullmatch(text) if kind == "word" else None
    if listed and not _NUMBER_NEXT.match(match.string, match.end()):
        return Token(kind, listed[1], gap, listed[2])
    return token


def _measures_what(label: str, unit: str) -> bool:
    """Whether a name is that of what its unit measures: “Time: 37 ms”, not “ttl: 300 s” nor “mem: 512 B”."""
    measured = MEASURES.get(unit.strip(), "")
    field = field_of(label.strip(":= "))
    return bool(measured) and (field == "size" if measured == "size" else field in _LASTING)


def _is_port_of_site(text: str) -> bool:
    """Whether a name and a number are those of a site and its port, such as ``localhost:443``."""
    name, _, port = text.partition(":")
    return port.isdecimal() and is_site(text) and not field_of(name) and ("." in name or name == "localhost")


def _measures(token: Token) -> Iterator[Token]:
    """A bracket of measures, such as ``(512 bytes, 37 ms)``, or of a time among words, is one of each."""
    process = _PROCESS.fullmatch(token.text) if token.kind == "bracket" else None
    if process is not None:
        yield Token("process", process["process"], token.before + process["label"])
        yield Token("told", process["value"], " ", process["unit"] + token.after)
        return
    within = _parts(token.text) if token.kind == "bracket" and " " in token.text else []
    if within and within[0].kind != "hosts":
        within[0] = within[0]._replace(before=token.before + within[0].before)
        within[-1] = within[-1]._replace(after=within[-1].after + token.after)
        yield from within
        return
    parts: list[Token] = []
    found = _MEASURED.match(token.text) if token.kind == "bracket" else None
    while found is not None and found["unit"].strip() in MEASURES:
        before = found["between"] if parts else token.before
        ends = found.end() == len(token.text)
        parts.append(Token("measured", found["value"], before, found["unit"] + token.after * ends))
        if ends:
            yield from parts
            return
        found = _FURTHER.match(token.text, found.end())
    yield token


def _inside(token: Token) -> Token:
    """A bracket that holds a name and a value is that value, such as ``[Client 192.0.2.7]``."""
    if is_address_list(token.text):
        return token._replace(kind="hosts")
    labelled = _LABELLED.fullmatch(token.text)
    text = _LABELLED_TEXT.fullmatch(token.text) if labelled is None else None
    if text is not None and field_of(text["label"]) in ("agent", "referrer"):
        return Token("named", text["value"], token.before + text["label"], token.after)
    if labelled is None or labelled["label"].strip() in METHODS or _PROCESS.fullmatch(token.text):
        return token
    value, label = labelled["value"], labelled["label"]
    kind = "hosts" if is_address_list(value) else "named"
    if not value.isdecimal() and read_time(value) is not None:
        kind = "time"
    return Token(kind, value, token.before + label, token.after)


def cells(line: str, mark: str) -> list[Token] | None:
    """The tokens of a line whose fields are parted by ``mark``; None where a quote never closes."""
    found: list[Token] = []
    parting = re.escape(mark)
    cell = rf"[^{parting}]*" if len(mark) == 1 else rf"(?:(?!{parting}).)*"
    for match in re.finditer(
        rf'(?:^|{parting})( *)("(?:[^"\\]|\\.|"")*"(?= *(?:{parting}|$))|{cell})( *?)(?={parting}|$)', line
    ):
        gap = match[1]
        text = match[2].rstrip()
        if text.startswith('"') and text.endswith('"') and len(text) > 1:
            kind, text, around = "quoted", text[1:-1], '"'
        elif text[:1] + text[-1:] in ("[]", "()", "<>"):
            kind, text, around = "bracket", text[1:-1], match[2][0]
        else:
            kind, around = "cell", ""
        if kind == "quoted" and text[:1] + text[-1:] == "[]":
            text, around = text[1:-1], '"['
        if read_time(text) is not None and not text.isdecimal():
            kind = "time"
        elif is_address_list(text):
            kind = "hosts"
        elif kind == "quoted" and text.isdecimal():
            kind = "word"
        closing = _CLOSING.get(around, around) + match[2][len(match[2].rstrip()) :] + match[3]
        named = _NAMED_CELL.fullmatch(text) if kind == "cell" else None
        if named and field_of(named["label"]) in ("status", "size", "seconds", "upstream seconds"):
            kind, text, around = "named", named["value"], around + named["label"]
        told = _TOLD.fullmatch(text) if kind == "quoted" else None
        if told and _measures_what(told["label"], told["unit"]):
            kind, text = "told", told["value"]
            around, closing = around + told["label"], told["unit"] + closing
        parts = _parts(text) if kind == "cell" and " " in text.strip() else []
        if parts:
            parts[0] = parts[0]._replace(before=gap + parts[0].before)
            parts[-1] = parts[-1]._replace(after=parts[-1].after + closing)
            found += [part._replace(inside=place > 0) for place, part in enumerate(parts)]
        else:
            found.append(Token(kind, text, gap + around, closing))
        if len(found) > MOST:
            break
    if any(token.kind == "cell" and token.text.isdecimal() for token in found):
        return found
    # Where no number stands without, brackets are just how this log writes all of its fields.
    return [
        token._replace(kind="word") if token.kind == "bracket" and token.text.isdecimal() else token
        for token in found
    ]


def _parts(cell: str) -> list[Token]:
    """The tokens of a text that holds a time, an address or a method among others; none where it does not."""
    parts = list(_split(cell))
    told = any(part.kind in ("time", "hosts") or part.text in METHODS for part in parts)
    return parts if told and len(parts) > 1 and all(part.kind != "open" for part in parts) else []
