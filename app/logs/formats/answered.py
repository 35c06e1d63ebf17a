"""Logs that write two lines a request, one when it comes and one when it was answered: the latter counts."""

from __future__ import annotations

import re

from app.logs.formats.kinds import Lines
from app.logs.written.lines import Event, decode
from app.logs.written.requests import split_request

BY_STATUS, BY_WORD = "status", "word"
"""How the lines about answers are told from the others: they have a status, or a word says so."""

UNSAID = ("-", "000")
"""The statuses of a request that was not answered yet."""

BEGUN = "the line tells that a request came; the one about its answer is counted"
"""The reason for which the other line is refused."""

_BEGINS = re.compile(r"(?i)\b(?:start(?:ed|ing|s)?|began|begins?|beginning|incoming|received)\b|<--|<=")
_ENDS = re.compile(
    r"(?i)\b(?:finish(?:ed|ing|es)?|complet(?:ed|ing|es|e)|end(?:ed|s)?|respon(?:se|ded)|done)\b|-->|=>"
)
# They tell it by themselves; beside other words they may speak of anything: "finished before the deadline".
_BEFORE, _AFTER = re.compile(r"(?i)\bbefore\b"), re.compile(r"(?i)\bafter\b")


def begins(line: bytes, event: Event) -> bool:
    """Whether the words of a line, but for what was asked, tell that a request came."""
    return _tells(_words(line, event), (_BEGINS, _ENDS), (_BEFORE, _AFTER))


def ends(line: bytes, event: Event) -> bool:
    """Whether the words of a line, but for what was asked, tell that a request was answered."""
    return _tells(_words(line, event), (_ENDS, _BEGINS), (_AFTER, _BEFORE))


def _tells(text: str, *kinds: tuple[re.Pattern[str], re.Pattern[str]]) -> bool:
    for wanted, other in kinds:
        found, against = wanted.search(text), other.search(text)
        if found or against:
            return found is not None and against is None
    return False


def _words(line: bytes, event: Event) -> str:
    text = decode(line[:2048])
    asked = split_request(event.request)
    for part in (asked.query, asked.path, event.agent):
        if len(part) > 1:
            text = text.replace(part, " ")
    return text


class AnsweredLines:
    """The lines of a log that are about answers, told ``by`` a status or a word."""

    def __init__(self, inner: Lines, by: str) -> None:
        self._inner, self._by = inner, by

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""
        outcome = self._inner.read(line)
        if isinstance(outcome, str):
            return outcome
        begun = outcome.status in UNSAID if self._by == BY_STATUS else begins(line, outcome)
        return BEGUN if begun else outcome
