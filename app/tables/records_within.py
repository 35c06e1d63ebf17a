"""Records that list others, which hold the texts: a dialogue's turns, a player's reviews, a topic's tweets.

What is listed is a row, with what the record around it tells, where texts stand in the list and not around
it, and something is told of each that comes again, as a label does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

Record = dict[str, Any]

_DEEPEST = 4
_SAMPLE = 500
_MOSTLY = 0.9
_MOST_LABELS = 100
_LONGEST_LABEL = 60
# A text has more letters than what only names something.
_LETTERS = 12
_TIMES_AROUND = 3
# What each of ten thousand texts has once more takes that much more memory.
_MOST_AROUND = 20
# Who says something, and where it stands, is no label of it.
_NO_LABEL = re.compile(
    r"speaker|role|author|user|agent|from|sender|by|name|turn|index|idx|id|no|number|start|end|begin|offset"
    r"|position|count|date|time|lang|language|url"
)
_TEXT = frozenset(("text", "body", "content", "review", "comment", "message", "tweet"))
_LABEL = frozenset(("label", "labels", "sentiment", "category", "class", "emotion", "satisfaction"))
_WORD = re.compile(r"[a-z]+")


class _List(NamedTuple):
    """The keys that lead to a list of records, and a sample of these."""

    path: tuple[str, ...]
    records: list[Record]


def spread(records: Sequence[tuple[int, Record]], most: int, notes: list[str]) -> list[tuple[int, Record]]:
    """The records within records that are the rows, each with the number of the one around it; the records as
    they are where they hold the texts themselves. At most ``most`` are made, and ``notes`` tell it.

    >>> turns = [{"said": f"so it is, as I said {n}", "mood": "so"[n % 2 :]} for n in range(4)]
    >>> spread([(1, {"topic": "it", "turns": turns[:2]}), (2, {"topic": "it", "turns": turns[2:]})], 9, [])[2]
    (2, {'topic': 'it', 'said': 'so it is, as I said 2', 'mood': 'so', 'id': '2.1'})
    """
    sample = [record for _, record in records[:_SAMPLE]]
    found = [one for one in _lists(sample, ()) if _are_rows(one.records)]
    if not found:
        return list(records)
    if _are_rows(sample):
        # What is listed beside a text with a label of its own, comments or pictures, is about it.
        return list(records)
    rows = max(found, key=lambda one: sum(map(_letters, one.records)))
    around, within = sample[0].keys(), rows.records[0].keys()
    if _TEXT & around & within or (_LABEL & around and not _LABEL & within):
        # Who is labelled, or has a text of the same name, is more than what holds the others.
        return list(records)
    if sum(map(_letters, rows.records)) <= _TIMES_AROUND * sum(map(_letters, sample)):
        return list(records)
    listed = ".".join(rows.path)
    notes.append(
        f"What “{listed}” lists holds the texts: each entry was read as a row, with what stands around."
    )
    made = (
        (number, inner if "id" in inner else {**inner, "id": f"{record.get('id', number)}.{place}"})
        for number, record in records
        for place, inner in enumerate(_spread(record, rows.path), 1)
    )
    return list(islice(made, most))


def _lists(records: Sequence[Record], path: tuple[str, ...]) -> list[_List]:
    """The lists of records in nearly all of these, with those within them."""
    found = []
    for key in records[0] if records and len(path) < _DEEPEST else ():
        held = [record[key] for record in records if isinstance(record.get(key), list)]
        inner = [one for listed in held for one in listed if isinstance(one, dict)]
        if len(held) < _MOSTLY * len(records) or len(inner) < sum(map(len, held)) or not inner:
            continue
        one = _List((*path, key), inner[: _SAMPLE * (len(path) + 1)])
        found += [one, *_lists(one.records, one.path)]
    return found


def _are_rows(records: Sequence[Record]) -> bool:
    """Whether records have texts that differ, and beside them something that comes again."""
    texts, label = False, False
    for key in records[0]:
        told = [record.get(key) for record in records]
        held = [one for one in told if isinstance(one, str | int | float) and one != ""]
        if len(held) < _MOSTLY * len(records):
            continue
        distinct = {*map(str, held)}
        written = [one for one in held if isinstance(one, str) and "://" not in one]
        if sum(map(len, written)) > _LETTERS * len(held) and len(distinct) > len(held) / 2:
            texts = True
        few = 1 < len(distinct) <= min(_MOST_LABELS, len(held) / 2)
        if few and max(map(len, distinct)) <= _LONGEST_LABEL:
            label = label or not any(map(_NO_LABEL.fullmatch, _WORD.findall(key.lower())))
    return texts and (label or any(_lists(records, ())))


def _letters(record: Mapping[str, Any]) -> int:
    """How many letters stand in a record itself, in what is long enough for a text."""
    written = (one for one in record.values() if isinstance(one, str) and "://" not in one)
    return sum(len(one) for one in written if len(one) > _LETTERS)


def _spread(record: Record, path: Sequence[str]) -> Iterator[Record]:
    if not path:
        yield record
        return
    told = ((key, value) for key, value in record.items() if not isinstance(value, dict | list))
    # An id is of what it stands in.
    around = {key: value for key, value in islice(told, _MOST_AROUND) if key != "id"}
    listed = record.get(path[0])
    if not isinstance(listed, list) or not listed:
        # Without a text: it is told as a row that cannot be used.
        yield around
        return
    for within in listed:
        if isinstance(within, dict):
            yield from ({**around, **one} for one in _spread(within, path[1:]))
