"""Words to look for."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets

from app.charts.component import Component


class SearchBox(Component):
    """``search`` follows what is typed once the typing pauses; ``words`` say what is searched.

    ``fault`` are the three parts of a search that cannot be understood, the faulty one in the middle;
    ``told`` says why, or what else there is to say of the search.
    """

    vue_file = (__file__, "search_box.vue")
    page_sets = ("search",)

    words = traitlets.Unicode().tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    search = traitlets.Unicode().tag(sync=True)
    fault = traitlets.List(traitlets.Unicode()).tag(sync=True)
    told = traitlets.Unicode().tag(sync=True)

    def tell(self, told: str, place: Sequence[int] = ()) -> None:
        """Say something of the search; at a ``place`` (first character, end) of it where it is at fault."""
        start, end = place or (0, 0)
        with self.hold_sync():
            self.told = told
            self.fault = [self.search[:start], self.search[start:end], self.search[end:]] if place else []
