"""What a browser remembers from one visit to the next, under one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


class BrowserMemory(Component):
    """Tells what the browser remembers under ``key`` (``on_arrival(value)``, "" for nothing), once it shows.

    What arrives is a stranger's word, to be checked. `keep` has the browser remember another value; one
    that keeps nothing, as a private window may, forgets it in silence.
    """

    vue_file = (__file__, "browser_memory.vue")

    key = traitlets.Unicode().tag(sync=True)
    kept = traitlets.Unicode().tag(sync=True)

    def __init__(self, key: str, on_arrival: Callable[[str], Any]) -> None:
        self._on_arrival = on_arrival
        super().__init__(key=key)

    def keep(self, value: str) -> None:
        """Remember this from now on."""
        self.kept = value

    def vue_arrive(self, value: Any) -> None:
        """The browser tells what it remembers."""
        self._on_arrival(value if isinstance(value, str) else "")
