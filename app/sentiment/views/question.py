"""The question that a doubtful text asks, and its three answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import traitlets

from app.charts.component import Component
from app.problem import Problem
from app.sentiment.decision import ACTIONS, AMBIGUOUS, KEEP, RELABEL


class Answer(TypedDict):
    """One of the three ``action``s, with its ``label``, about the text with this ``id`` and ``mark``."""

    id: str
    mark: str
    action: str
    label: str


class Question(Component):
    """*The label says neutral. Is it?*

    ``on_answer(id, mark, action, label)`` hears one of the three decisions, about the text that was in sight;
    it raises Problem where that cannot be decided.
    """

    vue_file = (__file__, "question.vue")

    asked = traitlets.Dict().tag(sync=True)
    made = traitlets.Unicode().tag(sync=True)
    aside = traitlets.Unicode().tag(sync=True)

    def __init__(self, on_answer: Callable[[str, str, str, str], Any]) -> None:
        self._on_answer = on_answer
        super().__init__()

    def ask(
        self, identity: str, mark: str, given: str, other: str, decision: Sequence[str] = (), text: str = ""
    ) -> None:
        """Ask about the label of a text (see `Decisions.mark`) that the classifier would have ``other``.

        ``decision`` is what was answered.
        """
        said = {KEEP: f"kept as {given}", RELABEL: f"now {''.join(decision[1:])}", AMBIGUOUS: "ambiguous"}
        with self.hold_sync():
            self.asked = {"id": identity, "mark": mark, "given": given, "other": other, "text": text}
            self.made, self.aside = said[decision[0]] if decision else "", ""

    def ask_nothing(self) -> None:
        """Have no question."""
        self.asked = {}

    def vue_answer(self, answer: Answer) -> None:
        """One of the answers was chosen."""
        if answer["action"] not in ACTIONS:
            return
        try:
            self._on_answer(answer["id"], answer["mark"], answer["action"], answer["label"])
        except Problem as problem:
            self.aside = str(problem)
