"""Texts that do not stand as one cell of one column: one a mood, two that are compared, lists of tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from app.sentiment.corpus.label_columns import LABELLED
from app.sentiment.corpus.labels import is_missing
from app.sentiment.corpus.mood_words import NEGATIVE, POSITIVE, mood_named
from app.sentiment.corpus.roles import guess
from app.tables import Table, is_number
from app.tables.table import MOST_ROWS

PAIR = "pair text"
"""The column of two texts that are compared, as one text."""

BETWEEN = " | "

_SIDES = (("pros", "cons"), ("likes", "dislikes"))
_PAIRS = (
    *(("premise", "hypothesis"), ("#1 string", "#2 string")),
    *(("question", "sentence"), ("question", "passage"), ("query", "passage"), ("query", "document")),
)
_FIRST = re.compile(r"(?:sentence|sent|text|question|phrase|string|document|s)[ _-]?[1a]")
_NEXT = {"1": "2", "a": "b"}
_RATED = re.compile(r"(?:rating|ratings|stars|score|overall|recommend|recommended)")
_WORDS = re.compile(r"[^\W\d_]+")
# A string in quotes, with a backslash before each quote inside; possessive, so that no part is read twice.
_TOKEN = re.compile(r"""'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)\"""", re.DOTALL)
_TOKENS = re.compile(r"""\[\s*+(?:(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")\s*+,?\s*+)*+\]""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SAMPLE = 2_000
_LISTED = 0.9
_FEWEST_WORDS = 2


def with_texts(table: Table, chosen: Mapping[str, str] | None = None) -> Table:
    """The table with each text in one cell; ``chosen`` are columns that a visitor named, by role."""
    shaped = _by_side(table) or _in_pairs(table) or table
    return _of_tokens(shaped, chosen or {}) or shaped


def tokens(cell: str) -> list[str] | None:
    """The tokens that a cell lists, as Python, JSON or numpy writes it; None where it lists none.

    >>> tokens("['good', \\"isn't\\"]"), tokens('["good" "film"]'), tokens("[good]")
    (['good', "isn't"], ['good', 'film'], None)
    """
    bare = cell.strip()
    if not (bare.startswith("[") and bare.endswith("]")):
        return None
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        if not _TOKENS.fullmatch(bare):
            return None
        return [_ESCAPED.sub(_unescaped, one[1] or one[2] or "") for one in _TOKEN.finditer(bare)]
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) else None


def _unescaped(found: re.Match[str]) -> str:
    return " " if found[1] in "nrt" else found[1]


def _by_side(table: Table) -> Table | None:
    """A row a text, where a column a mood holds texts (Booking's ``Negative_Review``), or pros and cons."""
    if any(name in table.columns for name in ("text", *LABELLED)):
        return None
    texts = {place for place in range(len(table.columns)) if _holds_texts(table, place)}
    sides: dict[str, int] = {}
    for place in sorted(texts):
        mood = mood_named(table.columns[place])
        if mood in sides:
            return None
        if mood:
            sides[mood] = place
    if not {NEGATIVE, POSITIVE} <= sides.keys():
        rated = any(_RATED.fullmatch(word) for column in table.columns for word in _WORDS.findall(column))
        places = [[table.place(name) for name in names] for names in _SIDES]
        both = next((pair for pair in places if not rated and texts.issuperset(pair)), None)
        if both is None:
            return None
        sides = {table.called(table.columns[place]): place for place in both if place is not None}
    return _a_row_a_text(table, sides)


def _a_row_a_text(table: Table, sides: Mapping[str, int]) -> Table:
    named = table.place("id")
    left = [place for place in range(len(table.columns)) if place not in (named, *sides.values())]
    rows = []
    for number, cells in table.rows:
        identity = str(number) if named is None else cells[named].strip()
        for label, place in sides.items():
            text = cells[place]
            # Booking writes “No Negative” where nothing was said.
            if not is_missing(text) and text.strip().lower() != f"no {label.lower()}":
                rows.append((number, [f"{identity} {label}", text, label, *(cells[at] for at in left)]))
    listed = ", ".join(f"“{table.columns[place]}”" for place in sides.values())
    notes = [*table.notes, f"Every cell of {listed} was read as a text, labelled {' or '.join(sides)} by it."]
    if len(rows) > MOST_ROWS:
        notes.append(f"These are more than {MOST_ROWS:,} texts: the first {MOST_ROWS:,} are used.")
    columns = ["id", "text", "label", *(table.columns[place] for place in left)]
    return replace(table, columns=columns, rows=rows[:MOST_ROWS], notes=notes)


def _in_pairs(table: Table) -> Table | None:
    """Two texts that are compared (entailment, paraphrases) as one, in a column more."""
    if "text" in table.columns:
        return None
    named = [(one, one[:-1] + _NEXT[one[-1]]) for one in table.columns if _FIRST.fullmatch(one)]
    for first, second in (*_PAIRS, *named):
        places = [table.place(first), table.place(second)]
        if all(place is not None and _holds_texts(table, place) for place in places):
            break
    else:
        return None
    rows = [
        (number, [*cells, BETWEEN.join(filter(None, (cells[at].strip() for at in places if at is not None)))])
        for number, cells in table.rows
    ]
    note = (
        f"“{first}” and “{second}” were joined, with “{BETWEEN.strip()}” between, to one text: "
        f"column “{PAIR}”."
    )
    return replace(table, columns=[*table.columns, PAIR], rows=rows, notes=[*table.notes, note])


def _of_tokens(table: Table, chosen: Mapping[str, str]) -> Table | None:
    """Lists of tokens joined by blanks, where the column of the texts holds such lists."""
    # Few tables hold a list, and only for one of those is it worth a guess which column has the texts.
    if not any(cell.lstrip().startswith("[") for _, cells in table.rows[:_SAMPLE] for cell in cells):
        return None
    place = guess(table, chosen).get("text")
    if place is None:
        return None
    sample = [cell for cell in table.cells(place)[:_SAMPLE] if cell.strip()]
    listed = [found for cell in sample if (found := tokens(cell)) is not None]
    if not listed or len(listed) < _LISTED * len(sample):
        return None
    if sum(len(token.split()) for found in listed for token in found) < _FEWEST_WORDS * len(listed):
        return None
    rows = []
    for number, cells in table.rows:
        found = tokens(cells[place])
        text = cells[place] if found is None else " ".join(found)
        rows.append((number, [*cells[:place], text, *cells[place + 1 :]]))
    note = f"Column “{table.columns[place]}” holds lists of tokens: they were joined by blanks."
    return replace(table, rows=rows, notes=[*table.notes, note])


def _holds_texts(table: Table, place: int) -> bool:
    held = [cell for _, cells in table.rows[:_SAMPLE] if (cell := cells[place].strip())]
    words = sum(len(cell.split()) for cell in held if not is_number(cell))
    return bool(held) and words >= _FEWEST_WORDS * len(held)
