"""Which page of a long table is shown."""

from __future__ import annotations

import traitlets

from app.charts.component import Component


class Pager(Component):
    """``page`` (from 0) of so many ``pages``, with a button to the one before and the one after."""

    vue_file = (__file__, "pager.vue")
    page_sets = ("page",)

    page = traitlets.Int(0).tag(sync=True)
    pages = traitlets.Int(0).tag(sync=True)
