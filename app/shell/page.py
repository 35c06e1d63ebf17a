"""The frame of every page: navigation, session status, share view, theme, full screen, help."""

from __future__ import annotations

from typing import Any, Protocol, cast

import ipywidgets
import traitlets

from app.charts.component import Component
from app.shell.pages import PAGES, present
from app.shell.theme import take_theme


class Linked(Protocol):
    """What the frame needs of a page's state: its place in the URL, and what a link cannot hold."""

    def restore(self, query: str) -> list[str]:
        """Take over the view a link describes; return a sentence for each part that was ignored."""

    def observe(self, handler: Any, names: Any) -> None:
        """Call ``handler`` when a trait changes (of `traitlets.HasTraits`)."""

    @property
    def query(self) -> str:
        """The view as a URL query without its question mark."""

    @property
    def link_lacks(self) -> str:
        """What a link to this view leaves out, as a sentence; empty if nothing."""


class PageFrame(Component):
    """Frames ``content``, the widget of the page called ``name`` (its notebook without the ending).

    ``state`` (see `Linked`) is kept equal to the URL's query: what a link says is restored when the page
    opens, and what a visitor changes follows in the address bar without a reload. ``help`` holds
    ``(heading, text)`` pairs. The browser's half of this, `page.vue`, also works when the session is gone.
    """

    vue_file = (__file__, "page.vue")

    content = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    name = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    pages = traitlets.List(traitlets.Dict()).tag(sync=True)
    help = traitlets.List(traitlets.List()).tag(sync=True)
    query = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    arrived = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    notices = traitlets.List(traitlets.Unicode()).tag(sync=True)
    link_lacks = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        name: str,
        content: ipywidgets.Widget,
        *,
        state: Linked | None = None,
        help: tuple[tuple[str, str], ...] = (),
    ) -> None:
        page = next(page for page in PAGES if page.name == name)
        self._state = state if state is not None else cast("Linked | None", getattr(content, "state", None))
        super().__init__(
            _dom_classes=(),
            content=content,
            name=name,
            title=page.title,
            question=page.question,
            pages=[
                {"title": p.title, "href": p.notebook, "icon": p.icon, "here": p.name == name}
                for p in present()
            ],
            help=[list(pair) for pair in help or getattr(content, "help", ())],
        )
        self.observe(self._restore, "arrived")

    def _restore(self, _change: Any) -> None:
        if self._state is None or self.arrived is None:
            return
        rest, notices = take_theme(self.arrived)
        self.notices = [*notices, *self._state.restore(rest)]
        self._state.observe(self._follow, ["query", "link_lacks"])
        self._follow()

    def _follow(self, _change: Any = None) -> None:
        if self._state is not None:
            with self.hold_sync():
                self.query = self._state.query
                self.link_lacks = self._state.link_lacks
