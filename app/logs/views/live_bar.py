"""The switches of following a log: on and off, hold still, which part, and the field of a rule."""

from __future__ import annotations

import contextlib
from typing import Any

import traitlets

from app.charts.component import Component
from app.logs.live.alerts.model import Alerts
from app.logs.live.alerts.rules import EXAMPLE
from app.logs.live.model import WINDOWS, Live
from app.logs.live.start import BEGINNING, NOW, in_words, start_of
from app.problem import Problem

A_TIME = "time"
"""The choice of a time to follow from, which is asked for then."""

LONGEST_START = 40

_NAMES = {"all": "all of it", "day": "last day", "hour": "last hour", "5min": "last 5 minutes"}


class LiveBar(Component):
    """The row under the log's name for ``live`` and its ``alerts``; nothing where the log at hand cannot be
    followed.

    ``start`` is from where it is followed, as one of the ``starts`` has it; times are of UTC for a ``topic``,
    else of the log's own clock. ``fault`` are the three parts of a rule that cannot be understood, the faulty
    one in the middle, ``told`` says why, or how the rule stands; while it fires ``alarm`` says so, and the
    tab's title with it.
    """

    vue_file = (__file__, "live_bar.vue")
    page_sets = ("rule",)

    offered = traitlets.Bool().tag(sync=True)
    always = traitlets.Bool().tag(sync=True)
    topic = traitlets.Bool().tag(sync=True)
    start = traitlets.Unicode().tag(sync=True)
    starts = traitlets.List(traitlets.Dict()).tag(sync=True)
    following = traitlets.Bool().tag(sync=True)
    paused = traitlets.Bool().tag(sync=True)
    window = traitlets.Unicode("all").tag(sync=True)
    windows = traitlets.List(traitlets.Dict()).tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)

    rule = traitlets.Unicode().tag(sync=True)
    example = traitlets.Unicode(EXAMPLE).tag(sync=True)
    fault = traitlets.List(traitlets.Unicode()).tag(sync=True)
    told = traitlets.Unicode().tag(sync=True)
    alarm = traitlets.Unicode().tag(sync=True)

    def __init__(self, live: Live, alerts: Alerts) -> None:
        self._live, self._alerts, self._usual = live, alerts, ""
        super().__init__(windows=[{"name": name, "title": _NAMES[name]} for name in WINDOWS])
        traitlets.link((alerts, "rule"), (self, "rule"))
        traitlets.dlink((alerts, "alarm"), (self, "alarm"))
        alerts.observe(self._tell, ["fault", "words"])
        self._tell()
        live.observe(self._tell_start, "start")
        for name in ("following", "paused", "window", "words", "trouble"):
            traitlets.dlink((live, name), (self, name))

    def offer(self, offered: bool, topic: str = "") -> None:
        """Say whether the log at hand can be followed; a ``topic``, by its address, can only be followed."""
        with self.hold_sync():
            self.offered, self.always, self.topic = offered, bool(topic), bool(topic)
            self._usual = topic.partition("?from=")[2]
            self._tell_start()

    def _tell_start(self, _change: Any = None) -> None:
        chosen = self._live.start
        usual = "from when this server first looked" if self._usual == NOW else in_words(self._usual)
        titles = {"": usual, NOW: "from now", A_TIME: "from a time…"}
        if usual != in_words(BEGINNING):
            titles[BEGINNING] = in_words(BEGINNING)
        if chosen:
            titles[chosen] = in_words(chosen)
        with self.hold_sync():
            self.start = chosen
            self.starts = [{"name": name, "title": title} for name, title in titles.items()]

    def _tell(self, _change: Any = None) -> None:
        rule, fault = self._alerts.rule, self._alerts.fault
        with self.hold_sync():
            self.told = fault.words if fault is not None else self._alerts.words
            self.fault = (
                [rule[: fault.start], rule[fault.start : fault.end], rule[fault.end :]]
                if fault is not None
                else []
            )

    def vue_follow(self, _data: Any = None) -> None:
        """Follow was switched."""
        if self.offered and not self.always:
            self._live.following = not self._live.following

    def vue_begin(self, start: str) -> None:
        """Another place to follow from was chosen."""
        with contextlib.suppress(Problem):
            self._live.start = start_of(start[:LONGEST_START])

    def vue_hold(self, _data: Any = None) -> None:
        """Pause was switched."""
        if self._live.watching:
            self._live.paused = not self._live.paused

    def vue_roll(self, window: str) -> None:
        """Another window was chosen."""
        if window in WINDOWS:
            self._live.window = window
