"""Numbers with their names, in a row under a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import traitlets

from app.charts.component import Component


class Fact(NamedTuple):
    """A number as it is read, what it is, what belongs to it, and the colour it has in the chart."""

    value: str
    name: str
    note: str = ""
    colour: str = ""


def percent(fraction: float) -> str:
    """A change as it is read, with its sign.

    >>> percent(-0.3849)
    '−38.5%'
    """
    return f"{fraction:+.1%}".replace("-", "−")


class Facts(Component):
    """What `show` was given last."""

    vue_file = (__file__, "facts.vue")

    facts = traitlets.List(traitlets.Dict()).tag(sync=True)

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these numbers."""
        self.facts = [fact._asdict() for fact in facts]
