"""A slider and its value: change either, and the other follows."""

from __future__ import annotations

import ipywidgets
from traitlets import dlink, link

from app.charts import Card
from app.charts.card import Table
from app.gallery.number import Number
from app.gallery.views.controls import NumberBox, Slider
from app.gallery.views.facts import Fact, Facts


class SliderDemo(Card):
    """A slider and a box, linked both ways through a model's ``value``; its square follows one way.

    >>> from app.gallery import SliderDemo
    >>> demo = SliderDemo()
    >>> demo.model.value = 64
    >>> demo.slider.value, demo.box.value
    (64.0, 64)
    """

    def __init__(self, model: Number | None = None) -> None:
        # Build: a model that knows no widget, and widgets that know no model.
        self.model = model or Number()
        self.slider = Slider(label="slide", max=100, step=1, typed=False)
        self.box = NumberBox(label="or type", max=100)
        self.square = Facts()

        # Link: both ways to the same value, and one way to what is computed from it.
        link((self.model, "value"), (self.slider, "value"))
        link((self.model, "value"), (self.box, "value"))
        dlink((self.model, "value"), (self.square, "facts"), self._square)

        # Show: a card around them.
        super().__init__(
            "A slider and its value",
            ipywidgets.VBox([self.slider, self.box, self.square]),
            reading="change either; the other follows",
            table=self.table,
        )

    def _square(self, value: int) -> list[dict[str, str]]:
        return [Fact(f"{value**2:,}", f"the square of {value}")._asdict()]

    def table(self) -> Table:
        """The value and its square."""
        return ["value", "square"], [[self.model.value, self.model.value**2]]
