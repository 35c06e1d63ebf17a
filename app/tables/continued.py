"""Headings of several rows, as survey tools export them.

SurveyMonkey writes a question over its first column and, in the row below, what each column holds of it:
``Response``, ``Open-Ended Response``, or one of the answers. Qualtrics writes two rows more, what was asked
and, as JSON, by which name it was kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.tables.columns import is_number

_ANSWERS = frozenset(
    (
        *("response", "responses", "open-ended response", "open ended response"),
        *("réponse", "réponse ouverte", "respuesta", "respuesta abierta", "antwort", "offene antwort"),
    )
)
_KEPT_BY = '{"importid"'
_LOOKED_AT = 400

_Row = tuple[int, list[str]]


def continuing_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows go on with the heading, which is the first of these rows.

    >>> continuing_rows([["id", "How was it?"], ["", "Open-Ended Response"], ["1", "Fine, thanks"]])
    1
    >>> continuing_rows([["text", "label"], ["so be it", "response"], ["why", "question"]])
    0
    """
    for place, row in enumerate(rows[1:3], 1):
        if _tells_of_import(row):
            return place
    return int(len(rows) > 2 and _tells_of_answers(rows[1], rows[2:]))


def one_heading(columns: list[str], rows: list[_Row]) -> tuple[list[str], list[_Row], str]:
    """The names of the columns, the rows below all of the heading, and a sentence about what was joined or
    left out; "" where the heading is one row."""
    count = continuing_rows([columns, *(cells for _, cells in rows[:_LOOKED_AT])])
    if not count:
        return columns, rows, ""
    below = rows[0][1]
    if _tells_of_import(rows[count - 1][1]):
        are = "row below the names of the columns was" if count == 1 else "two rows below the names were"
        note = f"The {are} left out: they go on with the heading, as Qualtrics exports it."
        return columns, rows[count:], note
    names = [_joined(name, cell.strip()) for name, cell in zip(columns, below, strict=True)]
    listed = ", ".join(f"“{cell[:40]}”" for cell in list(dict.fromkeys(filter(None, below)))[:4])
    note = f"The second row goes on with the heading ({listed}): it was joined to the names of the columns."
    return names, rows[count:], note


def _joined(name: str, below: str) -> str:
    told = below.lower()
    if not told or (name and told in _ANSWERS):
        return name
    return f"{name}: {told}" if name else told


def _tells_of_import(row: Sequence[str]) -> bool:
    held = [cell.strip().lower() for cell in row if cell.strip()]
    return bool(held) and all(cell.startswith(_KEPT_BY) for cell in held)


def _tells_of_answers(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row holds such words, which come again in no row below, and nothing of an answer itself."""
    held = {place: cell.strip().lower() for place, cell in enumerate(row) if cell.strip()}
    words = [place for place, cell in held.items() if cell in _ANSWERS]
    again = any(
        other[place].strip().lower() == held[place]
        for other in below
        for place in words
        if place < len(other)
    )
    if not words or again or any(map(is_number, held.values())):
        return False
    # Who answered is numbered in the first column of every answer.
    return len(words) == len(held) or (0 not in held and all(other and other[0].strip() for other in below))
