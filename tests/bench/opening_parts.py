"""Where each 100 ms of an opening go: in the server, on the wire, on the browser's main thread, for what.

`Trace` records what Chromium tells of itself while a page opens (its protocol's ``Tracing``, the events of
its own panel of performance). Every millisecond from the navigation to the first chart counts once: for the
innermost thing that the main thread does then, or, where it does nothing, for what it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import CDPSession, Page

PARTS = ("server", "network", "parse", "compile", "scripts", "widgets", "garbage", "layout", "other", "idle")
"""``server`` until the page's text is there, ``network`` until scripts are; ``scripts`` until the first
widget is made, ``widgets`` from then on; ``idle`` for what nothing of this explains, as the connection."""

_CATEGORIES = "devtools.timeline,v8,disabled-by-default-v8.compile,blink.user_timing,toplevel"
_COMPILING = (
    "v8.compile",
    "v8.parse",
    "V8.Compile",
    "V8.Parse",
    "v8.produceCache",
    "V8.Deserialize",
    "V8.PreParse",
)
_PREPARING = ("V8.MarkCandidates", "V8.Optimize", "FlushInstructionCache")
_COLLECTING = ("V8.GC", "MinorGC", "MajorGC")
_KINDS = {
    "parse": ("ParseHTML", "ParseAuthorStyleSheet"),
    "layout": ("Layout", "UpdateLayoutTree", "Paint", "PrePaint", "Layerize", "Commit", "RecalculateStyles"),
    "scripts": (
        *("EvaluateScript", "FunctionCall", "RunMicrotasks", "TimerFire", "FireAnimationFrame"),
        *("v8.run", "v8.callFunction", "BlinkScheduler_PerformMicrotaskCheckpoint"),
    ),
}
_MADE = "vitrine-made"
_CHART = "vitrine-chart"
MARK = f"""
window.addEventListener('vitrine-arrival', ({{detail}}) => {{
  if (detail.made === 0) performance.mark('{_MADE}');
}});
"""
"""A script for the page, before all others: it marks the first widget in what is recorded."""


class Trace:
    """A recording of a page's opening, from before it is asked for."""

    def __init__(self, wire: CDPSession) -> None:
        self._wire = wire
        self._events: list[dict[str, Any]] = []
        wire.on("Tracing.dataCollected", lambda told: self._events.extend(told["value"]))
        wire.send("Tracing.start", {"categories": _CATEGORIES, "transferMode": "ReportEvents"})

    def parts(self, page: Page) -> dict[str, float]:
        """End it with the first chart, which is there; give the seconds of each of `PARTS`."""
        page.evaluate(f"performance.mark('{_CHART}')")
        loaded = page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".map((one) => [one.startTime, one.responseEnd])"
        )
        ended: list[Any] = []
        self._wire.once("Tracing.tracingComplete", lambda told: ended.append(told))
        self._wire.send("Tracing.end")
        while not ended:
            page.wait_for_timeout(50)
        at = page.evaluate(f"performance.getEntriesByName('{_CHART}')[0].startTime")
        return divided(self._events, loaded, at)


def divided(
    events: list[dict[str, Any]], loaded: list[tuple[float, float]], chart: float
) -> dict[str, float]:
    """Divide ``chart`` milliseconds, by recorded events and by when page and files were ``loaded``."""
    mark = next(one for one in events if one["name"] == _CHART)
    thread, origin = (mark["pid"], mark["tid"]), mark["ts"] - chart * 1000
    own = [
        {**one, "from": (one["ts"] - origin) / 1000, "to": (one["ts"] + one.get("dur", 0) - origin) / 1000}
        for one in events
        if (one["pid"], one["tid"]) == thread and one["ph"] in "XRI"
    ]
    made = min((one["from"] for one in own if one["name"] == _MADE), default=chart)
    seconds = dict.fromkeys(PARTS, 0.0)
    at = 0.0
    for begin, end, kind in _innermost(one for one in own if one["ph"] == "X" and 0 <= one["from"] < chart):
        _wait(seconds, at, min(begin, chart), loaded)
        late = "widgets" if kind == "scripts" and begin >= made else kind
        seconds[late] += max(min(end, chart) - max(begin, at), 0.0) / 1000
        at = max(at, end)
    _wait(seconds, at, chart, loaded)
    return seconds


def _innermost(events: Iterable[dict[str, Any]]) -> Iterable[tuple[float, float, str]]:
    """When each event is the innermost, in order; what is of no kind counts for what it is in."""
    pieces: list[tuple[float, float, str]] = []
    open_: list[tuple[float, str]] = []
    at = 0.0

    def until(moment: float) -> None:
        nonlocal at
        while open_ and open_[-1][0] <= moment:
            end, kind = open_.pop()
            if end > at:
                pieces.append((at, end, kind))
                at = end
        if open_ and moment > at:
            pieces.append((at, moment, open_[-1][1]))
        at = max(at, moment)

    for event in sorted(events, key=lambda one: (one["from"], -one["to"])):
        until(event["from"])
        open_.append((event["to"], _kind(event["name"]) or (open_[-1][1] if open_ else "other")))
    until(float("inf"))
    return pieces


def _kind(name: str) -> str:
    if name.startswith((*_COMPILING, *_PREPARING)):
        return "compile"
    if name.startswith(_COLLECTING):
        return "garbage"
    return next((kind for kind, names in _KINDS.items() if name in names), "")


def _wait(seconds: dict[str, float], begin: float, end: float, loaded: list[tuple[float, float]]) -> None:
    """Count a time in which the main thread did nothing, by steps of a millisecond."""
    while begin < end:
        step = min(1.0, end - begin)
        if begin < loaded[0][1]:
            kind = "server"
        else:
            kind = "network" if any(one <= begin < other for one, other in loaded[1:]) else "idle"
        seconds[kind] += step / 1000
        begin += step


def table(columns: dict[str, dict[str, float]]) -> str:
    """The parts of some openings beside each other, in milliseconds."""
    lines = [" " * 20 + "".join(f"{part:>9}" for part in (*PARTS, "all"))]
    for name, parts in columns.items():
        cells = [*(parts[part] for part in PARTS), sum(parts.values())]
        lines.append(f"{name:<20}" + "".join(f"{1000 * cell:>9.0f}" for cell in cells))
    return "\n".join(lines)
