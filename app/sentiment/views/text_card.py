"""One text: its words, its probabilities, and why it has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipyvuetify as v

from app.charts import Card
from app.sentiment.explanation import Explanation
from app.sentiment.views.class_probabilities import ClassProbabilities
from app.sentiment.views.highlighted_text import HighlightedText
from app.sentiment.views.token_contributions import TokenContributions

HOW = "coefficient × count of each token the model saw; a slice switches the class"
HOW_LEFT_OUT = "what p loses when the word is left out of this text; these do not add up"


class TextCard(Card):
    """A text with its words highlighted, the ring of its classes and the bars of its tokens.

    ``on_class(label)`` is called when a slice of the ring is clicked; ``below`` stands below the words.
    """

    def __init__(
        self,
        title: str = "This text",
        *,
        nothing: str = "No text is selected. Remove a filter, or click a dot.",
        on_class: Callable[[str], Any] | None = None,
        below: Sequence[v.Html] = (),
    ) -> None:
        self.words = HighlightedText(nothing=nothing)
        self.ring = ClassProbabilities(on_class=on_class)
        self.bars = TokenContributions()
        self._why = v.Html(tag="h3", children=[""])
        self._how = v.Html(tag="p", children=[HOW])
        self._rest = v.Html(tag="div", children=[self.ring, self._why, self._how, self.bars])
        body = v.Html(tag="div", children=[self.words, *below, self._rest])
        super().__init__(title, body, table=self.bars.table, size="vt-at-text")
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say that there is no text."""
        self.words.show("", [])
        self.reading = ""
        self._rest.hide()
        self.bars.show(None)

    def show(self, explanation: Explanation, chosen: str, reason: str, facts: str) -> None:
        """Show one decision; ``chosen`` is the class that was asked for, ``facts`` stand below the title."""
        self._rest.show()
        self.reading = facts
        self.words.show(explanation.text, explanation.highlights())
        self.ring.show_probabilities(explanation.classes, explanation.probabilities, chosen)
        self._why.children = [f"Why {explanation.label}?"]
        self._how.children = [HOW_LEFT_OUT if explanation.left_out else HOW]
        self.bars.show(explanation, reason)
        self.refresh_table()
