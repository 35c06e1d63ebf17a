"""What a training is told to do, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.download import Download
from app.charts.problem_note import ProblemNote

MOST_MORE = 10_000
"""Epochs that *Train on* can add."""


class Further(TypedDict):
    """How to train on; ``rate`` is 0 where the learning rate is to stay."""

    epochs: int
    rate: float


class TrainingBar(Component):
    """Train, pause, resume, stop, train on; a progress bar; ``downloads`` of the run; a ``note`` under it.

    ``actions`` holds what the buttons do: "train", "pause", "resume", "stop", "train_on" (with a number of
    epochs, and a learning rate or None) and "seen" (the page is there). ``ready_made`` tells that the run on
    show was trained elsewhere; ``what`` says what *Train* would learn; ``rate`` is the learning rate so far,
    0 where a schedule sets it.
    """

    vue_file = (__file__, "training_bar.vue")

    state = traitlets.Unicode("idle").tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    what = traitlets.Unicode().tag(sync=True)
    share = traitlets.Float().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    has_run = traitlets.Bool().tag(sync=True)
    ready_made = traitlets.Bool().tag(sync=True)
    can_go_on = traitlets.Bool().tag(sync=True)
    rate = traitlets.Float().tag(sync=True)
    downloads = traitlets.List(traitlets.Instance(ipywidgets.Widget)).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    beat = traitlets.Int().tag(sync=True)
    note = traitlets.Instance(ProblemNote, ()).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, actions: Mapping[str, Callable[..., Any]], downloads: Sequence[Download]) -> None:
        self._actions = actions
        super().__init__(downloads=list(downloads))

    def vue_act(self, action: str) -> None:
        """A button was pressed."""
        if action in ("train", "pause", "resume", "stop", "seen"):
            self._actions[action]()

    def vue_go_on(self, wanted: Further) -> None:
        """*Train on* was pressed."""
        if 1 <= wanted["epochs"] <= MOST_MORE and wanted["rate"] >= 0:
            self._actions["train_on"](wanted["epochs"], float(wanted["rate"]) or None)
