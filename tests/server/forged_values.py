"""Every trait of every widget of a page is set to what no page sets it to."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from tests.browser.conftest import App
from tests.page_client import PageClient

PAGES = ("logs", "sentiment", "network", "gallery")
SLOW = 2.0
"""Seconds within which a page's kernel is done with whatever it was told."""
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
    """What came of it: how many were tried, which were slow, and what was told that no page should hear."""

    tried: int = 0
    slow: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def cases(states: dict[str, dict[str, Any]], count: int | None) -> Iterator[Case]:
    """Give widget, trait and value of ``count`` cases, spread over all traits; of all if it is None."""
    every = [
        (name, trait, value) for name, state in states.items() for trait in state for value in values(name)
    ]
    if count is not None and count < len(every):
        every = random.Random(15).sample(every, count)
    yield from every


def forge(client: PageClient, count: int | None, *, hidden: tuple[bytes, ...]) -> Report:
    """Send the cases, some at a time; what contains one of ``hidden`` should not have been told."""
    report = Report()
    states = client.states()
    for batch in batched(cases(states, count), BATCH):
        if _seconds(client, batch) > SLOW:
            # A busy machine is slow once; a slow answer is slow each time.
            for case in batch:
                seconds = min(_seconds(client, [case]) for _ in range(3))
                if seconds > SLOW:
                    report.slow.append(f"{_named(states, case)}: {seconds:.1f} s")
        report.tried += len(batch)
        if any(word in raw for raw in client.raw for word in hidden):
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


def _seconds(client: PageClient, batch: list[Case]) -> float:
    """Give the time until the kernel, which answers in order, is done with all."""
    began = time.monotonic()
    last = [client.update(name, **{trait: value}) for name, trait, value in batch][-1]
    client.is_answered(last)
    return time.monotonic() - began


def _named(states: dict[str, dict[str, Any]], case: Case) -> str:
    name, trait, value = case
    return f"{states[name].get('_model_name')}.{trait} = {value!r:.60}"


def main(folder: Path) -> int:
    """Send every case to every page of a server of its own; print what came of it."""
    app = App(folder)
    failed = False
    for page in PAGES:
        client = PageClient(app.page(page), patience=60)
        report = forge(client, None, hidden=(b"Traceback", b"site-packages"))
        print(f"{page}: {report.tried} cases, {len(report.slow)} slow, {len(report.told)} told too much")
        print(*report.slow, *report.told, sep="\n")
        failed |= bool(report.slow or report.told)
        client.close()
    app.stop()
    return int(failed)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        sys.exit(main(Path(home)))
