"""Facts of a run in two columns, against another run where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import traitlets

from app.charts.component import Component


class Fact(NamedTuple):
    """A name and its value; ``change`` is the difference to another run, ``good`` whether for the better."""

    name: str
    value: str
    change: str = ""
    good: bool | None = None


class FactList(Component):
    """What `show` was given last; ``empty`` where that was nothing."""

    vue_file = (__file__, "facts.vue")

    facts = traitlets.List(traitlets.Dict()).tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these facts."""
        self.facts = [fact._asdict() for fact in facts]
