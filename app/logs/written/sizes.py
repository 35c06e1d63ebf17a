"""Numbers of bytes as logs write them: plain, with their digits in groups, with a unit behind."""

from __future__ import annotations

import re

_SIZE = re.compile(
    r"\+?(?P<number>\d{1,3}(?:(?P<mark>[,.'\u2019 \u00a0\u202f])\d{3})(?:(?P=mark)\d{3})*|\d+)"
    r"(?P<unit> ?(?:B|b|[Bb]ytes?))?"
)


def plain_size(text: str) -> str:
    """The digits of a number of bytes; any other text as it is.

    >>> plain_size("5,316"), plain_size("512 bytes"), plain_size("5.3 kB")
    ('5316', '512', '5.3 kB')
    """
    if text.isdecimal():
        return text
    found = _SIZE.fullmatch(text)
    return re.sub(r"\D", "", found["number"]) if found else text


def names_its_unit(text: str) -> bool:
    """Whether a text is a number of bytes that says so, such as ``512B``."""
    found = _SIZE.fullmatch(text)
    return found is not None and found["unit"] is not None
