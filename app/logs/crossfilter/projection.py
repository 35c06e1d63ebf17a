"""What one chart of the page shows of a crossfilter: labels, counts, and which of them are chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.phrases import WEEKDAYS

LISTED = 50
"""Values of a dimension that a list can unfold to; what is rarer is summed up."""


@dataclass(frozen=True)
class Projection:
    """What one chart shows: labels, selected and all requests of each, which are chosen, and the rest."""

    labels: list[str]
    values: list[int]
    totals: list[int]
    chosen: list[int]
    beyond: dict[str, int] = field(default_factory=dict)


def of_labels(
    crossfilter: Crossfilter, dimension: str, *, sort: str = "count", by_selection: bool = False
) -> Projection:
    """The values of a dimension with their requests under all other filters, most frequent first.

    The order follows the whole log, so that a filter never changes it, unless ``by_selection`` ranks by
    the selected requests; ``sort`` "label" puts the values in the order of their labels. Values that are
    chosen are always listed, others up to `LISTED`.
    """
    if dimension not in crossfilter.values:
        return Projection([], [], [], [])
    labels = crossfilter.values[dimension]
    top = crossfilter.top(dimension, LISTED, by_selection=by_selection)
    totals = crossfilter.total(dimension)
    codes, values, rest = [int(c) for c in top.codes], [int(n) for n in top.requests], top.rest
    chosen = crossfilter.filters.get(dimension, ())
    missing = sorted(set(chosen) - set(codes))
    if missing:
        counts = crossfilter.project(dimension)
        codes += missing
        values += [int(counts[code]) for code in missing]
        rest -= int(counts[missing].sum())
    keep = [place for place, code in enumerate(codes) if totals[code] > 0]
    if sort == "label":
        keep.sort(key=lambda place: labels[codes[place]])
    listed = [codes[place] for place in keep]
    occurring = int(np.count_nonzero(totals))
    return Projection(
        labels=[labels[code] for code in listed],
        values=[values[place] for place in keep],
        totals=[int(totals[code]) for code in listed],
        chosen=[place for place, code in enumerate(listed) if code in chosen],
        beyond={"labels": occurring - len(listed), "value": rest, "total": int(totals.sum())}
        if occurring > len(listed)
        else {},
    )


def of_clock(crossfilter: Crossfilter, dimension: str) -> Projection:
    """The hours of the day ("hour") or of the week ("weekhour"), in their natural order."""
    hours = [f"{hour:02d}" for hour in range(24)]
    return Projection(
        hours if dimension == "hour" else [day + hour for day in WEEKDAYS for hour in hours],
        crossfilter.project(dimension).tolist(),
        crossfilter.total(dimension).tolist(),
        sorted(crossfilter.filters.get(dimension, ())),
    )
