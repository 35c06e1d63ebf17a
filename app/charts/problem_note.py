"""What went wrong, in words."""

from __future__ import annotations

from typing import Any

import traitlets

from app.charts.component import Component
from app.problem import Problem


class ProblemNote(Component):
    """The problem it was told of, until it is told of none or a visitor dismisses it; else nothing."""

    vue_file = (__file__, "problem_note.vue")

    what = traitlets.Unicode().tag(sync=True)
    remedy = traitlets.Unicode().tag(sync=True)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        with self.hold_sync():
            self.what, self.remedy = ("", "") if problem is None else (problem.what, problem.remedy)

    def vue_dismiss(self, _data: Any = None) -> None:
        """The problem was read."""
        self.tell(None)
