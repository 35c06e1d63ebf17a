"""Numbers with their names, in a row under a chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

import ipywidgets
import numpy as np

from app.dates import full_day


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


def days(first: np.datetime64, last: np.datetime64) -> str:
    """From one day to another.

    >>> days(np.datetime64("2007-10-09"), np.datetime64("2009-03-09"))
    '9 Oct 2007 to 9 Mar 2009'
    """
    return " to ".join(full_day(date.fromisoformat(str(day))) for day in (first, last))


def number(value: float, digits: int, none: str = "none") -> str:
    """A number as it is read, with a true minus; ``none`` where there is none.

    >>> number(-2.104, 2), number(float("inf"), 3)
    ('−2.10', 'none')
    """
    return f"{value:.{digits}f}".replace("-", "−") if math.isfinite(value) else none


class Facts(ipywidgets.HTML):
    """A list of terms; ``facts`` are those that `show` was given last."""

    facts: Sequence[Fact] = ()

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these numbers."""
        self.facts = tuple(facts)
        self.value = f'<dl class="vt-numbers">{"".join(map(_term, facts))}</dl>'


def _term(fact: Fact) -> str:
    value, name, note, colour = map(escape, fact)
    swatch = f'<i style="background: {colour}" aria-hidden="true"></i>' if colour else ""
    return f"<div><dt>{swatch}{name}</dt><dd>{value}{note and f' <small>{note}</small>'}</dd></div>"
