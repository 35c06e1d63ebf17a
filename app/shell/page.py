"""The frame of every page: navigation, session status, share view, theme, full screen, help."""

from __future__ import annotations

from typing import Any, Protocol, cast

import ipywidgets
import traitlets

from app.charts.component import Component, prepare
from app.charts.icons import icon_class
from app.links import LinkState
from app.settings import Settings
from app.shell.pages import PAGES, present
from app.shell.theme import take_theme
from app.visitor import Visitor
from app.visitor.views.arrival import Arrival

__all__ = ["PageFrame", "prepare"]


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
    opens, and what a visitor changes follows in the address bar without a reload: each filter or choice is a
    step that the browser's *back* undoes, all that one types or drags at a time is one. ``help`` holds
    ``(heading, text)`` pairs. A content with a method ``arrive`` is told who looks at it (a `Visitor`, or
    None where nothing can be kept for them), before it restores what a link says. The browser's half of this,
    `page.vue`, also works when the session is gone.
    """

    vue_file = (__file__, "page.vue")
    page_sets = ("arrived", "notices")

    content = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    arrival = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    name = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    pages = traitlets.List(traitlets.Dict()).tag(sync=True)
    help = traitlets.List(traitlets.List()).tag(sync=True)
    query = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    arrived = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    flows = traitlets.List(traitlets.Unicode()).tag(sync=True)
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
        found = getattr(content, "view", None) or getattr(content, "state", None)
        self._state = state if state is not None else cast("Linked | None", found)
        arrival = Arrival(Settings.read(), self._received) if hasattr(content, "arrive") else None
        self._known = arrival is None
        fields = getattr(self._state, "link", LinkState()).fields
        super().__init__(
            _dom_classes=(),
            content=content,
            arrival=arrival,
            name=name,
            title=page.title,
            question=page.question,
            pages=[
                {"title": p.title, "href": p.notebook, "icon": icon_class(p.icon), "here": p.name == name}
                for p in present()
            ],
            flows=[key for key, field in fields.items() if field.flows],
            help=[list(pair) for pair in help or getattr(content, "help", ())],
        )
        self.observe(self._restore, "arrived")

    def _received(self, visitor: Visitor | None) -> None:
        cast("Any", self.content).arrive(visitor)
        if not self._known:
            self._known = True
            self._restore()

    def _restore(self, _change: Any = None) -> None:
        if self._state is None or self.arrived is None or not self._known:
            return
        self.vue_travel(self.arrived)
        self._state.observe(self._follow, ["query", "link_lacks"])

    def vue_travel(self, query: str) -> None:
        """The visitor went back or forward to a view."""
        if self._state is None:
            return
        rest, notices = take_theme(query)
        self.notices = [*notices, *self._state.restore(rest)]
        self._follow()

    def _follow(self, _change: Any = None) -> None:
        if self._state is not None:
            with self.hold_sync():
                self.query = self._state.query
                self.link_lacks = self._state.link_lacks
