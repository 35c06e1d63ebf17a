"""Lines of a log as the texts of a list: an array of JSON, or what Python prints of a list."""

from __future__ import annotations

import ast
import json
import re

LONGEST = 1 << 20
"""Bytes of a text beyond which it is given as it is; a line is no longer."""

_TEXT = rb"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'"
_ITEM = re.compile(rb"[\s,\[]*+(" + _TEXT + rb")(?=\s*[,\]])")
_LINE = re.compile(rb"\b[A-Z]{3,16} \S")
_TIMED = re.compile(rb"\d:[0-5]\d:[0-5]\d")


_ENTRY = re.compile(rb"[^\"]*+(?:\"(?!\d{19}\",)[^\"]*+)*+\"\d{19}\",\s*(\"(?:[^\"\\]|\\.)*+\")(?=\s*[,\]])")
_OF_LOKI = re.compile(rb"\s*\{.{0,4000}?\"values\":\s*\[\s*\[\s*\"\d{19}\",", re.DOTALL)


def is_of_loki(head: bytes) -> bool:
    """Whether a file that begins so is the answer of a query of Loki: lists of a time and a line each."""
    return _OF_LOKI.match(head) is not None


def is_listed(head: bytes) -> bool:
    """Whether a file that begins so is a list of texts, of which the first is a line of a log.

    >>> is_listed(b"['::1 - - [02/Jan/2024:03:04:05 +0000] GET / 200 5', '"), is_listed(b'["a"]')
    (True, False)
    """
    if not head.lstrip().startswith(b"["):
        return False
    first = _ITEM.match(head)
    return bool(first and _LINE.search(first[1]) and _TIMED.search(first[1]))


class Listed:
    """Puts each text of a list on a line, from pieces of it as they come; what is none stays as it is."""

    def __init__(self, of_loki: bool = False) -> None:
        self._held = b""
        self._item = _ENTRY if of_loki else _ITEM

    def lines(self, data: bytes, last: bool = False) -> bytes:
        """The lines of the texts that end within this piece; with ``last`` also what is left over."""
        self._held += data
        found, at = [], 0
        while item := self._item.match(self._held, at):
            found.append(_line(item[1]))
            at = item.end()
        self._held = self._held[at:]
        if last or len(self._held) > LONGEST:
            left, self._held = self._held.strip(b"[]{}, \t\r\n"), b""
            found += [b" ".join(left.splitlines())] if left else []
        return b"".join(line + b"\n" for line in found)


def _line(text: bytes) -> bytes:
    try:
        found = json.loads(text) if text.startswith(b'"') else ast.literal_eval(text.decode())
    except (ValueError, SyntaxError):
        found = text[1:-1].decode("utf-8", "replace")
    return " ".join(str(found).splitlines()).encode("utf-8", "replace")
