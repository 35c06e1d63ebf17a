"""Texts that are the same as another but for links, @names, digits or case.

On both sides of the split such a text is a leak: the classifier has seen it, and judging by it flatters it.
Under two labels it is a conflict: no classifier can be right about both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.sentiment.classifier import object_array

_DROPPED = re.compile(r"https?://\S+|www\.\S+|(?:\brt\s+)?@\w+:?")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")


def bare(text: str) -> str:
    """What is left of a text without links, @names, the value of numbers, case and blanks around words.

    A text that is nothing else stays as it is.

    >>> bare("RT @ann: AAPL up 3.5%  https://x.example/a1") == bare("aapl up 12%")
    True
    >>> bare("@ann @bob")
    '@ann @bob'
    """
    kept = " ".join(_DIGITS.sub("0", _DROPPED.sub(" ", text.casefold())).split())
    return kept if any(map(str.isalpha, kept)) else text


@dataclass(frozen=True)
class Conflict:
    """Texts that are the same under different labels: their ``rows`` in the set, and how many have which."""

    rows: tuple[int, ...]
    text: str
    labels: dict[str, int]


class Alike:
    """Which texts of a labelled set are the same as others; ``held`` are those that training never saw."""

    def __init__(self, texts: Iterable[str], labels: Iterable[str], held: NDArray[np.bool_]) -> None:
        self._texts = object_array(texts)
        self.labels = object_array(labels)
        self.held = held

    @cached_property
    def counts(self) -> dict[str, int]:
        """Texts of each label, the largest first."""
        return {str(label): int(n) for label, n in pd.Series(self.labels).value_counts().items()}

    @cached_property
    def groups(self) -> NDArray[np.intp]:
        """A number a text; those that are the same share it."""
        return pd.factorize(np.array([bare(text) for text in self._texts], object))[0]

    @cached_property
    def leaked(self) -> NDArray[np.bool_]:
        """The held-back texts that are among the texts to learn from too."""
        learned = np.zeros(int(self.groups.max(initial=-1)) + 1, bool)
        learned[self.groups[~self.held]] = True
        return self.held & learned[self.groups]

    @cached_property
    def conflicting(self) -> NDArray[np.bool_]:
        """The texts, held back or not, that stand under another label too."""
        codes, found = pd.factorize(self.labels)
        pairs = np.unique(self.groups * len(found) + codes)
        several = np.bincount(pairs // max(len(found), 1), minlength=int(self.groups.max(initial=-1)) + 1) > 1
        return several[self.groups]

    def conflicts(self) -> list[Conflict]:
        """Each text that stands under several labels, those in most rows first."""
        rows = np.flatnonzero(self.conflicting)
        gathered: dict[int, list[int]] = {}
        for row in rows.tolist():
            gathered.setdefault(int(self.groups[row]), []).append(row)
        found = [
            Conflict(
                tuple(one),
                str(self._texts[one[0]]),
                dict(Counter(str(self.labels[row]) for row in one).most_common()),
            )
            for one in gathered.values()
        ]
        return sorted(found, key=lambda conflict: -len(conflict.rows))
