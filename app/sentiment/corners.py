"""Where texts stand: on the line of two classes, or in the triangle of three.

Of more classes three are chosen, whose probabilities are made to add up to 1. A text that is labelled as
another class has no place there: it would be pressed into a corner that says nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from app.sentiment import probability_line, triangle
from app.sentiment.evaluation import Evaluation

CORNERS = 3


def most_confused(judged: Evaluation) -> tuple[int, ...]:
    """The three classes that are most often taken for one another; of such, those with the most texts.

    Raises ValueError for fewer than three classes.
    """
    off = judged.matrix - np.diag(np.diag(judged.matrix))

    def weight(three: tuple[int, ...]) -> tuple[int, int]:
        return int(off[np.ix_(three, three)].sum()), int(judged.support[list(three)].sum())

    return max(combinations(range(len(judged.classes)), CORNERS), key=weight)


def make_triangle(corners: Sequence[str], classes: Sequence[str]) -> bool:
    """Whether these are three of more classes."""
    return len(corners) == CORNERS < len(classes) and set(corners) <= set(classes)


def exchanged(corners: Sequence[str], place: int, label: str) -> tuple[str, ...]:
    """The corners with a class at one of them; a class that stands at another changes places with it.

    >>> exchanged(("a", "b", "c"), 0, "d"), exchanged(("a", "b", "c"), 0, "c")
    (('d', 'b', 'c'), ('c', 'b', 'a'))
    """
    swapped = [corners[place] if other == label else other for other in corners]
    return (*swapped[:place], label, *swapped[place + 1 :])


def standing(actual: NDArray[np.int64], corners: Sequence[int]) -> NDArray[np.bool_]:
    """The texts that have a place between these classes: those labelled as one of them."""
    return np.isin(actual, list(corners))


def places(
    probabilities: NDArray[np.float64], actual: NDArray[np.int64], corners: Sequence[int]
) -> NDArray[np.float64]:
    """Places (texts × 2) on the line of two classes or in the triangle of three; NaN for a text that has
    none, as where there is a single class."""
    if len(corners) < 2:
        return np.full((len(actual), 2), np.nan)
    found: NDArray[np.float64] = shape_of(corners).positions(probabilities[:, list(corners)])
    found[~standing(actual, corners)] = np.nan
    return found


def shape_of(corners: Sequence[int]) -> ModuleType:
    """What texts between these classes stand in: `probability_line` of two, else `triangle`."""
    return probability_line if len(corners) == 2 else triangle
