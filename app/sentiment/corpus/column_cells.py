"""What the cells of a column tell of what it holds, whatever the column is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.sentiment.corpus.column_names import SPLITS
from app.sentiment.corpus.labels import MOST_CLASSES, is_mood
from app.sentiment.corpus.scores import number, scored, signed_fractions
from app.sentiment.corpus.several import ENOUGH, several_labels
from app.tables import is_date, is_number

_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?(\s?[ap]m)?", re.IGNORECASE)
_PART = re.compile(r"\[\(\[\d")
_MOST_OF_SEVERAL = 100
_DATED = 0.9
_DISTINCT = 0.9
_SAMPLE_OF_DATES = 200


def holds_texts(cells: Sequence[str]) -> bool:
    """Whether most cells are neither numbers nor dates."""
    held = [cell for cell in cells if cell]
    told = sum(is_number(cell) or is_date(cell) for cell in held)
    return not cells or (bool(held) and told < len(held) / 2)


def holds_labels(cells: Sequence[str]) -> bool:
    """Whether cells are few short labels, lists of these, or scores."""
    distinct = {cell for cell in cells if cell}
    if not distinct:
        return False
    if len(distinct) <= MOST_CLASSES and all(len(cell) <= 60 for cell in distinct):
        # In a column that says the same of every text there is nothing to learn.
        return len(distinct) > 1 or len(cells) < 2
    if scored(distinct):
        return True
    several = several_labels(cells)
    listed = several is not None and several.share >= ENOUGH and len(several.classes) <= _MOST_OF_SEVERAL
    return listed or lists_parts(cells)


def lists_parts(cells: Sequence[str]) -> bool:
    """Whether cells list what is said of parts of a text, behind their places: ``[([0], [3], 'POS')]``."""
    held = [cell for cell in cells if cell]
    return bool(held) and all(map(_PART.match, held))


def holds_lists(cells: Sequence[str]) -> bool:
    """Whether most cells are lists."""
    return sum(cell.startswith("[") for cell in cells) > len(cells) / 2


def says_the_same(cells: Sequence[str]) -> bool:
    """Whether all of several rows have the same cell."""
    return len(cells) > 1 and len(set(cells)) == 1


def holds_signed_scores(cells: Sequence[str]) -> bool:
    """Whether cells are scores on both sides of 0."""
    held = {cell for cell in cells if cell}
    return signed_fractions([number(cell) for cell in held])


def holds_moods(cells: Sequence[str]) -> bool:
    """Whether all cells that hold something name moods."""
    distinct = {cell for cell in cells if cell}
    return bool(distinct) and all(map(is_mood, distinct))


def holds_words_for_moods(cells: Sequence[str]) -> bool:
    """Whether cells name moods in words: not only by what may answer a question too, as “true” or “n”."""
    words = {cell.lower() for cell in cells} - {"", "true", "false", "n", "p"}
    return bool(words) and holds_moods(cells)


def holds_times(cells: Sequence[str]) -> bool:
    """Whether cells are no times of day alone."""
    return not holds_clocks(cells)


def holds_clocks(cells: Sequence[str]) -> bool:
    """Whether cells are times of day alone."""
    held = [cell for cell in cells if cell]
    return bool(held) and all(map(_CLOCK.fullmatch, held))


def all_differ(cells: Sequence[str]) -> bool:
    """Whether each of several cells that hold something holds something else."""
    held = [cell for cell in cells if cell]
    return len(held) > 3 and len(set(held)) == len(held)


def tells_apart(cells: Sequence[str]) -> bool:
    """Whether nearly every cell that holds something holds something else than the others."""
    held = [cell for cell in cells if cell]
    return len(set(held)) >= _DISTINCT * len(held) > 0


def holds_splits(cells: Sequence[str]) -> bool:
    """Whether all cells name splits, and one of them what is learnt from."""
    named = {SPLITS.get(cell.lower(), "") for cell in set(cells)}
    return named == {"train", "test"}


def holds_dates(cells: Sequence[str]) -> bool:
    """Whether nearly all cells are dates, whatever their column is called; plain numbers are none."""
    held = [cell for cell in cells[:_SAMPLE_OF_DATES] if cell]
    return len(held) > 1 and sum(map(is_date, held)) >= _DATED * len(held)
