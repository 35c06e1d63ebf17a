"""What stands out in the data, as sentences that select what they speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypedDict

import traitlets

from app.charts.component import Component

Parts = Iterable[tuple[str, int | None]]
"""A sentence piece by piece: words, and the number of the link that they are, None for plain ones."""

NOTHING = "Nothing unusual was found by the rules of this page."


class Link(TypedDict):
    """A click on the ``link``-th linked phrase of the ``insight``-th sentence."""

    insight: int
    link: int


class InsightList(Component):
    """Sentences with links; ``on_follow(sentence, link)`` is called with the numbers of a clicked one.

    ``tones`` says of each sentence whether it is "bad", worth a look ("warn") or a "note". The first
    ``folded`` are shown; how many more there are is said, and a click shows them.
    """

    vue_file = (__file__, "insight_list.vue")
    page_sets = ("unfolded",)

    sentences = traitlets.List(traitlets.List()).tag(sync=True)
    tones = traitlets.List(traitlets.Unicode()).tag(sync=True)
    folded = traitlets.Int(8).tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    empty = traitlets.Unicode(NOTHING).tag(sync=True)

    def __init__(self, on_follow: Callable[[int, int], Any]) -> None:
        self._on_follow = on_follow
        super().__init__()

    def show(self, sentences: Sequence[Parts], empty: str = NOTHING, tones: Sequence[str] = ()) -> None:
        """Show these sentences, most important first, or what to say where there are none."""
        with self.hold_sync():
            self.empty, self.tones, self.unfolded = empty, list(tones), False
            self.sentences = [[{"text": text, "link": link} for text, link in parts] for parts in sentences]

    def vue_follow(self, link: Link) -> None:
        """The ``link``-th linked phrase of the ``insight``-th sentence was clicked."""
        sentence, number = link["insight"], link["link"]
        if 0 <= sentence < len(self.sentences):
            parts = self.sentences[sentence]
            if any(part["link"] == number for part in parts):
                self._on_follow(sentence, number)
