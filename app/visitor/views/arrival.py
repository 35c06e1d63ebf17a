"""Where a page learns which browser looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v

from app.charts.browser_memory import BrowserMemory
from app.charts.problem_note import ProblemNote
from app.settings import Settings
from app.visitor.reception import Reception
from app.visitor.visitor import Visitor

REMEMBERED = "vitrine-visitor"
"""Under this the browser keeps the visitor's id, on every page the same."""


class Arrival(v.Html):
    """Receives the browser once it shows its id: ``on_visitor`` hears who it is, or None where nothing can
    be kept. What there is to say to them, as that their work had to go, stands here."""

    def __init__(self, settings: Settings, on_visitor: Callable[[Visitor | None], Any]) -> None:
        self._reception = Reception(settings)
        self._on_visitor = on_visitor
        self._came = ""
        self.memory = BrowserMemory(REMEMBERED, self._arrived)
        self.note = ProblemNote()
        super().__init__(tag="div", class_="vt-arrival", children=[self.memory, self.note])

    def _arrived(self, shown: str) -> None:
        visitor, notice = self._reception.receive(shown)
        if visitor is not None and visitor.identity != shown:
            self.memory.keep(visitor.identity)
        self.note.tell(notice)
        if not self._came or visitor is None or visitor.identity != self._came:
            self._came = visitor.identity if visitor is not None else ""
            self._on_visitor(visitor)
