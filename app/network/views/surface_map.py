"""How far predictions are off over two inputs, as a grid: too high in one colour, too low in the other."""

from __future__ import annotations

import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.network.diagnostics.surface import Surface
from app.network.views.ticks import nice_ticks, number, ticks_at


class SurfaceMap(Component):
    """What `show` was given last. ``cells`` are errors as shares of the largest, row by row from the top."""

    vue_file = (__file__, "surface_map.vue")

    x_name = traitlets.Unicode().tag(sync=True)
    y_name = traitlets.Unicode().tag(sync=True)
    about = traitlets.Unicode().tag(sync=True)
    columns = traitlets.Int().tag(sync=True)
    cells = traitlets.List(traitlets.Float()).tag(sync=True)
    said = traitlets.List(traitlets.Unicode()).tag(sync=True)
    across = traitlets.List(traitlets.Dict()).tag(sync=True)
    upward = traitlets.List(traitlets.Dict()).tag(sync=True)
    most = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        self._shown: Surface | None = None
        super().__init__()

    def show(self, found: Surface, target: str) -> None:
        """Show the errors of these predictions of ``target``."""
        self._shown = found
        errors = found.errors[::-1]
        most = float(np.nanmax(np.abs(errors))) if np.isfinite(errors).any() else 0.0
        row, column = found.worst
        with self.hold_sync():
            self.x_name, self.y_name = found.across_name, found.down_name
            self.columns = errors.shape[1]
            self.cells = (np.nan_to_num(errors) / (most or 1.0)).ravel().tolist()
            self.said = [
                f"{found.across_name} {number(float(x))}, {found.down_name} {number(float(y))}: "
                f"{number(float(said))} predicted, {number(float(true))} by the formula"
                for y, saids, trues in zip(
                    found.down[::-1], found.predicted[::-1], found.true[::-1], strict=True
                )
                for x, said, true in zip(found.across, saids, trues, strict=True)
            ]
            self.across, self.upward = _ticks(found.across), _ticks(found.down)
            self.most = number(most)
            self.about = (
                f"Errors of “{target}” over {found.across_name} and {found.down_name}, up to {number(most)}: "
                f"largest at {found.across_name} {number(float(found.across[column]))} and "
                f"{found.down_name} {number(float(found.down[row]))}."
            )

    def table(self) -> Table:
        """A row a cell."""
        found = self._shown
        if found is None:
            return ["predicted", "by the formula"], []
        return [found.across_name, found.down_name, "predicted", "by the formula"], [
            [float(x), float(y), float(found.predicted[row, column]), float(found.true[row, column])]
            for row, y in enumerate(found.down)
            for column, x in enumerate(found.across)
        ]


def _ticks(values: np.ndarray) -> list[dict[str, object]]:
    """Where round numbers lie on an axis of cells, whose middles are these values."""
    half = (values[1] - values[0]) / 2
    low, high = float(values[0] - half), float(values[-1] + half)
    return ticks_at(nice_ticks(float(values[0]), float(values[-1])), low, high)
