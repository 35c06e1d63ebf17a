"""Quotes around cells that stand between tabs or bars, where they are not CSV's or not only."""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Sequence

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_MARKS = ('""', "''", "“”")
_FEWEST = 2
_BETWEEN = "\t;,|"
_SAMPLE = 1_000

_Row = tuple[int, list[str]]


def unquoted(cell: str) -> str:
    """A cell without the quotes around it, where these are CSV's after all.

    >>> unquoted('"say ""up"" "'), unquoted('"up" and "down"')
    ('say "up" ', '"up" and "down"')
    """
    bare = cell.strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and _QUOTED.fullmatch(bare) else cell


def lines_unwrapped(text: str, known_names: Container[str]) -> str:
    r"""A text without the quotes around every one of its lines, where a line is a row that was written as one
    cell: one within has quotes of its own, or the first is a heading, of ``known_names``; else as it is.

    >>> lines_unwrapped('"text,label"\n"it is so,yes"\n', {"text", "label"})
    'text,label\nit is so,yes\n'
    >>> lines_unwrapped('"0,5"\n"1,5"\n', {"text", "label"})
    '"0,5"\n"1,5"\n'
    """
    if not text.lstrip().startswith('"'):
        return text
    lines = text.split("\n")
    held = [line for line in lines if line.strip()]
    sign = next((sign for sign in _BETWEEN if sign in held[0]), "")
    if len(held) < _FEWEST or not sign or not all(map(_QUOTED.fullmatch, held)):
        return text
    try:
        rows = list(csv.reader(map(unquoted, held[:_SAMPLE]), delimiter=sign))
    except csv.Error:
        return text
    heading = all(cell.strip().lower() in known_names for cell in rows[0])
    # Texts with commas in them, one a line, have ever another number of parts.
    if len(set(map(len, rows))) > 1 or not (heading or any(f'{sign}""' in line for line in held)):
        return text
    return "\n".join(map(unquoted, lines))


def without_quotes(rows: list[_Row], columns: Sequence[str], plain: bool) -> tuple[list[_Row], str]:
    """The rows without the quotes around every cell of a column that holds something, and a sentence that
    says so; "" where no column is written so.

    ``plain``: nothing was taken for a quote so far, and single cells may stand in CSV's.
    """
    width = len(rows[0][1]) if rows else 0
    whole = [place for place in range(width) if _is_whole([cells[place] for _, cells in rows])]
    if not whole and not plain:
        return rows, ""
    kept = [
        (
            number,
            [
                _inside(cell) if place in whole else unquoted(cell) if plain else cell
                for place, cell in enumerate(cells)
            ],
        )
        for number, cells in rows
    ]
    if not whole:
        return kept, ""
    listed = ", ".join(f"“{columns[place]}”" if columns else f"{place + 1}" for place in whole)
    what = "column" if len(whole) == 1 else "columns"
    return kept, f"The quotes around every cell of {what} {listed} were taken off."


def _is_whole(cells: Sequence[str]) -> bool:
    held = [bare for cell in cells if (bare := cell.strip())]
    marks = next((pair for pair in _MARKS if held and held[0][0] == pair[0]), "")
    return (
        len(held) >= _FEWEST
        and bool(marks)
        and all(len(bare) > 1 and bare[0] == marks[0] and bare[-1] == marks[1] for bare in held)
    )


def _inside(cell: str) -> str:
    bare = cell.strip()
    proper = unquoted(bare)
    return proper if proper != bare else bare[1:-1]
