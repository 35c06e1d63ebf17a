"""The network page's compound widget, for the page and for anybody's notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Compound
from app.network.datasets.notebook_data import notebook_data
from app.network.diagnostics import DIAGNOSTICS, Diagnostic
from app.network.link import STEPS
from app.network.model import TITLES, NetworkModel
from app.network.pace import REST
from app.network.presets import presets
from app.network.settings import Spec
from app.network.training import ENDED, FINISHED, STOPPED, Training
from app.network.verdicts.remedies import rate_of
from app.network.views.actions import Actions
from app.network.views.architecture_panel import ArchitecturePanel
from app.network.views.data_panel import DataPanel
from app.network.views.diagnostics_panel import DiagnosticsPanel
from app.network.views.distributions_panel import DistributionsPanel
from app.network.views.parameters_panel import ParametersPanel
from app.network.views.preset_choice import PresetChoice
from app.network.views.progress import LOADING, progress_of, subject_of
from app.network.views.runs_panel import RunsPanel
from app.network.views.settings_form import SettingsForm
from app.network.views.sweep_card import SweepCard
from app.network.views.tabs import Tabs
from app.network.views.training_bar import TrainingBar
from app.network.views.training_panel import TrainingPanel
from app.network.views.viewpoint import Viewpoint
from app.pace import Pace
from app.problem import Problem
from app.uploads import session_folder
from app.visitor.own_file import OwnFile


class NeuralNetworkBuilder(Compound):
    """Build a network, watch it learn, see why it does not.

    >>> from app.network import NeuralNetworkBuilder
    >>> NeuralNetworkBuilder()  # doctest: +SKIP

    ``train`` and ``validation`` are ``(x, y)`` of arrays or frames in place of the page's data sets; without
    ``validation`` a fifth of the rows is kept aside. ``task`` is "regression" or "classification", else it
    follows from ``y``. ``diagnostics`` are further `Diagnostic` classes or instances, ``callbacks`` Keras
    callbacks, ``layers`` rows (`Spec`) to begin with. ``model`` is the state and all that the parts of this
    widget talk to, ``own`` what keeps a visitor's table. Raises Problem for data that cannot be used.
    """

    def __init__(
        self,
        train: tuple[Any, Any] | None = None,
        validation: tuple[Any, Any] | None = None,
        task: str | None = None,
        diagnostics: Sequence[Diagnostic | type[Diagnostic]] | None = None,
        callbacks: Sequence[Any] | None = None,
        layers: Sequence[Spec] | None = None,
        *,
        model: NetworkModel | None = None,
        own: OwnFile | None = None,
    ) -> None:
        self.model = model if model is not None else NetworkModel(session_folder())
        if train is not None:
            first = layers[0] if layers else None
            tokens = isinstance(first, Spec) and first.name == "Embedding"
            self.model.use(notebook_data(train, validation, task, tokens=tokens))
        if layers is not None:
            self.model.change(rows=_rows(layers))
        self.model.callbacks = tuple(callbacks or ())
        self._diagnostics = tuple(
            map(_diagnostic, DIAGNOSTICS.values() if diagnostics is None else diagnostics)
        )
        self.viewpoint = Viewpoint(self.model)
        self._failed: Training | None = None
        self._pace = Pace(REST)
        self._drawing: asyncio.Task[None] | None = None
        self._own = own or OwnFile(on_open=lambda files: self.model.receive(files[0][1], files[0][0]))
        self.actions = Actions(self.model, self.tell)
        self.bar = TrainingBar(
            {
                "train": self._train,
                "pause": self.model.pause,
                "resume": self.model.resume,
                "stop": self.model.stop,
                "train_on": self.actions.train_on,
                "seen": self.model.lease.seen,
            },
            self.actions.files.downloads,
        )
        self.preset = PresetChoice(self.actions.choose_preset)
        self.panels: dict[str, Any] = {}
        self.tabs = Tabs(
            STEPS, TITLES, self._make_panel, on_choose=self._choose_step, corner=self.preset, above=self.bar
        )
        super().__init__(tag="div", class_="vt-network", children=[self.tabs])
        self.model.observe(self._forget_refused, "replaced")
        self.model.observe(self._redraw, "revision")
        self.model.observe(self._redraw, ["step", "selected", "measure"])
        self.model.observe(self._told_by_model, "notice")
        self.viewpoint.observe(self._look, "moved")
        self.actions.observe(lambda _: self._draw_bar(), "loading")
        self.actions.observe(self._redraw, "warmed")
        traitlets.dlink((self.actions, "pulse"), (self.bar, "beat"))
        self._redraw()

    # ---- what a visitor does ----

    def _choose_step(self, name: str) -> None:
        self.model.step = name

    def _train(self) -> None:
        """Train what the forms show: a value that was refused must not be trained in silence as it was."""
        self.tell(None)
        for step, form in self._forms():
            if form.problems:
                self.model.step = step
                self.tell(Problem(form.problems[0], "Nothing is trained before."))
                return
        self.actions.train()

    def _forms(self) -> list[tuple[str, SettingsForm]]:
        return [(step, panel.form) for step, panel in self.panels.items() if hasattr(panel, "form")]

    def _forget_refused(self, _change: Any) -> None:
        for _, form in self._forms():
            form.forget()

    # ---- what a visitor sees ----

    def _make_panel(self, name: str) -> ipywidgets.Widget:
        actions = self.actions
        makers: dict[str, Callable[[], Any]] = {
            "data": lambda: DataPanel(self.model, self._own, self.tell),
            "parameters": lambda: ParametersPanel(self.model, self.tell),
            "architecture": lambda: ArchitecturePanel(self.model, self.viewpoint),
            "training": lambda: TrainingPanel(
                self.model, self.viewpoint, self.actions.try_out, self.actions.help_with
            ),
            "distributions": lambda: DistributionsPanel(self.model, self.viewpoint),
            "diagnostics": lambda: DiagnosticsPanel(self.model, self._diagnostics, actions.look_closer),
            "runs": lambda: RunsPanel(
                self.model,
                self.viewpoint,
                actions.act_on,
                actions.annotate,
                SweepCard(self.model.sweep, actions.sweep, actions.take_over),
            ),
        }
        panel = makers[name]()
        self.panels[name] = panel
        return panel

    def _redraw(self, change: Any = None) -> None:
        training = self.model.training
        busy = training is not None and training.busy
        # A training is not to wait for its pictures.
        if busy and change is not None and change["name"] == "revision" and not self._pace.due:
            self._draw_bar()
            return
        if not busy:
            self.viewpoint.renew()
        self.preset.chosen = self.model.settings.title if self.model.settings.title in presets else ""
        self.tabs.entitle("runs", f"Runs · {len(kept)}" if (kept := self.viewpoint.kept) else "Runs")
        self._draw_bar()
        self.tabs.choose(self.model.step)
        panel = self.panels[self.model.step]
        if busy and isinstance(panel, TrainingPanel):
            if self._drawing is None or self._drawing.done():
                self._drawing = asyncio.ensure_future(self._draw_in_parts(panel))
        elif hasattr(panel, "redraw"):
            with self._pace.drawing():
                panel.redraw()

    async def _draw_in_parts(self, panel: TrainingPanel) -> None:
        with self._pace.drawing():
            for _ in panel.in_parts():
                await asyncio.sleep(0.001)

    def _told_by_model(self, _change: Any) -> None:
        if self.model.notice:
            self.tell(Problem(self.model.notice))

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.bar.note.tell(problem)

    def _look(self, _change: Any = None) -> None:
        panel = self.panels.get(self.model.step)
        if panel is not None and hasattr(panel, "look"):
            panel.look()

    def _draw_bar(self) -> None:
        training, run = self.model.training, self.model.run
        state = LOADING if self.actions.loading else training.state if training is not None else "idle"
        busy = training is not None and training.busy
        with self.bar.hold_sync():
            self.bar.state = state
            # A stop while Keras compiles is heard at its end: until then another run can be set up.
            self.bar.busy = busy and state not in ENDED
            self.bar.ready_made = self.model.shows_bundled
            self.bar.has_run = run is not None and bool(run.epoch_logs)
            self.bar.can_go_on = not busy and state in (FINISHED, STOPPED)
            can_change = run is not None and run.settings.schedule is None and self.bar.can_go_on
            self.bar.rate = rate_of(run) if run is not None and can_change else 0.0
            self.bar.share, self.bar.words = progress_of(self.model, state)
            self.bar.what = subject_of(self.model)
            if training is not None and training.problem is not None and training is not self._failed:
                self._failed = training
                self.tell(training.problem)


def _rows(layers: Sequence[Spec]) -> tuple[Spec, ...]:
    for layer in layers:
        if not isinstance(layer, Spec):
            raise Problem(
                f"A layer is a Spec, and {str(layer)[:40]!r} is none.", 'Write Spec("Dense", {"units": 16}).'
            )
    return tuple(layers)


def _diagnostic(given: Diagnostic | type[Diagnostic]) -> Diagnostic:
    found = given() if isinstance(given, type) else given
    if not isinstance(found, Diagnostic):
        raise Problem(
            f"{str(given)[:60]!r} is no Diagnostic.", "Derive it from app.network.diagnostics.Diagnostic."
        )
    return found
