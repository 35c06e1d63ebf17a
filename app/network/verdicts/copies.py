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

MOST_JUDGED, MOST_CELLS = 400, 2_000_000
"""Validation rows that are looked at, and numbers of training rows beyond which none are: it bounds the time
to a tenth of a second."""


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
    from sklearn.neighbors import NearestNeighbors

    train, valid = sides(data)
    many = len(train) * data.x.shape[-1] > MOST_CELLS
    if data.vocabulary or data.x.ndim != 2 or len(train) <= TENTH or many:
        return 0.0
    valid = valid[np.linspace(0, len(valid) - 1, min(len(valid), MOST_JUDGED)).astype(int)]
    x = standardized(data.x, train)
    far, places = NearestNeighbors(n_neighbors=TENTH).fit(x[train]).kneighbors(x[valid])
    # The very same rows are counted apart, where chance is asked first.
    copied = (far[:, 0] > 0) & (far[:, 0] < NEAR * far[:, -1])
    return float((copied & _alike(data, valid, train[places[:, 0]])).mean())


def _alike(data: Data, rows: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.bool_]:
    if data.task != REGRESSION:
        return np.asarray(data.y[rows] == data.y[others])
    deviation = data.y.std(0)
    return np.asarray((np.abs(data.y[rows] - data.y[others]) <= ALIKE * deviation).all(axis=1))
