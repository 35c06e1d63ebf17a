"""A text and its label on one line, with something else than a table's separator between them.

``text @label``, ``text ##label``, ``label: text``, ``1 text``: whatever stands in every line with few short
words on one side of it and words on the other.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from app.tables.decoding import CELL_SIGNS

_LAST = ("@", "+++$+++", "|||", "##", "=>", "->", "~", "^", " - ", " – ", " — ", " #")
_FIRST = ("+++$+++", "|||", "##", "~", "^", ": ", " - ", " – ", " — ")
_BEFORE_LISTS = "####"
"""Between a text and a list of what is said in it about what (ASTE)."""
_BETWEEN_CELLS = (
    _BEFORE_LISTS,
    "_!_",
    " +++$+++ ",
    "+++$+++",
    ":::",
    "|||",
    "~|~",
    "||",
    "@@@",
    "###",
    "^|^",
    "<sep>",
    "[SEP]",
)
_AROUND = ("[]", "()", "<>", "{}")
_BLANK = " "

# Beyond so many different ones, what stands beside a mark is no label.
_MOST_LABELS = 20
_MOST_CODES = 100
_LONGEST = 20
_CODE = re.compile(r"[A-Z]{2,}:[A-Za-z]+")
_HEAD = re.compile(r"[+-]?\d{1,2}(?:\.0)?|[A-Z]{2,}:[A-Za-z]+")


@dataclass(frozen=True)
class Mark:
    """What stands between a text and its label, and whether the label comes first; or what stands around it.

    >>> Mark("@", False).cells("me @ home @positive"), Mark(": ", True).cells("bad: it is: so")
    (['me @ home ', 'positive'], ['bad', 'it is: so'])
    """

    between: str
    first: bool
    around: str = ""

    def cells(self, line: str) -> list[str]:
        """The cells of a line, in their order; a line without the mark is one cell."""
        if self.around:
            label, text = _in_brackets(line, self.around, self.first)
            if not label:
                return [line]
            return [label, text] if self.first else [text, label]
        before, mark, after = line.partition(self.between) if self.first else line.rpartition(self.between)
        return [before, after] if mark else [line]


def mark_of(lines: Sequence[str], known_values: Container[str] = ()) -> Mark | None:
    """The mark that stands in every line beside a label, if there is one.

    A blank is one only where labels come first and are numbers, kinds of questions as ``LOC:city``, or
    ``known_values``.

    >>> mark_of(["1 it is good", "0 it is bad", "1 it works", "0 it broke"]).between
    ' '
    """
    for between in _LAST:
        if _are_labels([line.rpartition(between)[2] for line in lines if between in line], lines):
            return Mark(between, False)
    for around in _AROUND:
        for first in (False, True):
            found = [_in_brackets(line, around, first)[0] for line in lines]
            if all(found) and _are_labels(found, lines) and _come_again(found):
                return Mark("", first, around)
    heads = [line.partition(_BLANK)[0] for line in lines if _BLANK in line]
    known = all(_HEAD.fullmatch(head) or head.lower() in known_values for head in heads)
    if known and _are_labels(heads, lines) and _come_again(heads):
        return Mark(_BLANK, True)
    # Kinds of questions are many, and few of their first parts (TREC: 50 of 6).
    codes = bool(heads) and all(map(_CODE.fullmatch, heads)) and _are_labels(heads, lines, _MOST_CODES)
    if codes and _come_again([head.partition(":")[0] for head in heads]):
        return Mark(_BLANK, True)
    for between in _FIRST:
        heads = [line.partition(between)[0] for line in lines if between in line]
        if _are_labels(heads, lines) and _come_again(heads):
            return Mark(between, True)
    return None


def _in_brackets(line: str, around: str, first: bool) -> tuple[str, str]:
    """The word between brackets at a line's begin or end, and the rest; an empty word where there is none.

    >>> _in_brackets("so bad [neg]", "[]", first=False), _in_brackets("[neg] so bad", "[]", first=True)
    (('neg', 'so bad'), ('neg', 'so bad'))
    """
    opened, closed = around[0], around[1]
    bare = line.strip()
    if first and bare.startswith(opened):
        label, _, text = bare[1:].partition(closed)
    elif not first and bare.endswith(closed):
        text, _, label = bare[:-1].rpartition(opened)
    else:
        return "", line
    return label.strip(), text.strip(" :\t-")


def _are_labels(ends: Sequence[str], lines: Sequence[str], most: int = _MOST_LABELS) -> bool:
    """Whether every line has a short end, of which there are few different ones."""
    short = all(0 < len(end.strip()) <= _LONGEST and " " not in end.strip() for end in ends)
    few = min(most, max(2, len(lines) // 2))
    return len(ends) == len(lines) > 0 and short and len({end.strip() for end in ends}) <= few


def long_separator(lines: Sequence[str]) -> str:
    """What of several signs stands twice or more between cells, as often in every line; "" for nothing.

    >>> long_separator(["1_!_a, b_!_up", "2_!_c_!_down, so"])
    '_!_'
    """
    between: str
    for between in (*_BETWEEN_CELLS, *CELL_SIGNS):
        counts = {line.count(between) for line in lines}
        once = between in CELL_SIGNS or between == _BEFORE_LISTS
        if between == _BEFORE_LISTS and not all(f"{between}[" in line for line in lines):
            continue
        if len(counts) == 1 and counts.pop() > (not once):
            return between
    return ""


def _come_again(heads: Sequence[str]) -> bool:
    return 2 <= len(set(heads)) <= max(2, len(heads) // 3)
