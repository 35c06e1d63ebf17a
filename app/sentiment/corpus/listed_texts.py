"""Rows that list several texts, each with its label: dialogues, with an emotion for all that is said.

So is DailyDialog published (Li et al. 2017): what is said in a cell, ``__eou__`` behind each, or a list, and
the emotions and acts as lists of as many numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from app.sentiment.corpus.roles import guess
from app.sentiment.corpus.several import MOST, parts
from app.sentiment.corpus.text_columns import tokens
from app.tables import Table
from app.tables.table import MOST_ROWS

_SAID = re.compile(r"__eou__|<eou>|\[eou\]", re.IGNORECASE)
_NUMBERS = re.compile(r"[+-]?\d+(?:\s+[+-]?\d+)*")
_WORD = re.compile(r"[a-z]+")
_WHERE = """
    position positions length lengths start starts end ends offset offsets index idx id ids number
"""
_PLACES = frozenset(_WHERE.split())
# Scripts without blanks: Thai, Japanese and Chinese; a token of theirs has fewer letters.
_SENTENCE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{6}")
_FITTING = 0.9
_SAMPLE = 2_000
# What stands once in a row stands in each of those made of it.
_MOST_CELLS = 10_000_000


def a_row_each(table: Table, chosen: Mapping[str, str] | None = None) -> Table:
    """The table with a row a text, where its rows list texts and as many labels; else as it is, and also
    where something else in it is the text or the label, by a guess or as ``chosen`` by a visitor.

    What stands once in a row stands in each of those made of it. A row with more or fewer labels than texts
    keeps its texts, without labels.
    """
    at = next((place for place in range(len(table.columns)) if _lists_texts(table, place)), None)
    if at is None:
        return table
    said = [_texts(cell) or [] for cell in table.cells(at)]
    lists = {place: [_labels(cell) for cell in table.cells(place)] for place in _places(table) if place != at}
    fitting = [place for place, listed in lists.items() if _fit(said, listed)]
    told = [place for place in fitting if not _PLACES & set(_WORD.findall(table.columns[place]))]
    if not any(1 < len({*chain(*lists[place])}) <= MOST for place in told):
        return table
    guessed = guess(table, chosen)
    if guessed.get("text", at) != at or guessed.get("label", told[0]) not in told:
        return table
    beside = ", ".join(f"“{table.columns[place]}”" for place in fitting)
    note = (
        f"Column “{table.columns[at]}” lists several texts in a row, and {beside} as many labels: "
        "each was read as a row of its own."
    )
    notes = [*table.notes, note]
    most = min(MOST_ROWS, _MOST_CELLS // len(table.columns))
    rows = list(islice(_spread(table, at, said, {place: lists[place] for place in fitting}), most + 1))
    if len(rows) > most:
        notes.append(f"These are more than {most:,} texts: the first {most:,} are used.")
    columns = ["id", *(column for column in table.columns if column != "id")]
    return replace(table, columns=columns, rows=rows[:most], notes=notes)


def _spread(
    table: Table, at: int, said: Sequence[Sequence[str]], lists: Mapping[int, Sequence[Sequence[str]]]
) -> Iterator[tuple[int, list[str]]]:
    """A row for each of the texts at a place, with an id of its own in front and its part of each list."""
    named = table.place("id")
    kept = [place for place in _places(table) if place != named]
    for row, (number, cells) in enumerate(table.rows):
        identity = str(number) if named is None else cells[named].strip()
        fitting = {place: told[row] for place, told in lists.items() if len(told[row]) == len(said[row])}
        for turn, text in enumerate(said[row]):
            own = {place: fitting[place][turn] if place in fitting else "" for place in lists} | {at: text}
            yield number, [f"{identity}.{turn + 1}", *(own.get(place, cells[place]) for place in kept)]


def _places(table: Table) -> range:
    return range(len(table.columns))


def _texts(cell: str) -> list[str] | None:
    """The texts that a cell lists; None where it lists none.

    >>> _texts("Hello . __eou__ How are you ? __eou__"), _texts("['so it is', 'not so']"), _texts("so it is")
    (['Hello .', 'How are you ?'], ['so it is', 'not so'], None)
    """
    if _SAID.search(cell):
        return [text for part in _SAID.split(cell) if (text := part.strip())]
    return tokens(cell)


def _labels(cell: str) -> tuple[str, ...]:
    """The labels that a cell lists, in their order: a list, or numbers with blanks between."""
    bare = cell.strip()
    if _NUMBERS.fullmatch(bare):
        return tuple(bare.split())
    return tuple(tokens(bare) or parts(bare)) if bare.startswith("[") else ()


def _lists_texts(table: Table, place: int) -> bool:
    """Whether nearly all cells of a column list texts rather than words, and some cells several of them."""
    held = [cell for _, cells in table.rows[:_SAMPLE] if (cell := cells[place].strip())]
    if not held or not (held[0].startswith("[") or _SAID.search(held[0])):
        return False
    listed = [found for cell in held if (found := _texts(cell))]
    texts = [*chain(*listed)]
    return (
        len(listed) >= _FITTING * len(held)
        and len(texts) > len(listed)
        and sum(map(_has_words, texts)) > len(texts) / 2
        and len(set(texts)) > len(texts) / 2
    )


def _has_words(text: str) -> bool:
    """Whether a text has several words, as no token has."""
    return " " in text.strip() or bool(_SENTENCE.search(text))


def _fit(said: Sequence[Sequence[str]], listed: Sequence[Sequence[str]]) -> bool:
    """Whether nearly all rows list as many labels as texts."""
    fitting = sum(len(texts) == len(labels) for texts, labels in zip(said, listed, strict=True))
    return fitting >= _FITTING * len(said)
