"""Many widgets changed at once, each by one message: a browser then lays its page out once, not for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from ipywidgets import Widget


def below(*roots: Widget) -> list[Widget]:
    """These widgets and all that they show, each once, those that come first being the first."""
    found: dict[str, Widget] = {}
    waiting: list[Any] = list(roots)
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, Widget) and value.model_id not in found:
            found[value.model_id] = value
            waiting += [getattr(value, name) for name in value.keys if not name.startswith("_")]
        elif isinstance(value, Mapping):
            waiting += [one for one in value.values() if isinstance(one, Widget)]
        elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
            waiting += [one for one in value if isinstance(one, Widget)]
    return list(found.values())


@contextmanager
def told_together(widgets: Sequence[Widget]) -> Iterator[None]:
    """What changes of these widgets is sent at the end, in their order, in one message a widget.

    Sent one by one while the next is still being reckoned, forty changes make a browser lay out and paint a
    page ten times, each time for longer than the reckoning takes.
    """
    with ExitStack() as held:
        for widget in reversed(widgets):
            held.enter_context(widget.hold_sync())
        yield
