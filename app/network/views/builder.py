"""The network page's compound widget, for the page and for anybody's notebook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import ipyvuetify as v
import ipywidgets

from app.network import engine, options
from app.network.datasets.given import given_data
from app.network.diagnostics import DIAGNOSTICS, Diagnostic
from app.network.export import keras_file
from app.network.link import STEPS
from app.network.model import TITLES, NetworkModel
from app.network.presets import presets
from app.network.run import Run
from app.network.runs import Kept
from app.network.settings import Pick
from app.network.training import Training
from app.network.verdicts import Remedy
from app.network.views.architecture_panel import ArchitecturePanel
from app.network.views.data_panel import DataPanel
from app.network.views.diagnostics_panel import DiagnosticsPanel
from app.network.views.distributions_panel import DistributionsPanel
from app.network.views.looking import Looking
from app.network.views.parameters_panel import ParametersPanel
from app.network.views.preset_choice import PresetChoice
from app.network.views.runs_panel import RunsPanel
from app.network.views.tabs import Tabs
from app.network.views.training_bar import TrainingBar
from app.network.views.training_panel import TrainingPanel
from app.problem import Problem
from app.uploads import session_folder

PULSE = 1.0
"""Seconds between two signs of life that the browser is asked for while a training goes on."""

MOST_COMPARED = 5

REST = 8
"""While it trains, drawing takes at most one part in so many of the time."""


class NeuralNetworkBuilder(v.Html):
    """Build a network, watch it learn, see why it does not.

    >>> from app.network import NeuralNetworkBuilder
    >>> NeuralNetworkBuilder()  # doctest: +SKIP

    ``train`` and ``validation`` are ``(x, y)`` of arrays or frames in place of the page's data sets; without
    ``validation`` a fifth of the rows is kept aside. ``task`` is "regression" or "classification", else it
    follows from ``y``. ``diagnostics`` are further `Diagnostic` classes or instances, ``callbacks`` Keras
    callbacks, ``layers`` rows (`Pick`) to begin with. ``model`` is the state and all that the parts of this
    widget talk to. Raises Problem for data that cannot be used.
    """

    def __init__(
        self,
        train: tuple[Any, Any] | None = None,
        validation: tuple[Any, Any] | None = None,
        task: str | None = None,
        diagnostics: Sequence[Diagnostic | type[Diagnostic]] | None = None,
        callbacks: Sequence[Any] = (),
        layers: Sequence[Pick] | None = None,
        *,
        model: NetworkModel | None = None,
    ) -> None:
        self.model = model if model is not None else NetworkModel(session_folder())
        if train is not None:
            self.model.use(given_data(train, validation, task))
        if layers is not None:
            self.model.change(rows=tuple(layers))
        self.model.callbacks = tuple(callbacks)
        self._diagnostics = tuple(
            one() if isinstance(one, type) else one
            for one in (DIAGNOSTICS if diagnostics is None else diagnostics)
        )
        self.looking = Looking(self.model)
        self._kept: list[Kept] | None = None
        self._pulse: asyncio.Task[None] | None = None
        self._loading = False
        self._failed: Training | None = None
        self._drawn = (0.0, 0.0)
        self.bar = TrainingBar(
            {
                "train": self.train,
                "pause": self.model.pause,
                "resume": self.model.resume,
                "stop": self.model.stop,
                "train_on": self._train_on,
                "save_model": self._save_model,
                "save_code": self._save_code,
                "seen": self.model.seen,
                "dismiss": lambda: self.bar.tell(None),
            }
        )
        self.preset = PresetChoice(self._choose_preset)
        self.panels: dict[str, Any] = {}
        self.tabs = Tabs(
            STEPS, TITLES, self._make_panel, on_choose=self._choose_step, corner=self.preset, above=self.bar
        )
        super().__init__(tag="div", class_="vt-network", children=[self.tabs])
        self.model.observe(self._redraw, "revision")
        self.model.observe(self._redraw, ["step", "selected"])
        self.model.observe(self._told_by_model, "notice")
        self.looking.observe(self._look, "moved")
        self._redraw()

    # ---- what a visitor does ----

    def _choose_step(self, name: str) -> None:
        self.model.step = name

    def _choose_preset(self, title: str) -> None:
        self._try(lambda: self.model.choose_preset(title))

    def train(self) -> None:
        """Train the settings; Keras is imported first where it is not yet, beside the page."""
        if self._loading:
            return
        self.bar.tell(None)
        if engine.ready():
            self._start()
            return
        self._loading = True
        self._draw_bar()
        self._aside(engine.keras, lambda _: self._start())

    def _start(self) -> None:
        self._loading = False
        self._try(self._begin)
        self._watch()
        self._draw_bar()

    def _begin(self) -> None:
        before = self.model.run
        self.model.start()
        # The run before, once another is trained, is what that one is compared with.
        if before is not None and before.key:
            rest = [key for key in self.model.selected if key != before.key]
            self.model.selected = tuple([before.key, *rest][:MOST_COMPARED])
        self.model.step = "training"

    def _train_on(self, epochs: int) -> None:
        self._try(lambda: self.model.train_on(epochs))
        self._watch()

    def help_with(self, remedy: Remedy) -> None:
        """Apply a remedy, and train with it."""
        self._try(lambda: self.model.apply(remedy))
        self.train()

    def _act_on(self, key: str, action: str) -> None:
        """Something is to be done with a kept run."""
        if action == "remove":
            self._try(lambda: self.model.remove(key))
        elif action == "open":
            self._try(lambda: self._open(key))
        elif self.model.runs is not None:
            runs = self.model.runs
            save = self._save_model_of if action == "model" else self._save_code_of
            self._try(lambda: save(runs.load(key)))

    def _open(self, key: str) -> None:
        self.model.show(key)
        self.model.epoch = 0
        self.model.step = "training"

    def _save_model(self) -> None:
        if self.model.run is not None:
            self._save_model_of(self.model.run)

    def _save_model_of(self, run: Run) -> None:
        if self.bar.saving:
            return
        self.bar.saving = True
        name = file_name(run.title)

        def done(content: bytes) -> None:
            self.bar.save(f"{name}.keras", "application/octet-stream", content)

        self._aside(lambda: keras_file(run).result(), done, self._saved)

    def _saved(self) -> None:
        self.bar.saving = False

    def _save_code(self) -> None:
        run = self.model.run
        if run is not None:
            self._try(lambda: self.bar.save(f"{file_name(run.title)}.py", "text/x-python", run.code.encode()))

    # ---- beside the page ----

    def warm(self) -> None:
        """Import Keras behind the first steps, and show then what only it knows."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.model.warm()
            return
        self._aside(_keras_and_its_options, lambda _: self._redraw())

    def _try(self, attempt: Callable[[], Any]) -> None:
        """Do something that may not be possible, and say so if it is not."""
        try:
            attempt()
        except Problem as problem:
            self.bar.tell(problem)

    def _aside(
        self, work: Callable[[], Any], done: Callable[..., Any], always: Callable[[], Any] | None = None
    ) -> None:
        """Do ``work`` in a thread and hand what it returns to ``done`` on the event loop."""

        async def follow() -> None:
            try:
                found = await asyncio.get_running_loop().run_in_executor(None, work)
                done(found)
            except Problem as problem:
                self.bar.tell(problem)
            except Exception:
                logging.getLogger(__name__).error("work beside the network page failed", exc_info=True)
                self.bar.tell(Problem("That did not work.", "Try it again, or choose other settings."))
            finally:
                self._loading = False
                if always is not None:
                    always()
                self._draw_bar()

        self._task = asyncio.ensure_future(follow())

    def _watch(self) -> None:
        """Ask the browser for a sign of life as long as something trains."""
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.ensure_future(self._beat())

    async def _beat(self) -> None:
        while (training := self.model.training) is not None and training.busy:
            self.bar.beat += 1
            await asyncio.sleep(PULSE)

    # ---- what a visitor sees ----

    def _make_panel(self, name: str) -> ipywidgets.Widget:
        makers: dict[str, Callable[[], Any]] = {
            "data": lambda: DataPanel(self.model, self.bar.tell),
            "parameters": lambda: ParametersPanel(self.model),
            "architecture": lambda: ArchitecturePanel(self.model, self.looking),
            "training": lambda: TrainingPanel(self.model, self.looking, self.help_with),
            "distributions": lambda: DistributionsPanel(self.model, self.looking),
            "diagnostics": lambda: DiagnosticsPanel(self.model, self._diagnostics),
            "runs": lambda: RunsPanel(self.model, lambda: self.kept, self._act_on),
        }
        panel = makers[name]()
        self.panels[name] = panel
        return panel

    @property
    def kept(self) -> list[Kept]:
        """The runs of this browser, read again after something about them changed."""
        if self._kept is None:
            try:
                self._kept = self.model.kept()
            except Problem as problem:
                self.bar.tell(problem)
                self._kept = []
        return self._kept

    def others(self) -> list[tuple[str, Kept]]:
        """The runs to compare with, in the order in which they were chosen."""
        by_key = {run.key: (run_name(run, self.kept), run) for run in self.kept}
        shown = self.model.run.key if self.model.run is not None else ""
        return [by_key[key] for key in self.model.selected if key in by_key and key != shown]

    def _redraw(self, change: Any = None) -> None:
        training = self.model.training
        busy = training is not None and training.busy
        if busy and change is not None and change["name"] == "revision" and not self._rested():
            self._draw_bar()
            return
        begun = monotonic()
        if not busy:
            self._kept = None
        self.preset.chosen = self.model.settings.title if self.model.settings.title in presets else ""
        self.tabs.entitle("runs", f"Runs · {len(self.kept)}" if self.kept else "Runs")
        self._draw_bar()
        self.tabs.choose(self.model.step)
        panel = self.panels.get(self.model.step)
        if panel is not None and hasattr(panel, "redraw"):
            panel.redraw(self.others())
        self._drawn = monotonic(), monotonic() - begun

    def _rested(self) -> bool:
        """Whether it is time to draw again: a training is not to wait for its pictures."""
        when, cost = self._drawn
        return monotonic() - when >= REST * cost

    def _told_by_model(self, _change: Any) -> None:
        if self.model.notice:
            self.bar.tell(Problem(self.model.notice))

    def _look(self, _change: Any = None) -> None:
        panel = self.panels.get(self.model.step)
        if panel is not None and hasattr(panel, "look"):
            panel.look()

    def _draw_bar(self) -> None:
        training, run = self.model.training, self.model.run
        state = "loading" if self._loading else training.state if training is not None else "idle"
        with self.bar.hold_sync():
            self.bar.state = state
            self.bar.busy = training is not None and training.busy
            self.bar.has_run = run is not None and bool(run.rows)
            self.bar.can_go_on = training is not None and training.state in ("finished", "stopped")
            self.bar.share, self.bar.words = self._progress(state)
            if training is not None and training.problem is not None and training is not self._failed:
                self._failed = training
                self.bar.tell(training.problem)

    def _progress(self, state: str) -> tuple[float, str]:
        training, settings = self.model.training, self.model.settings
        seed = f"seed {settings.seed}"
        if state == "loading":
            return 0.0, "loading Keras, about a second"
        if training is None:
            run = self.model.run
            if run is None or not run.rows:
                return 0.0, f"{settings.epochs} epochs to train · {seed}"
            return 1.0, f"{len(run.rows)} epochs · {run.seconds:.1f} s · seed {run.settings.seed}"
        progress = training.progress
        if state in ("waiting", "preparing") or (
            state == "running" and not (progress.epoch or progress.batch)
        ):
            return 0.0, "compiling the network"
        words = f"{progress.words} · seed {training.run.settings.seed}"
        names = {"paused": "paused", "stopped": "stopped", "diverged": "diverged", "failed": "failed"}
        return progress.share, f"{names[state]} · {words}" if state in names else words


def _keras_and_its_options() -> None:
    engine.keras()
    for kind in options.KINDS:
        options.every(kind)


def run_name(run: Kept, kept: Sequence[Kept]) -> str:
    """What a run is called among the others: its number, counted from the oldest, and its title."""
    place = next((place for place, one in enumerate(kept) if one.key == run.key), 0)
    return f"run {len(kept) - place}, {run.title}"


def file_name(title: str) -> str:
    """A run's title as the name of a file."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in title.lower())
    return "-".join(part for part in letters.split("-") if part)[:60] or "network"
