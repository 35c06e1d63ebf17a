"""Which column of a table holds the texts, which the labels, and so on: a guess, which a visitor can change.

Names come first, in the words that public data sets use; where they do not tell, the cells do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from app.sentiment.corpus.column_cells import (
    all_differ,
    holds_clocks,
    holds_dates,
    holds_labels,
    holds_lists,
    holds_moods,
    holds_signed_scores,
    holds_splits,
    holds_texts,
    holds_times,
    holds_words_for_moods,
    lists_parts,
    says_the_same,
    tells_apart,
)
from app.sentiment.corpus.column_names import NAMES, TELLING, WORDS, named_so
from app.sentiment.corpus.labels import MOST_CLASSES, is_missing, is_mood
from app.sentiment.corpus.scores import scored
from app.tables import Table, is_number
from app.tables.columns import WITHOUT_BLANKS
from app.tables.table import NAMELESS

ROLES = ("text", "label", "split", "time", "clock", "entity", "id")
"""What a column may be; ``clock`` is the time of day where ``time`` is the day alone."""

_TITLES = frozenset(("title", "headline", "caption", "summary"))
_LONGER = 3
_FEWEST_OF_TEXT = 12
_SAMPLE = 2_000
_MOST_ALIKE = 10
_WHO_OR_WHERE = """
    id idx index no nr num number turn line row position speaker author user username agent sender name by
    date day year month time lang language country city state source url version
"""
_NO_LABEL = frozenset(_WHO_OR_WHERE.split())
_DIVIDED = re.compile(r"[A-Za-z]\w{0,29}:[A-Za-z]\w{0,29}")
_IN_SERIES = re.compile(r"((?:sub)?task|level|label|class|category)[ _-]?(\d{1,2})")
_VALENCE = ("v", "a", "d")
"""What sets that rate valence, arousal and dominance call these (EmoBank, Buechel and Hahn 2017)."""

_FITS = {"text": holds_texts, "label": holds_labels, "time": holds_times, "clock": holds_clocks}
"""What cells must hold in a column that is called after a role."""
_TOLD_BY_CELLS = {"time": holds_dates, "split": holds_splits}
"""What tells the column of a role by its cells alone, where none is called after it."""


def guess(table: Table, chosen: Mapping[str, str] | None = None) -> dict[str, int]:
    """The place of each role's column; roles that no column plays are left out.

    ``chosen`` are columns that a visitor named, by role; an empty name means that no column plays it.
    """
    found: dict[str, int] = {}
    for role, column in (chosen or {}).items():
        if (place := table.place(column.strip().lower())) is not None:
            found[role] = place
    columns = {
        place: [c.strip() for c in table.cells(place)[:_SAMPLE]] for place in range(len(table.columns))
    }
    for role in ("text", "label", "clock", "time", "split", "entity", "id"):
        if role in (chosen or {}):
            continue
        free = [place for place in columns if place not in found.values()]
        if usable := _usable(role, table, columns, free):
            found[role] = usable[0]
    if "time" not in found and "clock" in found:
        del found["clock"]
    return found


def _usable(
    role: str, table: Table, columns: Mapping[int, Sequence[str]], free: Sequence[int]
) -> Sequence[int]:
    """Of the ``free`` columns those that can play a role, the likeliest first."""
    named = named_so(table.columns, free, NAMES[role])
    usable = [place for place in named if role not in _FITS or _FITS[role](columns[place])]
    if role == "text":
        # A list of tokens, or the same words in every row, is a text where nothing else is.
        usable.sort(key=lambda place: (holds_lists(columns[place]), says_the_same(columns[place])))
        # Words that mean moods are labels, even where nothing else holds words.
        worded = [place for place in free if not holds_moods(columns[place])]
        told = _by_cells(columns, worded, table.columns)
        usable = usable or told
        return told if usable and _is_title_of(table.columns, columns, usable[0], told) else usable
    if role == "label":
        label = _label(table, columns, free, named, usable)
        return [] if label is None else [_in_words(table, columns, label, free, label in named)]
    if role == "id":
        # What is the same in many rows says whose they are, or what they are about.
        return [place for place in usable if tells_apart(columns[place])] or [
            place for place in usable if table.columns[place] == "id"
        ]
    if not usable and role in _TOLD_BY_CELLS:
        return [place for place in free if _TOLD_BY_CELLS[role](columns[place])]
    return usable


def _label(
    table: Table,
    columns: Mapping[int, Sequence[str]],
    free: Sequence[int],
    named: Sequence[int],
    usable: Sequence[int],
) -> int | None:
    """The column of the labels: one that is ``named`` so, if possible with cells that make it ``usable``."""
    # A score beside a column of moods says how sure these are.
    scores = [
        place
        for place in usable
        if scored(set(columns[place])) and not _is_score_of_moods(table.columns[place], columns[place])
    ]
    by_cells = [
        place for place in _label_by_cells(columns, free, table.columns) if not holds_splits(columns[place])
    ]
    if set(_VALENCE) <= set(table.columns):
        others = [place for place in by_cells if table.columns[place] not in _VALENCE]
        by_cells = others or [place for place in free if table.columns[place] == "v"]
    moods = [place for place in by_cells if holds_words_for_moods(columns[place])]
    classes = [place for place in usable if place not in scores]
    # A number of its own for every text (likes, votes) is no label where another column is one.
    apart = [place for place in classes if all_differ(columns[place])]
    classes = [place for place in classes if place not in apart]
    found = classes or moods or scores or by_cells or apart or named
    # Numbers on both sides of 0 are a score by any name.
    found = found or [place for place in free if holds_signed_scores(columns[place])]
    return found[0] if found else None


def _is_score_of_moods(column: str, cells: Sequence[str]) -> bool:
    """Whether a column's score goes below 0, as no certainty does, and its name tells of moods."""
    return bool(TELLING & set(WORDS.findall(column))) and any(cell.startswith("-") for cell in cells)


def _by_cells(columns: Mapping[int, Sequence[str]], free: Sequence[int], names: Sequence[str]) -> list[int]:
    """The column with the most words a cell, if it has words at all."""
    words = {}
    for place in free:
        counted = [_count_words(cell) for cell in columns[place] if not is_number(cell)]
        apart = sum(_count_words(cell) for cell in set(columns[place]) if not is_number(cell))
        # What stands in many rows alike is an answer of the shop's rather than a text.
        words[place] = min(sum(counted), _MOST_ALIKE * apart)
    varied = [place for place in free if words[place] and len(set(columns[place])) > 1]
    if not varied:
        return []
    best = max(varied, key=words.__getitem__)
    # A single column of single words is a list of words, unless all of the file is that.
    return [best] if words[best] > len(columns[best]) or len(names) <= 2 else []


def _is_title_of(
    names: Sequence[str], columns: Mapping[int, Sequence[str]], place: int, told: Sequence[int]
) -> bool:
    """Whether a column is called a title and stands beside texts of many more words, whatever they are
    called."""
    if names[place] not in _TITLES or not told or told[0] == place or holds_lists(columns[told[0]]):
        return False
    if all(cell.startswith("{") for cell in columns[told[0]] if cell):
        return False
    title, text = (sum(map(_count_words, columns[at])) for at in (place, told[0]))
    return text >= max(_LONGER * title, _FEWEST_OF_TEXT * len(columns[place])) and not says_the_same(
        columns[told[0]]
    )


def _in_words(
    table: Table, columns: Mapping[int, Sequence[str]], place: int, free: Sequence[int], named: bool
) -> int:
    """The column that says in words what one of numbers counts: the same rows alike and apart in both.

    Beside a column that is ``named`` as the label it is called after that one (``label_text``).
    """
    numbers = set(columns[place]) - {""}
    if 2 * len(numbers) > len(columns[place]) or not all(map(is_number, numbers)):
        return place
    called = set(WORDS.findall(table.columns[place]))
    for other in free:
        words = set(columns[other]) - {""}
        pairs = {pair for pair in zip(columns[place], columns[other], strict=True) if any(pair)}
        in_step = 1 < len(words) == len(numbers) == len(pairs) and not any(map(is_number, words))
        tells = not named or bool(called & set(WORDS.findall(table.columns[other])))
        if in_step and tells and holds_labels(columns[other]) and not holds_splits(columns[other]):
            return other
    return place


def _count_words(cell: str) -> int:
    return len(cell.split()) + (0 if cell.isascii() else len(WITHOUT_BLANKS.findall(cell)) // 2)


def _are_divided(distinct: Set[str]) -> bool:
    """Whether many classes stand behind few, as the kinds of TREC's questions do: ``LOC:city``."""
    heads = {cell.partition(":")[0] for cell in distinct}
    many = len(distinct) > MOST_CLASSES and 1 < len(heads) <= MOST_CLASSES
    return many and all(map(_DIVIDED.fullmatch, distinct))


def _label_by_cells(
    columns: Mapping[int, Sequence[str]], free: Sequence[int], names: Sequence[str]
) -> list[int]:
    """Columns of few short words or numbers that come again: moods first, then the fewest, then the first or
    last of the table. The number of who or which one it is comes last, as do the files of tables without
    headings, and what is said of parts of a text."""
    found = []
    headless = any(names[place].startswith(NAMELESS) for place in free)
    for place in free:
        held = [cell for cell in columns[place] if cell]
        distinct = set(held)
        moods = bool(held) and sum(map(is_mood, distinct)) > len(distinct) / 2
        again = 2 <= len(distinct) <= min(MOST_CLASSES, max(2, len(held) // 2))
        of_parts = lists_parts(held)
        if ((again or moods or of_parts) and holds_labels(held)) or _are_divided(distinct):
            words = set(WORDS.findall(names[place]))
            numbered = words & _NO_LABEL and not words & set(NAMES["label"]) and all(map(is_number, distinct))
            last = bool(numbered) or (headless and names[place] == "file")
            whole = not any(map(is_missing, columns[place]))
            edge = place in (0, len(columns) - 1)
            found.append((of_parts, last, not moods, len(distinct), not (whole and edge), place))
    order = [place for *_, place in sorted(found)]
    return _first_of_series(order, names)


def _first_of_series(order: Sequence[int], names: Sequence[str]) -> list[int]:
    """The places with the first of ``task_1``, ``task_2`` … before the others: those divide its classes."""
    series = {place: one for place in order if (one := _IN_SERIES.fullmatch(names[place]))}
    if not order or order[0] not in series:
        return list(order)
    stem = series[order[0]][1]
    first = min((place for place, one in series.items() if one[1] == stem), key=lambda at: int(series[at][2]))
    return [first, *(place for place in order if place != first)]
