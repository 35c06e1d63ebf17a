"""From the labels that links and charts speak of to the codes that a crossfilter counts."""

from __future__ import annotations

import numpy as np

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.phrases import WEEKDAYS
from app.logs.crossfilter.timeline import Timeline
from app.logs.store.labels import Written


class Labelling:
    """The codes of a crossfilter's labels: ``2021-02-15`` of a day, ``05`` of an hour, ``Sat05`` of both."""

    def __init__(self, crossfilter: Crossfilter) -> None:
        self._crossfilter = crossfilter
        self._codes: dict[str, dict[str, int]] = {}

    def code(self, dimension: str, label: str) -> int | None:
        """The code of a label, or None where there is none."""
        if dimension == "hour":
            return _hour(label)
        if dimension == "weekhour":
            hour = _hour(label[3:])
            known = label[:3] in WEEKDAYS and hour is not None
            return WEEKDAYS.index(label[:3]) * 24 + hour if known and hour is not None else None
        if dimension == "day":
            return _day(self._crossfilter.timeline, label)
        values = self._crossfilter.values[dimension]
        if isinstance(values, Written):
            return values.find(label)
        if dimension not in self._codes:
            self._codes[dimension] = {value: code for code, value in enumerate(values)}
        return self._codes[dimension].get(label)


def _hour(label: str) -> int | None:
    return int(label) if label.isascii() and label.isdigit() and int(label) < 24 else None


def _day(timeline: Timeline, label: str) -> int | None:
    try:
        number = int(np.datetime64(label, "D").astype(np.int64))
    except ValueError:
        return None
    place = int(np.searchsorted(timeline.days, number))
    return place if place < len(timeline.days) and timeline.days[place] == number else None
