"""Lines of the Common and Combined family, read exactly: an event, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.logs.formats.kinds import TextReader
from app.logs.formats.tail import Tail
from app.logs.written.lines import LONGEST_LINE, LONGEST_SIZE, NOTHING, Event, Refused, decode
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


class LineReader(TextReader):
    """Reads lines of one format exactly; whatever is after the declared fields is kept as ``tail``.

    The fields before the time, those in quotes and whether these may be absent are as `Format` says.
    """

    def __init__(
        self, before: Sequence[str], quoted: Sequence[str], bare: bool, after: Tail | None = None
    ) -> None:
        self._before, self._names, self._bare = before, quoted, bare
        lead = rf"([^ {_CONTROLS}]+) " * (len(before) - 1)
        self._head = re.compile(rf"{lead}([^ {_CONTROLS}][^{_CONTROLS}]*?)? {_BRACKETS}")
        self._host = before.index("host") + 1
        self._ident = before.index("ident") + 1 if "ident" in before else 0
        self._site = before.index("virtual host") + 1 if "virtual host" in before else 0
        self._after = after

    def event(self, text: str) -> Event:
        """The event of a line's text. Raises Refused."""
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
        bare = self._bare and bool(self._names) and at == len(text)
        names = () if bare else self._names
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
            self._more(head[self._site] if self._site else "", tail),
        )

    def _more(self, site: str, tail: str) -> Mapping[str, str]:
        more = {"vhost": site} if site else NOTHING
        return {**more, **self._after.read(tail)} if self._after and tail else more

    def _why_no_head(self, text: str) -> str:
        if "[" not in text:
            return "no time in square brackets"
        if '"' not in text:
            return "no request in quotes"
        return f"the line does not start with {', '.join(self._before)} and [time]"
