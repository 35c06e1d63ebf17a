"""What whoever runs the server can see of it: how much it does, how long that takes, what was refused.

The names are those of Prometheus' conventions; nothing of a visitor stands in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from tornado.ioloop import PeriodicCallback

AILING = 3
"""Sessions in a row that could not be started before the server says that it ails."""
LOOK = 1.0
"""Seconds between two looks at how late the event loop is."""
WATCHED = {
    "sessions": "Sessions that run",
    "seats": "Seats, taken and free",
    "seats_free": "Seats that are free",
    "waiting": "Browsers in line for a seat",
    "pages_ahead": "Pages that were built before anybody asked for them",
    "connections": "Pages that are connected",
    "deaths": "Sessions whose process died",
}
"""What is asked for when somebody looks, by its name behind ``vitrine_``; `site` knows where it is read."""

_SECONDS = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)


class Figures:
    """The figures of one server; what is true just now is asked for when they are read."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._starts = Histogram(
            "vitrine_page_seconds",
            "Seconds from a request for a page to its end",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._failed = Counter(
            "vitrine_failed_starts", "Sessions that could not be started", registry=self._registry
        )
        self._refused = Counter(
            "vitrine_refused_pages", "Requests for a page that got none", ["why"], registry=self._registry
        )
        self._lag = Gauge(
            "vitrine_loop_lag_seconds", "How late the event loop was a moment ago", registry=self._registry
        )
        self._row = 0
        self._looked = 0.0
        self._timer = PeriodicCallback(self._look, LOOK * 1000)

    @property
    def ailing(self) -> bool:
        """Whether the last sessions could not be started."""
        return self._row >= AILING

    def watch(self, name: str, read: Callable[[], float]) -> None:
        """Let ``read`` give a figure of `WATCHED` whenever somebody looks."""
        Gauge(f"vitrine_{name}", WATCHED[name], registry=self._registry).set_function(read)

    def started(self, seconds: float, *, failed: bool) -> None:
        """A page was answered after so long, or its session could not be started."""
        self._row = self._row + 1 if failed else 0
        if failed:
            self._failed.inc()
        else:
            self._starts.observe(seconds)

    def refused(self, why: str) -> None:
        """A page was refused."""
        self._refused.labels(why).inc()

    def exposed(self) -> tuple[bytes, str]:
        """Give all figures as Prometheus reads them, and the type of that text."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    def start(self) -> None:
        """Look at the event loop now and then."""
        self._looked = time.monotonic()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        now = time.monotonic()
        self._lag.set(max(0.0, now - self._looked - LOOK))
        self._looked = now
