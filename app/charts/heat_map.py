"""Values in a grid of rows and columns, as brightness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import traitlets

from app.charts.card import Table
from app.charts.picking import Click, picked
from app.charts.selectable import Selectable
from app.charts.units import plain


class Line(TypedDict):
    """A click on the name of a ``row`` or a ``column``; keys as in `Click`."""

    row: NotRequired[int]
    column: NotRequired[int]
    add: NotRequired[bool]
    without: NotRequired[bool]


class HeatMap(Selectable):
    """A grid of cells, row by row; a click selects a cell, on a row's or a column's name all of it.

    ``values`` and ``totals`` hold ``len(row_labels) * len(column_labels)`` numbers, row by row.
    """

    vue_file = (__file__, "heat_map.vue")

    row_labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    column_labels = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, *, heading: str = "row", **state: Any) -> None:
        super().__init__(heading=heading, **state)

    def show(
        self,
        values: Sequence[float | None],
        totals: Sequence[float | None],
        selected: Sequence[int],
        excluded: Sequence[int] = (),
    ) -> None:
        """Show these cells in one message."""
        with self.hold_sync():
            self.values, self.totals = plain(values), plain(totals)
            self.selected = list(selected)
            self.excluded = list(excluded)

    def vue_pick(self, click: Click) -> None:
        """A cell was clicked, see `picked`; with shift the rectangle between."""
        index, width = click["index"], len(self.column_labels)
        if click.get("span") and self.selected and 0 <= index < len(self.values):
            self.selected = self._rectangle(self.selected[-1], index, width)
        else:
            picked(
                self,
                Click(index=index, add=click.get("add", False), without=click.get("without", False)),
                len(self.row_labels) * width,
            )
        self._tell()

    def vue_pick_line(self, click: Line) -> None:
        """The name of a ``row`` or ``column`` was clicked: all its cells, or none if they were."""
        rows, width = len(self.row_labels), len(self.column_labels)
        row, column = click.get("row", -1), click.get("column", -1)
        if row >= 0:
            line = [row * width + i for i in range(width)] if row < rows else []
        else:
            line = [r * width + column for r in range(rows)] if 0 <= column < width else []
        if click.get("without") and self._on_exclude is not None:
            self.selected, self.excluded = [], _with_line(self.excluded, line)
        elif click.get("add"):
            self.selected, self.excluded = _with_line(self.selected, line), []
        else:
            self.selected = [] if set(self.selected) == set(line) else line
            self.excluded = []
        self._tell()

    def _rectangle(self, anchor: int, index: int, width: int) -> list[int]:
        (r0, c0), (r1, c1) = divmod(anchor, width), divmod(index, width)
        cells = [
            r * width + c
            for r in range(min(r0, r1), max(r0, r1) + 1)
            for c in range(min(c0, c1), max(c0, c1) + 1)
        ]
        return [i for i in cells if i != index] + [index]

    def table(self) -> Table:
        """The grid as a table: a row a row, a column a column; below it what that is held against."""
        width = len(self.column_labels)
        grids = [("", self.values)]
        if len(self.then) == len(self.values):
            grids.append((f", {self.versus}", self.then))
        return (
            [self.heading, *self.column_labels],
            [
                [label + when, *cells[r * width : (r + 1) * width]]
                for when, cells in grids
                for r, label in enumerate(self.row_labels)
            ],
        )


def _with_line(cells: Sequence[int], line: Sequence[int]) -> list[int]:
    """The cells and a line, or without it where it was among them whole."""
    rest = [cell for cell in cells if cell not in line]
    return rest if len(rest) == len(cells) - len(line) else [*rest, *line]
