"""What a training is told to do, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.download import Download
from app.problem import Problem

MOST_MORE = 10_000
"""Epochs that *Train on* can add."""


class TrainingBar(Component):
    """Train, pause, resume, stop, train on; a progress bar; what went wrong; ``downloads`` of the run.

    ``actions`` holds what the buttons do: "train", "pause", "resume", "stop", "train_on" (with a number of
    epochs), "seen" (the page is there) and "dismiss".
    """

    vue_file = (__file__, "training_bar.vue")

    state = traitlets.Unicode("idle").tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    share = traitlets.Float().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    has_run = traitlets.Bool().tag(sync=True)
    can_go_on = traitlets.Bool().tag(sync=True)
    downloads = traitlets.List(traitlets.Instance(ipywidgets.Widget)).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    beat = traitlets.Int().tag(sync=True)
    problem = traitlets.Dict().tag(sync=True)

    def __init__(self, actions: Mapping[str, Callable[..., Any]], downloads: Sequence[Download]) -> None:
        self._actions = actions
        super().__init__(downloads=list(downloads))

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.problem = {} if problem is None else {"what": problem.what, "remedy": problem.remedy}

    def vue_act(self, action: Any) -> None:
        """A button was pressed."""
        if action in ("train", "pause", "resume", "stop", "seen", "dismiss"):
            self._actions[action]()

    def vue_go_on(self, epochs: Any) -> None:
        """*Train on* was pressed."""
        if type(epochs) is int and 1 <= epochs <= MOST_MORE:
            self._actions["train_on"](epochs)
