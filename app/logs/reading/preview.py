"""How the first lines of a log would be read in a format: which part of a line went into which field."""

from __future__ import annotations

from dataclasses import dataclass

from app.decompress import ByteStream
from app.logs.detection.detection import chosen
from app.logs.formats import LogFormat, format_named
from app.logs.parsing.clock import NO_ZONE
from app.logs.reading.oddities import moment
from app.logs.sources import LogPath, recoded
from app.logs.written.addresses import client
from app.logs.written.lines import Event, decode
from app.logs.written.requests import split_request

LINES = 10
"""Lines that are shown."""

PREVIEWED = 64 << 10
"""Bytes of a file that are looked at."""

LONGEST = 200


@dataclass(frozen=True)
class Preview:
    """``fields`` names the columns of ``rows``; ``refused`` gives number, reason and text of other lines."""

    fields: list[str]
    rows: list[list[str]]
    refused: list[tuple[int, str, str]]


def preview(path: LogPath, format: LogFormat | str) -> Preview:
    """The first ten lines of a file, field by field. Raises Problem for a string that is no format."""
    form = format_named(format) if isinstance(format, str) else format
    with ByteStream(path.path) as file:
        start = recoded(file).read(PREVIEWED)
    lines = [line for line in start.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()][: LINES + 1]
    # The last one may be cut off where the reading ended.
    lines = lines[:LINES] if len(lines) > LINES or len(start) < PREVIEWED else lines[:-1]
    reader = chosen(form, lines).reading.reader()
    outcomes = [reader.read(line) for line in lines]
    found = [_fields(outcome) for outcome in outcomes if isinstance(outcome, Event)]
    names = list(dict.fromkeys(name for fields in found for name in fields))
    refused = [
        (number, outcome, decode(line)[:LONGEST])
        for number, (line, outcome) in enumerate(zip(lines, outcomes, strict=True), start=1)
        if isinstance(outcome, str)
    ]
    return Preview(names, [[fields.get(name, "") for name in names] for fields in found], refused)


def _fields(event: Event) -> dict[str, str]:
    method, path, query = split_request(event.request)
    zone = NO_ZONE if event.zone is None else event.zone
    hours = "" if zone == NO_ZONE else f" {'-' if zone < 0 else '+'}{abs(zone) // 60:02d}{abs(zone) % 60:02d}"
    written = {
        "time": moment(event.time) + hours,
        "host": client(event.host),
        "user": event.user,
        "method": method,
        "path": path,
        "query": query,
        "status": event.status,
        "size": "" if event.size < 0 else f"{event.size}",
        "referrer": event.referrer,
        "user agent": event.agent,
        **event.more,
    }
    return {name: text[:LONGEST] for name, text in written.items()}
