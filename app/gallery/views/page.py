"""The gallery page: the demos, each with its code."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v

from app.gallery.exhibition import Exhibition
from app.gallery.index import Index
from app.gallery.normal import Normal
from app.gallery.number import Number
from app.gallery.regression import Regression
from app.gallery.views.exhibit import Exhibit
from app.gallery.views.index import IndexDemo
from app.gallery.views.kernel_regression import KernelRegressionDemo
from app.gallery.views.normal import NormalDemo
from app.gallery.views.slider import SliderDemo
from app.links import SharedView
from app.settings import Settings
from app.visitor.own_file import OwnFile

HELP = (
    (
        "What the demos show",
        "Every page of Vitrine is made the same way: a model that knows no widget, widgets and charts linked "
        "to it, and a card that shows them. Each demo is that pattern in one file of under a hundred lines. "
        "“Show the code” puts the file beside the demo: change something, and find the line that does it.",
    ),
    (
        "In your own notebook",
        "from app.gallery import NormalDemo; NormalDemo() shows the demo in any notebook. Its model holds "
        "what can be set and observed from your own cells.",
    ),
    (
        "Kernel regression",
        "Drag a point, or the triangle of the test point along the top; click an empty place to add a point. "
        "With “A click deletes”, a click on a point takes it away. Beside the chart, for the keyboard: "
        "choose a point by its number, type where it lies, add one or delete it; the test point has a "
        "slider. The bands are one and two standard deviations to either side: of the points around the "
        "curve, or of the curve.",
    ),
    (
        "Sliders",
        "Arrow keys go a step, with Shift ten; or type into the number beside.",
    ),
    (
        "The index",
        "Draw: drag over the chart, then drag the interval or its edges. Sweep: click to start; sideways "
        "places the interval, up and down widens it; a click keeps its width, a double click keeps it "
        "where it is. Or choose the days. Returns are of prices, without dividends. "
        "Your own CSV has a date and a value a line: 2008-12-31,903.25; this browser finds it again until "
        "you forget it.",
    ),
    (
        "Share view",
        "copies a link that opens exactly this view: values, moved points, period and open code.",
    ),
)


class GalleryPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        number, normal, regression, index = Number(), Normal(), Regression(), Index()
        self._exhibition = Exhibition()
        self.own = OwnFile(settings, on_open=index.open, on_lack=index.lack, on_leave=index.reset)
        self.state = SharedView([self.own, number, normal, regression, index, self._exhibition])
        self.arrive = self.own.arrive
        self.exhibits = {
            "slider": Exhibit(SliderDemo(number), "A link both ways.", "vt-3"),
            "normal": Exhibit(
                NormalDemo(normal), "Observed: when the model changes, the marks get new arrays.", "vt-9"
            ),
            "regression": Exhibit(
                KernelRegressionDemo(regression),
                "And back: a dragged point changes the model, and all that depends on it follows.",
                "vt-12",
            ),
            "index": Exhibit(
                IndexDemo(index, self.own),
                "Selected: the interval is a trait like any other; buttons, fields and a link set it too.",
                "vt-12",
            ),
        }
        for name, exhibit in self.exhibits.items():
            exhibit.observe(lambda change, name=name: self._exhibition.show(name, change["new"]), "shown")
        self._exhibition.observe(self._open, "code")
        super().__init__(
            tag="div", class_="vt-gallery vt-grid vt-exhibits", children=list(self.exhibits.values())
        )

    def _open(self, _change: Any) -> None:
        for name, exhibit in self.exhibits.items():
            exhibit.shown = name in self._exhibition.code
