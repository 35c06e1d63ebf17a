"""Parallel coordinates (Inselberg, 1985): an axis a setting, the last one the score, a line a training."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import traitlets

from app.charts.component import Component
from app.network.combinations import TITLES
from app.network.settings_sweep import Swept
from app.network.views.looks_charts import DEEPEST
from app.network.views.ticks import nice_ticks, number, ticks_at

MOST_TICKS = 8
"""Values that an axis names."""


class ParallelLines(Component):
    """The trainings of a sweep as lines, and as a list, the best first.

    The values of a setting stand in order and evenly spaced, whatever they are; a score below `DEEPEST` lies
    at the end of its axis, as does one that is no number. ``on_pick(place)`` is called when a line, or its
    button in the list, is clicked: the place is the training's in the sweep.
    """

    vue_file = (__file__, "parallel_lines.vue")

    about = traitlets.Unicode().tag(sync=True)
    axes = traitlets.List(traitlets.Dict()).tag(sync=True)
    lines = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, on_pick: Callable[[int], Any]) -> None:
        self._on_pick = on_pick
        super().__init__()

    def show(self, found: Swept) -> None:
        """Show what was trained so far."""
        orders = [sorted({cell[name] for cell in found.cells}) for name in found.names]
        known = [max(score, DEEPEST) for score in found.scores if math.isfinite(score)]
        low, high = _ends(known)
        order = sorted(range(len(found.cells)), key=lambda place: _rank(found.scores[place]))
        best = found.best
        with self.hold_sync():
            self.about = f"Settings of {len(found.cells)} trainings and their validation {found.score}"
            self.axes = [
                *(
                    {"name": TITLES[name], "ticks": _named(values)}
                    for name, values in zip(found.names, orders, strict=True)
                ),
                {
                    "name": f"{found.score} ↑",
                    "ticks": ticks_at(nice_ticks(low, high), low, high),
                },
            ]
            self.lines = [
                {
                    "place": place,
                    "best": place == best,
                    "known": math.isfinite(found.scores[place]),
                    "ats": [
                        *(
                            _even(values.index(found.cells[place][name]), len(values))
                            for name, values in zip(found.names, orders, strict=True)
                        ),
                        _share(max(found.scores[place], low), low, high)
                        if math.isfinite(found.scores[place])
                        else 0.0,
                    ],
                    "words": [*map(_plain, found.cells[place].values()), number(found.scores[place])],
                    "said": ", ".join(
                        f"{TITLES[name].lower()} {_plain(value)}"
                        for name, value in found.cells[place].items()
                    ),
                }
                for place in order
            ]

    def vue_pick(self, place: int) -> None:
        """A line, or its button, was clicked."""
        if any(line["place"] == place for line in self.lines):
            self._on_pick(place)


def _rank(score: float) -> float:
    """Best first; what is no number last."""
    return -score if math.isfinite(score) else math.inf


def _ends(known: Sequence[float]) -> tuple[float, float]:
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _share(value: float, low: float, high: float) -> float:
    return 100 * (value - low) / (high - low)


def _even(place: int, count: int) -> float:
    return 100 * place / (count - 1) if count > 1 else 50.0


def _named(values: Sequence[float]) -> list[dict[str, Any]]:
    places = np.unique(np.linspace(0, len(values) - 1, min(len(values), MOST_TICKS)).round().astype(int))
    return [{"at": _even(int(at), len(values)), "label": _plain(values[at])} for at in places]


def _plain(value: float) -> str:
    return f"{value:g}"
