"""The normal distribution: two sliders, a curve, and the areas under it."""

from __future__ import annotations

import bqplot
import numpy as np
from ipywidgets import FloatSlider, HBox, Layout, VBox
from traitlets import link

from app.charts import Card
from app.charts.card import Table
from app.charts.figure import axis, figure
from app.charts.palette import BLUE
from app.gallery.normal import HEIGHTS, SPAN, Normal
from app.gallery.views.accessible import Accessible
from app.gallery.views.facts import Fact, Facts

SHADES = {1: 0.55, 2: 0.32, 3: 0.16}  # opacity of the area within so many sigma


class NormalDemo(Card):
    """The density of N(mu, sigma²) with the areas within one, two and three sigma.

    The axes stand still, so that what mu and sigma change is seen as a change.

    >>> from app.gallery import NormalDemo
    >>> demo = NormalDemo()
    >>> demo.model.mu = -1.5
    >>> demo.title
    'Normal distribution, μ = −1.5, σ = 1.0'
    """

    def __init__(self, model: Normal | None = None) -> None:
        # Build: the model, two sliders, a figure of marks on two scales.
        self.model = model or Normal()
        self.mu = FloatSlider(description="mean μ", min=-5, max=5, step=0.01)
        self.sigma = FloatSlider(description="standard deviation σ", min=0.5, max=3, step=0.01)
        scales = {
            "x": bqplot.LinearScale(min=SPAN[0], max=SPAN[1]),
            "y": bqplot.LinearScale(min=0.0, max=1.05 * HEIGHTS[-1]),
        }
        area = {"scales": scales, "fill": "bottom", "colors": ["transparent"], "fill_colors": [BLUE]}
        self.areas = {k: bqplot.Lines(fill_opacities=[opacity], **area) for k, opacity in SHADES.items()}
        self.curve = bqplot.Lines(scales=scales, colors=[BLUE], stroke_width=2)
        self.facts = Facts()
        axes = [axis(scales["x"], num_ticks=8), axis(scales["y"], vertical=True, tick_values=HEIGHTS)]
        chart = figure([*self.areas.values(), self.curve], axes, height=232)
        chart.animation_duration = 0

        # Link: sliders and model are one; the chart is drawn anew whenever the model changes.
        link((self.model, "mu"), (self.mu, "value"))
        link((self.model, "sigma"), (self.sigma, "value"))
        self.model.observe(self._draw, ["mu", "sigma"])

        # Show: a card whose title follows.
        sliders = HBox([self.mu, self.sigma], layout=Layout(flex_flow="row wrap"))
        super().__init__(
            self.model.title,
            Accessible(VBox([sliders, chart, self.facts])),
            reading="the density, and how much lies within one, two and three σ of the mean",
            table=self.table,
        )
        self._draw()

    def _draw(self, _change: object = None) -> None:
        self.title = self.model.title
        self.curve.x = np.linspace(*SPAN, 401)
        self.curve.y = self.model.density(self.curve.x)
        for k, mark in self.areas.items():
            within = self.model.area(k)
            with mark.hold_sync():
                mark.x = np.linspace(within.start, within.end, 121)
                mark.y = self.model.density(mark.x)
        self.facts.show(
            [
                Fact(f"{share:.1%}", f"within {k}σ", f"{a:.1f} to {b:.1f}".replace("-", "−"), shade(k))
                for k, a, b, share in map(self.model.area, SHADES)
            ]
        )
        self.refresh_table()

    def table(self) -> Table:
        """The areas: how many sigma, from, to, percent."""
        areas = map(self.model.area, SHADES)
        return ["within σ", "from", "to", "%"], [[k, a, b, 100 * share] for k, a, b, share in areas]


def shade(k: int) -> str:
    """The colour of the area within ``k`` sigma."""
    return f"color-mix(in srgb, {BLUE} {SHADES[k]:.0%}, transparent)"
