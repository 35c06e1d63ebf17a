"""Kernel regression: a curve through points that can be dragged, and how it comes about at one place."""

from __future__ import annotations

import bqplot
import ipyvuetify as v
import numpy as np
from traitlets import link

from app.charts import Card
from app.charts.card import Table
from app.charts.figure import axis, draw, figure
from app.charts.palette import BLUE, MUTED, POSITIVE, TEXT
from app.gallery.kernels import KERNELS
from app.gallery.regression import BANDS, BANDWIDTHS, GRID, Regression, X, Y
from app.gallery.views.controls import Buttons, Choice, Row, Slider, Switch
from app.gallery.views.facts import Fact, Facts, number
from app.gallery.views.point_pad import PointPad


class KernelRegressionDemo(Card):
    """A local polynomial through points; dots fade as they weigh less at the test point.

    >>> from app.gallery import KernelRegressionDemo
    >>> demo = KernelRegressionDemo()
    >>> demo.model.add(5.0, 2.5)
    """

    def __init__(self, model: Regression | None = None) -> None:
        # Build: a model, controls named as its traits, marks, and a pad on which points are moved.
        self.model = model = model or Regression()
        self.controls = {
            "bandwidth": Slider(label="bandwidth", min=BANDWIDTHS[0], max=BANDWIDTHS[1], step=0.05),
            "order": Slider(label="order", max=5, step=1),
            "kernel": Choice(label="kernel", options=list(KERNELS)),
            "band": Choice(label="±1 and ±2 sd:", options=list(BANDS)),
            "polynomial": Switch(label="ordinary polynomial (dashed)"),
        }
        best = Buttons(["Best bandwidth by cross-validation"], lambda _: model.choose_bandwidth())
        # Without padding, so that the chart's places are those of the pad over it.
        x, y = (bqplot.LinearScale(min=a, max=b, allow_padding=False) for a, b in (X, Y))
        scales = {"x": x, "y": y}
        self.ordinary, self.line, self.curve, self.local = (
            bqplot.Lines(x=GRID, y=0 * GRID, scales=scales, colors=[colour], stroke_width=width)
            for colour, width in ((MUTED, 1.5), (MUTED, 1), (BLUE, 2.5), (POSITIVE, 2))
        )
        fill = {"fill": "between", "fill_colors": [BLUE], "fill_opacities": [0.12], "colors": ["transparent"]}
        self.bands = [bqplot.Lines(x=GRID, y=0 * GRID, scales=scales, **fill) for _ in ("±1 sd", "±2 sd")]
        self.ordinary.line_style = self.line.line_style = "dashed"
        self.dots = bqplot.Scatter(scales=scales, colors=[TEXT], default_size=46, apply_clip=False)
        marks = [*self.bands, self.ordinary, self.line, self.curve, self.local, self.dots]
        axes = [axis(x), axis(y, vertical=True, num_ticks=7)]
        chart = figure(marks, axes, height=330, margin=(14, 8, 24, 32))
        self.pad = PointPad(chart, model, x=list(X), y=list(Y), label="Kernel regression")
        self.facts = Facts()

        # Link: each control to the trait it is named for. Whatever changes, the chart is drawn anew.
        for name, control in self.controls.items():
            link((model, name), (control, "value"))
        model.observe(self._draw, list(model.link.fields))

        # Show: a card around controls, chart and numbers.
        super().__init__(
            "Kernel regression",
            v.Html(tag="div", children=[Row(*self.controls.values(), best), self.pad, self.facts]),
            reading="each height of the blue curve is a polynomial fitted to the points near by; "
            "the green one is the test point’s, the dots fade by their weight in it",
            table=self.table,
        )
        self._draw()

    def _draw(self, _change: object = None) -> None:
        model, fit = self.model, self.model.fit()
        draw(self.curve, GRID, fit.curve)
        draw(self.ordinary, GRID, fit.ordinary)
        draw(self.local, fit.near, fit.local)
        for k, band in enumerate(self.bands, start=1):
            edges = (
                None if fit.half is None else np.array([fit.curve - k * fit.half, fit.curve + k * fit.half])
            )
            draw(band, GRID, edges)
        with self.line.hold_sync(), self.dots.hold_sync():
            self.line.x, self.line.y = np.array([model.at, model.at]), np.array(Y)
            self.dots.x, self.dots.y = model.xy
            self.dots.opacities = [0.15 + 0.85 * float(weight) for weight in fit.weights]
        self.pad.points, self.pad.at = list(model.points), model.at
        height = Fact(number(fit.height, 2), f"curve at {model.at:.2f}", fit.gap, POSITIVE)
        weight = Fact(f"{fit.effective:.1f}", "points’ worth of weight there", f"of {len(model.points)}")
        error = Fact(number(fit.loo, 3), "leave-one-out error", fit.alone or "root mean square")
        self.facts.show([height, weight, error])
        self.refresh_table()

    def table(self) -> Table:
        """The points: x, y, and the weight at the test point."""
        rows = zip(*self.model.xy, self.model.fit().weights, strict=True)
        return ["x", "y", "weight at the test point"], [[float(n) for n in row] for row in rows]
