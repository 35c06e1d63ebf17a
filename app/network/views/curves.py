"""The curves of runs: which numbers, in which colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.charts.palette import BLUE, MUTED, POSITIVE
from app.network.views.learning_curve import Curve

OTHERS = ("var(--v-4xx-0)", "var(--v-3xx-1)", MUTED, "var(--v-5xx-1)", "var(--v-2xx-1)")
"""Colours of the runs that are laid over the one on show; beyond five they repeat."""

Rows = Sequence[Mapping[str, float]]


def column(rows: Rows, name: str) -> NDArray[np.float64]:
    """One number of each epoch, NaN where it is missing."""
    return np.array([row.get(name, np.nan) for row in list(rows)], np.float64)


def curves(
    rows: Rows, name: str, *, colour: str = BLUE, others: Sequence[tuple[str, Rows]] = ()
) -> list[Curve]:
    """Training and validation of one number; behind them the validation of ``others`` (title, rows)."""
    found = [
        Curve(
            title,
            column(other, f"val_{name}"),
            OTHERS[place % len(OTHERS)],
            dashed=True,
            opacity=0.6,
            behind=True,
        )
        for place, (title, other) in enumerate(others)
    ]
    for of, dashed in ((name, False), (f"val_{name}", True)):
        values = column(rows, of)
        if len(values):
            found.append(Curve("validation" if dashed else "training", values, colour, dashed=dashed))
    return found


SCORE_COLOUR = POSITIVE
