"""Why a text has its score: what each token adds or takes, as bars around zero."""

from __future__ import annotations

import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.sentiment.explanation import Explanation, TokenShare

FOLDED = 14
"""Tokens listed before the rest is folded."""


class TokenContributions(Component):
    """Coefficient × count of every token the classifier saw; with the intercept they add up to the score.

    Tokens that training never kept stand at zero and are named so. Where the classifier has no such parts,
    ``reason`` says why, and the bars are what the probability loses without each word.

    >>> bars = TokenContributions()  # doctest: +SKIP
    >>> bars.show(Explainer(pipeline).explain("not bad"))  # doctest: +SKIP
    """

    vue_file = (__file__, "token_contributions.vue")
    page_sets = ("unfolded",)

    tokens = traitlets.List(traitlets.Dict()).tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    sum_line = traitlets.Unicode().tag(sync=True)
    reason = traitlets.Unicode().tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    folded = traitlets.Int(FOLDED).tag(sync=True)

    def __init__(self, **state: bool) -> None:
        self._shown: Explanation | None = None
        super().__init__(**state)

    def show(self, explanation: Explanation | None, reason: str = "") -> None:
        """Show the parts of one score; nothing for None."""
        self._shown = explanation
        with self.hold_sync():
            self.reason = reason
            self.label = explanation.label if explanation is not None else ""
            parts = () if explanation is None else explanation.tokens
            self.tokens = [
                {
                    "token": part.token,
                    "value": round(part.contribution, 6),
                    "words": signed(part.contribution) if part.known else part.why_not,
                    "says": _says(part, explanation is not None and explanation.left_out),
                    "known": part.known,
                }
                for part in parts
            ]
            self.sum_line = sum_line(explanation) if explanation is not None and not reason else ""

    def table(self) -> Table:
        """Each token's coefficient, count and contribution, then the intercept and the total."""
        shown = self._shown
        if shown is None:
            return ["token", "coefficient", "count", "contribution"], []
        if shown.left_out:
            left_out: list[list[object]] = [[part.token, part.contribution] for part in shown.tokens]
            return ["word", f"p({shown.label}) lost without it"], left_out
        rows: list[list[object]] = [
            [part.token, part.coefficient, part.count, part.contribution] for part in shown.tokens
        ]
        return (
            ["token", "coefficient", "count", "contribution"],
            [*rows, ["intercept", "", "", shown.intercept], ["total", "", "", shown.total]],
        )


def _says(part: TokenShare, left_out: bool) -> str:
    if left_out:
        return f"without {part.token}, p changes by {signed(-part.contribution)}"
    if not part.known:
        return f"{part.token}: {part.why_not}, adds 0"
    return f"{part.token}: coefficient {signed(part.coefficient)} × {part.count:g}"


def sum_line(explanation: Explanation) -> str:
    """``intercept −1.30; sum +2.27 → sigmoid 0.91 → over 1.03, that of all classes → p(positive) 0.88``."""
    steps = ""
    if explanation.sigmoids is not None:
        own, every = explanation.sigmoids
        steps = f"→ sigmoid {own:.2f} "
        if len(explanation.classes) > 2:
            steps += f"→ over {every:.2f}, the sum of all classes’ sigmoids "
    return (
        f"intercept {signed(explanation.intercept)}; sum {signed(explanation.total)} {steps}"
        f"→ p({explanation.label}) {explanation.probability:.2f}"
    )


def signed(value: float) -> str:
    """A number with its sign, two decimals and a proper minus.

    >>> signed(-1.304), signed(-0.001)
    ('−1.30', '+0.00')
    """
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")
