"""A number with what it counts, in the words for one or for several."""

from __future__ import annotations


def counted(count: int, one: str, several: str = "") -> str:
    """The number and its noun; ``several`` is for words that do not only take an s.

    >>> counted(1, "text"), counted(1_200, "text"), counted(2, "row is empty", "rows are empty")
    ('1 text', '1,200 texts', '2 rows are empty')
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
