"""Which two classifiers are compared, as a link says it."""

from __future__ import annotations

from typing import NamedTuple

from app.sentiment.rivals import Recipe

BETWEEN = ".."


class Pair(NamedTuple):
    """Two recipes; None is the classifier that the page trained first.

    >>> Pair(None, Recipe("bayes")).text, Pair.read("..bayes_1_2_2") == Pair(None, Recipe("bayes"))
    ('..bayes_1_2_2', True)
    """

    first: Recipe | None = None
    second: Recipe | None = None

    @property
    def text(self) -> str:
        """The pair as a word of a link."""
        return BETWEEN.join(recipe.text if recipe else "" for recipe in self)

    @classmethod
    def read(cls, text: str) -> Pair:
        """The pair of such a word. Raises Problem where it is none."""
        first, _, second = text.partition(BETWEEN)
        return cls(*(Recipe.read(part) if part else None for part in (first, second)))
