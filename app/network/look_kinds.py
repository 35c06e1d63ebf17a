"""The closer looks at a trained network, by name, and which of them a run is offered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.network.datasets import Data
from app.network.diagnostics.surface import has_formula
from app.network.experiment import Experiment
from app.network.outputs import gives_chances
from app.network.repeats import FoldTrial, SeedTrial
from app.network.row_curve import RowTrial
from app.network.run import Run
from app.network.settings import REGRESSION

THRESHOLD, CALIBRATION, IMPORTANCE = "threshold", "calibration", "importance"
DEPENDENCE, ROWS, SURFACE = "dependence", "rows", "surface"
SEEDS, FOLDS, FILTERS = "seeds", "folds", "filters"

TITLES = {
    THRESHOLD: "Threshold",
    CALIBRATION: "Calibration",
    IMPORTANCE: "Which inputs matter",
    DEPENDENCE: "One input",
    ROWS: "More rows?",
    SEEDS: "Other seeds",
    FOLDS: "Other splits",
    SURFACE: "Against the formula",
    FILTERS: "Filters",
}
"""The looks as a visitor reads them."""

TRIALS: dict[str, Callable[..., Experiment[Any]]] = {ROWS: RowTrial, SEEDS: SeedTrial, FOLDS: FoldTrial}
"""The looks that something is trained for, and only when asked."""


def kinds_of(run: Run, data: Data, activation: str) -> dict[str, str]:
    """The looks, with titles, that make sense at a run on ``data`` whose last layer has this activation."""
    names = [] if run.task == REGRESSION else [THRESHOLD]
    if gives_chances(run.task, activation):
        names.append(CALIBRATION)
    if data.x.ndim == 2 and not data.vocabulary:
        names += [IMPORTANCE, DEPENDENCE]
    names += TRIALS
    if has_formula(run.settings.data) and data.x.ndim == 2:
        names.insert(0, SURFACE)
    if data.x.ndim == 4 and any(row.name == "Conv2D" for row in run.settings.rows):
        names.insert(0, FILTERS)
    return {name: TITLES[name] for name in names}
