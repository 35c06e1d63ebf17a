"""A confusion matrix whose cells, rows and columns can be clicked, for two to twenty classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NotRequired, TypedDict

import traitlets

from app.charts.card import Table
from app.charts.component import Component

ANY = -1
"""In place of a row or a column of a selected cell: all of them."""

MOST = 20
"""Classes that a matrix can show."""

Cell = tuple[int, int]


class CellClick(TypedDict):
    """A click on a cell, or with -1 for the other on the name of a row or a column; ``add`` is ctrl."""

    row: int
    column: int
    add: NotRequired[bool]


class ConfusionMatrix(Component):
    """Rows are actual classes, columns predicted ones; a cell's colour is its share of its row.

    ``counts`` holds one list a row. ``selected`` holds ``[row, column]`` pairs, with ``ANY`` (-1) for all:
    ``[1, -1]`` is the whole second row. ``precision`` and ``recall`` stand at the margins, None
    for a class that was never predicted or has no texts. The diagonal can
    be muted, so that errors stand out. Of two classifiers' answers ``axes`` says what rows and columns are,
    and there are no ``margins``. ``on_pick(cells)`` is called when a visitor changes the selection.

    >>> ConfusionMatrix(["no", "yes"], [[50, 2], [3, 45]])  # doctest: +SKIP
    """

    vue_file = (__file__, "confusion_matrix.vue")
    page_sets = ("muted",)

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    counts = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    precision = traitlets.List(traitlets.Float(allow_none=True)).tag(sync=True)
    recall = traitlets.List(traitlets.Float(allow_none=True)).tag(sync=True)
    selected = traitlets.List(traitlets.List(traitlets.Int())).tag(sync=True)
    muted = traitlets.Bool(True).tag(sync=True)
    noun = traitlets.Unicode("texts").tag(sync=True)
    axes = traitlets.List(traitlets.Unicode(), ["actual", "predicted"]).tag(sync=True)
    margins = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self,
        labels: Sequence[str] = (),
        counts: Sequence[Sequence[int]] = (),
        *,
        on_pick: Callable[[list[Cell]], None] | None = None,
        **state: Any,
    ) -> None:
        self._on_pick = on_pick
        super().__init__(**state)
        self.show(labels, counts)

    def show(
        self,
        labels: Sequence[str],
        counts: Sequence[Sequence[int]],
        selected: Sequence[Cell] = (),
        colours: Sequence[str] = (),
    ) -> None:
        """Show these counts. Raises ValueError unless they are square, of the labels' number, at most 20."""
        size = len(labels)
        if size > MOST or len(counts) != size or any(len(row) != size for row in counts):
            raise ValueError(f"a confusion matrix has as many rows and columns as labels, at most {MOST}")
        rows = [[int(count) for count in row] for row in counts]
        right = [rows[i][i] for i in range(size)]
        predicted = [sum(row[j] for row in rows) for j in range(size)]
        recall: list[float | None] = [_share(right[i], sum(rows[i])) for i in range(size)]
        precision: list[float | None] = [_share(right[i], predicted[i]) for i in range(size)]
        with self.hold_sync():
            self.labels, self.counts = list(labels), rows
            self.colours = list(colours)
            self.recall, self.precision = recall, precision  # type: ignore[assignment]
            self.selected = [list(cell) for cell in selected]

    def vue_pick(self, click: CellClick) -> None:
        """A cell (``row``, ``column``), a row or a column (the other is -1) was clicked; ``add`` is ctrl."""
        cell = [click["row"], click["column"]]
        if cell == [ANY, ANY] or any(not ANY <= place < len(self.labels) for place in cell):
            return
        if click.get("add"):
            rest = [one for one in self.selected if one != cell]
            self.selected = rest if len(rest) < len(self.selected) else [*rest, cell]
        else:
            self.selected = [] if self.selected == [cell] else [cell]
        if self._on_pick is not None:
            self._on_pick([(row, column) for row, column in self.selected])

    def table(self) -> Table:
        """The counts, with recall at the right and precision below where there are margins."""
        across, down = self.axes[1], self.axes[0]
        columns = ["", *(f"{across} {label}" for label in self.labels), "recall"]
        rows = [
            [f"{down} {label}", *counts, _or_dash(recall)]
            for label, counts, recall in zip(self.labels, self.counts, self.recall, strict=True)
        ]
        if not self.margins:
            return columns[:-1], [row[:-1] for row in rows]
        return columns, [*rows, ["precision", *map(_or_dash, self.precision), ""]]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _or_dash(score: float | None) -> float | str:
    return "–" if score is None else score
