"""A demo on show, with its code beside it when asked for."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets

from app.charts import Card
from app.charts.component import Component
from app.gallery.source_code import coloured, source


class Exhibit(Component):
    """Shows ``demo`` with one sentence on what it teaches, and its own source when ``shown``."""

    vue_file = (__file__, "exhibit.vue")
    page_sets = ("shown",)

    demo = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    size = traitlets.Unicode().tag(sync=True)
    lesson = traitlets.Unicode().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Bool().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)

    def __init__(self, demo: Card, lesson: str, size: str) -> None:
        super().__init__(demo=demo, lesson=lesson, size=size, name=type(demo).__name__)

    @traitlets.observe("shown")
    def _fill(self, _change: Any) -> None:
        if self.shown and not self.code:
            with self.hold_sync():
                self.code = source(type(self.demo))
                self.html = coloured(self.code)
