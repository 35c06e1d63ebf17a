"""Numbers with their names, in a row under a chart."""

from __future__ import annotations

import math
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


def number(value: float, digits: int, none: str = "none") -> str:
    """A number as it is read, with a true minus; ``none`` where there is none.

    >>> number(-2.104, 2), number(float("inf"), 3)
    ('−2.10', 'none')
    """
    return f"{value:.{digits}f}".replace("-", "−") if math.isfinite(value) else none


class Facts(Component):
    """What `show` was given last."""

    vue_file = (__file__, "facts.vue")

    facts = traitlets.List(traitlets.Dict()).tag(sync=True)

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these numbers."""
        self.facts = [fact._asdict() for fact in facts]
