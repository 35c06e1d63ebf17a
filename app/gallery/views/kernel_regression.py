"""Kernel regression: a curve through points that can be dragged, and how it comes about at one place."""

from __future__ import annotations

from typing import Any

from ipywidgets import Button, Checkbox, Dropdown, FloatSlider, HBox, IntSlider, Layout, ToggleButtons, VBox
from traitlets import dlink, link

from app.charts import Card
from app.charts.card import Table
from app.charts.palette import POSITIVE
from app.gallery.kernels import KERNELS
from app.gallery.regression import BANDS, BANDWIDTHS, Regression, X
from app.gallery.views.accessible import Accessible
from app.gallery.views.facts import Fact, Facts, number
from app.gallery.views.point_fields import PointFields
from app.gallery.views.regression_chart import RegressionChart


class KernelRegressionDemo(Card):
    """A local polynomial through points; dots fade as they weigh less at the test point.

    >>> from app.gallery import KernelRegressionDemo
    >>> demo = KernelRegressionDemo()
    >>> demo.model.add(5.0, 2.5)
    """

    def __init__(self, model: Regression | None = None) -> None:
        # Build: a model, a chart whose dots can be dragged, controls named as the model's traits.
        self.model = model = model or Regression()
        self.chart = RegressionChart(model)
        low, high = BANDWIDTHS
        self.controls = {
            "bandwidth": FloatSlider(description="bandwidth", min=low, max=high, step=0.01),
            "order": IntSlider(description="order", max=5),
            "at": FloatSlider(description="test point", min=X[0], max=X[1], step=0.01),
            "kernel": Dropdown(description="kernel", options=list(KERNELS)),
            "band": Dropdown(description="±1 and ±2 sd:", options=BANDS),
            "polynomial": Checkbox(description="ordinary polynomial (dashed)", indent=False),
        }
        best = Button(description="Best bandwidth by cross-validation")
        self.click = ToggleButtons(description="A click", options={"adds": "add", "deletes": "delete"})
        self.fields = PointFields(model, self.chart)
        self.facts = Facts()

        # Link: each control to the trait it is named for. Whatever changes, the chart is drawn anew.
        for name, control in self.controls.items():
            link((model, name), (control, "value"))
        dlink((self.click, "value"), (self.chart.dots, "interactions"), lambda act: {"click": act})
        best.on_click(lambda _: model.choose_bandwidth())
        model.observe(self._draw, list(model.link.fields))

        # Show: a card around controls, chart and numbers.
        wrap = Layout(flex_flow="row wrap")
        above = HBox([*self.controls.values(), best], layout=wrap)
        below = HBox([self.click, self.fields], layout=wrap)
        super().__init__(
            "Kernel regression",
            Accessible(VBox([above, self.chart.figure, below, self.facts])),
            reading="each height of the blue curve is a polynomial fitted to the points near by; "
            "the green one is the test point’s, the dots fade by their weight in it",
            table=self.table,
        )
        self._draw()

    def _draw(self, _change: Any = None) -> None:
        model, fit = self.model, self.model.fit()
        self.chart.show(fit)
        height = Fact(number(fit.height, 2), f"curve at {model.at:.2f}", fit.gap, POSITIVE)
        weight = Fact(f"{fit.effective:.1f}", "points’ worth of weight there", f"of {len(model.points)}")
        error = Fact(number(fit.loo, 3), "leave-one-out error", fit.alone or "root mean square")
        self.facts.show([height, weight, error])
        self.refresh_table()

    def table(self) -> Table:
        """The points: x, y, and the weight at the test point."""
        rows = zip(*self.model.xy, self.model.fit().weights, strict=True)
        return ["x", "y", "weight at the test point"], [[float(n) for n in row] for row in rows]
