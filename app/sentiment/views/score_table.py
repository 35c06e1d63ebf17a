"""Scores in rows, classifiers in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import traitlets

from app.charts.card import Table
from app.charts.component import Component


class ScoreTable(Component):
    """Each score of several classifiers with its interval, and how the last differs from the one before."""

    vue_file = (__file__, "score_table.vue")

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)

    def show(
        self,
        names: Sequence[str],
        scores: Sequence[Mapping[str, tuple[float, str]]],
        *,
        measurable: Mapping[str, bool] | None = None,
    ) -> None:
        """Show ``scores`` (name → value and interval in words), one mapping a classifier of ``names``.

        With ``measurable`` the differences too; it says of some scores whether theirs is more than chance.
        Only such a difference has a colour.
        """
        differences = measurable is not None
        known = measurable or {}
        every = dict.fromkeys(name for found in scores for name in found)
        with self.hold_sync():
            self.columns = [*names, *(["change"] if differences else [])]
            self.rows = [
                {
                    "name": name,
                    "cells": [
                        {"value": f"{found[name][0]:.3f}", "note": found[name][1]}
                        if name in found
                        else {"value": "–"}
                        for found in scores
                    ],
                    "change": _change(scores[-2][name][0], scores[-1][name][0])
                    if differences and all(name in found for found in scores[-2:])
                    else "",
                    "sure": known.get(name, False),
                    "note": "no measurable change" if known.get(name) is False else "",
                }
                for name in every
            ]

    def table(self) -> Table:
        """The scores."""
        return (
            ["score", *self.columns],
            [
                [
                    row["name"],
                    *(cell.get("value", "") for cell in row["cells"]),
                    *[row["change"]][: bool(row["change"])],
                ]
                for row in self.rows
            ],
        )


def _change(before: float, after: float) -> str:
    # What is shown must be the difference of what is shown.
    change = round(after, 3) - round(before, 3)
    return f"{change:+.3f}".replace("-", "−") if abs(change) >= 0.0005 else "±0.000"
