"""How far some work is, with a way to stop it, and what went wrong with it."""

from __future__ import annotations

from typing import Any, Protocol

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.problem_note import ProblemNote
from app.problem import Problem


class Work(Protocol):
    """What goes on beside the page, as traits: ``words`` say it, ``share`` of it is done (0 to 1)."""

    running: bool
    words: str
    share: float
    problem: Problem | None

    def observe(self, handler: Any, names: Any) -> None:
        """Call ``handler`` when a trait changes."""

    def stop(self) -> None:
        """End it."""


class Progress(Component):
    """A line for ``work``, nothing while nothing is done; ``tell`` adds a problem from elsewhere."""

    vue_file = (__file__, "progress.vue")

    running = traitlets.Bool().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    share = traitlets.Float().tag(sync=True)
    note = traitlets.Instance(ProblemNote, ()).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, work: Work) -> None:
        self._work = work
        super().__init__()
        work.observe(self._follow, ["running", "words", "share"])
        work.observe(self._judge, ["running", "problem"])
        self._follow()
        self.tell(work.problem)

    def _follow(self, _change: Any = None) -> None:
        with self.hold_sync():
            self.running, self.words, self.share = self._work.running, self._work.words, self._work.share

    def _judge(self, change: Any) -> None:
        # New work leaves behind what was told before; its end does not, it may be about something else.
        if change["name"] == "problem" or change["new"]:
            self.tell(self._work.problem)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.note.tell(problem)

    def vue_stop(self, _data: Any = None) -> None:
        """The work was stopped."""
        self._work.stop()
