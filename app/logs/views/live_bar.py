"""Following a log: on and off, hold still, which part, and how it stands."""

from __future__ import annotations

from typing import Any

import traitlets

from app.charts.component import Component
from app.logs.live.model import WINDOWS, Live

_NAMES = {"all": "all of it", "day": "last day", "hour": "last hour", "5min": "last 5 minutes"}


class LiveBar(Component):
    """The row under the log's name for ``live``; nothing where the log at hand cannot be followed."""

    vue_file = (__file__, "live_bar.vue")

    offered = traitlets.Bool().tag(sync=True)
    always = traitlets.Bool().tag(sync=True)
    following = traitlets.Bool().tag(sync=True)
    paused = traitlets.Bool().tag(sync=True)
    window = traitlets.Unicode("all").tag(sync=True)
    windows = traitlets.List(traitlets.Dict()).tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)

    def __init__(self, live: Live) -> None:
        self._live = live
        super().__init__(windows=[{"name": name, "title": _NAMES[name]} for name in WINDOWS])
        for name in ("following", "paused", "window", "words", "trouble"):
            traitlets.dlink((live, name), (self, name))

    def offer(self, offered: bool, always: bool = False) -> None:
        """Say whether the log at hand can be followed; ``always`` that it cannot be looked at otherwise."""
        with self.hold_sync():
            self.offered, self.always = offered, always

    def vue_follow(self, _data: Any = None) -> None:
        """Follow was switched."""
        if self.offered and not self.always:
            self._live.following = not self._live.following

    def vue_hold(self, _data: Any = None) -> None:
        """Pause was switched."""
        if self._live.watching:
            self._live.paused = not self._live.paused

    def vue_roll(self, window: str) -> None:
        """Another window was chosen."""
        if window in WINDOWS:
            self._live.window = window
