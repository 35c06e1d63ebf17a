"""JSON that is not one object a line: arrays, objects over many lines, the answers of searches."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

LONGEST = 1 << 21
"""Bytes of an object beyond which it is given as it is: no line is that long."""

_BEGINS = re.compile(rb"\s*(?:\[\s*\{\s*\"|\{\s*[\r\n]\s*\")")
_LISTING = re.compile(
    rb'\{(?:"\w{1,40}":"[^"]{0,200}",?){0,6}[^\[]{0,300}?"(?:[Rr]ecords|logEvents|entries)":\s*\[\s*\{'
)
MARK = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]"]', re.DOTALL)
"""A bracket, or a text in quotes; a quote alone where that does not end."""

NAME_WITHIN = 64
"""Bytes that the name of a list may stand before it."""

_FEWEST = 3
"""Values that an object holds which is a record of a log: headers of requests have a name and a value."""


def depth_of_records(head: bytes) -> int | None:
    """How many brackets are around each record of a JSON document that begins so; None where it is none.

    >>> depth_of_records(b'[{"status": 200, "size": 1, "path": "/"}]')
    1
    """
    lines = head.strip().split(b"\n", 1)
    alone = lines[0].startswith(b"{") and (len(lines) == 1 or b"}{" in lines[0])
    if len(lines) > 1 and _LISTING.match(lines[0]):
        # A document of several records a line, as clouds put them into storage.
        listing = _whole(lines[0])
        return _deepest(listing, 0) or None if isinstance(listing, dict) else None
    if not _BEGINS.match(head) and not alone:
        return None
    whole = _whole(head)
    if whole is not None:
        found = _deepest(whole, 0)
        return found if found or not alone else None
    return _by_marks(head, None if alone else 0)


def _whole(head: bytes) -> Any:
    """The document itself where all of it is there, else None."""
    try:
        return json.loads(head.decode())
    except (ValueError, RecursionError):
        return None


def _deepest(value: Any, depth: int) -> int:
    """How deep the longest list of records is, the outermost of equals; 0 where there is none."""
    best = (0, 0)
    waiting = [(value, depth)]
    while waiting:
        found, at = waiting.pop()
        if isinstance(found, list):
            records = [one for one in found if isinstance(one, dict) and _values(one) >= _FEWEST]
            best = max(best, (len(records), -at - 1))
        elif isinstance(found, dict) and at < 4:
            waiting += [(one, at + 1) for one in found.values()]
    return -best[1]


def _values(found: dict[str, Any]) -> int:
    """How many values an object holds, with those of the objects in it."""
    return sum(len(one) if isinstance(one, dict) else 1 for one in found.values())


def _by_marks(head: bytes, otherwise: int | None) -> int | None:
    """The depth of the outermost objects that close within the head, at the top or in lists."""
    closed: dict[int, int] = {}
    inside: list[bytes] = []
    for found in MARK.finditer(head):
        mark = found[0]
        if mark == b'"':
            break
        if mark in b"{[":
            inside.append(mark)
        elif mark in b"}]" and inside:
            opening = inside.pop()
            if opening == b"{" and (not inside or inside[-1] == b"["):
                closed[len(inside)] = closed.get(len(inside), 0) + 1
    # A sequence of objects is one of records, whatever lists are inside of these.
    if closed.get(0, 0) > 1:
        return 0
    return min(closed, default=1 if head.lstrip().startswith(b"[") else otherwise)


_NAMED = re.compile(rb"\"(?:logRecords|log_records)\"\s*:\s*\Z")
_OTLP = re.compile(rb"\s*(?:\[\s*)?\{\s*\"(?:resourceLogs|resource_logs)\"\s*:\s*\[")


def is_of_otlp(head: bytes) -> bool:
    """Whether a file begins with the document in which OpenTelemetry hands on logs (OTLP/JSON); see
    `LogRecords`.

    >>> is_of_otlp(b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}')
    True
    """
    return _OTLP.match(head) is not None


class Records:
    """Puts each record of a JSON document on a line, from pieces of the document as they come.

    What stands between records and is none, other than the brackets and names around them all, is a line of
    its own, so that nothing is lost.
    """

    opening = b"{"
    """What a record begins with."""

    _mark = MARK

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._inside: list[bytes] = []
        self._held = b""
        self._at = self._start = 0

    def lines(self, data: bytes, last: bool = False) -> bytes:
        """The lines of the records that end within this piece; with ``last`` also what is left over."""
        self._held += data
        found = b"".join(self._lines())
        left = self._held[self._start :].strip(b" \t\r\n,")
        if last and left and not (self._depth and left[:1] in b"]}"):
            found += on_one_line(left)
        elif len(self._held) - self._start > LONGEST:
            found += on_one_line(self._held[self._start :])
            self._give_up()
            self._held, self._at, self._start = b"", 0, 0
        self._held = self._held[self._start :]
        self._at -= self._start
        self._start = 0
        return found

    def _lines(self) -> Iterator[bytes]:
        held = self._held
        for found in self._mark.finditer(held, self._at):
            mark = found[0]
            if mark == b'"':
                if self._mark is not MARK and held.find(b"\n", found.end()) >= 0:
                    # A text that was cut off.
                    continue
                # A text that goes on in the next piece.
                self._at = found.start()
                return
            self._at = found.end()
            if mark in b"{[":
                if len(self._inside) == self._depth and mark == self.opening:
                    before = held[self._start : found.start()].strip(b" \t\r\n,")
                    if before and not self._around(before):
                        yield on_one_line(before)
                    self._start = found.start()
                self._opens(mark, found.start())
                self._inside.append(mark)
            elif mark in b"}]" and self._inside:
                opening = self._inside.pop()
                self._closes()
                if len(self._inside) == self._depth and opening == self.opening:
                    yield self.record(held[self._start : found.end()])
                    self._start = found.end()

    def _opens(self, mark: bytes, at: int) -> None:
        """A bracket opens at a place of what is held."""

    def _closes(self) -> None:
        """A bracket closed."""

    def _give_up(self) -> None:
        """What is held belongs to a record that is too long: go on between records."""
        self._inside = [b"["] * self._depth

    def record(self, text: bytes) -> bytes:
        """The line of a record, with its line feed."""
        return on_one_line(text)

    def _around(self, text: bytes) -> bool:
        """Whether a text is what is around records: brackets, and names and values of the document."""
        return self._depth > 0 and text[:1] in b'[{]}"'


class LogRecords(Records):
    """Puts each ``logRecord`` of documents of OTLP on a line, one document or one a line.

    What they have in common, their resource and scope, is passed over: it tells of no request.
    """

    _NOWHERE = 1 << 30
    # No text of JSON goes on in the next line.
    _mark = re.compile(rb'"(?:[^"\\\n]|\\.)*+"|[{}\[\]"]')
    _text = re.compile(rb'(?:[^"\\\n]|\\[^\n])*+')

    def __init__(self) -> None:
        super().__init__(self._NOWHERE)
        self._passing = self._in_text = False
        self._escape = b""

    def lines(self, data: bytes, last: bool = False) -> bytes:
        """See `Records.lines`; of a record that is too long, what comes in further pieces is passed over."""
        return super().lines(self._after_text(data) if self._in_text else data, last)

    def _give_up(self) -> None:
        self._passing = len(self._inside) > self._depth
        self._in_text = self._held[self._at : self._at + 1] == b'"'
        if self._in_text:
            self._after_text(self._held[self._at + 1 :])

    def _after_text(self, data: bytes) -> bytes:
        """What comes after a text that is passed over, as far as it ends in this piece."""
        data = self._escape + data
        end = self._text.match(data).end()  # type: ignore[union-attr]
        rest = data[end:]
        # A backslash may belong to what the next piece begins with.
        self._escape = rest if rest == b"\\" else b""
        self._in_text = not rest or bool(self._escape)
        if self._in_text:
            return b""
        if rest.startswith(b'"'):
            return rest[1:]
        # The line ends in a text: the document was cut off.
        self._inside, self._depth, self._passing = [], self._NOWHERE, False
        return rest

    def record(self, text: bytes) -> bytes:
        """The line of a record; none for the rest of one that was too long."""
        passing, self._passing = self._passing, False
        return b"" if passing else super().record(text)

    def _opens(self, mark: bytes, at: int) -> None:
        if _OTLP.match(self._held, at):
            # A document that was cut off left its brackets open.
            self._inside, self._depth, self._passing = [], self._NOWHERE, False
        elif mark == b"[" and _NAMED.search(self._held, max(0, at - NAME_WITHIN), at):
            self._depth = len(self._inside) + 1
            self._start = at + 1

    def _closes(self) -> None:
        if len(self._inside) < self._depth:
            self._depth = self._NOWHERE


def on_one_line(text: bytes) -> bytes:
    """A text of several lines as one, with its line feed."""
    return b" ".join(filter(None, map(bytes.strip, text.splitlines()))) + b"\n"
