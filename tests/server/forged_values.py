"""Every trait of every widget of a page is set to what no page sets it to.

``python -m tests.server.forged_values`` does all of it, some minutes a page; it takes names of pages.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from websocket import WebSocketException

from tests.browser.conftest import ROOT, App
from tests.page_client import PageClient

PAGES = ("logs", "sentiment", "network", "gallery")
SLOW = 2.0
"""Seconds within which a page's kernel is done with whatever it was told."""
NOTICED = 0.5
UNTOLD = {"error", "stream"}
BATCH = 10
Case = tuple[str, str, Any]
"""A widget, one of its traits, and what that is set to."""


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def values(own: str) -> tuple[Any, ...]:
    """Give what is tried for each trait; ``own`` is the name of the widget that it belongs to."""
    return (
        *(None, True, False, 0, -1, 1.5, 1e308, -1e308, 5e-324, 2**53, -(2**63), 10**400),
        *("", "x", "a\nb", "x" * 100_000, "NaN", "\ud800", "<img src=x onerror=alert(1)>", "\u202e\x00"),
        *("IPY_MODEL_", "IPY_MODEL_" + "0" * 32, f"IPY_MODEL_{own}", [f"IPY_MODEL_{own}"]),
        *([], [None, {}], [[1, 2], [3]], _nested(40), list(range(10_000)), [10**400, 1], ["x", 1]),
        *({}, {"x": []}, {"value": None, "dtype": "float64", "shape": [10**9]}, {"a": {"b": _nested(30)}}),
    )


@dataclass
class Report:
    """What came of it: how many were tried, how long they took, what was told that no page should hear."""

    widgets: int = 0
    traits: int = 0
    tried: int = 0
    noticed: int = 0
    """Answers that took longer than `NOTICED`."""
    longest: float = 0.0
    slow: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """The cases after which nobody answered any more; none after them was tried."""

    def __str__(self) -> str:
        """Give the figures in a line."""
        return (
            f"{self.traits:,} traits of {self.widgets} widgets, {self.tried:,} values; "
            f"answers longer than {NOTICED:g} s: {self.noticed}, than {SLOW:g} s: {len(self.slow)}, "
            f"the longest {self.longest:.2f} s; told too much: {len(self.told)}"
            f"{'; then no answer' if self.lost else ''}"
        )


def cases(states: dict[str, dict[str, Any]], count: int | None) -> Iterator[Case]:
    """Give widget, trait and value of ``count`` cases, spread over all traits; of all if it is None."""
    if count is None:
        for name, state in states.items():
            made = values(name)
            yield from ((name, trait, value) for trait in state for value in made)
        return
    places = [(name, trait) for name, state in states.items() for trait in state]
    chance, tried = random.Random(15), len(values(""))
    for at in chance.sample(range(len(places) * tried), min(count, len(places) * tried)):
        name, trait = places[at // tried]
        yield name, trait, values(name)[at % tried]


def hidden(home: Path) -> tuple[bytes, ...]:
    """Give what no page should hear of a server of this checkout that has its home there."""
    places = (ROOT, home, Path(sys.prefix), Path(sys.base_prefix))
    return (b"Traceback", b"site-packages", b"Errno", *(str(place).encode() for place in places))


def forge(client: PageClient, count: int | None, *, hidden: tuple[bytes, ...]) -> Report:
    """Send the cases, some at a time; what contains one of ``hidden`` should not have been told."""
    states = client.states()
    report = Report(widgets=len(states), traits=sum(map(len, states.values())))
    client.heard.clear()
    client.raw.clear()
    for batch in batched(cases(states, count), BATCH):
        try:
            took = _seconds(client, batch)
            for place in [place for place, seconds in enumerate(took) if seconds > SLOW]:
                # A busy machine is slow once; a slow answer is slow each time.
                took[place] = min(took[place], *(_seconds(client, [batch[place]])[0] for _ in range(3)))
        except (AssertionError, OSError, WebSocketException) as lost:
            report.lost = [str(lost), *(_named(states, case) for case in batch)]
            return report
        for case, seconds in zip(batch, took, strict=True):
            report.noticed += seconds > NOTICED
            report.longest = max(report.longest, seconds)
            if seconds > SLOW:
                report.slow.append(f"{_named(states, case)}: {seconds:.1f} s")
        report.tried += len(batch)
        if {heard.kind for heard in client.heard} & UNTOLD or any(
            word in raw for raw in client.raw for word in hidden
        ):
            report.told += [_named(states, case) for case in batch]
        client.raw.clear()
        client.heard.clear()
    client.answers()
    return report


def batched(every: Iterable[Case], count: int) -> Iterator[list[Case]]:
    """Give them in lists of at most ``count``."""
    left = iter(every)
    while batch := list(islice(left, count)):
        yield batch


def _seconds(client: PageClient, batch: list[Case]) -> list[float]:
    """Give for each the time from the end of the one before; the kernel answers one after the other."""
    ends = [time.monotonic()]
    for sent in [client.update(name, **{trait: value}) for name, trait, value in batch]:
        client.is_answered(sent)
        ends.append(time.monotonic())
    return [end - begin for begin, end in pairwise(ends)]


def _named(states: dict[str, dict[str, Any]], case: Case) -> str:
    name, trait, value = case
    return f"{states[name].get('_model_name')}.{trait} = {value!r:.60}"


def main(names: list[str]) -> int:
    """Send every case to each of these pages, on a server of its own; print what came of it."""
    failed = False
    for name in names or PAGES:
        with tempfile.TemporaryDirectory() as home:
            app, began = App(Path(home)), time.monotonic()
            client = PageClient(app.page(name), patience=60)
            kernels = app.kernels()
            report = forge(client, None, hidden=hidden(Path(home)))
            lives = app.kernels() == kernels
            print(f"{name}: {report} ({time.monotonic() - began:.0f} s){'' if lives else '; it died'}")
            print(*report.slow, *report.told, *report.lost, sep="\n", flush=True)
            if report.lost:
                print(app.log.read_text()[-5_000:], flush=True)
            failed |= bool(report.slow or report.told or report.lost) or not lives
            client.close()
            app.stop()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
