"""ARFF, the tables of Weka: a head that declares the columns, then comma separated rows.

The format is that of Weka's manual (Attribute-Relation File Format): quotes are single or double, a
backslash escapes one inside, ``?`` is a missing value, ``%`` begins a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.problem import Problem

_RELATION = re.compile(r"^[ \t]*@relation\b", re.IGNORECASE | re.MULTILINE)
_DECLARES = re.compile(r"^[ \t]*@attribute\b", re.IGNORECASE | re.MULTILINE)
_HEAD = 20_000
_ATTRIBUTE = re.compile(r"[ \t]*@attribute\s+('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\S+)", re.IGNORECASE)
_DATA = re.compile(r"[ \t]*@data\b", re.IGNORECASE)
_CELL = re.compile(
    r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}


def is_arff(text: str) -> bool:
    """Whether a text is an ARFF file.

    >>> is_arff("% made by hand\\n@RELATION texts\\n@attribute a real\\n"), is_arff("@relation,text")
    (True, False)
    """
    head = text[:_HEAD]
    first = head.lstrip()[:1]
    return first in ("%", "@") and bool(_RELATION.search(head)) and bool(_DECLARES.search(head))


def arff_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Its columns, and the cells of its rows with their lines' numbers. Raises Problem without columns."""
    columns: list[str] = []
    lines = text.split("\n")
    first = len(lines)
    for number, line in enumerate(lines, 1):
        if found := _ATTRIBUTE.match(line):
            columns.append(_plain(found[1].strip("'\"")).strip().strip("@").lower())
        elif _DATA.match(line):
            first = number
            break
    if not columns:
        raise Problem(f"“{name}” is an ARFF file that declares no attribute.", "Save the table as CSV.")
    rows = (
        (number, cells(line))
        for number, line in enumerate(lines[first:], first + 1)
        if line.strip() and not line.lstrip().startswith("%")
    )
    return columns, rows


def cells(line: str) -> list[str]:
    """The cells of a row.

    >>> cells("'it\\\\'s up, again',pos,?")
    ["it's up, again", 'pos', '']
    """
    found, place = [], 0
    while place <= len(line):
        match = _CELL.match(line, place)
        if match is None:
            return [line]
        single, double, bare = match.groups()
        quoted = single if single is not None else double
        found.append(_plain(quoted) if quoted is not None else "" if bare.strip() == "?" else bare.strip())
        if match.end() == len(line) and not line.endswith(",", place):
            break
        if match.end() == place:
            break
        place = match.end()
    return found


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), text)
