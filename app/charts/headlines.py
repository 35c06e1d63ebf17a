"""The few figures that matter most, each with its line over time and its change; one of them is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import traitlets

from app.charts.component import Component


@dataclass(frozen=True)
class Headline:
    """One figure in words: its ``title``, its ``value`` in short and in ``full``, and a ``note`` below.

    ``line`` are its values over time, None where nothing is known. ``change`` says how it changed, and
    ``versus`` against what. ``kin`` are names and titles of kindred figures that can take its place.
    """

    name: str
    title: str
    value: str
    full: str = ""
    note: str = ""
    line: list[float | None] = field(default_factory=list)
    change: str = ""
    versus: str = ""
    kin: list[tuple[str, str]] = field(default_factory=list)


class Headlines(Component):
    """Figures in a row, as radio buttons: ``on_choose(name)`` is called when another one is looked at.

    >>> Headlines(print).show([Headline("visits", "Visits", "1,204")], "visits")  # doctest: +SKIP
    """

    vue_file = (__file__, "headlines.vue")

    figures = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode("What is counted").tag(sync=True)

    def __init__(self, on_choose: Callable[[str], Any], **state: Any) -> None:
        self._on_choose = on_choose
        super().__init__(**state)

    def show(self, figures: Iterable[Headline], chosen: str) -> None:
        """Show these figures, the chosen one marked."""
        with self.hold_sync():
            self.figures = [asdict(figure) for figure in figures]
            self.chosen = chosen

    def vue_choose(self, name: str) -> None:
        """A figure was chosen in the browser."""
        self._on_choose(str(name))
