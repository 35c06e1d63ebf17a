"""The network page: the builder, what the server keeps for a browser, and the help."""

from __future__ import annotations

import ipyvuetify as v

from app.links import SharedView
from app.network.bundled import bundled_run
from app.network.datasets import OWN, own_tables
from app.network.datasets.several_files import packed
from app.network.link import FIRST
from app.network.model import NetworkModel
from app.network.views.builder import NeuralNetworkBuilder
from app.network.views.help import HELP
from app.problem import Problem
from app.settings import Settings
from app.visitor import Visitor
from app.visitor.files import KeptFile
from app.visitor.own_file import Named, OwnFile


class NetworkPage(v.Html):
    """Everything of the page but its frame. ``view`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self.own = OwnFile(settings, on_open=self._open_own, on_lack=self._lack, on_leave=self._leave_own)
        self.state = NetworkModel()
        if (run := bundled_run()) is not None:
            self.state.open_with(run)
        self.view = SharedView([self.own, self.state])
        self.builder = NeuralNetworkBuilder(model=self.state, own=self.own)
        self._at_home = False
        self._opening = False
        self.state.observe(self._recall, "recalled")
        self.state.observe(self._follow, "revision")
        super().__init__(tag="div", class_="vt-network-page", children=[self.builder])

    def arrive(self, visitor: Visitor | None) -> None:
        """The browser showed who it is."""
        # Not before: the import takes the second of the processor in which the page is drawn.
        self.builder.actions.warm()
        if visitor is not None:
            self.state.keep_in(visitor.folder, visitor.keeping, visitor.promise)
        self.own.arrive(visitor)
        self._at_home = True
        self._recall()

    def _recall(self, _change: object = None) -> None:
        """Once it is known which runs this browser keeps, and that a link asks for one."""
        if self._at_home and self.state.recalled:
            self.builder.actions.recall()

    # ---- a table of one's own ----

    def _open_own(self, files: list[Named]) -> None:
        """Learn from what a visitor brought, or what a link asks for. Raises Problem."""
        self._opening = True
        try:
            kept = KeptFile.of(files)
            path = files[0][1] if len(files) == 1 else packed(files)
            self.state.receive(path, kept.name, kept.key)
        finally:
            self._opening = False

    def _lack(self, problem: Problem | None) -> None:
        """A link asks for a table that is not here: it is named wherever its rows are missing."""
        if self.own.file is not None:
            own_tables().ask_for(*self.own.file)
        self.builder.tell(problem)

    def _leave_own(self) -> None:
        """Show what the page shows to whoever brings nothing."""
        self.state.choose_preset(FIRST)

    def _follow(self, _change: object) -> None:
        """A preset or another data set leaves the table; the settings of a kept run may bring another one."""
        data = self.state.settings.data
        shown = self.own.file[0] if self.own.file is not None else ""
        if self._opening:
            return
        if data.name != OWN and shown:
            self.own.leave()
        elif data.name == OWN and (key := str(data.values.get("file", ""))) != shown:
            self.own.choose(key)
