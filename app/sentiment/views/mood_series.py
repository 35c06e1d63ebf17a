"""Mean sentiment over time, its band (a standard error either side), how many texts; a click selects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.dates import full_day, full_moment, moment
from app.seconds import DAY, HOUR
from app.sentiment.by_entity import Every

SECONDS = {"day": DAY, "hour": HOUR}

BESIDE = tuple(f"var(--v-class-{place})" for place in (3, 6, 16, 13, 14))
"""Colours of the lines beside the blue one: thin lines in them are told apart on dark and on light."""


class MoodSeries(Component):
    """A line from −1 (negative) to 1 (positive), a point a day or hour that has texts.

    The band is one standard error of the mean to either side. ``interval`` is the selected time in seconds
    (half open), empty for all; ``on_interval(start, end)`` is called when a visitor changes it, with 0 and 0
    for all. ``others`` are lines beside that of ``name``, each with its ``name``, ``colour`` and ``points``;
    ``on_drop(name)`` is called when a visitor takes one of them away.
    """

    vue_file = (__file__, "mood_series.vue")

    points = traitlets.List(traitlets.Dict()).tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    others = traitlets.List(traitlets.Dict()).tag(sync=True)
    every = traitlets.Unicode("day").tag(sync=True)
    step = traitlets.Int(SECONDS["day"]).tag(sync=True)
    interval = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(
        self, on_interval: Callable[[int, int], Any], on_drop: Callable[[str], Any] | None = None
    ) -> None:
        self._on_interval = on_interval
        self._on_drop = on_drop
        super().__init__()

    def show(
        self,
        found: pd.DataFrame,
        every: Every,
        interval: tuple[int, int] | None,
        name: str = "",
        beside: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        """Show a table of `app.sentiment.by_entity.by_time`, and others ``beside`` it by their names."""
        others = beside or {}
        with self.hold_sync():
            self.every, self.step = every, SECONDS[every]
            self.points, self.name = _points(found, every), name
            self.others = [
                {"name": other, "colour": BESIDE[place % len(BESIDE)], "points": _points(table, every)}
                for place, (other, table) in enumerate(others.items())
            ]
            self.interval = list(interval or ())

    def vue_span(self, span: list[int]) -> None:
        """A point, or several, were chosen: seconds from and up to."""
        if len(span) == 2:
            self._on_interval(span[0], span[1])

    def vue_drop(self, name: str) -> None:
        """A line beside is to be taken away."""
        if self._on_drop is not None and any(other["name"] == name for other in self.others):
            self._on_drop(name)

    def table(self) -> Table:
        """The series' numbers."""
        columns = [self.every, "texts", "mean sentiment", "standard error"]
        rows = [self._row(point) for point in self.points]
        if not self.others:
            return columns, rows
        lines = [(self.name, self.points), *((other["name"], other["points"]) for other in self.others)]
        return ["company", *columns], [
            [name, *self._row(point)] for name, points in lines for point in points
        ]

    def _row(self, point: dict[str, Any]) -> list[Any]:
        written = str(np.datetime64(point["start"], "s")).replace("T", " ")[
            : 10 if self.every == "day" else 16
        ]
        return [written, point["count"], point["mean"], point["error"]]


def _points(found: pd.DataFrame, every: Every) -> list[dict[str, Any]]:
    """The points of a line, with their time in words."""
    starts = found["time"].to_numpy("datetime64[s]").astype(np.int64).tolist()
    return [
        {
            "start": start,
            "count": int(count),
            "mean": float(mean),
            "error": float(error),
            "name": full_day(start) if every == "day" else full_moment(start),
            "short": full_day(start) if every == "day" else moment(start),
        }
        for start, count, mean, error in zip(
            starts, found["count"], found["mean"], found["error"].fillna(0.0), strict=True
        )
    ]
