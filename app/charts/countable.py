"""What every chart of counts a label shares: its numbers, its selection, and what a click does to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.picking import Click, picked


class Countable(Component):
    """One number a label, in front of its total.

    ``labels``, ``values`` and ``totals`` are of one length; a number that is not known is None. ``selected``
    holds positions in them. ``noun`` is what is counted in which ``unit`` (see `units`), ``heading`` what a
    label is. ``on_pick(selected)`` is called when a
    visitor changes the selection. Where there is an ``on_exclude``, a click with Alt leaves an element out
    instead, and ``on_exclude(excluded)`` is called; ``excluded`` holds positions too.
    """

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    values: traitlets.List[Any] = traitlets.List().tag(sync=True)
    totals: traitlets.List[Any] = traitlets.List().tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    excluded = traitlets.List(traitlets.Int()).tag(sync=True)
    noun = traitlets.Unicode("requests").tag(sync=True)
    unit = traitlets.Unicode("count").tag(sync=True)

    def __init__(
        self,
        *,
        heading: str = "value",
        on_pick: Callable[[list[int]], None] | None = None,
        on_exclude: Callable[[list[int]], None] | None = None,
        **state: Any,
    ) -> None:
        self.heading = heading
        self._on_pick = on_pick
        self._on_exclude = on_exclude
        super().__init__(**state)

    def _full_labels(self) -> list[str]:
        """The labels as the table says them."""
        return self.labels

    def vue_pick(self, click: Click) -> None:
        """An element was clicked or chosen by keyboard: see `picked`."""
        picked(self, click, len(self.labels))
        self._draw()
        if self.excluded and self._on_exclude is not None:
            self._on_exclude(self.excluded)
        elif self._on_pick is not None:
            self._on_pick(self.selected)

    def _draw(self) -> None:
        """Bring what bqplot draws, where it does, up to the numbers and the selection."""

    def table(self) -> Table:
        """The numbers: label, selected, all."""
        return (
            [self.heading, f"{self.noun} selected", f"all {self.noun}"],
            list(zip(self._full_labels(), self.values, self.totals, strict=True)),
        )
