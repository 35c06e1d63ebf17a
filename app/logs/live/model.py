"""Following a log on a page: how often it is looked at, which part is shown, how it stands, in words."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import traitlets

from app.counted import counted
from app.links import Choice, Flag, Linked, LinkState
from app.logs.live.sources import Watched
from app.logs.live.start import StartField
from app.logs.live.watching import FRESH, Standing, Watch
from app.logs.store.log import Log
from app.problem import Problem
from app.uploads import size_in_words

WINDOWS = {"all": 0, "day": 86400, "hour": 3600, "5min": 300}
"""The rolling windows by their names in links, in seconds; 0 is all that is kept."""

BEAT = 0.1
"""Seconds between two looks at what was committed."""

PATIENCE = 3
"""What is shown is shown anew after this many times what showing it took the last time."""

Show = Callable[[Log, Standing], Any]


class Live(Linked):
    """One live source at a time; ``show(log, standing)`` is called on the event loop whenever there is more.

    It gives whether it has to be called again for what there is already. ``heed(log, standing)`` is called at
    every look, also when nothing came and while the picture stands. While ``drawing()``, what was shown last
    is on its way to the screen, and the next waits.

    ``following``, ``start`` (from where, see `start_of`) and ``window`` stand in the link. While ``paused``
    the picture stands and counting goes on. ``words`` say how the source stands, ``trouble`` what is amiss
    with it; it goes when it is well again.
    """

    link = LinkState(
        # Before what begins to follow.
        StartField("from", title="From when", trait="start"),
        Flag("follow", title="Follow", trait="following"),
        Choice("window", "all", "Rolling window", tuple(WINDOWS)),
    )

    following = traitlets.Bool()
    start = traitlets.Unicode()
    window = traitlets.Enum(tuple(WINDOWS), "all")
    paused = traitlets.Bool()
    words = traitlets.Unicode()
    trouble = traitlets.Unicode()

    def __init__(
        self, show: Show, heed: Show | None = None, drawing: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._show, self._heed, self._drawing = show, heed, drawing
        self._watch: Watch | None = None
        self._task: asyncio.Task[None] | None = None
        self._waiting = self._more = False
        self._shown_at = self._cost = 0.0
        self._problem = ""

    @property
    def seconds(self) -> int:
        """How long the rolling window is; 0 is all."""
        return WINDOWS[self.window]

    @property
    def folder(self) -> Path | None:
        """Where the pages that watch the same source find each other; None while none is watched."""
        return self._watch.folder if self._watch is not None else None

    @property
    def watching(self) -> bool:
        """Whether a source is watched now."""
        return self._watch is not None

    def begin(self, watched: Watched, shelf: Path) -> None:
        """Watch a source; the one before is watched no more. Where that cannot be, ``trouble`` says so."""
        self.end()
        try:
            self._watch = Watch(watched, shelf)
        except Problem as problem:
            self.trouble = str(problem)
            return
        self.words = "live · opening"
        # Where no loop runs, who made this looks by itself.
        with contextlib.suppress(RuntimeError):
            self._task = asyncio.get_running_loop().create_task(self._follow(self._watch))

    def end(self) -> None:
        """Watch nothing."""
        if self._watch is not None:
            self._watch.close()
        if self._task is not None:
            self._task.cancel()
        self._watch = self._task = None
        self._waiting, self._problem, self._cost = False, "", 0.0
        with self.hold_trait_notifications():
            self.paused, self.words, self.trouble = False, "", ""

    async def _follow(self, watch: Watch) -> None:
        while self._watch is watch:
            self.look()
            await asyncio.sleep(BEAT)

    def look(self) -> None:
        """Take what came, and show it unless it is to stand still or was shown just now."""
        watch = self._watch
        if watch is None:
            return
        try:
            self._waiting = watch.look() or self._waiting
            if watch.standing is not None and watch.standing.age < FRESH:
                self._problem = ""
        except Problem as problem:
            self._problem = str(problem)
        standing, log = watch.standing, watch.log
        if standing is not None and log is not None:
            if self._heed is not None:
                self._heed(log, standing)
            rolls = (self.seconds or self._more) and monotonic() - self._shown_at > 1
            due = monotonic() - self._shown_at > PATIENCE * self._cost
            if due and not self._drawing() and not self.paused and (self._waiting or rolls):
                began = monotonic()
                self._waiting = False
                self._more = bool(self._show(log, standing))
                self._shown_at = monotonic()
                self._cost = self._shown_at - began
            self.words = self._standing_words(standing)
        self.trouble = self._trouble(standing)

    def _standing_words(self, standing: Standing) -> str:
        rate = f"{standing.rate:,.0f}" if standing.rate >= 10 or not standing.rate else f"{standing.rate:.1f}"
        behind = "nothing waits"
        if standing.behind:
            waits = size_in_words(standing.behind) if standing.unit == "byte" else ""
            behind = f"{waits or counted(standing.behind, standing.unit)} to read"
        state = "paused" if self.paused else "live"
        # Counted in half seconds: a number that runs for nothing draws the eye.
        age = round(2 * standing.age) / 2
        fresh = f"{age:g} s old" if age else "up to date"
        return f"{state} · {rate} lines/s · {behind} · {fresh}"

    def _trouble(self, standing: Standing | None) -> str:
        if self._problem:
            return self._problem
        if standing is None:
            return ""
        if standing.age > FRESH:
            return (
                f"The source was looked at {counted(int(standing.age), 'second')} ago. Reading it is tried "
                "anew; what was counted stays."
            )
        return " ".join(standing.told)
