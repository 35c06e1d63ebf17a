"""Many widgets changed at once: a browser then lays its page out once, not for each.

The messages, one a widget, stand between two of a comm `TARGET` that is never opened: a page of ours holds
what comes between them, takes it in one go, and says once it has drawn that (``static/arrival.js``). Any
other front end passes over these two, since it knows no such comm, and says nothing. A page that has said so
once is told all in one message of that comm: forty take longer on their way than the reckoning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from time import monotonic
from typing import Any, TypedDict

from comm import create_comm, get_comm_manager
from ipywidgets import Widget

from app.charts.messages import fits

TARGET = "vitrine.together"

PATIENCE = 2.0
"""Seconds after which a page that has not drawn what it was told is told more: it may be hidden."""


def below(*roots: Widget) -> list[Widget]:
    """These widgets and all that they show, each once, those that come first being the first."""
    found: dict[str, Widget] = {}
    waiting: list[Any] = list(roots)
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, Widget) and value.model_id not in found:
            found[value.model_id] = value
            waiting += [getattr(value, name) for name in value.keys if not name.startswith("_")]
        elif isinstance(value, Mapping):
            waiting += [one for one in value.values() if isinstance(one, Widget)]
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            waiting += [one for one in value if isinstance(one, Widget)]
    return list(found.values())


@contextmanager
def told_together(widgets: Sequence[Widget]) -> Iterator[None]:
    """What changes of these widgets is sent at the end, in their order, each by one message or all by one.

    Taken one by one, forty changes make a browser lay out and paint a page ten times, each time for longer
    than the reckoning takes.
    """
    page, said = _page(), _Said()
    with ExitStack() as held:
        # What is entered last ends first.
        held.callback(lambda: page.told(said))
        if page.listens:
            held.enter_context(said.instead_of(widgets))
        for widget in reversed(widgets):
            held.enter_context(widget.hold_sync())
        if not page.listens:
            held.callback(page.telling)
        yield


class _Said:
    """What widgets would have sent, each by its comm, and the buffers of all."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.buffers: list[Any] = []

    @contextmanager
    def instead_of(self, widgets: Sequence[Widget]) -> Iterator[None]:
        """Take what these widgets send meanwhile in the place of their comms."""
        comms = [widget.comm for widget in widgets if widget.comm is not None]
        for comm in comms:
            vars(comm)["send"] = partial(self._take, comm.comm_id)
        try:
            yield
        finally:
            for comm in comms:
                vars(comm).pop("send", None)

    def _take(self, comm_id: str, data: dict[str, Any], buffers: Sequence[Any] | None = None) -> None:
        self.messages.append({"comm_id": comm_id, "data": data, "buffers": len(buffers or ())})
        self.buffers += buffers or ()


def drawing() -> bool:
    """Whether the page still draws what it was told together: more would have to wait in its browser."""
    return _page().drawing


class Turn(TypedDict):
    """Which of the things that were told together a page has ``drawn``, the first being 1."""

    drawn: int


class Drawn(TypedDict):
    """What a page says on the comm."""

    content: Turn


class _Page:
    """What the page was told, and how much of it it has drawn; one that never said so is not waited for."""

    def __init__(self) -> None:
        self._told = self._drawn = 0
        self._told_at = 0.0
        self._comm = create_comm(target_name=TARGET, comm_id=TARGET, primary=False)
        self._comm.on_msg(self._heard)
        get_comm_manager().register_comm(self._comm)

    def telling(self) -> None:
        """More is told from here on."""
        self._comm.send({"holding": True})

    def told(self, said: _Said) -> None:
        """All of it is told, with what was ``said``."""
        self._told, self._told_at = self._told + 1, monotonic()
        end = {"holding": False, "turn": self._told}
        if said.messages:
            self._comm.send({**end, "told": said.messages}, buffers=said.buffers)
        else:
            self._comm.send(end)

    @property
    def listens(self) -> bool:
        """Whether this is a page of ours: it has said that it drew what it was told."""
        return self._drawn > 0

    @property
    def drawing(self) -> bool:
        return 0 < self._drawn < self._told and monotonic() - self._told_at < PATIENCE

    def _heard(self, message: dict[str, Any]) -> None:
        said = message["content"].get("data")
        if fits(said, Drawn) and self._drawn < said["content"]["drawn"] <= self._told:
            self._drawn = said["content"]["drawn"]


@cache
def _page() -> _Page:
    return _Page()
