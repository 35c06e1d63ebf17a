"""The network page: the builder, what a browser keeps of it, and the help."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v

from app.network.model import NetworkModel
from app.network.views.builder import NeuralNetworkBuilder


class NetworkPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    def __init__(self) -> None:
        self.state: Any = NetworkModel()
        self.builder = NeuralNetworkBuilder(model=self.state)
        super().__init__(tag="div", class_="vt-network-page", children=[self.builder])
        self.state.warm()
