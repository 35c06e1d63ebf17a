"""Bytes of a line as text, what a line is understood as, and which are none: blank, too long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LONGEST_LINE = 1 << 20
"""Longer lines are refused, so that a file without line feeds cannot fill the memory."""

LONGEST_SIZE = 15
"""Digits that the size of a response may have."""

DIRECTIVE = "the line is a directive of the format"
"""The outcome of a line that belongs to the format and is no request: it is not counted as a line."""

DIRECTIVES = re.compile(
    r"\ufeff?#(?:TYPE |(?:Fields|Version|Date|Software|Remark|Start-Date|End-Date|Log-type|GMT-Offset"
    r"|Encoding|Comment)\b"
    r"|(?:separator|set_separator|empty_field|unset_field|path|open|close|fields|types)[ \t])"
)
"""How such a line begins in files of the W3C's kind, in those of Zeek, and in tables of PowerShell."""

NOTHING: Mapping[str, str] = MappingProxyType({})


class Event(NamedTuple):
    """One accepted line. ``time`` is the server's wall clock in seconds since 1970 as written.

    ``zone`` is the offset from UTC in minutes, None where the line has no zone. ``size`` is the
    response's bytes, -1 where missing. Texts are as written, "-" or empty where missing. ``bare`` says
    that the line ends after its size, though its format declares more. ``more`` holds further fields that
    the format knows by name, such as the virtual host or the seconds that the response took. ``protocol`` is
    written apart from the request, or empty where that was put together without one; None where the
    request is as written.
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
    more: Mapping[str, str] = NOTHING
    protocol: str | None = None


def decode(line: bytes) -> str:
    """The text of a line: UTF-8 where it is valid, else Latin-1, which takes any bytes."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def opened(line: bytes) -> str:
    """The text of a line without its line end and what is before it, or the reason why there is none.

    Zero bytes stand where a server wrote on in a log that was cut to nothing, a mark of UTF-8 where files
    were joined. A reason is raised as `Refused`.
    """
    if len(line) >= LONGEST_LINE:
        raise Refused(f"the line is longer than {LONGEST_LINE:,} bytes")
    text = decode(line.rstrip(b"\r\f\x1a")).lstrip("\0\ufeff")
    if not text.strip():
        raise Refused("the line is nothing but zero bytes" if b"\0" in line else "the line is blank")
    return text


class Refused(Exception):
    """Why a line is no request, in words."""
