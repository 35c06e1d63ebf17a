"""What every chart of numbers that can be selected shares: numbers, selection, and whom it tells of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


class Selectable(Component):
    """Numbers in front of their totals; ``selected`` holds positions in them.

    A number that is not known is None. ``noun`` is what is counted in which ``unit`` (see `units`),
    ``heading`` what a label is. ``on_pick(selected)`` is called when a visitor changes the selection. Where
    there is an ``on_exclude``, a click with Alt leaves an element out instead, and ``on_exclude(excluded)``
    is called; ``excluded`` holds positions too.
    """

    values: traitlets.List[Any] = traitlets.List().tag(sync=True)
    totals: traitlets.List[Any] = traitlets.List().tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    excluded = traitlets.List(traitlets.Int()).tag(sync=True)
    heading = traitlets.Unicode().tag(sync=True)
    noun = traitlets.Unicode("requests").tag(sync=True)
    unit = traitlets.Unicode("count").tag(sync=True)

    def __init__(
        self,
        *,
        heading: str,
        on_pick: Callable[[list[int]], None] | None = None,
        on_exclude: Callable[[list[int]], None] | None = None,
        **state: Any,
    ) -> None:
        self._on_pick = on_pick
        self._on_exclude = on_exclude
        super().__init__(heading=heading, **state)

    def _tell(self) -> None:
        if self.excluded and self._on_exclude is not None:
            self._on_exclude(self.excluded)
        elif self._on_pick is not None:
            self._on_pick(self.selected)
