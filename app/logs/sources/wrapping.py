"""Lines that a terminal or a mail program broke at its width, put together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

NARROWEST, WIDEST = 40, 240
"""Widths in bytes at which lines are broken."""

FEWEST = 3
"""Broken lines that there must be to tell."""

LONGEST = 1 << 16
"""Bytes that are put together at most."""

_DATED = re.compile(
    rb"\d\d?[/.\- ]\w{3,9}[/.\- ]\d{4}[: ]\d\d?:\d\d|\d{4}[\-/.]\d\d[\-/.]\d\d[T :]\d\d:\d\d"
    rb"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
)
_MARKS = re.compile(rb"(?:> ?)+")


class Wrapping(NamedTuple):
    """How lines are broken: ``width`` in bytes, whether between ``words``, with marks of an answer before."""

    width: int
    words: bool
    marked: bool

    def plain(self, line: bytes) -> bytes:
        """A line without the marks of an answer."""
        line = line.removesuffix(b"\r")
        return _MARKS.sub(b"", line, count=1) if self.marked and line.startswith(b">") else line

    def goes_on(self, line: bytes, after: bytes) -> bool:
        """Whether ``after`` is the rest of ``line``: it tells no time, and it would not have fitted."""
        if not line or not after or _DATED.search(after):
            return False
        return (
            len(line) + 1 + len(after.split(b" ", 1)[0]) > self.width
            if self.words
            else len(line) == self.width
        )


def wrapping(head: bytes) -> Wrapping | None:
    """How the lines of a file that begins so are broken; None where each is whole, or that cannot be told."""
    lines = [line.removesuffix(b"\r") for line in head.split(b"\n")[:-1] if line.strip()]
    if len(lines) < 2 * FEWEST:
        return None
    marked = all(line.startswith(b">") for line in lines)
    if marked:
        lines = [_MARKS.sub(b"", line, count=1) for line in lines]
    dated = [_DATED.search(line) is not None for line in lines]
    broken = [line for line, rest in zip(lines, dated[1:], strict=False) if not rest]
    width = max(map(len, lines))
    if (
        len(broken) < max(FEWEST, sum(dated) / 2)
        or not NARROWEST <= width <= WIDEST
        or sum(dated) < FEWEST
        or not dated[0]
    ):
        return None
    for words in (False, True):
        found = Wrapping(width, words, marked)
        if _fits(found, lines, dated):
            return found
    return None


def _fits(found: Wrapping, lines: Sequence[bytes], dated: Sequence[bool]) -> bool:
    """Whether every line that tells no time is the rest of the one before it."""
    pairs = zip(lines, lines[1:], dated[1:], strict=False)
    return all(rest or found.goes_on(line, after) for line, after, rest in pairs)


def unwrapping(found: Wrapping) -> Callable[[bytes], bytes | None]:
    """What puts line by line together what was broken; an empty line ends."""
    held = last = b""

    def turn(line: bytes) -> bytes | None:
        nonlocal held, last
        line = found.plain(line)
        if held and found.goes_on(last, line) and len(held) < LONGEST:
            held, last = held + b" " * found.words + line, line
            return None
        whole, held, last = held, line, line
        return whole or None

    return turn


def is_indented(head: bytes) -> bool:
    r"""Whether most lines of a file that begins so go on, indented, on the next.

    >>> is_indented(b'[02/Jan/2024:03:04:05] "GET /" 200\n  "curl"\n' * 3)
    True
    """
    lines = [line for line in head.split(b"\n")[:-1] if line.strip()]
    dated = [_DATED.search(line) is not None for line in lines]
    further = [_is_further(line) for line in lines]
    if sum(dated) < FEWEST or not all(one or rest for one, rest in zip(dated, further, strict=True)):
        return False
    begun = [one and not rest for one, rest in zip(dated, further, strict=True)]
    going_on = sum(1 for one, rest in zip(begun, further[1:], strict=False) if one and rest)
    return going_on * 2 > sum(begun) and sum(further) <= 3 * sum(begun)


def _is_further(line: bytes) -> bool:
    return line[:1] in b" \t" and _DATED.search(line) is None


def unindenting() -> Callable[[bytes], bytes | None]:
    """What puts a line together with the indented ones behind it; an empty line ends."""
    held = b""

    def turn(line: bytes) -> bytes | None:
        nonlocal held
        if held and line.strip() and _is_further(line) and len(held) < LONGEST:
            held = held.removesuffix(b"\r") + b" " + line.strip()
            return None
        whole, held = held, line
        return whole or None

    return turn
