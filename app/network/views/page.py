"""The network page: the builder, what the server keeps for a browser, and the help."""

from __future__ import annotations

from pathlib import Path

import ipyvuetify as v

from app.charts.browser_memory import BrowserMemory
from app.network.model import NetworkModel
from app.network.views.builder import NeuralNetworkBuilder
from app.network.views.help import HELP
from app.problem import Problem
from app.settings import Settings
from app.visitor import Visitor, is_identity, new_identity

REMEMBERED = "vitrine-visitor"
"""Under this the browser keeps the visitor's id, on every page the same."""


class NetworkPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self._visitors = Path((settings or Settings.read()).visitors)
        self.state = NetworkModel()
        self.builder = NeuralNetworkBuilder(model=self.state)
        self._at_home = False
        self.state.observe(self._recall, "recalled")
        self.memory = BrowserMemory(REMEMBERED, self._arrived)
        super().__init__(tag="div", class_="vt-network-page", children=[self.builder, self.memory])

    def _arrived(self, remembered: str) -> None:
        """The browser showed its id, or has none yet."""
        # Not before: the import takes the second of the processor in which the page is drawn.
        self.builder.warm()
        identity = remembered
        if not is_identity(remembered):
            identity = new_identity()
            self.memory.keep(identity)
        try:
            self.state.keep_in(Visitor(identity, self._visitors).folder)
        except Problem as problem:
            self.builder.tell(problem)
        self._at_home = True
        self._recall()

    def _recall(self, _change: object = None) -> None:
        """Once it is known which runs this browser keeps, and that a link asks for one."""
        if self._at_home and self.state.recalled:
            self.builder.recall()
