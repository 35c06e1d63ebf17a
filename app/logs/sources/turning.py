"""Requests that stand on several lines each, put on one: of the journal, of containers, of JSON documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from app.logs.sources.blocks import blocks, is_of_blocks
from app.logs.sources.documents import LogRecords, Records, depth_of_records, is_of_otlp
from app.logs.sources.listed import Listed, is_listed, is_of_loki
from app.logs.sources.rows import rows_of
from app.logs.sources.wrapping import is_indented, unindenting, unwrapping, wrapping

LONGEST = 1 << 20
"""Bytes that are put together at most; a line is no longer."""

_JOURNAL = re.compile(
    rb"(?:__CURSOR=|__REALTIME_TIMESTAMP=|[A-Z][a-z]{2} \d{4}-\d\d-\d\d [\d:.]+ \S{1,6} \[s=)"
)
_MESSAGE = re.compile(rb"^[ \t]*MESSAGE=([^\r\n]*)", re.MULTILINE)
_PARTIAL = re.compile(rb"^(\S{19,40} std(?:out|err) )P ([^\r\n]*)\n", re.MULTILINE)
_OF_CONTAINER = re.compile(rb"^\S{19,40} std(?:out|err) [FP] ", re.MULTILINE)
_WHOLE = re.compile(rb"(\S{19,40} std(?:out|err) )F ")
_OF_DOCKER = re.compile(rb'^\{"log":"((?:[^"\\]|\\.)*+)","stream":"', re.MULTILINE)
_BODY = re.compile(rb"[ \t]*Body: (?:Str\((.*)\)|(.*?))\r?", re.DOTALL)
_RECORD = re.compile(rb"^[ \t]*LogRecord #\d+\r?$", re.MULTILINE)
_OF_EXPORTER = re.compile(
    rb"^[ \t]*(?:LogRecord #\d+|(?:Observed)?Timestamp: .*|Severity(?:Text|Number): .*|Body: .*|Attributes:"
    rb"|-> .*|(?:Trace|Span) ID: ?.*|Flags: .*|EventName: ?.*|(?:Resource|Scope)Logs? #\d+.*"
    rb"|(?:Resource|Scope)(?:Logs)? ?SchemaURL: ?.*|Resource attributes:|InstrumentationScope.*"
    rb"|[^\n]{0,40}\t(?:info|debug)\t.*)\r?$",
    re.MULTILINE,
)
_HEADING = re.compile(rb'"?[A-Za-z_@][\w@. ]{0,40}"?(?:,"?[A-Za-z_@][\w@. ]{0,40}"?){1,60}\r?\n')

Turn = Callable[[bytes, bool], bytes]
"""What pieces of a file are turned into; the last one is told."""


def turning(head: bytes) -> Turn | None:
    """What puts the requests of a file that begins so on a line each; None where they are on one already."""
    if is_of_loki(head):
        return Listed(of_loki=True).lines
    if is_of_otlp(head):
        return LogRecords().lines
    rows = rows_of(head)
    if rows is not None:
        return rows.lines
    depth = depth_of_records(head)
    if depth is not None:
        return Records(depth).lines
    if _JOURNAL.match(head) and _MESSAGE.search(head):
        return _ByLine(_messages).turned
    fair = head.count(b"\n") / 2
    if _RECORD.search(head) and len(_OF_EXPORTER.findall(head)) > fair:
        return _ByLine(_bodies).turned
    if _PARTIAL.search(head) and len(_OF_CONTAINER.findall(head)) > fair:
        return _ByLine(_of_containers()).turned
    logs = _OF_DOCKER.findall(head)
    if (
        len(logs) > fair
        and not all(log.endswith(b"\\n") for log in logs)
        and any(log.endswith(b"\\n") for log in logs)
    ):
        return _ByLine(_of_docker()).turned
    if is_listed(head):
        return Listed().lines
    if is_of_blocks(head):
        return _ByLine(blocks()).turned
    broken = wrapping(head)
    if broken is not None:
        return _ByLine(unwrapping(broken)).turned
    if is_indented(head):
        return _ByLine(unindenting()).turned
    if _HEADING.match(head) and any(line.count(b'"') % 2 for line in head.split(b"\n")[1:3]):
        return _ByLine(_of_rows()).turned
    return None


class _ByLine:
    """Turns pieces line by line."""

    def __init__(self, turn: Callable[[bytes], bytes | None]) -> None:
        self._turn = turn
        self._held = b""

    def turned(self, data: bytes, last: bool) -> bytes:
        """The lines that the whole lines of this piece become."""
        *lines, self._held = (self._held + data).split(b"\n")
        if last and self._held:
            lines, self._held = [*lines, self._held], b""
        found = [line for line in map(self._turn, lines) if line is not None]
        if last and (rest := self._turn(b"")):
            found.append(rest)
        return b"".join(line + b"\n" for line in found)


def _messages(line: bytes) -> bytes | None:
    """The message of an entry of the journal; the fields around it are dropped."""
    found = _MESSAGE.match(line)
    return found[1] if found else None


def _bodies(line: bytes) -> bytes | None:
    """The body of a record as OpenTelemetry's collector prints it (exporter "debug"); its other lines go."""
    found = _BODY.fullmatch(line)
    if found is not None:
        return found[1] or found[2]
    return None if not line.strip() or _OF_EXPORTER.fullmatch(line) else line


def _of_containers() -> Callable[[bytes], bytes | None]:
    """Joins the parts of a long line that a container runtime cut, by their streams."""
    held: dict[bytes, bytes] = {}

    def turn(line: bytes) -> bytes | None:
        if found := _PARTIAL.match(line + b"\n"):
            stream = found[1][-7:]
            held[stream] = (held.get(stream, b"") + found[2])[:LONGEST]
            return None
        whole = _WHOLE.match(line)
        if whole and whole[1][-7:] in held:
            return whole[0] + held.pop(whole[1][-7:]) + line[whole.end() :]
        if not line and held:
            return b"\n".join(held.pop(stream) for stream in list(held))
        return line or None

    return turn


def _of_docker() -> Callable[[bytes], bytes | None]:
    """Joins the parts of a long line that Docker cut: all but the last end without a line feed."""
    held = ""

    def turn(line: bytes) -> bytes | None:
        nonlocal held
        found = _OF_DOCKER.match(line)
        if found and not found[1].endswith(b"\\n"):
            try:
                held = (held + json.loads(b'"' + found[1] + b'"', strict=False))[:LONGEST]
            except ValueError:
                return line
            return None
        if held and (found or not line):
            start = json.dumps(held, ensure_ascii=False)[:-1].encode("utf-8", "replace")
            held = ""
            return b'{"log":' + start + (line[8:] if found else b'"}')
        return line or None

    return turn


def _of_rows() -> Callable[[bytes], bytes | None]:
    """Joins the lines of a row of a table whose cells hold line feeds within their quotes."""
    held: list[bytes] = []

    def turn(line: bytes) -> bytes | None:
        held.append(line)
        odd = sum(one.count(b'"') for one in held) % 2
        if odd and sum(map(len, held)) < LONGEST and len(held) < 1000 and (line or len(held) == 1):
            return None
        row = b" ".join(held)
        held.clear()
        return row or None

    return turn
