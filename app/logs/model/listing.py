"""Which dimensions a log can list, and which of them take another's place."""

from __future__ import annotations

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.dimensions import NONE
from app.logs.model.counting import KIN


def kin_of(crossfilter: Crossfilter, dimension: str) -> list[str]:
    """The dimensions that can be listed in the place of this one: those of which the log has a value."""
    return [name for name in _place(dimension) if _has(crossfilter, name)] or [dimension]


def lists(crossfilter: Crossfilter, dimension: str) -> bool:
    """Whether there is anything to list in the place of this dimension."""
    return any(_has(crossfilter, name) for name in _place(dimension))


def _place(dimension: str) -> tuple[str, ...]:
    return KIN.get(dimension, (dimension,))


def _has(crossfilter: Crossfilter, dimension: str) -> bool:
    if dimension not in crossfilter.values:
        return False
    labels = crossfilter.values[dimension]
    return len(labels) > 2 or any(
        label != NONE and n for label, n in zip(labels, crossfilter.total(dimension), strict=True)
    )
