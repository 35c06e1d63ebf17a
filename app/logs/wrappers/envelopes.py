"""What is around a whole line: quotes, JSON of a collector, colours of a terminal."""

from __future__ import annotations

import json
import re
from typing import Any

from app.logs.wrappers.wrapper import Wrapper

_COLOURS = re.compile(rb"(?:\x1b|\\x1b|\\u001b|\\033|\^\[|\xe2\x90\x9b)\[[0-9;?]*[A-Za-z]")
_FLUENT_BIT = re.compile(
    rb"\[\d+\] [\w.\-]+: \[\[?(?P<time>\d{10}\.\d{1,9})(?:, \{\}\])?, (?P<record>\{.*\})\]"
)
_ARROW = re.compile(rb'"=>')
_INSIDE = (
    "log", "message", "MESSAGE", "msg", "line", "_raw", "raw", "textPayload", "@message", "event", "body",
    "text", "log_line", "content", "data",
)  # fmt: skip

_HITS = ("_source", "result", "jsonPayload")
"""Objects in which searches and collectors hand out what they found."""


def _uncoloured(line: bytes) -> bytes | None:
    plain, found = _COLOURS.subn(b"", line)
    return plain if found else None


def _unquoted(line: bytes) -> bytes | None:
    """The text in the quotes around a whole line, whatever the quotes in it are escaped by, if at all."""
    text = line.strip(b" \t\r").rstrip(b",;")
    if len(text) < 3 or text[:1] != text[-1:] or text[:1] not in (b'"', b"'"):
        return None
    mark, inside = text[:1], text[1:-1]
    if mark == b'"':
        escaped = inside.count(b'\\"')
        if escaped and escaped == inside.count(b'"'):
            return inside.replace(b'\\"', b'"').replace(b"\\\\", b"\\")
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
    except ValueError:
        return None
    inside = _inside(found) if isinstance(found, dict) else None
    return None if inside is None else inside.rstrip("\r\n").replace("\n", " ").encode("utf-8", "replace")


def _of_fluent_bit(line: bytes) -> bytes | None:
    """The record that Fluent Bit prints for one: its time, and names and values as Ruby writes them."""
    found = _FLUENT_BIT.fullmatch(line.strip())
    if found is None:
        return None
    return _ARROW.sub(b'":', found["record"][:-1]) + b',"prefix_time":"' + found["time"] + b'"}'


def _inside(found: dict[str, Any]) -> str | None:
    for name in _HITS:
        if isinstance(found.get(name), dict):
            return _inside(found[name])
    for name in _INSIDE:
        value = found.get(name)
        if isinstance(value, dict):
            value = value.get("original") or value.get("message")
        if isinstance(value, str) and " " in value.strip():
            return value
        if isinstance(value, str) and value.startswith("{"):
            return value
    return None


ENVELOPES = (
    Wrapper("fluent-bit", "the record of Fluent Bit", _of_fluent_bit),
    Wrapper("colours", "a terminal's colours", _uncoloured),
    Wrapper("quotes", "quotes around the whole line", _unquoted),
    Wrapper("json", "the JSON object of a collector", _unboxed),
)
