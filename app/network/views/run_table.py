"""Runs in a table, each with what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import traitlets

from app.charts.component import Component
from app.network.runs import MOST_NOTE

ACTIONS = ("open", "model", "code", "curves", "histograms", "tensorboard", "card", "remove")


class Tick(TypedDict):
    """Whether the run ``key`` is ``on``."""

    key: str
    on: bool


class Wish(TypedDict):
    """One of `ACTIONS` on the run ``key``."""

    key: str
    action: str


class Note(TypedDict):
    """What a visitor wrote beside the run ``key``."""

    key: str
    note: str


class RunTable(Component):
    """``on_select(key, on)`` is called when a run is ticked, ``on_act(key, action)`` for one of `ACTIONS`.

    ``on_note(key, note)`` is called when something was written beside a run.
    """

    vue_file = (__file__, "run_table.vue")

    runs = traitlets.List(traitlets.Dict()).tag(sync=True)

    longest = traitlets.Int(MOST_NOTE).tag(sync=True)

    def __init__(
        self,
        on_select: Callable[[str, bool], Any],
        on_act: Callable[[str, str], Any],
        on_note: Callable[[str, str], Any],
    ) -> None:
        self._on_select, self._on_act, self._on_note = on_select, on_act, on_note
        super().__init__()

    def show(self, runs: Sequence[dict[str, Any]]) -> None:
        """Show these runs."""
        self.runs = list(runs)

    def _known(self, key: Any) -> bool:
        return any(run["key"] == key for run in self.runs)

    def vue_tick(self, choice: Tick) -> None:
        """A run was ticked, or no longer is."""
        if self._known(choice["key"]):
            self._on_select(choice["key"], choice["on"])

    def vue_write(self, note: Note) -> None:
        """A note was written."""
        if self._known(note["key"]):
            self._on_note(note["key"], note["note"])

    def vue_act(self, wish: Wish) -> None:
        """A button of a run was pressed."""
        if self._known(wish["key"]) and wish["action"] in ACTIONS:
            self._on_act(wish["key"], wish["action"])
