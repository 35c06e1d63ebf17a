"""Lines of the Common and Combined family, read exactly: an event, or the reason why it is none."""

from __future__ import annotations

import re

from app.logs.formats.positional import Format
from app.logs.written.lines import LONGEST_LINE, LONGEST_SIZE, NOTHING, Event, Refused, decode, opened
from app.logs.written.requests import Request, parameters, split_request
from app.logs.written.times import MONTHS, read_time

__all__ = [
    "LONGEST_LINE",
    "MONTHS",
    "Event",
    "LineReader",
    "Request",
    "decode",
    "parameters",
    "read_time",
    "split_request",
]

_BRACKETS = r"\[([^\]\[\"]{1,64})\] (?=\")"
_CONTROLS = r"\x00-\x1f\x7f"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_NUMBERS = re.compile(r" (\d{3}|0|-1?) (\d+|-1?)(?= |$)", re.ASCII)
_OPENS = re.compile(r' "')
_END = re.compile(r"(?= |$)")


def _quoted(text: str, at: int, follows: re.Pattern[str]) -> tuple[str | None, int]:
    """The text in the quotes that open at ``at`` and where they end; None where they never close.

    Of the quotes that could close it, the first that no backslash escapes is meant if what has to follow
    does so. Servers that escape nothing leave more quotes inside: then the first one is meant, escaped or
    not, that is followed so. Quotes with a space between them close one field and open the next.
    """
    plain = _QUOTED.match(text, at)
    if plain and follows.match(text, plain.end()):
        return plain[1], plain.end()
    close = text.find('"', at + 1)
    end = text.find('" "', at + 1) if follows is _NUMBERS else -1
    while close >= 0 and (end < 0 or close <= end):
        if follows.match(text, close + 1):
            return text[at + 1 : close], close + 1
        close = text.find('"', close + 1)
    return (plain[1], plain.end()) if plain else (None, at)


class LineReader:
    """Reads lines of one format exactly; whatever is after the declared fields is kept as ``tail``."""

    def __init__(self, form: Format) -> None:
        self.format = form
        lead = rf"([^ {_CONTROLS}]+) " * (len(form.before) - 1)
        self._head = re.compile(rf"{lead}([^ {_CONTROLS}][^{_CONTROLS}]*?)? {_BRACKETS}")
        self._host = form.before.index("host") + 1
        self._ident = form.before.index("ident") + 1 if "ident" in form.before else 0
        self._site = form.before.index("virtual host") + 1 if "virtual host" in form.before else 0

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""
        try:
            return self._read(opened(line))
        except Refused as refused:
            return str(refused)

    def _read(self, text: str) -> Event:
        head = self._head.match(text)
        if head is None:
            raise Refused(self._why_no_head(text))
        clock = read_time(head[head.re.groups])
        if clock is None:
            raise Refused(f"“{head[head.re.groups][:40]}” is not a date and time")
        request, at = _quoted(text, head.end(), _NUMBERS)
        if request is None:
            raise Refused("the quotes around the request are never closed")
        numbers = _NUMBERS.match(text, at)
        if not numbers:
            raise Refused("no status and size follow the request")
        if len(numbers[2]) > LONGEST_SIZE:
            raise Refused(f"the size has {len(numbers[2])} digits")
        found = {}
        at = numbers.end()
        bare = self.format.bare and bool(self.format.quoted) and at == len(text)
        names = () if bare else self.format.quoted
        for name in names:
            missing = at >= len(text) or text[at : at + 2] != ' "'
            follows = _END if name == names[-1] else _OPENS
            value, end = (None, at) if missing else _quoted(text, at + 1, follows)
            if value is None:
                raise Refused(
                    f"the {name} {'is missing' if missing else 'opens a quote that is never closed'}"
                )
            found[name], at = value, end
        tail = text[at:]
        if tail and not tail.startswith(" "):
            raise Refused("text sticks to the last quote")
        return Event(
            *clock,
            head[self._host],
            head[head.re.groups - 1] or "",
            request,
            numbers[1] if numbers[1].startswith("-") else numbers[1].zfill(3),
            -1 if numbers[2].startswith("-") else int(numbers[2]),
            found.get("referrer", "-"),
            found.get("user agent", "-"),
            tail,
            head[self._ident] if self._ident else "-",
            bare,
            {"vhost": head[self._site]} if self._site else NOTHING,
        )

    def _why_no_head(self, text: str) -> str:
        if "[" not in text:
            return "no time in square brackets"
        if '"' not in text:
            return "no request in quotes"
        return f"the line does not start with {', '.join(self.format.before)} and [time]"
