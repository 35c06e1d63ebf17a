"""What is around a whole line: quotes, JSON of a collector, colours of a terminal."""

from __future__ import annotations

import ast
import html
import json
import re
from typing import Any

from app.logs.wrappers.wrapper import Wrapper

_COLOURS = re.compile(rb"(?:\x1b|\\x1b|\\u001b|\\033|\^\[|\xe2\x90\x9b)\[[0-9;?]*[A-Za-z]")
_FLUENT_BIT = re.compile(
    rb"\[\d+\] [\w.\-]+: \[\[?(?P<time>\d{10}\.\d{1,9})(?:, \{\}\])?, (?P<record>\{.*\})\]"
)
_CURLY = tuple(quote.encode() for quote in "“”„″«»")
_TYPOGRAPHIC = tuple(
    (re.compile("|".join(written).encode()), plain)
    for written, plain in (
        ("“”„‟″«»", b'"'),
        ("\u2018\u2019\u201a\u2032", b"'"),
        ("\u2013\u2014\u2212", b"-"),
        ("\u00a0\u202f", b" "),
    )
)
_IN_PAIRS = re.compile(rb'(?:^|[ \t])(?:msg|message|log|line|text|body)="((?:[^"\\]|\\.)*+)"')
_END = re.compile(rb"(?:\$|<br ?/?>|\\(?:par|n|r)?|\^M\$?)\Z")
_MOST_TAGS = 16
_FEWEST = 4
"""Values of a list that may be a request."""
_RUBY = re.compile(rb"([{,]\s*):?([A-Za-z_][\w.\-]{0,63})(?:=>|:(?= ))\s*")
_NIL = re.compile(rb"(:\s*)nil\b")
_ARROW = re.compile(rb'"=>')
_INSIDE = (
    "log", "message", "MESSAGE", "msg", "line", "_raw", "raw", "textPayload", "@message", "event", "body",
    "text", "log_line", "content", "data", "short_message", "full_message",
)  # fmt: skip

_TIMES = ("time", "timestamp", "@timestamp", "ts", "datetime", "date", "asctime")
_TIMED = re.compile(rb"\d:[0-5]\d:[0-5]\d|\b1\d{9}")
"""A time of day or an epoch."""
_TARGET = re.compile(rb"(?<![^\s\"'\[(=:])(?:https?:/)?/[^\s\"']{0,4096}")
"""What is asked for, which may hold any number: epochs keep browsers from their caches."""
_ANSWERED = re.compile(rb"\b[A-Z]{3,7} \S{1,2000} .{0,40}\b[1-5]\d\d\b")
"""A request and its status."""

_DEEPEST = 2
_LONGEST = 8192
"""Bytes of a text in which a request is looked for."""

_DATA = re.compile(rb"<Data Name=['\"]([\w()\-]{1,64})['\"]>([^<]*)</Data>")
_PLUSSED = frozenset({"csUser-Agent", "csReferer", "csCookie", "cs(User-Agent)", "cs(Referer)", "cs(Cookie)"})

_HITS = ("_source", "result", "jsonPayload", "attributes")
"""Objects in which searches and collectors hand out what they found."""


def _uncoloured(line: bytes) -> bytes | None:
    plain, found = _COLOURS.subn(b"", line)
    return plain if found else None


def _unquoted(line: bytes) -> bytes | None:
    """The text in the quotes around a whole line, whatever the quotes in it are escaped by, if at all."""
    text = line.strip(b" \t\r").rstrip(b",;")
    if text.startswith((b"('", b'("')) and text.endswith((b"')", b'")')):
        text = text[1:-1]
    if len(text) < 3 or text[:1] != text[-1:] or text[:1] not in (b'"', b"'", b"`"):
        return None
    mark, inside = text[:1], text[1:-1]
    escaped = inside.count(b'\\"')
    if escaped and escaped == inside.count(b'"'):
        return inside.replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    if mark == b'"':
        doubled = inside.count(b'""')
        if doubled and doubled * 2 == inside.count(b'"'):
            return inside.replace(b'""', b'"')
    # A first quote that closes tells that the line only begins with a field in quotes.
    first = inside.find(mark)
    closes = (
        first > 0 and inside[first - 1 : first].strip() and not inside[first + 1 : first + 2].strip(b" \t,;|")
    )
    return None if closes else inside


def _unboxed(line: bytes) -> bytes | None:
    """The text of a line that a collector keeps as one value of a JSON object."""
    text = line.strip()
    if not (text.startswith(b"{") and text.endswith((b"}", b"},"))):
        return None
    try:
        found = json.loads(text.rstrip(b","))
    except (ValueError, RecursionError):
        return None
    inside = _inside(found) if isinstance(found, dict) else None
    if inside is None:
        return None
    plain = inside.rstrip("\r\n").replace("\n", " ").encode("utf-8", "replace")
    if _ANSWERED.search(plain) and not _is_timed(plain):
        # The line itself tells no time: that of the object is its.
        holders = [found, *(found[name] for name in _HITS if isinstance(found.get(name), dict))]
        times = (_stamp(holder.get(name)) for holder in reversed(holders) for name in _TIMES)
        plain = next((time for time in times if _TIMED.search(time)), b"") + plain
    return plain


def _stamp(value: object) -> bytes:
    """A time that an object holds, to stand before its line; an epoch may be a number."""
    told = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return f"{value} ".encode("utf-8", "replace") if told else b""


def _is_timed(line: bytes) -> bool:
    """Whether a line about a request tells a time beside what was asked for."""
    return _TIMED.search(_TARGET.sub(b"", line)) is not None


def _unpaired(line: bytes) -> bytes | None:
    """The text of a line that a logger keeps as one value of pairs of ``name=value``."""
    found = _IN_PAIRS.search(line, 0, _LONGEST)
    inside = found[1].replace(b'\\"', b'"') if found else b""
    return inside if _ANSWERED.search(inside) and _is_timed(inside) else None


def _of_fluent_bit(line: bytes) -> bytes | None:
    """The record that Fluent Bit prints for one: its time, and names and values as Ruby writes them."""
    found = _FLUENT_BIT.fullmatch(line.strip())
    if found is None:
        return None
    return _ARROW.sub(b'":', found["record"][:-1]) + b',"prefix_time":"' + found["time"] + b'"}'


def _inside(found: dict[str, Any]) -> str | None:
    for name in _HITS:
        inner = _inside(found[name]) if isinstance(found.get(name), dict) else None
        if inner is not None:
            return inner
    for name in _INSIDE:
        value = found.get(name)
        if isinstance(value, dict):
            value = value.get("original") or value.get("message") or value.get("stringValue")
        if isinstance(value, str) and " " in value.strip():
            return value
        if isinstance(value, str) and value.startswith("{"):
            return value
    return _line_in(found, 0)


def _line_in(found: dict[str, Any], depth: int) -> str | None:
    """The longest text of an object that is a line about a request with its time, whatever it is called."""
    lines = [value for value in found.values() if isinstance(value, str) and _is_line(value)]
    if depth < _DEEPEST:
        inner = [_line_in(value, depth + 1) for value in found.values() if isinstance(value, dict)]
        lines += [line for line in inner if line is not None]
    return max(lines, key=len, default=None)


def _is_line(text: str) -> bool:
    plain = text[:_LONGEST].encode("utf-8", "replace")
    return _ANSWERED.search(plain) is not None and _is_timed(plain)


def _unended(line: bytes) -> bytes | None:
    """The line without the mark that a tool or a page puts at the end of each."""
    text = line.rstrip()
    end = _END.search(text, max(0, len(text) - 16))
    return text[: end.start()] or None if end else None


def _typed(line: bytes) -> bytes | None:
    """The line with the quotes, dashes and spaces of a keyboard, where a word processor put its own."""
    if not any(quote in line for quote in _CURLY):
        return None
    for pattern, plain in _TYPOGRAPHIC:
        line = pattern.sub(plain, line)
    return line


def _unmarked(line: bytes) -> bytes | None:
    """The text of a line of a web page: without tags at its ends and escapes."""
    if b"&quot;" not in line and b"&#34;" not in line:
        return None
    inside = line.strip()
    for _ in range(_MOST_TAGS):
        if inside.startswith(b"<") and (end := inside.find(b">")) > 0:
            inside = inside[end + 1 :].lstrip()
        elif inside.endswith(b">") and (start := inside.rfind(b"<")) > 0:
            inside = inside[:start].rstrip()
        else:
            break
    return html.unescape(inside.decode("utf-8", "replace")).encode("utf-8", "replace")


def _literal(line: bytes) -> bytes | None:
    """An object as Ruby, Python or JavaScript print it, as one of JSON."""
    text = line.strip()
    if not (text.startswith(b"{") and text.endswith(b"}")) or text[1:2] in b'"}':
        return None
    if text[1:2] == b"'":
        try:
            return json.dumps(ast.literal_eval(text.decode()), default=str).encode()
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    plain, named = _RUBY.subn(rb'\1"\2":', text)
    return _NIL.sub(rb"\1null", plain) if named else None


def _listed(line: bytes) -> bytes | None:
    """The values of a line that is a list of JSON or a tuple of Python, parted by tabs."""
    text = line.strip().rstrip(b",;")
    tuple_like = text.startswith((b"('", b'("')) and text.endswith(b")")
    if not tuple_like and not (text.startswith(b'["') and text.endswith(b"]")):
        return None
    try:
        values = ast.literal_eval(text.decode()) if tuple_like else json.loads(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if (
        not isinstance(values, (list, tuple))
        or len(values) < _FEWEST
        or any(isinstance(value, (dict, list)) for value in values)
    ):
        return None
    return "\t".join("-" if value is None else " ".join(str(value).split()) for value in values).encode(
        "utf-8", "replace"
    )


def _of_event(line: bytes) -> bytes | None:
    """The data of an event of Windows in XML, as IIS hands its requests on to the event log."""
    if b"<EventData" not in line:
        return None
    found = {name: html.unescape(value.decode("utf-8", "replace")) for name, value in _DATA.findall(line)}
    names = {name.decode(): " ".join(value.split()) for name, value in found.items()}
    for name in _PLUSSED & names.keys():
        names[name] = names[name].replace("+", " ")
    return json.dumps(names, ensure_ascii=False).encode("utf-8", "replace") if names else None


ENVELOPES = (
    Wrapper("event", "an event of Windows", _of_event),
    Wrapper("literal", "an object as a program prints it", _literal),
    Wrapper("list", "the brackets of a list", _listed),
    Wrapper("web page", "the marks of a web page", _unmarked),
    Wrapper("typographic", "the quotes and dashes of a word processor", _typed),
    Wrapper("fluent-bit", "the record of Fluent Bit", _of_fluent_bit),
    Wrapper("colours", "a terminal's colours", _uncoloured),
    Wrapper("ends", "a mark at the end of the line", _unended),
    Wrapper("quotes", "quotes around the whole line", _unquoted),
    Wrapper("json", "the JSON object of a collector", _unboxed),
    Wrapper("pairs", "the pairs of a logger", _unpaired),
)
