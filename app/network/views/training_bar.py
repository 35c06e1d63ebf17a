"""What a training is told to do, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from app.charts.component import Component
from app.problem import Problem

MOST_MORE = 10_000
"""Epochs that *Train on* can add."""


class TrainingBar(Component):
    """Train, pause, resume, stop, train on; a progress bar; what went wrong.

    ``actions`` holds what the buttons do: "train", "pause", "resume", "stop", "train_on" (with a number of
    epochs), "save_model", "save_code", "seen" (the page is there) and "dismiss".
    """

    vue_file = (__file__, "training_bar.vue")

    state = traitlets.Unicode("idle").tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    share = traitlets.Float().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    has_run = traitlets.Bool().tag(sync=True)
    can_go_on = traitlets.Bool().tag(sync=True)
    saving = traitlets.Bool().tag(sync=True)
    beat = traitlets.Int().tag(sync=True)
    problem = traitlets.Dict().tag(sync=True)

    def __init__(self, actions: Mapping[str, Callable[..., Any]]) -> None:
        self._actions = actions
        super().__init__()

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.problem = {} if problem is None else {"what": problem.what, "remedy": problem.remedy}

    def save(self, name: str, kind: str, content: bytes) -> None:
        """Hand a file to the browser."""
        self.send({"method": "file", "args": [name, kind]}, [content])

    def vue_act(self, action: Any) -> None:
        """A button was pressed."""
        if action in ("train", "pause", "resume", "stop", "save_model", "save_code", "seen", "dismiss"):
            self._actions[action]()

    def vue_go_on(self, epochs: Any) -> None:
        """*Train on* was pressed."""
        if type(epochs) is int and 1 <= epochs <= MOST_MORE:
            self._actions["train_on"](epochs)
