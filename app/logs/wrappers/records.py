"""Records as programs print them, each on a line: structures, elements of XML, points of InfluxDB."""

from __future__ import annotations

import html
import json
import re

from app.logs.wrappers.prefixes import STAMP
from app.logs.wrappers.wrapper import Wrapper
from app.logs.written.addresses import ADDRESS
from app.logs.written.names import ASKED, field_of

_FEWEST = 4
"""Values of a structure that may be a request."""

_LONGEST = 1 << 16
_NAME = rb"[A-Za-z_@][\w.\-/]{0,63}"
_OPENING = re.compile(rb"[({] ?:?\[?['\"]?(" + _NAME + rb")(?:['\"]?\]?(?: ?=>| ?=|:)| )")
_TEXT = rb"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'"


def _pairs_of(name: bytes) -> re.Pattern[bytes]:
    label = rb":?\[?['\"]?" + name + rb"['\"]?\]?(?: ?=> ?| ?[=:](?!//) ?)"
    return re.compile(
        rb":?\[?['\"]?("
        + name
        + rb")['\"]?\]?(?: ?=> ?| ?[=:] ?)("
        + _TEXT
        + rb"|.*?)(?=,? "
        + label
        + rb"|,? ?$)"
    )


_PAIRS = {
    # Where the first name has a capital, all have: a word with a colon in a value is none of them.
    True: _pairs_of(rb"[A-Z][\w.\-/]{0,63}"),
    False: _pairs_of(_NAME),
}
_KEYWORDS = re.compile(rb":(" + _NAME + rb") (" + _TEXT + rb"|[^\s,{}]+)")
_ASKED = re.compile(rb'"([A-Z]{3,16} [^" ]{1,8192}(?: HTTP/[\d.]{1,3})?)"')
_CLIENT = re.compile(rb"(?<![\w.])" + ADDRESS.encode() + rb"(?![\w.])")
_SOME = re.compile(r"Some\((.*)\)")
_NOTHING = frozenset({"", "null", "nil", "None", "undefined", "NULL", "<nil>"})

_ATTRIBUTE = re.compile(rb"([\w:.\-]{1,64})\s*=\s*(\"[^\"]*\"|'[^']*')")
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>")
_CHILD = re.compile(rb"<([\w:.\-]{1,64})(?:\s[^<>]*)?>([^<]*)</\1>")
_POINT = re.compile(
    rb"(?P<name>[\w.\-]+)(?P<tags>(?:,[^\s,=]+=(?:\\.|[^\s,\\])*)*) "
    rb"(?P<fields>[^\s,=]+=(?:\"|[\d\-tTfF]).*) (?P<time>1\d{9}(?:\d{3}|\d{6}|\d{9})?)"
)
_VALUES = re.compile(rb"([^\s,=]{1,64})=(\"(?:[^\"\\]|\\.)*+\"|(?:\\.|[^\s,\\])*)")


def _structure(line: bytes) -> bytes | None:
    """A structure as a program prints it, such as ``Access { ip: "192.0.2.7", status: 200 }``."""
    text = b" ".join(line[:_LONGEST].split()).rstrip(b",;")
    opening = _OPENING.search(text)
    if opening is None or text[-1:] not in (b"}", b")") or b'":' in text[opening.start() : opening.end() + 2]:
        return None
    body = text[opening.start() + 1 : -1].strip()
    keywords = body.startswith(b":") and b"=" not in body[: opening.end() - opening.start()]
    found = (_KEYWORDS if keywords else _PAIRS[opening[1][:1].isupper()]).findall(body)
    values = {name.decode(): _plain(value) for name, value in found}
    values = {name: value for name, value in values.items() if value not in _NOTHING}
    if len(values) < _FEWEST:
        return None
    before = text[: opening.start()]
    told = {field_of(name) for name in values}
    asked, client = _ASKED.search(before), _CLIENT.search(before)
    if asked and told.isdisjoint(ASKED):
        values["request"] = asked[1].decode("utf-8", "replace")
    if client and told.isdisjoint(("host", "forwarded")):
        values["client"] = client[0].decode()
    stamp = STAMP.search(before)
    if stamp:
        values["prefix_time"] = stamp[0].decode("utf-8", "replace")
    return _as_json(values)


def _plain(value: bytes) -> str:
    text = value.decode("utf-8", "replace").strip()
    text = found[1] if (found := _SOME.fullmatch(text)) else text
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].replace("\\" + text[0], text[0])
    return text.removeprefix(":")


def _element(line: bytes) -> bytes | None:
    """An element of XML with its attributes and the texts of the elements in it."""
    text = line.strip()
    if not (text.startswith(b"<") and text.endswith(b">")) or text[1:2] in b"?!/":
        return None
    if message := _CDATA.search(text):
        return message[1]
    end = text.find(b">")
    found = [(name, value[1:-1]) for name, value in _ATTRIBUTE.findall(text[:end])]
    found += _CHILD.findall(text[end + 1 :])
    values = {
        name.decode(): " ".join(html.unescape(value.decode("utf-8", "replace")).split())
        for name, value in found
    }
    return _as_json(values) if len(values) >= _FEWEST else None


def _point(line: bytes) -> bytes | None:
    """A point of InfluxDB's line protocol: tags, fields and the time behind them."""
    found = _POINT.fullmatch(line.strip())
    if found is None:
        return None
    values = {
        name.decode("utf-8", "replace"): _plain(value.replace(b"\\ ", b" "))
        for name, value in _VALUES.findall(found["tags"])
    }
    for name, value in _VALUES.findall(found["fields"]):
        whole = value[-1:] in b"iu" and value[:-1].isdigit()
        values[name.decode("utf-8", "replace")] = _plain(value[:-1] if whole else value)
    return _as_json(values | {"timestamp": found["time"].decode()}) if len(values) >= _FEWEST else None


def _as_json(values: dict[str, str]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


RECORDS = (
    Wrapper("structure", "a structure as a program prints it", _structure),
    Wrapper("element", "an element of XML", _element),
    Wrapper("point", "a point of InfluxDB", _point),
)
