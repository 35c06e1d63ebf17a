"""Two classifiers on the same texts: where they say different things, who is right there, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.paired import Paired, mcnemar


@dataclass(frozen=True)
class Disagreement:
    """What two classifiers say of the same texts, by the same labels.

    Raises Problem where the texts or their labels differ.
    """

    first: Analysis
    second: Analysis

    def __post_init__(self) -> None:
        one, other = (found.frame[["text", "label"]].to_numpy(str) for found in (self.first, self.second))
        if one.shape != other.shape or not (one == other).all():
            raise Problem(
                "The two classifiers judged different texts, or by different labels.",
                "Compare classifiers of the same texts.",
            )

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """What either can answer, in the first one's order."""
        return tuple(dict.fromkeys((*self.first.classes, *self.second.classes)))

    @cached_property
    def answers(self) -> NDArray[np.int64]:
        """What each says of each text (2 × texts), as places in ``classes``."""
        found = []
        for one in (self.first, self.second):
            places = np.array([self.classes.index(label) for label in one.classes])
            found.append(places[one.predicted])
        return np.array(found)

    @cached_property
    def matrix(self) -> NDArray[np.int64]:
        """Texts by what the first says (rows) and the second says (columns)."""
        size = len(self.classes)
        cells = self.answers[0] * size + self.answers[1]
        return np.bincount(cells, minlength=size * size).reshape(size, size)

    @property
    def apart(self) -> int:
        """Texts of which they say different things."""
        return int(self.matrix.sum() - np.trace(self.matrix))

    @cached_property
    def paired(self) -> Paired:
        """Whether one of them is right more often than chance would have it."""
        return mcnemar(self.first.right, self.second.right)

    def rows(self, cells: Iterable[tuple[int, int]]) -> NDArray[np.intp]:
        """The texts of which the two give the answers of a cell (places in ``classes``), the surest first.

        A place below 0 stands for every answer. Sure is the pair whose two probabilities of their own
        answers are together the largest.
        """
        chosen = np.zeros(len(self.first), bool)
        for cell in cells:
            within = [self.answers[which] == place for which, place in enumerate(cell) if place >= 0]
            chosen |= np.logical_and.reduce(within) if within else True
        rows = np.flatnonzero(chosen)
        sure = self.first.confidence[rows] + self.second.confidence[rows]
        return rows[np.argsort(-sure, kind="stable")]
