"""The runs that this browser keeps: compare, look at again, take away, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipyvuetify as v

from app.charts import Card
from app.dates import moment
from app.network.kept_run import Kept
from app.network.model import NetworkModel
from app.network.settings import SCORES, score_of
from app.network.views.comparison import final, first_above, same_loss, same_score
from app.network.views.curves import colour_of, column
from app.network.views.learning_curve import Curve, LearningCurve
from app.network.views.run_table import RunTable
from app.network.views.sweep_card import SweepCard
from app.network.views.ticks import number
from app.network.views.viewpoint import Viewpoint
from app.network.wording import data_words, layers_words, spec_words


class RunsPanel(v.Html):
    """A table of runs and the curves of those selected; ``act(key, action)`` is called for its buttons, and
    ``annotate(key, note)`` for what is written beside a run. Below them stands the ``sweep``."""

    def __init__(
        self,
        model: NetworkModel,
        viewpoint: Viewpoint,
        act: Callable[[str, str], Any],
        annotate: Callable[[str, str], Any],
        sweep: SweepCard,
    ) -> None:
        self._model, self._viewpoint = model, viewpoint
        self.table = RunTable(self._select, act, annotate)
        self.loss = LearningCurve(
            "Validation loss", bounds=(0.0, None), empty="Select runs to compare their curves."
        )
        self.score = LearningCurve("Validation score", bounds=(0.0, 1.0))
        self.table_card = Card("Runs", self.table, table=self._numbers, size="vt-12")
        self.loss_card = Card("Validation loss", self.loss, table=self.loss.table, size="vt-n6")
        self.score_card = Card("Validation score", self.score, table=self.score.table, size="vt-n6")
        self.sweep_card = sweep
        super().__init__(
            tag="div",
            class_="vt-grid vt-learning",
            children=[self.table_card, self.loss_card, self.score_card, self.sweep_card],
        )

    def _select(self, key: str, on: bool) -> None:
        rest = [one for one in self._model.selected if one != key]
        self._model.selected = (*rest, key) if on else tuple(rest)

    def redraw(self) -> None:
        """Show the runs and the selected ones' curves."""
        kept = self._viewpoint.kept
        shown = self._model.run.key if self._model.run is not None else ""
        selected = [run for run in kept if run.key in self._model.selected or run.key == shown]
        colours = {run.key: colour_of(run) for run in selected}
        self.table.show([self._row(run, kept, colours.get(run.key, ""), shown) for run in kept])
        promise = self._model.promise or "kept in this browser's folder on the server"
        self.table_card.reading = (
            f"{promise}; tick to compare" if kept else "every run that ends is kept here, also after a reload"
        )
        self._draw(selected, kept)
        for card in (self.table_card, self.loss_card, self.score_card):
            card.refresh_table()
        self.sweep_card.redraw()

    def _row(self, run: Kept, kept: Sequence[Kept], colour: str, shown: str) -> dict[str, Any]:
        first = first_above(run)
        return {
            "key": run.key,
            "number": len(kept) - kept.index(run),
            "title": run.title,
            "note": run.note,
            "made": f"{moment(run.made)} UTC",
            "data": data_words(run.settings, None),
            "layers": layers_words(run.settings.rows),
            "training": f"{spec_words(run.settings.optimizer)}, batch {run.settings.batch_size}, "
            f"seed {run.settings.seed}",
            "epochs": f"{len(run.epoch_logs):,}",
            "score": f"{SCORES[score_of(run.task)]} {number(final(run))}",
            "first": f"epoch {first}" if first is not None else "never",
            "seconds": f"{run.seconds:.1f} s",
            "selected": run.key in self._model.selected,
            "shown": run.key == shown,
            "colour": colour,
        }

    def _draw(self, selected: Sequence[Kept], kept: Sequence[Kept]) -> None:
        """The curves of those selected that are of the same question as the run on show, or the first."""
        named = [(f"run {len(kept) - kept.index(run)}", run) for run in selected]
        shown = self._model.run.key if self._model.run is not None else ""
        first = next((run for run in selected if run.key == shown), selected[0] if selected else None)
        score = score_of(first.task) if first is not None else "r2"
        for card, chart, values, alike, what in (
            (self.loss_card, self.loss, "val_loss", same_loss, "data or another loss"),
            (self.score_card, self.score, f"val_{score}", same_score, "data or another target"),
        ):
            drawn = [(name, run) for name, run in named if first is not None and alike(first, run)]
            span = max((len(run.epoch_logs) for _, run in drawn), default=1)
            chart.show(_lines(values, drawn), span)
            others = [name for name, run in named if (name, run) not in drawn]
            card.reading = ", ".join(name for name, _ in drawn)
            if others:
                card.reading += f"; not {', '.join(others)}, of other {what}"
        self.score_card.title = f"Validation {SCORES[score]}"

    def _numbers(self) -> tuple[list[str], list[list[Any]]]:
        names = [
            "number",
            "title",
            "note",
            "made",
            "data",
            "layers",
            "training",
            "epochs",
            "score",
            "first",
            "seconds",
        ]
        return names, [[row[name] for name in names] for row in self.table.runs]


def _lines(name: str, runs: Sequence[tuple[str, Kept]]) -> list[Curve]:
    """One number of several runs, each in its colour."""
    return [Curve(title, column(run.epoch_logs, name), colour_of(run)) for title, run in runs]
