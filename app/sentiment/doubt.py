"""Which labels to look at first: texts whose classifier, never having seen them, prefers another label.

The margin of a text is the probability of the best other class minus that of the given label: above 0 the
classifier disagrees, near 1 it is sure of it. With out-of-fold probabilities this ranks as well as
cleanlab's normalised margin, which orders texts in the same way (Northcutt, Jiang and Chuang 2021).
They are candidates: whether a label is wrong, a person decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def margins(probabilities: NDArray[np.float64], given: NDArray[np.integer]) -> NDArray[np.float64]:
    """Best other probability minus that of the given class, a text each, from −1 to 1."""
    rows = np.arange(len(given))
    own = probabilities[rows, given]
    others = probabilities.copy()
    others[rows, given] = -np.inf
    return others.max(axis=1, initial=-np.inf) - own if len(given) else np.empty(0)


def queue(
    margin: NDArray[np.float64], chosen: NDArray[np.bool_] | None = None, most: int | None = None
) -> NDArray[np.intp]:
    """Rows by falling margin, equal ones in the set's order; of the ``chosen`` texts, ``most`` of them."""
    rows = np.arange(len(margin)) if chosen is None else np.flatnonzero(chosen)
    return rows[np.argsort(-margin[rows], kind="stable")][:most]


def within_cells(
    rows: NDArray[np.intp], given: NDArray[np.integer], preferred: NDArray[np.integer]
) -> NDArray[np.intp]:
    """Ranked candidates with the first of every cell (given, preferred) before the second of any.

    Ranked over all cells, the largest class takes the first places: 26 of 30 relabelled toward it, where
    decisions follow the ranking, shift the set toward that class.
    """
    cells = given[rows] * (int(max(given.max(initial=0), preferred.max(initial=0))) + 1) + preferred[rows]
    rank = np.empty(len(rows), np.intp)
    for cell in np.unique(cells):
        inside = np.flatnonzero(cells == cell)
        rank[inside] = np.arange(len(inside))
    return rows[np.argsort(rank, kind="stable")]


def candidates(
    probabilities: NDArray[np.float64], given: NDArray[np.integer], cell: tuple[int, int] | None = None
) -> NDArray[np.intp]:
    """The texts whose preferred class is not their label, most doubtful first.

    ``cell`` (given, preferred) limits them to one cell of the confusion matrix; one on the diagonal
    gives the texts that agree, the least sure ones first.
    """
    preferred = probabilities.argmax(axis=1)
    in_cell = cell is not None and (given == cell[0]) & (preferred == cell[1])
    chosen = preferred != given if cell is None else np.asarray(in_cell)
    return queue(margins(probabilities, given), chosen)
