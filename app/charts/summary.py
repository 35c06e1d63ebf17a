"""How much of the data is selected, and by which filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import traitlets

from app.charts.component import Component

HINT = (
    "Click anything to filter by it; ctrl-click adds, shift-click takes a range, alt-click leaves out, "
    "Escape clears."
)


class Summary(Component):
    """``492 of 13,628 requests selected``, a chip a filter, *Reset all*; Escape resets too.

    ``on_clear(name)`` is called with the name of a dismissed filter, without one for all of them;
    ``on_turn(name)``, where there is one, with that of a filter which is to leave out what it lets through,
    or the other way round. ``hint`` stands where no filter is set. On a touch screen, where no key can be
    held, it is chosen here what a tap does: selects, adds or, where filters can be turned, leaves out.
    ``about`` names the data, for the pictures that are saved.

    >>> summary = Summary(print)  # doctest: +SKIP
    >>> summary.show("492 of 13,628 requests selected", [("status", "Status", "404")])  # doctest: +SKIP
    """

    vue_file = (__file__, "summary.vue")

    text = traitlets.Unicode().tag(sync=True)
    chips = traitlets.List(traitlets.Dict()).tag(sync=True)
    hint = traitlets.Unicode(HINT).tag(sync=True)
    leaves_out = traitlets.Bool().tag(sync=True)
    about = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, on_clear: Callable[..., Any], on_turn: Callable[[str], Any] | None = None, **state: Any
    ) -> None:
        self._on_clear = on_clear
        self._on_turn = on_turn
        super().__init__(leaves_out=on_turn is not None, **state)

    def show(
        self,
        text: str,
        chips: Iterable[tuple[str, str, str]],
        turns: Mapping[str, bool] | None = None,
    ) -> None:
        """Show this sentence, and a chip for each filter: its name, its title and what it lets through.

        ``turns`` says by name which filters can be turned, and whether each leaves out.
        """
        ways = turns or {}
        with self.hold_sync():
            self.text = text
            self.chips = [
                {
                    "name": name,
                    "title": title,
                    "text": words,
                    "turns": name in ways,
                    "without": ways.get(name, False),
                }
                for name, title, words in chips
            ]

    def vue_clear(self, name: str) -> None:
        """A chip was dismissed."""
        self._on_clear(str(name))

    def vue_turn(self, name: str) -> None:
        """A filter is to leave out what it lets through, or the other way round."""
        if self._on_turn is not None:
            self._on_turn(str(name))

    def vue_reset(self, _data: Any = None) -> None:
        """All filters were dismissed."""
        self._on_clear()
