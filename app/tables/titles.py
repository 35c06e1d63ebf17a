"""Rows above the one that names the columns: a title, a date, remarks."""

from __future__ import annotations

from collections.abc import Container, Sequence

from app.tables.columns import is_number

MOST_TITLES = 12
"""Rows in which the one that names the columns is looked for."""

_FEWEST_BELOW = 2


def title_rows(rows: Sequence[Sequence[str]], known_names: Container[str]) -> int:
    """How many rows stand above the one that names the columns: a title, a date, remarks, each in one cell.

    A title with commas is one where an empty row stands between it and a wider heading, which has rows below
    it and no number in it; two rows of as many cells are no titles.

    >>> title_rows([["Survey of 2021"], [""], ["Label", "Text"]], {"label", "text"}), title_rows([["up"]], {})
    (2, 0)
    """
    titled, remarks, widest, without = False, 0, 1, -1
    cells = [[cell.strip(' "').lower() for cell in row if cell.strip(' "')] for row in rows[:MOST_TITLES]]
    for place, (row, held) in enumerate(zip(rows, cells, strict=False)):
        if held and row[0].lstrip().startswith("#"):
            remarks += len(held) == 1 and place == remarks
            continue
        known = sum(cell in known_names for cell in held)
        if len(held) > 1:
            # Below a title in words it takes two names to tell a heading from a text with commas, or an empty
            # row above it and rows as wide below.
            below_a_gap = place > 0 and not cells[place - 1]
            wider = len(held) > widest or (known > 1 and below_a_gap)
            told = known > titled or (known > 0 and below_a_gap and _is_as_wide_below(rows, place))
            if told and wider and (without < 0 or _is_heading(cells, place)):
                return place
            without = (remarks if place == remarks else 0) if without < 0 else without
            if known or all(cells[place + 1 :]):
                return without
            widest = max(widest, len(held))
        if known:
            return max(without, 0)
        titled = titled or bool(held)
    return max(without, 0)


def _is_heading(cells: Sequence[Sequence[str]], place: int) -> bool:
    """Whether the row there can name columns though rows of several cells stand above."""
    widths = [len(held) for held in cells[:place] if len(held) > 1]
    apart = any(not held for held in cells[:place]) and any(cells[place + 1 :])
    return apart and len(set(widths)) == len(widths) and not any(map(is_number, cells[place]))


def _is_as_wide_below(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether all rows below the one there, two at least, have as many cells."""
    below = [row for row in rows[place + 1 : MOST_TITLES] if any(cell.strip() for cell in row)]
    return len(below) >= _FEWEST_BELOW and all(len(row) >= len(rows[place]) for row in below)
