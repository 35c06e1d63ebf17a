"""What stock controls and charts lack for keys and screen readers, lent to them where they are shown."""

from __future__ import annotations

import ipywidgets
import traitlets

from app.charts.component import Component


class Accessible(Component):
    """Shows ``body``, made of stock ipywidgets and bqplot, in the colours of the page, and names its parts.

    ipywidgets gives the handle of a slider and its number no name, and says of no toggle whether it is
    pressed: here each gets its description, and ``aria-pressed``. Shift makes an arrow key ten steps long.
    """

    vue_file = (__file__, "accessible.vue")

    body = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, body: ipywidgets.Widget) -> None:
        super().__init__(body=body)
