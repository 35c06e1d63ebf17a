"""Texts and labels in lines of their own: a text, perhaps what it is about, then its label, again and again.

Sets of aspects' moods come so (``.raw`` and ``.seg`` files): the sentence, the aspect, −1, 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from app.tables.table import MOST_ROWS

_SIZES = (2, 3)
_FEWEST = 2
_LONGEST_LABEL = 20
_WORDS = 3
_HEAD = 200_000


def are_groups(text: str) -> bool:
    """Whether every second or third line is one of a few short words, and the first of each group a text.

    >>> are_groups("it is good\\nyes\\nit is bad\\nno\\nit is so bad\\nno\\nhow good it is\\nyes\\n")
    True
    """
    return _size(_lines(text[:_HEAD], whole=len(text) <= _HEAD)) > 0


def group_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The text of each group, what it is about where that has a line, and its label."""
    del name  # Lines at the end that make no group are left out with it.
    lines = _lines(text, whole=True)
    size = _size(_lines(text[:_HEAD], whole=len(text) <= _HEAD))
    starts = range(0, len(lines) - size + 1, size)
    columns = ["text", "label"] if size == _SIZES[0] else ["text", "aspect", "label"]
    return columns, ((lines[at][0], [line for _, line in lines[at : at + size]]) for at in starts)


def _lines(text: str, whole: bool) -> list[tuple[int, str]]:
    found = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    lines = list(islice(found, _SIZES[-1] * (MOST_ROWS + 1)))
    return lines if whole else lines[: -1 - (len(lines) - 1) % 6]


def _size(lines: list[tuple[int, str]]) -> int:
    """How many lines make a group; 0 where there are none."""
    for size in _SIZES:
        if len(lines) % size or len(lines) < _FEWEST * size * 2:
            continue
        labels = [line for _, line in lines[size - 1 :: size]]
        texts = [line for _, line in lines[::size]]
        few = len(set(labels)) <= max(2, len(labels) // 3) and len(set(labels)) > 1
        short = all(len(label) <= _LONGEST_LABEL and len(label.split()) == 1 for label in labels)
        long = sum(len(one.split()) >= _WORDS for one in texts) > len(texts) / 2
        if few and short and long and len(set(texts)) > len(texts) / 2 and not set(labels) & set(texts):
            return size
    return 0
