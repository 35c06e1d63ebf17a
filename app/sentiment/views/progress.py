"""How far some work is, with a way to stop it, and what went wrong with it."""

from __future__ import annotations

from typing import Any

import traitlets

from app.charts.component import Component
from app.problem import Problem
from app.sentiment.working import Working


class Progress(Component):
    """A line for ``working``; nothing while nothing is done."""

    vue_file = (__file__, "progress.vue")

    running = traitlets.Bool().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    share = traitlets.Float().tag(sync=True)
    problem = traitlets.Dict().tag(sync=True)

    def __init__(self, working: Working) -> None:
        self._working = working
        super().__init__()
        working.observe(self._follow, ["running", "words", "share", "problem"])
        self._follow()

    def _follow(self, _change: Any = None) -> None:
        working = self._working
        with self.hold_sync():
            self.running, self.words, self.share = working.running, working.words, working.share
            self.tell(working.problem)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.problem = {} if problem is None else {"what": problem.what, "remedy": problem.remedy}

    def vue_stop(self, _data: Any = None) -> None:
        """The work was stopped."""
        self._working.stop()

    def vue_dismiss(self, _data: Any = None) -> None:
        """The problem was read."""
        self.tell(None)
