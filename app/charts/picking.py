"""What a click does to a selection: replace, add, range, remove."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, Protocol, TypedDict


def pick(
    selected: Sequence[int], index: int, *, add: bool = False, span: bool = False, count: int | None = None
) -> list[int]:
    """The selection after a click on the element at ``index``.

    A plain click replaces the selection, or removes it when ``index`` was all of it. ``add`` (ctrl or
    cmd held) adds or removes the one element. ``span`` (shift held) selects everything from the element
    picked last up to ``index``. Positions outside ``0 … count - 1`` leave the selection as it was, since
    what a browser sends is never trusted. The last element of the result is the one picked last.

    >>> pick([2], 5, span=True)
    [2, 3, 4, 5]
    >>> pick([2, 3], 3, add=True)
    [2]
    """
    current = list(selected)
    if index < 0 or (count is not None and index >= count):
        return current
    if span and current:
        anchor = current[-1]
        step = 1 if index >= anchor else -1
        reach = list(range(anchor, index + step, step))
        return [i for i in current if i not in reach] + reach
    if add:
        return [i for i in current if i != index] if index in current else [*current, index]
    return [] if current == [index] else [index]


class Click(TypedDict):
    """A click on the element at ``index``, and true where that key was held ``add`` (ctrl or cmd), ``span``
    (shift) and ``without`` (alt)."""

    index: int
    add: NotRequired[bool]
    span: NotRequired[bool]
    without: NotRequired[bool]


class Pickable(Protocol):
    """Elements of which some are selected, or some are left out, by their positions."""

    selected: list[int]
    excluded: list[int]
    _on_exclude: Any


def picked(chart: Pickable, click: Click, count: int) -> None:
    """Bring the selection of a chart up to a click on one of its ``count`` elements.

    With Alt an element is left out, or is no longer; any other click ends leaving out.
    """
    index = click["index"]
    if click.get("without") and chart._on_exclude is not None:
        chart.excluded = pick(chart.excluded, index, add=True, count=count)
        chart.selected = []
    else:
        add, span = click.get("add", False), click.get("span", False)
        chart.selected = pick(chart.selected, index, add=add, span=span, count=count)
        chart.excluded = []
