"""A label that stands in several columns: a number a mood, or a vote an annotator."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Sequence, Set
from dataclasses import replace
from itertools import product
from typing import Any

from app.counted import counted
from app.sentiment.corpus.column_names import is_named
from app.sentiment.corpus.emotion_columns import rated_emotions
from app.sentiment.corpus.labels import MOST_CLASSES, is_mood
from app.sentiment.corpus.mood_words import mood_named
from app.sentiment.corpus.roles import guess
from app.sentiment.corpus.scores import number
from app.tables import Table
from app.tables.table import NAMELESS

LABELLED = (
    "label",
    "sentiment",
    "polarity",
    "class",
    "category",
    "target",
    "labels",
    "gold_label",
    "gold",
    "y",
)
"""What a column of labels is called where it stands by itself."""

_BETWEEN = "/;,|"
_SHARE = re.compile(r"([^:=;,|{}]+)[:=]([^:=;,|{}]+)")
_NUMBERED = re.compile(r"(.*?[^\W\d_])[\s_.:#-]*(?:\d+|(?<=[\s_.:#-])[a-f])")
_LISTED = 0.9
_LISTS_OF_LABELS = ("labels", "label", "predicted_labels")
_LISTS_OF_SCORES = ("scores", "score", "probabilities", "probs", "confidences")
_FEWEST_VOTES = 3
_WORDS = re.compile(r"[^\W\d_]+")
_ASKED = ("q", "question", "item")
_DECIDED = frozenset(("final", "consensus", "majority", "adjudicated", "agreed", "aggregated", "resolved"))
_FIRST = 1_000


def with_label(table: Table) -> Table:
    """The table with a column ``label`` more, where its columns together tell one and none does alone."""
    if (found := _by_score(table) or _by_share(table)) is not None:
        return found
    if any(name in table.columns for name in LABELLED):
        return _by_list(table, LABELLED) or table
    return _by_mood(table) or _by_emotion(table) or _by_vote(table) or _by_list(table) or table


def _by_score(table: Table) -> Table | None:
    """Every label with its score, in two lists (Hugging Face's pipelines): the label is the best."""
    for labels, scores in product(_LISTS_OF_LABELS, _LISTS_OF_SCORES):
        at, beside = table.place(labels), table.place(scores)
        if at is None or beside is None:
            continue
        pairs = [(cells[at], cells[beside]) for _, cells in table.rows]
        scored = [_scored(*pair) for pair in pairs]
        fitting = sum(len(one) > 1 for one in scored)
        if not fitting or fitting < _LISTED * len(scored):
            continue
        # Without brackets it is a list only where every row has the same labels, in whatever order.
        bare = {frozenset(one) for one, (names, _) in zip(scored, pairs, strict=True) if names[:1] != "["}
        if len(bare - {frozenset()}) > 1:
            continue
        rows = []
        for (number_of_row, cells), one in zip(table.rows, scored, strict=True):
            best = _largest(one)
            told = {at: best, beside: f"{one[best]:g}" if best else ""}
            rows.append((number_of_row, [told.get(place, cell) for place, cell in enumerate(cells)]))
        note = f"Columns “{labels}” and “{scores}” list every label with its score: the highest was taken"
        undecided = sum(not cells[at] for _, cells in rows)
        if undecided:
            note += f"; in {counted(undecided, 'row')} no single one is highest"
        return replace(table, rows=rows, notes=[*table.notes, f"{note}."])
    return None


def _scored(labels: str, scores: str) -> dict[str, float]:
    """The score of each label of two lists; empty where they do not fit together."""
    names, told = _listed(labels), _listed(scores)
    if not names and not told and number(scores) is None:
        between = next((sign for sign in _BETWEEN if sign in labels), "")
        names = [one.strip() for one in labels.split(between)] if between else []
        told = [one.strip() for one in scores.split(between)] if between else []
    values = [number(str(one)) for one in told]
    if len(names) != len(values) or None in values or not all(isinstance(one, str) for one in names):
        return {}
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _by_share(table: Table) -> Table | None:
    """Every label with its score in one cell, as ``positive: 95%; negative: 5%``: the label is the best.

    Only in what would be the column of labels: beside another one such cells are about parts of a text
    (``food: 5; service: 3``), or about other things.
    """
    for place, column in enumerate(table.columns):
        cells = table.cells(place)
        if not _shares(next((cell for cell in cells if cell.strip()), "")):
            continue
        shares = [_shares(cell) for cell in cells]
        names = {name for one in shares for name in one}
        if sum(map(bool, shares)) < _LISTED * len(cells) or len(names) > MOST_CLASSES:
            continue
        labels = [_largest(one) for one in shares]
        if _is_the_label(table, place, labels, all(map(is_mood, names))):
            return _with(table, labels, [column], "the label of the highest score in")
    return None


def _is_the_label(table: Table, place: int, labels: Sequence[str], of_moods: bool) -> bool:
    """Whether a column would be the one of labels if these stood in it: by its name, or as it is the only
    one."""

    def written(made: Callable[[list[str], str], list[str]]) -> list[tuple[int, list[str]]]:
        return [(row, made(cells, label)) for (row, cells), label in zip(table.rows, labels, strict=True)]

    emptied = written(lambda cells, _: [*cells[:place], "", *cells[place + 1 :]])
    if "label" not in guess(replace(table, rows=emptied)):
        return True
    told = written(lambda cells, label: [*cells[:place], label, *cells[place + 1 :]])
    named = is_named(table.columns[place], "label") or of_moods
    return named and guess(replace(table, rows=told)).get("label") == place


def _shares(cell: str) -> dict[str, float]:
    """The scores of two labels and more that a cell lists by their names; empty where it lists none.

    >>> _shares("positive: 95%; negative: 5%"), _shares("{'up': 0.25, 'down': 0.75}"), _shares("at 12:30")
    ({'positive': 95.0, 'negative': 5.0}, {'up': 0.25, 'down': 0.75}, {})
    """
    bare = cell.strip()
    bare = bare[1:-1] if bare.startswith("{") and bare.endswith("}") else bare
    found = [_SHARE.fullmatch(part) for part in re.split(r"[;,|]", bare)]
    if len(found) < 2:
        return {}
    shares = {one[1].strip().strip("\"'"): number(one[2]) for one in found if one is not None}
    known = {name: value for name, value in shares.items() if name and value is not None}
    return known if len(known) == len(found) else {}


def _by_mood(table: Table) -> Table | None:
    """Votes, probabilities or 0 and 1, in a column a mood: the label is the largest."""
    places: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        mood = mood_named(column)
        if not mood:
            continue
        if mood in places:
            return None
        places[mood] = place
    numbers = {mood: [number(cell or "0") for cell in table.cells(place)] for mood, place in places.items()}
    if len(places) < 2 or not table.rows or any(None in column for column in numbers.values()):
        return None
    # What counts against is written below zero, too (SentiStrength: −1 to −5).
    sizes = [
        {mood: abs(column[row] or 0) for mood, column in numbers.items()} for row in range(len(table.rows))
    ]
    return _with(
        table,
        [_largest(one) for one in sizes],
        [table.columns[place] for place in places.values()],
        "the largest",
    )


def _by_emotion(table: Table) -> Table | None:
    """Ratings in a column an emotion, where nothing else is a label: the label is the largest."""
    rated = rated_emotions(table)
    if rated is None:
        return None
    label = next((table.columns[place] for role, place in guess(table).items() if role == "label"), "")
    if label and label not in rated.rated:
        return None
    return _with(table, list(map(_largest, rated.sizes)), rated.columns, "the largest of")


def _by_vote(table: Table) -> Table | None:
    """The same labels in columns that differ by a number, as ``annotator_1``: the label is what most say."""
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(table.columns):
        found = _NUMBERED.fullmatch(column)
        if found and found[1] not in (NAMELESS, *_ASKED):
            groups.setdefault(found[1], []).append(place)
    for places in groups.values():
        cells = [[cell.strip() for cell in table.cells(place)] for place in places]
        known = [{cell.lower() for cell in column if cell} for column in cells]
        shared = set.intersection(*known)
        few = all(0 < len(one) <= MOST_CLASSES for one in known) and len(set.union(*known)) > 1
        again = len(set.union(*known)) <= len(table.rows) / 2
        if len(places) > 1 and few and again and 2 * len(shared) >= max(map(len, known)):
            votes = [_largest(Counter(filter(None, row))) for row in zip(*cells, strict=True)]
            voted = [table.columns[place] for place in places]
            decided = _decided(table, set.union(*known))
            if decided is None:
                return _with(table, votes, voted, "most of")
            # What was decided may stand only where the votes differ.
            told = [cell.strip() or vote for cell, vote in zip(table.cells(decided), votes, strict=True)]
            return _with(table, told, [table.columns[decided], *voted], "what was decided, else most, of")
    return None


def _decided(table: Table, labels: Set[str]) -> int | None:
    """The column that tells, by its name and with these labels, what the votes beside it came to."""
    return next(
        (
            place
            for place, column in enumerate(table.columns)
            if _DECIDED & set(_WORDS.findall(column))
            and {cell.strip().lower() for cell in table.cells(place)} - {""} <= labels
        ),
        None,
    )


def _by_list(table: Table, among: Container[str] = ()) -> Table | None:
    """The same in a column of lists in which labels come again, as ``["pos", "pos", "neg"]``; ``among`` are
    the columns to look at, where not all are."""
    for place, column in enumerate(table.columns):
        if among and column not in among:
            continue
        cells = table.cells(place)
        if not any(cell.startswith("[") for cell in cells[:_FIRST]):
            continue
        lists = [_votes(cell) for cell in cells]
        many = [one for one in lists if len(one) >= _FEWEST_VOTES]
        if (
            not many
            or len(many) < _LISTED * len(lists)
            or len({vote for one in many for vote in one}) > MOST_CLASSES
        ):
            continue
        if sum(len(set(one)) < len(one) for one in many) >= len(many) / 2:
            return _with(
                table, [_largest(Counter(one)) for one in lists], [column], "what comes most often in"
            )
    return None


def _votes(cell: str) -> list[str]:
    return [str(one) for one in _listed(cell) if isinstance(one, str | int) and str(one)]


def _listed(cell: str) -> list[Any]:
    """What a cell lists, as JSON or Python writes it; empty where it is no list."""
    if not cell.startswith("["):
        return []
    for written in (cell, cell.replace("'", '"')):
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            continue
        return found if isinstance(found, list) else []
    return []


def _largest(sizes: Counter[str] | dict[str, float]) -> str:
    """What has the largest number; "" where two have."""
    order = sorted(sizes.items(), key=lambda item: -item[1])
    if not order or (len(order) > 1 and order[0][1] == order[1][1]):
        return ""
    return order[0][0]


def _with(table: Table, labels: Sequence[str], columns: Sequence[str], what: str) -> Table:
    listed = ", ".join(f"“{column}”" for column in columns[:8])
    note = f"Column “label” was made: {what} {listed}"
    undecided = sum(not label for label in labels)
    if undecided:
        note += f"; where two are alike, in {counted(undecided, 'row')}, there is none"
    kept = [place for place, column in enumerate(table.columns) if column != "label"]
    rows = [
        (number_of_row, [*(cells[place] for place in kept), label])
        for (number_of_row, cells), label in zip(table.rows, labels, strict=True)
    ]
    return replace(
        table,
        columns=[*(table.columns[place] for place in kept), "label"],
        rows=rows,
        notes=[*table.notes, f"{note}."],
    )
