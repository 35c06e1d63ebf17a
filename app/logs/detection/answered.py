"""Whether a log writes two lines a request, judged by its first lines; see `app.logs.formats.answered`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.logs.formats import Keyed
from app.logs.formats.answered import BY_STATUS, BY_WORD, UNSAID, begins, ends
from app.logs.formats.mixture import Mixture
from app.logs.formats.template import Template
from app.logs.written.lines import Event
from app.logs.written.requests import METHODS, split_request

_FEWEST = 2
"""Requests that must have two lines."""

_MOST = 0.8
"""The part of the lines about requests that came which must be followed by one about the answer."""


def answered_by(reading: Mixture, lines: Sequence[bytes]) -> str:
    """How the lines about answers are told from those about requests that came; empty where there is one
    line a request, or that cannot be told."""
    if not isinstance(reading.main, (Keyed, Template)):
        return ""
    reader = reading.reader()
    read = [(line, outcome) for line in lines if isinstance(outcome := reader.read(line), Event)]
    known = [event.status not in UNSAID for _, event in read]
    if not all(known) and _in_pairs(
        [(event, not told) for (_, event), told in zip(read, known, strict=True)]
    ):
        return BY_STATUS
    if any(known) or not all(begins(line, event) or ends(line, event) for line, event in read):
        return ""
    return BY_WORD if _in_pairs([(event, begins(line, event)) for line, event in read]) else ""


def _in_pairs(events: Sequence[tuple[Event, bool]]) -> bool:
    """Whether nearly every event that begins a request is followed by one that ends the same."""
    open_ones: Counter[tuple[str, str, str]] = Counter()
    begun = ended = alone = 0
    for event, begins_one in events:
        asked = split_request(event.request)
        if asked.method not in METHODS:
            return False
        if begins_one:
            begun += 1
            open_ones[asked] += 1
        elif open_ones[asked]:
            ended += 1
            open_ones[asked] -= 1
        else:
            alone += 1
    return ended >= _FEWEST and ended >= _MOST * begun and alone <= (1 - _MOST) * len(events) + 1
