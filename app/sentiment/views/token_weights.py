"""The strongest tokens of a class: their weights for all classes side by side, and texts that hold them."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.palette import class_colours
from app.sentiment.explanation import Explainer
from app.sentiment.strongest import standing_in, strongest
from app.sentiment.views.token_contributions import signed

LONGEST = 280


class TokenWeights(Component):
    """A row a token and a column a class; a click on a token lists texts, with their labels, that hold it.

    >>> weights = TokenWeights()  # doctest: +SKIP
    >>> weights.show(Explainer(pipeline), texts, labels)  # doctest: +SKIP
    """

    vue_file = (__file__, "token_weights.vue")

    classes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    reason = traitlets.Unicode().tag(sync=True)
    token = traitlets.Unicode().tag(sync=True)
    texts = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self) -> None:
        self._explainer: Explainer | None = None
        self._texts: Sequence[str] = ()
        self._labels: Sequence[str] = ()
        super().__init__()

    def show(self, explainer: Explainer, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Show a classifier's tokens; ``texts`` with their ``labels`` are those that it learned from."""
        self._explainer, self._texts, self._labels = explainer, texts, labels
        with self.hold_sync():
            self.classes, self.colours = list(explainer.classes), class_colours(list(explainer.classes))
            self.reason = explainer.reason
            self.vue_choose(self.label if self.label in explainer.classes else explainer.classes[-1])

    def vue_choose(self, label: str) -> None:
        """Another class' strongest tokens are asked for."""
        if self._explainer is None or label not in self._explainer.classes:
            return
        with self.hold_sync():
            self.label, self.token, self.texts = label, "", []
            self.rows = [
                {
                    "token": weight.token,
                    "weights": [signed(one) for one in weight.coefficients],
                    "values": [round(one, 4) for one in weight.coefficients],
                }
                for weight in strongest(self._explainer, label)
            ]

    def vue_open(self, token: str) -> None:
        """The texts that hold a token are asked for."""
        if self._explainer is None or not any(row["token"] == token for row in self.rows):
            return
        held = standing_in(self._explainer, token, self._texts)
        with self.hold_sync():
            self.token = token
            self.texts = [
                {"text": str(self._texts[row])[:LONGEST], "label": str(self._labels[row])} for row in held
            ]

    def table(self) -> Table:
        """Each token with its weights."""
        return ["token", *self.classes], [[row["token"], *row["values"]] for row in self.rows]
