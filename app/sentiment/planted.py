"""What a queue of doubtful labels is good at: labels turned on purpose, and how many of the first it names.

Some labels of a set may be wrong already, and stand among the first as well: what is found is the least that
the queue's precision can be, if slips of its labels are like the planted ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.sentiment.doubt import candidates, within_cells

TURNED = 0.05
AMONG = (20, 50)
Judge = Callable[[NDArray[np.object_]], NDArray[np.float64]]


@dataclass(frozen=True)
class Measured:
    """``turned`` of ``texts`` labels were turned; ``found`` are those among the first so many candidates,
    ranked within cells, and ``over_all`` those where they are ranked over all cells."""

    texts: int
    turned: int
    found: Mapping[int, int]
    over_all: Mapping[int, int]

    def __str__(self) -> str:
        within, over = (
            " and ".join(f"{found / most:.2f}" for most, found in ranked.items())
            for ranked in (self.found, self.over_all)
        )
        return (
            f"Measured here: of {self.texts:,} labels {self.turned:,} were turned on purpose. Of the first "
            f"{' and '.join(map(str, self.found))} candidates then, {within} were such, ranked within cells; "
            f"ranked over all cells {over}, most of them toward one label."
        )


def turned(
    labels: NDArray[np.object_], seed: int = 0, share: float = TURNED
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Labels with a share of them replaced by one of the others, and which those are."""
    rng = np.random.default_rng(seed)
    names = np.unique(labels.astype(str))
    changed, which = labels.copy(), np.zeros(len(labels), bool)
    which[rng.choice(len(labels), round(share * len(labels)), replace=False)] = True
    for row in np.flatnonzero(which):
        changed[row] = str(rng.choice(names[names != str(labels[row])]))
    return changed, which


def measured(labels: NDArray[np.object_], judge: Judge, seed: int = 0) -> Measured | None:
    """How many turned labels stand first in the queue; None for sets with fewer candidates than that.

    ``judge`` gives out-of-fold probabilities (texts × sorted labels) for labels.
    """
    changed, which = turned(labels, seed)
    names = np.unique(labels.astype(str))
    if len(np.unique(changed.astype(str))) < len(names):
        return None
    given = np.searchsorted(names, changed.astype(str))
    probabilities = judge(changed)
    ranked = candidates(probabilities, given)
    found = {most: int(which[ranked[:most]].sum()) for most in AMONG if len(ranked) >= most}
    first = within_cells(ranked, given, probabilities.argmax(axis=1))
    inside = {most: int(which[first[:most]].sum()) for most in found}
    return Measured(len(labels), int(which.sum()), inside, found) if found else None
