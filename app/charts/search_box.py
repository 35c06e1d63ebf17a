"""Words to look for."""

from __future__ import annotations

import traitlets

from app.charts.component import Component


class SearchBox(Component):
    """``search`` follows what is typed once the typing pauses; ``words`` say what is searched."""

    vue_file = (__file__, "search_box.vue")

    words = traitlets.Unicode().tag(sync=True)
    search = traitlets.Unicode().tag(sync=True)
