"""The network page: the builder, what the server keeps for a browser, and the help."""

from __future__ import annotations

import ipyvuetify as v

from app.network.model import NetworkModel
from app.network.views.builder import NeuralNetworkBuilder
from app.network.views.help import HELP
from app.settings import Settings
from app.visitor import Visitor
from app.visitor.views.arrival import Arrival


class NetworkPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self.state = NetworkModel()
        self.builder = NeuralNetworkBuilder(model=self.state)
        self._at_home = False
        self.state.observe(self._recall, "recalled")
        self.arrival = Arrival(settings or Settings.read(), self._arrived)
        super().__init__(tag="div", class_="vt-network-page", children=[self.arrival, self.builder])

    def _arrived(self, visitor: Visitor | None) -> None:
        """The browser showed who it is."""
        # Not before: the import takes the second of the processor in which the page is drawn.
        self.builder.warm()
        if visitor is not None:
            self.state.keep_in(visitor.folder, visitor.keeping, visitor.promise)
        self._at_home = True
        self._recall()

    def _recall(self, _change: object = None) -> None:
        """Once it is known which runs this browser keeps, and that a link asks for one."""
        if self._at_home and self.state.recalled:
            self.builder.recall()
