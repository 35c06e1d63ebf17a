"""A place to type a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import traitlets

from app.charts.component import Component

LONGEST = 5_000
"""Characters that are taken."""


class Typed(TypedDict):
    """A ``text``, and the ``number`` of the message."""

    text: str
    number: int


class TryBox(Component):
    """``on_text(text)`` is called as a visitor types: the next text is sent when the last was answered.

    ``examples`` are texts to begin with, by a click.
    """

    vue_file = (__file__, "try_box.vue")
    page_sets = ("text",)

    text = traitlets.Unicode().tag(sync=True)
    most = traitlets.Int(LONGEST).tag(sync=True)
    answered = traitlets.Int().tag(sync=True)
    examples = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, on_text: Callable[[str], Any]) -> None:
        self._on_text = on_text
        super().__init__()

    def vue_typed(self, typed: Typed) -> None:
        """A text was typed."""
        self._on_text(typed["text"][:LONGEST])
        self.answered = typed["number"]

    def vue_example(self, place: int) -> None:
        """One of the examples was clicked."""
        if 0 <= place < len(self.examples):
            self.text = self.examples[place]
            self._on_text(self.text)
