"""One line of a log, read exactly: an event, or the reason why it is none."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote_plus

from app.logs.dimensions import NONE
from app.logs.formats import Format

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_LINE = 1 << 20
"""Longer lines are refused, so that a file without line feeds cannot fill the memory."""

LONGEST_SIZE = 15

_TIME = re.compile(
    r"(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?: ([+-])(\d\d)(\d\d))?", re.ASCII
)
_BRACKETS = r"\[([^\]\[\"]{1,64})\] (?=\")"
_CONTROLS = r"\x00-\x1f\x7f"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBERS = re.compile(r" (\d{3}|-) (\d+|-)(?= |$)", re.ASCII)
_HTTP = re.compile(r"([A-Z][A-Z-]{0,31}) (.*[^ ]) +(HTTP[/ ]\d(?:\.\d)?)", re.ASCII | re.DOTALL)
_HTTP_09 = re.compile(r"GET (/[^ ]*)", re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()


class Request(NamedTuple):
    """A request field taken apart; every part is as written, ``NONE`` where it is not HTTP."""

    method: str
    path: str
    query: str


class Event(NamedTuple):
    """One accepted line. ``time`` is the server's wall clock in seconds since 1970 as written.

    ``zone`` is the offset from UTC in minutes, None where the line has no zone. ``size`` is the
    response's bytes, -1 where missing. Texts are as written, "-" or empty where missing. ``bare`` says
    that the line ends after its size, though its format declares more.
    """

    time: int
    zone: int | None
    host: str
    user: str
    request: str
    status: str
    size: int
    referrer: str
    agent: str
    tail: str
    ident: str = "-"
    bare: bool = False


def decode(line: bytes) -> str:
    """The text of a line: UTF-8 where it is valid, else Latin-1, which takes any bytes."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def split_request(text: str) -> Request:
    """Take a request field apart; whatever is not HTTP has no method, no path and no query.

    >>> split_request("GET /cart.do?action=view HTTP/1.1")
    Request(method='GET', path='/cart.do', query='action=view')
    """
    match = _HTTP.fullmatch(text)
    if match:
        method, target = match[1], match[2].strip(" ")
    elif match := _HTTP_09.fullmatch(text):
        method, target = "GET", match[1]
    else:
        return Request(NONE, NONE, "")
    path, _, query = target.partition("?")
    return Request(method, path or NONE, query)


def parameters(query: str) -> list[tuple[str, str]]:
    """The (name, value) pairs of a query, percent-decoded, in the order written.

    >>> parameters("sku=A%2F1&x=")
    [('sku', 'A/1'), ('x', '')]
    """
    pairs = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name:
            pairs.append((_plain(name), _plain(value)))
    return pairs


def _plain(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def read_time(text: str) -> tuple[int, int | None] | None:
    """Wall-clock seconds and zone (minutes or None) of ``17/May/2015:10:05:03 +0000``; None if no date."""
    match = _TIME.fullmatch(text)
    if not match or match[2] not in MONTHS:
        return None
    day, month, year = int(match[1]), MONTHS.index(match[2]) + 1, int(match[3])
    hour, minute, second = int(match[4]), int(match[5]), int(match[6])
    if year < 1 or not 1 <= day <= monthrange(year, month)[1] or hour > 23 or minute > 59 or second > 60:
        return None
    days = date(year, month, day).toordinal() - _EPOCH
    zone = None
    if match[7]:
        if int(match[8]) > 23 or int(match[9]) > 59:
            return None
        zone = (int(match[8]) * 60 + int(match[9])) * (-1 if match[7] == "-" else 1)
    return days * 86400 + hour * 3600 + minute * 60 + second, zone


class LineReader:
    """Reads lines of one format exactly; whatever is after the declared fields is kept as ``tail``."""

    def __init__(self, form: Format) -> None:
        self.format = form
        lead = rf"([^ {_CONTROLS}]+) " * (len(form.before) - 1)
        self._head = re.compile(rf"{lead}([^ {_CONTROLS}][^{_CONTROLS}]*?) {_BRACKETS}")
        self._host = form.before.index("host") + 1
        self._ident = form.before.index("ident") + 1 if "ident" in form.before else 0

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""
        if len(line) >= LONGEST_LINE:
            return f"the line is longer than {LONGEST_LINE:,} bytes"
        # Zero bytes stand where a server wrote on in a log that was cut to nothing.
        text = decode(line.removesuffix(b"\r")).lstrip("\0")
        if not text.strip():
            return "the line is nothing but zero bytes" if b"\0" in line else "the line is blank"
        head = self._head.match(text)
        if head is None:
            return self._why_no_head(text)
        clock = read_time(head[head.re.groups])
        if clock is None:
            return f"“{head[head.re.groups][:40]}” is not a date and time"
        request = _QUOTED.match(text, head.end())
        if not request:
            return "the quotes around the request are never closed"
        numbers = _NUMBERS.match(text, request.end())
        if not numbers:
            return "no status and size follow the request"
        if len(numbers[2]) > LONGEST_SIZE:
            return f"the size has {len(numbers[2])} digits"
        found = {}
        at = numbers.end()
        bare = self.format.bare and bool(self.format.quoted) and at == len(text)
        for name in () if bare else self.format.quoted:
            quoted = _QUOTED.match(text, at + 1) if text[at : at + 1] == " " else None
            if not quoted:
                missing = at >= len(text) or text[at : at + 2] != ' "'
                words = "is missing" if missing else "opens a quote that is never closed"
                return f"the {name} {words}"
            found[name] = quoted[1]
            at = quoted.end()
        tail = text[at:]
        if tail and not tail.startswith(" "):
            return "text sticks to the last quote"
        size = -1 if numbers[2] == "-" else int(numbers[2])
        return Event(
            *clock,
            head[self._host],
            head[head.re.groups - 1],
            request[1],
            numbers[1],
            size,
            found.get("referrer", "-"),
            found.get("user agent", "-"),
            tail,
            head[self._ident] if self._ident else "-",
            bare,
        )

    def _why_no_head(self, text: str) -> str:
        if "[" not in text:
            return "no time in square brackets"
        if '"' not in text:
            return "no request in quotes"
        return f"the line does not start with {', '.join(self.format.before)} and [time]"
