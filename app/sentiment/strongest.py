"""The strongest tokens of a class, what they weigh for every other one, and the texts that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.sentiment.explanation import Explainer

MOST = 20
LOOKED_AT = 5_000
"""Texts that are looked through for one token at most."""


class Weight(NamedTuple):
    """A token with its coefficient for each class, in the classifier's order."""

    token: str
    coefficients: tuple[float, ...]


def strongest(explainer: Explainer, label: str, most: int = MOST) -> list[Weight]:
    """The tokens of the largest coefficients for a class, the largest first.

    Empty where the classifier has none, or where its columns have no names (hashing).
    """
    features = explainer.features
    if features is None or any(counter.hashed for counter in features.steps.counters):
        return []
    coefficients, names = features.coefficients, features.names
    row = coefficients[explainer.classes.index(label)]
    first = np.argsort(-row, kind="stable")[:most]
    return [
        Weight(names[column], tuple(float(one) for one in coefficients[:, column]))
        for column in first.tolist()
        if row[column] > 0
    ]


def standing_in(
    explainer: Explainer, token: str, texts: Sequence[str] | NDArray[np.object_], most: int = MOST
) -> list[int]:
    """The rows of the first texts that a token stands in, as the classifier counts it."""
    features = explainer.features
    if features is None:
        return []
    found = []
    column = features.names.index(token)
    # Letters that begin a word stand in the text as they are; a number or a sign stands for others, too.
    begins = token.rpartition(": ")[2].split(" ")[0][:3].casefold()
    sought = begins if begins.isalpha() else ""
    for row, text in enumerate(texts[:LOOKED_AT]):
        if sought in str(text).casefold() and any(
            seen.column == column and seen.value for seen in features.seen(str(text))
        ):
            found.append(row)
            if len(found) == most:
                break
    return found
