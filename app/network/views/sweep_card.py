"""A sweep of settings in one card: what is varied, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v

from app.charts import Card
from app.charts.card import Table
from app.network import engine
from app.network.combinations import MOST_RUNS, TITLES
from app.network.settings_sweep import Swept
from app.network.sweep_choice import RUNS, SweepChoice
from app.network.views.fields import field_of
from app.network.views.parallel_lines import ParallelLines
from app.network.views.settings_form import SettingsForm
from app.network.views.ticks import number
from app.network.views.trial_button import TrialButton
from app.network.wording import layers_words, source_words
from app.problem import Problem

EVERY, SOME = "every combination", "some at random"


class SweepCard(Card):
    """`SweepChoice` as a card. ``on_begin()`` is called to train, ``on_take(place)`` to take a training's
    settings over."""

    def __init__(
        self, sweep: SweepChoice, on_begin: Callable[[], Any], on_take: Callable[[int], Any]
    ) -> None:
        self._sweep, self._on_begin = sweep, on_begin
        self._drawn: Swept | None = None
        self.form = SettingsForm(self._set)
        self.button = TrialButton(self._begin, sweep.stop)
        self.lines = ParallelLines(on_take)
        self._panel = v.Html(tag="div", class_="vt-stacked vt-sweep")
        super().__init__("Sweep of settings", self._panel, table=self._numbers, size="vt-12")
        sweep.observe(lambda _: self.redraw(), "revision")

    # ---- what a visitor does ----

    def _begin(self) -> None:
        # A value that was refused must not be left out in silence.
        if self.form.problems:
            self.reading = f"{self.form.problems[0]} Nothing is trained before."
        else:
            self._on_begin()

    def _set(self, _group: str, name: str, value: Any) -> None:
        if name == "how":
            self._sweep.drawn = value == SOME
        elif name == RUNS.name:
            self._sweep.runs = RUNS.default if value is None else RUNS.checked(value, "the sweep")
        else:
            self._sweep.choose(name, value)

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Show what can be varied, and what is known."""
        sweep, found = self._sweep, self._sweep.found
        if not engine.ready():
            self.reading = "once Keras is loaded, which knows what can be set"
            return
        try:
            self.form.show([self._group()])
            size = sweep.size
        except Problem as problem:
            self.form.show([])
            self.reading = str(problem)
            return
        self.button.busy = sweep.job.running
        self.button.words = (
            f"Train {size} combination{'' if size == 1 else 's'}" if size else "Nothing is varied"
        )
        self.reading = self._said(found)
        if found is not None and found is not self._drawn:
            self.lines.show(found)
        self._drawn = found
        seen = [self.lines] if found is not None and found.cells else []
        self._panel.children = [self.form, self.button, *seen]
        self.refresh_table()

    def _said(self, found: Swept | None) -> str:
        job = self._sweep.job
        if job.problem is not None:
            return str(job.problem)
        if job.running:
            return "about to begin…" if found is None else f"{len(found.cells)} of {found.planned} trained…"
        if found is None:
            return f"the same rows and seed, with other settings: at most {MOST_RUNS} trainings, thrown away"
        if not found.cells:
            return "stopped before the first was trained"
        best = found.best
        tried = (
            f"{len(found.cells)} of {found.planned}" if len(found.cells) < found.planned else found.planned
        )
        cut = "" if found.epochs == found.settings.epochs else f", {found.epochs} epochs each"
        of = f"{source_words(found.settings)}, {layers_words(found.settings.rows)}{cut}"
        if best is None:
            return f"{tried} trained ({of}); none gives numbers: try lower learning rates"
        values = ", ".join(f"{TITLES[name].lower()} {value:g}" for name, value in found.cells[best].items())
        return (
            f"{tried} trained ({of}); best {found.score} {number(found.scores[best])} on validation rows: "
            f"{values}; click a line to take its settings over"
        )

    def _group(self) -> dict[str, Any]:
        sweep = self._sweep
        values = sweep.values
        fields = []
        for name, parameter in sweep.parameters.items():
            tried = list(values[name]) if name in values else None
            fields.append({**field_of(parameter, tried, title=TITLES[name]), "more": False, "help": ""})
        how = {
            "name": "how",
            "title": "Which",
            "kind": "choice",
            "value": SOME if sweep.drawn else EVERY,
            "default": EVERY,
            "help": "",
            "more": False,
            "problem": "",
            "choices": [{"name": one, "title": one} for one in (EVERY, SOME)],
        }
        runs = {**field_of(RUNS, sweep.runs, title="How many"), "more": False}
        return {
            "key": "sweep",
            "title": "What is varied",
            "help": "Values with commas between them; what is off stays as the settings have it.",
            "fields": [*fields, how, *([runs] if sweep.drawn else [])],
        }

    def _numbers(self) -> Table:
        found = self._sweep.found
        return found.table() if found is not None else (["setting", "score"], [])
