"""Emotions that are rated in a column each, by one reader or by several, as WRIME has them.

``Writer_Joy``, ``Reader1_Joy``, ``Avg. Readers_Joy`` and so on for all of Plutchik's eight (Kajiwara et al.
2021); ``anger``, ``fear``, ``joy`` from 0 to 100 (SemEval 2007, task 14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from app.sentiment.corpus.scores import number
from app.tables import Table

_NAMES = """
    anger angry annoyance anticipation contempt disgust disgusted envy fear fearful guilt happiness happy joy
    joyful love neutral optimism pessimism pride relief sad sadness shame surprise surprised trust
"""
_EMOTIONS = frozenset(_NAMES.split())
_WORD = re.compile(r"[^\W\d_]+")
_OF_ALL = re.compile(r"avg|average|mean|gold|overall|aggregated")
_FEWEST = 3


class Rated(NamedTuple):
    """How much of each emotion every row has, the columns that tell it, and all that readers rate in."""

    sizes: list[dict[str, float]]
    columns: list[str]
    rated: frozenset[str]


def rated_emotions(table: Table) -> Rated | None:
    """The ratings of all readers together: their mean where a column tells it, else the sum of what each
    says. None where no reader rates three emotions, in numbers."""
    readers = _readers(table)
    if not readers:
        return None
    of_all = next((reader for reader in readers if _OF_ALL.search(reader)), "")
    first = next(iter(readers.values()))
    told = [readers[of_all]] if of_all else [one for one in readers.values() if one.keys() == first.keys()]
    sizes: list[dict[str, float]] = [{} for _ in table.rows]
    for places in told:
        for emotion, place in places.items():
            for row, cell in zip(sizes, table.cells(place), strict=True):
                row[emotion] = row.get(emotion, 0) + (number(cell or "0") or 0)
    columns = [[table.columns[place] for place in places.values()] for places in told]
    rated = frozenset(table.columns[place] for places in readers.values() for place in places.values())
    return Rated(sizes, list(chain.from_iterable(columns)), rated)


def _readers(table: Table) -> dict[str, dict[str, int]]:
    """The place of each emotion's column, as the file calls the emotion, by what is the same in the names of
    a reader's columns."""
    found: dict[str, dict[str, int]] = {}
    for place, column in enumerate(table.columns):
        words = [word for word in _WORD.findall(column) if word in _EMOTIONS]
        if len(words) == 1:
            at = column.index(words[0])
            written = table.called(column)[at : at + len(words[0])]
            found.setdefault(column.replace(words[0], "", 1), {})[written] = place
    return {reader: places for reader, places in found.items() if _are_ratings(table, places)}


def _are_ratings(table: Table, places: Mapping[str, int]) -> bool:
    return len(places) >= _FEWEST and all(_are_numbers(table.cells(place)) for place in places.values())


def _are_numbers(cells: Sequence[str]) -> bool:
    return all(number(cell or "0") is not None for cell in cells) and any(map(str.strip, cells))
