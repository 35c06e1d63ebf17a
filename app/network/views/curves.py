"""The curves of runs: which numbers, in which colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.charts.palette import BLUE, POSITIVE, class_colours
from app.network.kept_run import Kept
from app.network.record import Record
from app.network.views.learning_curve import Curve

COLOURS = tuple(class_colours([f"run {place}" for place in range(10)]))
"""Colours of kept runs, one a run for life; ten in a row have different ones."""


def colour_of(run: Kept) -> str:
    """The colour of a run wherever it is drawn beside another."""
    return COLOURS[run.place % len(COLOURS)]


Rows = Sequence[Mapping[str, float]]


def column(rows: Rows, name: str) -> NDArray[np.float64]:
    """One number of each epoch, NaN where it is missing."""
    return np.array([row.get(name, np.nan) for row in list(rows)], np.float64)


def curves(
    rows: Rows, name: str, *, colour: str = BLUE, others: Sequence[tuple[str, Kept]] = ()
) -> list[Curve]:
    """Training and validation of one number; behind them the validation of ``others`` by title."""
    found = [
        Curve(
            title,
            column(other.epoch_logs, f"val_{name}"),
            colour_of(other),
            dashed=True,
            opacity=0.6,
            behind=True,
        )
        for title, other in others
    ]
    for of, dashed in ((name, False), (f"val_{name}", True)):
        values = column(rows, of)
        if len(values):
            found.append(Curve("validation" if dashed else "training", values, colour, dashed=dashed))
    return found


def steps_of(run: Record, colour: str = BLUE) -> Curve | None:
    """The training loss of each batch, or of as many together as there is room for; None before the first."""
    at, values = run.steps.curve
    if not len(values):
        return None
    stride = run.steps.stride
    name = "training, each batch" if stride == 1 else f"training, mean of {stride} batches"
    return Curve(name, values, colour, width=1.0, opacity=0.45, at=at)


SCORE_COLOUR = POSITIVE
