"""A slider and its value: change either, and the other follows."""

from __future__ import annotations

from typing import Any

from ipywidgets import BoundedIntText, IntProgress, IntSlider, VBox, jslink
from traitlets import link

from app.charts import Card
from app.charts.card import Table
from app.gallery.number import Number
from app.gallery.views.accessible import Accessible
from app.gallery.views.facts import Fact, Facts


class SliderDemo(Card):
    """A slider and a box, linked both ways through a model's ``value``; its square follows one way.

    >>> from app.gallery import SliderDemo
    >>> demo = SliderDemo()
    >>> demo.model.value = 64
    >>> demo.slider.value, demo.box.value
    (64, 64)
    """

    def __init__(self, model: Number | None = None) -> None:
        # Build: a model that knows no widget, and widgets that know no model.
        self.model = model or Number()
        self.slider = IntSlider(description="slide", max=100, readout=False)
        self.box = BoundedIntText(description="or type", max=100)
        self.bar = IntProgress(max=100)
        self.square = Facts()

        # Link: both ways to the same value; one way to what is computed from it.
        link((self.model, "value"), (self.slider, "value"))
        link((self.model, "value"), (self.box, "value"))
        self.model.observe(self._show_square, "value")
        # And in the browser alone: the bar follows the slider without a word to Python.
        jslink((self.slider, "value"), (self.bar, "value"))

        # Show: a card around them.
        super().__init__(
            "A slider and its value",
            Accessible(VBox([self.slider, self.box, self.bar, self.square])),
            reading="change either; the other follows",
            table=self.table,
        )
        self._show_square()

    def _show_square(self, _change: Any = None) -> None:
        value = self.model.value
        self.square.show([Fact(f"{value**2:,}", f"the square of {value}")])

    def table(self) -> Table:
        """The value and its square."""
        return ["value", "square"], [[self.model.value, self.model.value**2]]
