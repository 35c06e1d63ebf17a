"""Predicted against the formula that a target was made from, over two inputs: where a network is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets import SOURCES, Prepared
from app.network.settings import Spec
from app.problem import Problem

PLACES = 24
"""Values of each of the two inputs."""


@dataclass(frozen=True)
class Surface:
    """``predicted`` and ``true`` targets of shape (rows, columns): ``down`` gives the rows, ``across`` the
    columns.

    All other inputs are ``held`` at their median.
    """

    across_name: str
    down_name: str
    across: NDArray[np.float64]
    down: NDArray[np.float64]
    predicted: NDArray[np.float64]
    true: NDArray[np.float64]
    held: dict[str, float]

    @property
    def errors(self) -> NDArray[np.float64]:
        """Predicted minus true: above 0 too high."""
        return self.predicted - self.true

    @property
    def worst(self) -> tuple[int, int]:
        """Row and column of the largest error."""
        row, column = np.unravel_index(int(np.abs(self.errors).argmax()), self.errors.shape)
        return int(row), int(column)


def has_formula(data: Spec) -> bool:
    """Whether the target of a data set is made from a formula."""
    return _formula(data) is not None


def _formula(data: Spec) -> Callable[[NDArray[Any]], NDArray[Any]] | None:
    # Rows that a notebook gave are of no registered set.
    return SOURCES[data.name].formula if data.name in SOURCES else None


def surface(
    prepared: Prepared,
    data: Spec,
    answer: Callable[[NDArray[Any]], NDArray[np.float64]],
    across: int,
    down: int,
    scaled: bool,
) -> Surface:
    """Ask the network and the formula at `PLACES` × `PLACES` places within the rows' own range.

    ``across`` and ``down`` are two inputs, ``scaled`` whether the network takes them scaled. Raises Problem.
    """
    formula = _formula(data)
    if formula is None:
        raise Problem("Nobody knows the formula of these data.", "Look at the worst rows instead.")
    if across == down:
        raise Problem("A surface needs two different inputs.", "Choose another one.")
    rows = prepared.data.x.astype(np.float64)
    names = prepared.data.features
    ends = [(float(rows[:, one].min()), float(rows[:, one].max())) for one in (across, down)]
    values = [np.linspace(*end, PLACES) for end in ends]
    middle = np.median(rows, axis=0)
    asked = np.tile(middle, (PLACES * PLACES, 1))
    asked[:, across] = np.tile(values[0], PLACES)
    asked[:, down] = np.repeat(values[1], PLACES)
    inputs = asked
    if scaled:
        known = rows[prepared.rows_train]
        deviation = known.std(0)
        inputs = (asked - known.mean(0)) / np.where(deviation > 0, deviation, 1)
    predicted = prepared.in_units(answer(inputs))[:, 0]
    shape = PLACES, PLACES
    return Surface(
        names[across],
        names[down],
        values[0],
        values[1],
        predicted.reshape(shape),
        np.asarray(formula(asked), np.float64).reshape(shape),
        {name: float(middle[at]) for at, name in enumerate(names) if at not in (across, down)},
    )
