"""What the index demo is about: prices, the period looked at, and the periods worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import traitlets

from app.gallery.link_fields import Days
from app.gallery.performance import Performance, performance
from app.gallery.prices import Prices, read_prices, sp500
from app.links import Choice, Linked, LinkState
from app.problem import Problem
from app.seconds import DAY
from app.tables import read_bytes
from app.uploads import MEGABYTE, Upload, session_folder

LARGEST: Final = 5 * MEGABYTE
"""Bytes of a visitor's CSV: it is read at once, and a day a line for a century has a tenth of this."""


# From the close of one day to the close of another.
PRESETS: Final = {
    "dot-com crash": ("2000-03-24", "2002-10-09"),
    "2008": ("2007-12-31", "2008-12-31"),
    "the rally since": ("2009-03-09", "2018-12-31"),
}


class Index(Linked):
    """Prices and a ``period``: the first and the last day as seconds since 1970, or None for all days.

    Days are also taken as ``("2007-12-31", "2008-12-31")``, as dates or datetime64; all else is a `Problem`.
    ``problem`` says in words why there are no prices, or why a visitor's were not taken. A period that is
    chosen while there are none waits for them.
    """

    prices = traitlets.Instance(Prices, allow_none=True)
    period = traitlets.Instance(tuple, allow_none=True)
    mode = traitlets.Enum(["draw", "sweep"], "draw")
    problem = traitlets.Instance(Problem, allow_none=True)

    link = LinkState(Days("period"), Choice("mode", "draw", options=("draw", "sweep")))

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        """The bundled prices; where there are none, why."""
        try:
            prices, problem = sp500(), None
        except Problem as found:
            prices, problem = None, found
        with self.hold_trait_notifications():
            self.set_trait("period", None)
            self.prices, self.problem = prices, problem

    def lack(self, problem: Problem | None) -> None:
        """No prices: a link asks for a file that is not here."""
        with self.hold_trait_notifications():
            self.prices, self.problem = None, problem

    def open(self, files: Sequence[tuple[str, Path]]) -> None:
        """A visitor's CSV, the first of ``files``. Raises Problem where it cannot be read."""
        name, path = files[0]
        waiting = self.period if self.prices is None else None
        damage: list[str] = []
        content = read_bytes(path, name, damage, LARGEST, remedy="Choose a file with one line a day.")
        if damage:
            raise Problem(damage[0], "Choose a whole one.")
        self.read(content, name)
        if self.problem is not None:
            raise self.problem
        self.period = waiting

    def receive(self, name: str, size: int) -> Upload:
        """A visitor's CSV on its way. Raises Problem if it is too large."""
        return Upload(name, size, session_folder(), LARGEST, remedy="Choose a file with one line a day.")

    def read(self, content: bytes, name: str) -> None:
        """Take a visitor's CSV instead, or say what is wrong with it."""
        try:
            prices = read_prices(content, name)
        except Problem as problem:
            self.problem = problem
            return
        with self.hold_trait_notifications():
            self.set_trait("period", None)
            self.problem, self.prices = None, prices

    @traitlets.validate("period")
    def _within(self, proposal: Any) -> tuple[int, int] | None:
        period = proposal["value"]
        if period is None:
            return None
        if len(period) != 2:
            raise _no_period(period)
        first, last = (_seconds(end, period) for end in period)
        if self.prices is not None:
            low, high = (int(day.astype(int)) * DAY for day in self.prices.days[[0, -1]])
            first, last = (min(max(end, low), high) for end in (first, last))
        return (first, last) if first < last else None

    @property
    def presets(self) -> dict[str, tuple[int, int]]:
        """The periods worth a look that these prices cover, by name."""
        if self.prices is None:
            return {}
        days = self.prices.days
        covered = {}
        for name, ends in PRESETS.items():
            first, last = np.array(ends, "datetime64[D]")
            if days[0] <= first and last <= days[-1]:
                covered[name] = (int(first.astype(int)) * DAY, int(last.astype(int)) * DAY)
        return covered

    @property
    def days(self) -> tuple[np.datetime64, ...]:
        """The first and the last day of all prices; nothing without prices."""
        return tuple(self.prices.days[[0, -1]]) if self.prices is not None else ()

    @property
    def ends(self) -> tuple[np.datetime64, ...]:
        """The first and the last day of the period, or of all prices; nothing without prices."""
        if self.period is not None:
            return tuple(np.array(self.period, "datetime64[s]").astype("datetime64[D]"))
        return self.days

    def choose(self, ends: Sequence[np.datetime64] | None) -> None:
        """Look at the period between two days, or at all; what is no period is not heard."""
        with suppress(Problem):
            self.period = ends if ends is None else tuple(ends)

    def move_end(self, end: int, day: date | None) -> None:
        """Let the period begin (0) or end (1) on another day; one that leaves no period changes nothing.

        So does one before or after all prices: whoever types a year is there after one digit of four.
        """
        if self.prices is None or day is None:
            return
        ends, (low, high) = list(self.ends), self.prices.days[[0, -1]]
        ends[end] = np.datetime64(day, "D")
        if low <= ends[0] < ends[1] <= high:
            self.period = None if (ends[0], ends[1]) == (low, high) else tuple(ends)

    @property
    def performance(self) -> Performance | None:
        """How the prices did over the period."""
        return performance(self.prices, *self.ends) if self.prices is not None else None

    def within(self) -> list[tuple[np.datetime64, float]]:
        """The days of the period and their values."""
        if self.prices is None:
            return []
        first, last = self.ends
        days = self.prices.days
        chosen = (days >= first) & (days <= last)
        return list(zip(days[chosen], self.prices.values[chosen].tolist(), strict=True))


def _seconds(end: Any, period: Any) -> int:
    try:
        if isinstance(end, int | float | np.number):
            return int(end)
        day = np.datetime64(end, "D")
        if not np.isnat(day):
            return int(day.astype(int)) * DAY
    except (TypeError, ValueError, OverflowError):
        pass
    raise _no_period(period)


def _no_period(period: Any) -> Problem:
    return Problem(
        f"{period!r} is not a period.",
        'Give two days, as ("2007-12-31", "2008-12-31"), or None for all.',
    )
