"""Values as a list of labelled bars, in a fixed order, with a tail that opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import traitlets

from app.charts.card import Table
from app.charts.picking import pick


class BarList(v.VuetifyTemplate):
    """One row a value: its label, a bar in front of its faint total, its number.

    ``labels``, ``values`` and ``totals`` are of one length; ``selected`` holds the positions of the
    selected rows. Rows past ``folded`` are summed up as *other (k)*, which opens. ``beyond`` counts
    what is not listed at all: ``{"labels": k, "value": n, "total": n}``. ``colours`` paints each row's
    mark, where it has one.
    """

    template_file = (__file__, "bar_list.vue")

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    values = traitlets.List(traitlets.Int()).tag(sync=True)
    totals = traitlets.List(traitlets.Int()).tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    folded = traitlets.Int(9).tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    beyond = traitlets.Dict().tag(sync=True)
    noun = traitlets.Unicode("requests").tag(sync=True)
    empty = traitlets.Unicode("nothing to show").tag(sync=True)
    heading = traitlets.Unicode("value")

    def __init__(self, *, on_pick: Callable[[list[int]], None] | None = None, **state: Any) -> None:
        self._on_pick = on_pick
        super().__init__(**state)

    def vue_pick(self, click: dict[str, Any]) -> None:
        """A row was clicked or chosen by keyboard: ``index``, ``add`` (ctrl), ``span`` (shift)."""
        self.selected = pick(
            self.selected,
            int(click["index"]),
            add=bool(click.get("add")),
            span=bool(click.get("span")),
            count=len(self.labels),
        )
        if self._on_pick is not None:
            self._on_pick(self.selected)

    def table(self) -> Table:
        """The list's numbers: value, selected, all."""
        return (
            [self.heading, f"{self.noun} selected", f"all {self.noun}"],
            list(zip(self.labels, self.values, self.totals, strict=True)),
        )
