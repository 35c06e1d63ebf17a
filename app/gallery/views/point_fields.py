"""The keyboard's way to points of a chart: choose one by its number, type where it lies, add, delete."""

from __future__ import annotations

from typing import Any

from ipywidgets import BoundedFloatText, BoundedIntText, Button, HBox, Layout

from app.gallery.regression import Regression, X, Y
from app.gallery.views.regression_chart import RegressionChart


class PointFields(HBox):
    """Fields for one of a model's points, 1 the first, and 0 for none; the chart has a ring around it."""

    def __init__(self, model: Regression, chart: RegressionChart) -> None:
        self._model, self._chart = model, chart
        self.number = BoundedIntText(description="point", min=0, max=len(model.points))
        self.x, self.y = (
            BoundedFloatText(description=name, min=low, max=high, step=0.1)
            for name, (low, high) in (("x", X), ("y", Y))
        )
        self.add = Button(description="Add a point")
        self.delete = Button(description="Delete the chosen point")
        self.number.observe(self._show, "value")
        model.observe(self._show, "points")
        self.x.observe(lambda change: self._move(0, change["new"]), "value")
        self.y.observe(lambda change: self._move(1, change["new"]), "value")
        self.add.on_click(self._add)
        self.delete.on_click(self._delete)
        chart.dots.on_drag_start(lambda _, drag: self.choose(drag["index"]))
        children = [self.number, self.x, self.y, self.add, self.delete]
        super().__init__(children, layout=Layout(flex_flow="row wrap"))
        self._show()

    def choose(self, index: int) -> None:
        """Choose a point by its place among the model's, the first 0."""
        self.number.value = index + 1

    def _show(self, _change: Any = None) -> None:
        points = self._model.points
        self.number.max = len(points)
        chosen = points[self.number.value - 1] if self.number.value else None
        for field in (self.x, self.y, self.delete):
            field.disabled = chosen is None
        if chosen is not None:
            self.x.value, self.y.value = chosen
        self._chart.choose(chosen)

    def _move(self, axis: int, place: float) -> None:
        index = self.number.value - 1
        if index >= 0:
            point = list(self._model.points[index])
            point[axis] = place
            self._model.move(index, *point)

    def _add(self, _button: Button) -> None:
        self._model.add(sum(X) / 2, sum(Y) / 2)
        self.choose(len(self._model.points) - 1)

    def _delete(self, _button: Button) -> None:
        index = self.number.value - 1
        self.number.value = 0
        self._model.remove(index)
