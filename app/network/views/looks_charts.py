"""The looks that are lines: each is drawn in a chart, and returns how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.charts.palette import ACCENT, BLUE, MUTED
from app.network.diagnostics.calibration import Calibration
from app.network.repeats import Repeats
from app.network.row_curve import RowCurve
from app.network.views.line_chart import Line, LineChart
from app.network.views.ticks import number, with_error

if TYPE_CHECKING:
    from app.network.diagnostics.inspection import Dependence

UNIT = np.array([0.0, 1.0])

SHARES = (-0.04, 1.04)
"""An axis from 0 to 1 with room for a dot at its ends."""

DEEPEST = -1.0
"""A score below this lies on the axis: twice the error of answering the mean."""


def draw_calibration(chart: LineChart, found: Calibration, name: str) -> str:
    """Whether the chances of the class ``name`` mean what they say."""
    chart.x_name, chart.y_name = "chance given", "share that were"
    chart.show(
        [
            Line("groups of rows", found.said, found.were, BLUE, dots=True),
            Line("what it should be", UNIT, UNIT, MUTED, dashed=True, width=1.0),
        ],
        x_ends=SHARES,
        y_ends=SHARES,
    )
    off = number(found.off)
    chart.about = f"Share of rows that were “{name}” over the chance given: {off} off on average."
    return (
        f"of rows given 70% for “{name}”, 70 of 100 should be; {off} off on average, "
        f"Brier score {number(found.brier)} ({number(found.guessed)} by the class's share alone)"
    )


def draw_dependence(chart: LineChart, found: Dependence, *, is_chance: bool) -> str:
    """How the answer follows one input."""
    what = f"chance of “{found.of}”" if is_chance else found.of
    chart.x_name, chart.y_name = found.name, what
    chart.show(
        [
            Line("mean answer", found.values, found.answers, BLUE, dots=len(found.values) < 8),
            Line("nine of ten rows", found.values, found.spread[0], MUTED, dashed=True, width=1.0),
            Line("", found.values, found.spread[1], MUTED, dashed=True, width=1.0),
        ],
        y_ends=SHARES if is_chance else None,
    )
    first, last = number(float(found.answers[0])), number(float(found.answers[-1]))
    chart.about = f"Mean {what} from {first} to {last} over {found.name}."
    return f"the answer when every validation row had this {found.name}, all else as it is"


def draw_row_curve(chart: LineChart, found: RowCurve) -> str:
    """Errors over the rows trained on."""
    rows, valid, error = (np.array(one, float) for one in (found.rows, found.valid, found.error))
    chart.x_name, chart.y_name = "rows trained on", found.measure
    chart.show(
        [
            Line("validation", rows, valid, ACCENT, dots=True),
            Line("± standard error", rows, valid - error, MUTED, dashed=True, width=1.0),
            Line("", rows, valid + error, MUTED, dashed=True, width=1.0),
            Line("the rows trained on", rows, np.array(found.train), BLUE, dots=True),
        ],
        logarithmic=True,
        x_ticks=found.rows,
    )
    chart.about = found.sentence
    return found.sentence


def draw_repeats(chart: LineChart, found: Repeats) -> str:
    """The score of each training, their mean, and a deviation around it."""
    mean, low, high = found.band
    epochs = np.arange(1.0, len(mean) + 1)
    chart.x_name, chart.y_name = "epoch", found.score
    known = found.scores[np.isfinite(found.scores)]
    lowest = max(float(known.min()), DEEPEST) if len(known) else 0.0
    chart.show(
        [
            *(Line("", np.arange(1.0, len(one) + 1), one, MUTED, width=1.0) for one in found.scores),
            Line("± deviation", epochs, low, BLUE, dashed=True, width=1.0),
            Line("", epochs, high, BLUE, dashed=True, width=1.0),
            Line("mean", epochs, mean, BLUE),
        ],
        y_ends=(min(lowest, 0.0), 1.0),
    )
    each = ", ".join(f"{name} {number(one)}" for name, one in zip(found.names, found.finals, strict=True))
    said = f"{found.score} {with_error(found.mean, found.deviation)} on validation rows"
    chart.about = f"{said}: {each}."
    return f"{said} ({each})"
