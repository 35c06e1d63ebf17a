"""How many of a file's lines a format fits, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.logs.detection.numbers import is_status
from app.logs.dimensions import NONE
from app.logs.formats import Keyed, LogFormat
from app.logs.formats.mixture import Mixture, fits
from app.logs.formats.template import Template, TemplateReader
from app.logs.written.lines import DIRECTIVE, Event, decode
from app.logs.written.requests import split_request

_SOME = 20

FAIR = 0.1
"""The part of the lines that must have fewer or more fields than the others for both to be read."""


class Detection(NamedTuple):
    """The format chosen for a file and one sentence that says why; ``reading`` is how its lines are read."""

    format: LogFormat
    why: str
    reading: Mixture
    read: int = 0


def well_read(form: LogFormat, outcome: Event | str) -> bool:
    """Whether a line was read, and by a format that it fits."""
    return not isinstance(outcome, str) and fits(form, outcome)


def lines_read(reading: LogFormat, lines: Sequence[bytes]) -> int:
    """How many of the lines a format reads; directives are among them."""
    reader = reading.reader()
    outcomes = map(reader.read, lines)
    return sum(1 for outcome in outcomes if outcome == DIRECTIVE or not isinstance(outcome, str))


def fields_told(reading: LogFormat, lines: Sequence[bytes]) -> int:
    """How many fields of requests the first of these lines tell, read so."""
    reader = reading.reader()
    events = [event for event in map(reader.read, lines[:_SOME]) if isinstance(event, Event)]
    return sum(
        sum(text not in ("-", "") for text in (event.status, event.referrer, event.agent, event.user))
        + (event.size >= 0)
        + ("response time" in event.more)
        for event in events
    )


def of_another_service(form: LogFormat, lines: Sequence[bytes]) -> bool:
    """Whether lines name statuses and nothing that was asked for, and most of them are none of HTTP."""
    if not isinstance(form, Keyed):
        return False
    events = [event for event in map(form.reader().read, lines[:_SOME]) if isinstance(event, Event)]
    if any(split_request(event.request).method != NONE or event.request.strip(" -") for event in events):
        return False
    return sum(map(is_status, (event.status for event in events))) * 2 < len(events)


def tells_no_status(found: Detection, lines: Sequence[bytes]) -> bool:
    """Whether pairs are all that was read of lines, and none is their status: that has no name, then."""
    if not isinstance(found.format, Keyed) or found.format.syntax != "pairs":
        return False
    events = [event for event in map(found.format.reader().read, lines) if isinstance(event, Event)]
    return all(event.status in ("-", "") for event in events)


def tells_more(own: Detection, best: Detection | None, lines: Sequence[bytes]) -> bool:
    """Whether a layout reads more lines than the best declared format, or more fields of as many."""
    if best is None or lines_read(own.format, lines) > best.read:
        return own.read > 0
    more = fields_told(own.reading, lines) > fields_told(best.reading, lines)
    return more and own.read >= best.read and tells_no_status(best, lines)


def lines_read_strictly(form: Template, lines: Sequence[bytes]) -> int:
    """How many of the lines a layout reads where each field must look like what it stands for."""
    if not any(form.may_fit(decode(line)) for line in lines):
        return 0
    reader = TemplateReader(form)
    return sum(1 for line in lines if reader.read_text(decode(line).rstrip("\r"), strict=True) is not None)


def lines_in_words(read: int, written: int, passed: int) -> str:
    """How many of the lines that were looked at, with the verb."""
    where = f"{written:,} lines after the first {passed:,}" if passed else f"first {written:,} lines"
    if written == 1:
        return "the one line there is has"
    if read == written:
        return f"all of the {where} have"
    return f"{read:,} of the {where} {'have' if read > 1 else 'has'}"
