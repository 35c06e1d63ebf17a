"""Lines that name their fields: JSON, labelled tab-separated values, and pairs of ``name=value``."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from app.logs.formats.candidates import candidates_of, fields_named
from app.logs.formats.kinds import Lines, LogFormat
from app.logs.formats.named import NamedReader
from app.logs.written.addresses import is_address, is_address_list, is_private, is_site
from app.logs.written.lines import Refused
from app.logs.written.names import ASKED
from app.logs.written.requests import METHODS
from app.logs.written.times import SHAPE as TIME

DEEPEST = 6
TYPES = frozenset({
    "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$date", "$oid", "S", "N", "stringValue",
    "intValue", "doubleValue", "string", "int", "long", "float", "double", "boolean",
})  # fmt: skip
"""Names that say of the one value in an object of which type it is, and nothing else: those of MongoDB's
Extended JSON (v2), of DynamoDB's attribute values, of OTLP's ``AnyValue`` and of unions of Avro."""

_LARGEST = 2**63
_LONGEST_STAMP = 256
_LONGEST_REQUEST = 8192
_STAMP = re.compile(rf"(?<![0-9A-Za-z]){TIME}")
_PAIR = re.compile(
    r'(?<![\w@.\-?&/])([\w@][\w.@\-]{0,63})=("(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|[^\s"]*)(?=[\s,;]|$)'
)
_ASKED = re.compile(
    rf"\b(?P<method>{'|'.join(sorted(METHODS))})\b[\]\"' ]{{1,3}}(?:(?P<status>\d{{3}}) )?"
    r"(?P<target>/[^\s\"]*|https?://[^\s\"]+|[\w\-]+(?:\.[\w\-]+)+(?::\d+)?/[^\s\"]*)"
)
"""A request, and perhaps its status, before the pairs of a line."""

_NAME = re.compile(r'(?:^|,)\s*"([\w@$.\-]{1,64})"\s*:')
_HEX = re.compile(r"\\x([0-9A-Fa-f]{2})")
_LISTED = re.compile(
    r'(?:^|[,;|])[ \t]*"?([A-Za-z_][\w.\- ]{0,40})"?:[ \t]+'
    r'("(?:[^"\\]|\\.)*+"|(?:\((?:(?![,;|][ \t]*"?[A-Za-z_][\w.\- ]{0,40}"?:[ \t])[^()])*\)|[^,;|"])*+)'
    r"(?=[,;|]|$)"
)
"""A name and its value: marks stand in it only between round brackets, as user agents have them, and no
further name."""


@dataclass(frozen=True)
class Keyed(LogFormat, kind="keyed"):
    """Lines that name their fields in one ``syntax``: "json", "ltsv" or "pairs".

    ``names`` gives the field of each name that does not speak for itself. ``fractions`` are the names of
    numbers of JSON that have fractions: one that is whole there was written without its zeros, 1 for 1.0.
    """

    name: str
    title: str
    syntax: str
    latest: int | None = None
    names: tuple[tuple[str, str], ...] = ()
    fractions: tuple[str, ...] = ()

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        return {"json": "a JSON object", "ltsv": "labelled values", "pairs": "pairs of name=value"}[
            self.syntax
        ]

    def reader(self) -> Lines:
        """What reads the lines of this format."""
        return KeyedReader(self)


class KeyedReader(NamedReader):
    """Reads lines that name their fields."""

    def __init__(self, form: Keyed) -> None:
        self.format = form
        self.latest, self.names = form.latest, form.names
        self._fractions = frozenset(form.fractions)
        self._values = {"json": self._of_json, "ltsv": _ltsv, "pairs": _pairs}[form.syntax]

    def values(self, text: str) -> dict[str, str]:
        """The values of a line by their names. Raises Refused."""
        return self._values(text)

    def _of_json(self, text: str) -> dict[str, str]:
        return _json(text, self._fractions)


def fractions_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of numbers that have fractions in any of these lines of JSON; see `Keyed`."""
    found: set[str] = set()
    for text in texts:
        try:
            _flatten(json.loads(text.strip().rstrip(",")), "", {}, 0, frozenset(), found)
        except (ValueError, RecursionError):
            continue
    return tuple(sorted(found))


def _json(text: str, fractions: Container[str]) -> dict[str, str]:
    text = text.strip().rstrip(",")
    if not text.startswith("{"):
        raise Refused("the line is no JSON object")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _nearly_json(text)
    values: dict[str, str] = {}
    _flatten(found, "", values, 0, fractions)
    return values


def _nearly_json(text: str) -> dict[str, str]:
    """The values of an object that a server put together of texts, which are no JSON where one is missing.

    nginx and Apache write ``"time":,`` and ``"bytes":-``, escapes such as ``\\x22``, several times where an
    upstream was tried again, and quotes as they were sent. Raises Refused.
    """
    parts = _NAME.split(text[1:-1]) if text.endswith("}") else []
    names, written = parts[1::2], parts[2::2]
    if len(names) < 3 or len(set(names)) < len(names) or parts[0].strip():
        raise Refused("the line is no whole JSON object")
    values: dict[str, str] = {}
    for name, value in zip(names, written, strict=True):
        plain = value.strip().rstrip(",").rstrip()
        if plain.startswith('"') and plain.endswith('"') and len(plain) > 1:
            plain = _HEX.sub(lambda found: chr(int(found[1], 16)), plain[1:-1]).replace('\\"', '"')
        elif '"' in plain and not plain.startswith(("{", "[")):
            raise Refused("the line is no whole JSON object")
        if plain not in ("", "-", "null", "true", "false"):
            values[name] = _one_line(plain)
    return values


def _flatten(
    value: Any,
    name: str,
    values: dict[str, str],
    depth: int,
    fractions: Container[str],
    found: set[str] | None = None,
) -> None:
    """The values of a JSON object by their names, with points between the names of objects in objects.

    Whole numbers of the names in ``fractions`` have fractions; ``found`` takes the names of those that do.
    """
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inner in value.items():
            _flatten(inner, name_inside(name, key, len(value)), values, depth + 1, fractions, found)
    elif isinstance(value, list):
        texts = [_one_line(str(one)) for one in value if isinstance(one, (str, int, float))]
        if texts:
            values[name] = ", ".join(texts)
        for one in value:
            # Headers come as a list of names and values, too, attributes of OTLP as one of keys.
            label = one.get("name", one.get("key")) if isinstance(one, dict) and "value" in one else None
            if isinstance(label, str):
                _flatten(one["value"], f"{name}.{label}", values, depth + 1, fractions, found)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, float) or (isinstance(value, int) and name in fractions and value < _LARGEST):
        values[name] = number_text(float(value))
        if found is not None:
            found.add(name)
    elif isinstance(value, str) and value.startswith("{") and value.endswith("}") and depth < DEEPEST:
        # JSON in a text of JSON.
        try:
            _flatten(json.loads(value), name, values, depth + 1, fractions, found)
        except (ValueError, RecursionError):
            values[name] = _one_line(value)
    else:
        values[name] = _one_line(str(value))


def name_inside(name: str, key: str, among: int) -> str:
    """The name of a value by that of its object and its key there, which is one of ``among`` keys.

    >>> name_inside("request", "status", 1), name_inside("status", "$numberInt", 1)
    ('request.status', 'status')
    """
    if name and among == 1 and key in TYPES:
        return name
    return f"{name}.{key}" if name else key


def number_text(value: float) -> str:
    """A number with a fraction as a text, which has a fraction as well."""
    text = f"{value:.6f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _one_line(text: str) -> str:
    """A text as a line of a log may hold it: halves of characters and line feeds are none of them."""
    return text if text.isprintable() else " ".join(text.encode("utf-8", "replace").decode().splitlines())


def _ltsv(text: str) -> dict[str, str]:
    pairs = [part.partition(":") for part in text.strip("\r\n").split("\t")]
    values = {name.strip(): value.strip(' "') for name, mark, value in pairs if mark}
    if not values:
        raise Refused("the line holds no labelled values")
    return values


def _pairs(text: str) -> dict[str, str]:
    if text.count(";") > 2 and not re.search(r"\s", text.strip()):
        text = text.replace(";", " ")
    found = {name: _unquoted(value) for name, value in _PAIR.findall(text)}
    if len(found) < 3:
        return _listed(text)
    first = _PAIR.search(text)
    before = text[: first.start()].strip() if first else ""
    if before and not _STAMP.search(found.get("time", "")[:_LONGEST_STAMP]):
        stamp = _STAMP.search(before[:_LONGEST_STAMP])
        # Some call how long it took the time.
        name = "timestamp" if "time" in found else "time"
        if stamp:
            found.setdefault(name, stamp[0])
        elif "time" not in found:
            found["before"] = before.split(" ")[0].strip("[]")
    asked = _ASKED.search(before[:_LONGEST_REQUEST]) if before else None
    told = fields_named(tuple(found)) & ASKED
    if (told or asked) and (client := _client_before(before[:_LONGEST_STAMP], found)):
        found["prefix_client"] = client
    if asked and not told:
        target = asked["target"]
        if not target.startswith(("/", "http")):
            found["vhost"], _, path = target.partition("/")
            target = f"/{path}"
        found |= {"method": asked["method"], "target": target}
        if asked["status"]:
            found["status"] = asked["status"]
    return found


def _client_before(text: str, found: dict[str, str]) -> str:
    """The address before pairs of which none names a client or an address, other than that of who logs: a
    private one is a server's as often, and a program's name follows the host of a system log."""
    clients = [found[name] for name, field in candidates_of(tuple(found)) if field in ("host", "forwarded")]
    if any(map(is_address_list, found.values())) or not all(map(is_site, clients)):
        return ""
    words = [word.strip("[](),;") for word in text.split()]
    told = [place for place, word in enumerate(words) if is_address(word)]
    if (
        len(told) != 1
        or is_private(words[told[0]])
        or any(word.endswith(":") for word in words[told[0] + 1 :])
    ):
        return ""
    return words[told[0]]


def _unquoted(value: str) -> str:
    """A value of a pair without its quotes; Python's loggers put single ones around texts."""
    if value.startswith('"'):
        return value[1:-1].replace('\\"', '"')
    plain = value.rstrip(",;")
    # A span of Rust's tracing ends in a colon behind its bracket.
    plain = plain[:-1] if plain.endswith(("}:", "):", "]:")) else plain
    # The bracket around all pairs closes behind the last of them.
    for opening, closing in ("()", "{}", "[]", "<>"):
        if plain.endswith(closing) and plain.count(closing) > plain.count(opening):
            plain = plain[:-1]
    return plain[1:-1] if len(plain) > 1 and plain[0] == plain[-1] == "'" else plain


def _listed(text: str) -> dict[str, str]:
    """The values of a line such as ``status: 200, bytes: 512``. Raises Refused."""
    found = {
        name.strip(): value[1:-1].replace('\\"', '"') if value.startswith('"') else value.strip()
        for name, value in _LISTED.findall(text)
    }
    if len(found) < 3:
        raise Refused("the line holds no pairs of name=value")
    return found


PAIRS = Keyed("pairs", "Pairs of name=value", "pairs")
LTSV = Keyed("ltsv", "Labelled tab-separated values (LTSV)", "ltsv")
JSON = Keyed("json", "JSON lines", "json")
KEYED = (JSON, LTSV, PAIRS)
