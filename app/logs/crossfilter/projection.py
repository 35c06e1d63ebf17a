"""What one chart of the page shows of a crossfilter: labels, counts, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import REQUESTS, Measure
from app.logs.crossfilter.phrases import WEEKDAYS
from app.logs.crossfilter.tails import Without
from app.logs.dimensions import NONE
from app.logs.store.labels import several

LISTED = 50
"""Values of a dimension that a list can unfold to; what is rarer is summed up."""

AT_ONCE = 20_000
"""Values whose labels are fetched at a time."""

WHOLE = 10
"""Values of a dimension up to which a list shows all of them, also those that no selected request has."""


@dataclass(frozen=True)
class Projection:
    """What one chart shows: labels, selected and all requests of each, which are chosen, and the rest.

    ``excluded`` are those that a filter leaves out, ``distinct`` how many values there are, listed or not,
    without the missing one. Of another measure than requests, ``values`` and
    ``totals`` are what it tells, None where it knows nothing.
    """

    labels: list[str]
    values: list[Any]
    totals: list[Any]
    chosen: list[int]
    beyond: dict[str, int] = field(default_factory=dict)
    excluded: list[int] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    distinct: int = 0


def of_labels(
    crossfilter: Crossfilter,
    dimension: str,
    *,
    sort: str = "count",
    by_selection: bool = True,
    measure: Measure = REQUESTS,
) -> Projection:
    """The values of a dimension with the measure of each under all other filters, the greatest first.

    Unless ``by_selection`` ranks by the selected requests, the order follows the whole log, so that a
    filter never changes it; ``sort`` "label" puts the values in the order of their labels. Values that a
    filter names are always listed, others up to `LISTED`; of more than `WHOLE`, ranked by the selection,
    those that no selected request has are left out.
    """
    if dimension not in crossfilter.values:
        return Projection([], [], [], [])
    labels = crossfilter.values[dimension]
    top = crossfilter.top(dimension, LISTED, by_selection=by_selection, measure=measure)
    totals, whole = crossfilter.total(dimension), crossfilter.total(dimension, measure)
    codes, values, rest = [int(c) for c in top.codes], numbers(top.requests), top.rest
    chosen, excluded = named(crossfilter, dimension)
    missing = sorted((chosen | excluded) - set(codes))
    if missing:
        counts = crossfilter.project(dimension, measure)
        codes += missing
        values += numbers(counts[missing])
        rest -= int(counts[missing].sum()) if measure.adds else 0
    occurring = int(np.count_nonzero(totals))
    if by_selection and sort == "count" and occurring > WHOLE:
        keep = [place for place, n in enumerate(values) if (n or 0) > 0 or codes[place] in chosen | excluded]
    else:
        keep = [place for place, code in enumerate(codes) if totals[code] > 0]
    if sort == "label":
        keep.sort(key=lambda place: labels[codes[place]])
    listed = [codes[place] for place in keep]
    further = top.values - sum(
        totals[code] > 0 and ((n or 0) > 0 or not by_selection) for code, n in zip(codes, values, strict=True)
    )
    return Projection(
        labels=[labels[code] for code in listed],
        values=[values[place] for place in keep],
        totals=numbers(whole[listed]),
        chosen=[place for place, code in enumerate(listed) if code in chosen],
        beyond={"labels": int(further), "value": rest, "total": int(totals.sum())} if further else {},
        excluded=[place for place, code in enumerate(listed) if code in excluded],
        codes=listed,
        distinct=top.values - (top.missing and labels[0] == NONE),
    )


def every(
    crossfilter: Crossfilter, dimension: str, *, by_selection: bool = True, measure: Measure = REQUESTS
) -> Iterator[tuple[str, Any, Any]]:
    """All values of a dimension that the log has: each with its measure under the other filters and in all.

    They come in the order in which `of_labels` lists the first of them.
    """
    if dimension not in crossfilter.values:
        return
    labels, totals = crossfilter.values[dimension], crossfilter.total(dimension)
    values, whole = crossfilter.project(dimension, measure), crossfilter.total(dimension, measure)
    codes = np.flatnonzero(totals)
    ranks = np.nan_to_num((values if by_selection else whole)[codes].astype(float), nan=-1.0)
    codes = codes[np.lexsort((codes, -totals[codes], -ranks))]
    for first in range(0, len(codes), AT_ONCE):
        part = codes[first : first + AT_ONCE]
        yield from zip(several(labels, part), numbers(values[part]), numbers(whole[part]), strict=True)


def named(crossfilter: Crossfilter, dimension: str) -> tuple[frozenset[int], frozenset[int]]:
    """The codes that the filter of a dimension lets through, and those that it leaves out."""
    selection = crossfilter.filters.get(dimension, frozenset())
    if isinstance(selection, Without):
        return frozenset(), selection.codes
    assert isinstance(selection, frozenset)
    return selection, frozenset()


def numbers(found: NDArray) -> list[Any]:
    """Counts as int, seconds as float, and None for those that nobody knows."""
    return [None if number != number else number for number in found.tolist()]


def of_clock(crossfilter: Crossfilter, dimension: str, measure: Measure = REQUESTS) -> Projection:
    """The hours of the day ("hour") or of the week ("weekhour"), in their natural order."""
    hours = [f"{hour:02d}" for hour in range(24)]
    chosen, excluded = named(crossfilter, dimension)
    return Projection(
        hours if dimension == "hour" else [day + hour for day in WEEKDAYS for hour in hours],
        numbers(crossfilter.project(dimension, measure)),
        numbers(crossfilter.total(dimension, measure)),
        sorted(chosen),
        excluded=sorted(excluded),
    )
