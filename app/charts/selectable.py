"""What every chart of numbers that can be selected shares: numbers, selection, and whom it tells of that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component
from app.charts.units import plain


class Selectable(Component):
    """Numbers in front of their totals; ``selected`` holds positions in them.

    A number that is not known is None. ``noun`` is what is counted in which ``unit`` (see `units`),
    ``heading`` what a label is. ``on_pick(selected)`` is called when a visitor changes the selection. Where
    there is an ``on_exclude``, a click with Alt leaves an element out instead, and ``on_exclude(excluded)``
    is called; ``excluded`` holds positions too. ``then`` are the numbers that the values are held against,
    where they are, ``changes`` that in words, and ``versus`` says what they are of.
    """

    values: traitlets.List[Any] = traitlets.List().tag(sync=True)
    totals: traitlets.List[Any] = traitlets.List().tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    excluded = traitlets.List(traitlets.Int()).tag(sync=True)
    then: traitlets.List[Any] = traitlets.List().tag(sync=True)
    changes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    versus = traitlets.Unicode().tag(sync=True)
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

    def hold_against(self, then: Sequence[float | None], changes: Sequence[str], versus: str) -> None:
        """Hold the values against what they were, None where that is not known; without any, end that."""
        with self.hold_sync():
            self.then, self.changes = plain(then), list(changes)
            self.versus = versus if then else ""

    def _tell(self) -> None:
        if self.excluded and self._on_exclude is not None:
            self._on_exclude(self.excluded)
        elif self._on_pick is not None:
            self._on_pick(self.selected)
