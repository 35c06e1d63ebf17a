"""How many validation rows training has, too: the very same, or slightly changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.network.datasets import Data
from app.network.datasets.split import sides, standardized
from app.network.settings import REGRESSION

REPEATED, POSSIBLE = 0.3, 3.0
"""Three in ten validation rows that training has, too; where the inputs' values could make up a thousand
times as many rows as there are, since else equal ones meet by chance."""

NEAR, TENTH = 0.01, 10
"""A row is a copy, slightly changed, if the nearest one is a hundred times nearer than the tenth nearest:
along a line, where rows lie closest, that happens to one in ten."""

ALIKE = 0.05
"""Targets of a copy differ by no more than a twentieth of the deviation of all."""

JUDGED, MOST_CELLS = (30, 200), 500_000
"""Validation rows that are looked at first, and where one of them is a copy; numbers of training rows beyond
which none are. Of thirty one is a copy if three in ten are, but once in forty thousand cases."""


def repeated(data: Data) -> float:
    """The share of validation rows that training has, too, with their targets; 0 where chance explains it."""
    train, valid = sides(data)
    x = data.x.reshape(len(data.x), -1)
    rows = np.ascontiguousarray(np.column_stack([x, data.y.reshape(len(x), -1)]).astype(np.float64))
    # Equal bytes are equal numbers once a zero has no sign.
    keys = pd.util.hash_array((rows + 0.0).view(f"V{rows.shape[1] * 8}").ravel().astype(object))
    share = float(np.isin(keys[valid], keys[train]).mean())
    if share <= REPEATED:
        return share
    kinds = sum(np.log10(len(np.unique(column))) for column in x.T)
    return share if kinds > np.log10(len(x)) + POSSIBLE else 0.0


def nearly_repeated(data: Data) -> float:
    """The share of validation rows that are, slightly changed, among the training rows with their targets."""
    train, valid = sides(data)
    many = len(train) * data.x.shape[-1] > MOST_CELLS
    if data.vocabulary or data.x.ndim != 2 or len(train) <= TENTH or many:
        return 0.0
    x, share = standardized(data.x, train), 0.0
    for count in JUDGED:
        some = valid[np.linspace(0, len(valid) - 1, min(len(valid), count)).astype(int)]
        near, places = _nearest(x[train], x[some])
        # The very same rows are counted apart, where chance is asked first.
        copied = (near[:, 0] > 0) & (near[:, 0] < NEAR**2 * near[:, 1])
        share = float((copied & _alike(data, some, train[places])).mean())
        if not share:
            break
    return share


def _nearest(
    known: NDArray[np.float32], rows: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Squared distances of each row to the nearest and tenth nearest known one, and the place of the first.

    Not scikit-learn's, which is imported where something trains: this is asked of the first run, too.
    """
    near, places = np.empty((len(rows), 2)), np.empty(len(rows), np.intp)
    for at, row in enumerate(rows):
        apart = ((known - row) ** 2).sum(1)
        places[at] = apart.argmin()
        near[at] = np.partition(apart, (0, TENTH - 1))[[0, TENTH - 1]]
    return near, places


def _alike(data: Data, rows: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.bool_]:
    if data.task != REGRESSION:
        return np.asarray(data.y[rows] == data.y[others])
    deviation = data.y.std(0)
    return np.asarray((np.abs(data.y[rows] - data.y[others]) <= ALIKE * deviation).all(axis=1))
