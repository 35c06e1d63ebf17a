"""The question that a doubtful text asks, and its three answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipyvuetify as v

from app.sentiment.decision import AMBIGUOUS, KEEP, RELABEL
from app.sentiment.views.action import Action


class Question(v.Html):
    """*The label says neutral. Is it?* ``on_answer(action, label)`` hears one of the three decisions."""

    def __init__(self, on_answer: Callable[[str, str], Any]) -> None:
        self._given = self._other = ""
        self._words = v.Html(tag="b", children=[""])
        self._made = v.Html(tag="span", class_="vt-muted", children=[""])
        self.yes = Action("", lambda: on_answer(KEEP, self._given))
        self.no = Action("", lambda: on_answer(RELABEL, self._other))
        self.unclear = Action("It is ambiguous", lambda: on_answer(AMBIGUOUS, ""))
        answers = v.Html(tag="div", class_="vt-tools", children=[self.yes, self.no, self.unclear, self._made])
        super().__init__(
            tag="div",
            attributes={"role": "group", "aria-label": "Is the label right?"},
            children=[self._words, answers],
        )
        self.hide()

    def ask(self, given: str, other: str, decision: Sequence[str] = ()) -> None:
        """Ask about a label that the classifier would have ``other``; ``decision`` is what was answered."""
        self._given, self._other = given, other
        self._words.children = [f"The label says {given}. Is it?"]
        self.yes.words, self.no.words = f"Yes, {given}", f"No, {other}"
        said = {KEEP: f"kept as {given}", RELABEL: f"now {''.join(decision[1:])}", AMBIGUOUS: "ambiguous"}
        self._made.children = [said[decision[0]] if decision else ""]
        self.show()
