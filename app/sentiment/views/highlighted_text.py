"""A text with its words coloured by what they add to a score, beside the strongest word of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from app.charts.component import Component


class HighlightedText(Component):
    """A text as plain words, those of the classifier's tokens under a colour as strong as their weight.

    ``facts`` stand in a line above it.
    """

    vue_file = (__file__, "highlighted_text.vue")

    parts = traitlets.List(traitlets.Dict()).tag(sync=True)
    facts = traitlets.Unicode().tag(sync=True)
    nothing = traitlets.Unicode().tag(sync=True)

    def show(self, text: str, weights: Sequence[tuple[int, int, float]], facts: str = "") -> None:
        """Show a text with ``weights`` (first character, end, weight), in order and without overlap."""
        with self.hold_sync():
            self.parts, self.facts = pieces(text, weights), facts


def pieces(text: str, weights: Sequence[tuple[int, int, float]]) -> list[dict[str, Any]]:
    """A text cut at its weighted words: ``text`` and ``weight``, from −1 to 1, a piece each.

    >>> pieces("not bad", [(0, 3, -1.0), (4, 7, 0.5)])
    [{'text': 'not', 'weight': -1.0}, {'text': ' ', 'weight': 0.0}, {'text': 'bad', 'weight': 0.5}]
    """
    most = max((abs(weight) for _, _, weight in weights), default=0.0) or 1.0
    found: list[dict[str, Any]] = []
    at = 0
    for start, end, weight in weights:
        if start < at:
            continue
        if start > at:
            found.append({"text": text[at:start], "weight": 0.0})
        found.append({"text": text[start:end], "weight": round(weight / most, 3)})
        at = end
    if at < len(text):
        found.append({"text": text[at:], "weight": 0.0})
    return found
