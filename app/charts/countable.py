"""What every chart of a number a label shares: its labels, what a click does to it, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from app.charts.card import Table
from app.charts.picking import Click, picked
from app.charts.selectable import Selectable


class Countable(Selectable):
    """One number a label, in front of its total; ``labels``, ``values`` and ``totals`` are of one length."""

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, *, heading: str = "value", **state: Any) -> None:
        super().__init__(heading=heading, **state)

    def _full_labels(self) -> list[str]:
        """The labels as the table says them."""
        return self.labels

    def vue_pick(self, click: Click) -> None:
        """An element was clicked or chosen by keyboard: see `picked`."""
        picked(self, click, len(self.labels))
        self._draw()
        self._tell()

    def _draw(self) -> None:
        """Bring what bqplot draws, where it does, up to the numbers and the selection."""

    def table(self) -> Table:
        """The numbers: label, selected, all, and what they are held against."""
        titles = [self.heading, f"{self.noun} selected", f"all {self.noun}"]
        columns: list[Sequence[Any]] = [self._full_labels(), self.values, self.totals]
        if len(self.then) == len(self.values) > 0:
            titles.append(self.versus)
            columns.append(self.then)
        return titles, list(zip(*columns, strict=True))
