"""What a visitor has done on the network page: chosen, trained, tried, opened; what cannot be is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import traitlets

from app.job import Job
from app.network import engine, options
from app.network.model import NetworkModel
from app.network.pace import PULSE
from app.network.run import Run
from app.network.verdicts import Remedy
from app.network.views.run_files import RunFiles
from app.problem import Problem, telling

MOST_COMPARED = 5

_FAILED = Problem("That did not work.", "Try it again, or choose other settings.")


class Actions(traitlets.HasTraits):
    """Does it to the ``model``; ``tell(problem)`` shows a problem in words, ``tell(None)`` takes it away.

    ``loading`` says that Keras is imported for a training that is to start, ``warmed`` that it is known what
    Keras has to choose from. ``pulse`` rises as long as something trains: whoever watches gives a sign of
    life for it.
    """

    loading = traitlets.Bool()
    warmed = traitlets.Bool()
    pulse = traitlets.Int()

    def __init__(self, model: NetworkModel, tell: Callable[[Problem | None], Any]) -> None:
        super().__init__()
        self._model, self._tell = model, tell
        self._attempt: Callable[[], Any] = partial(telling, tell)
        self.files = RunFiles(model, tell)
        self._importing, self._warming = Job(_FAILED), Job(_FAILED)
        self._pulsing: asyncio.Task[None] | None = None
        self._importing.observe(self._loads, "running")
        for job in (self._importing, self._warming):
            job.observe(lambda change: change["new"] and tell(change["new"]), "problem")

    def choose_preset(self, title: str) -> None:
        """Take the settings of a preset."""
        with self._attempt():
            self._model.choose_preset(title)

    # ---- training ----

    def warm(self) -> None:
        """Import Keras behind the first steps."""

        def load(_tell: object) -> None:
            engine.keras()
            for kind in options.KINDS:
                options.every(kind)

        def loaded(_result: None) -> None:
            self.warmed = True

        self._warming.start("loading Keras", load, loaded)

    def train(self, step: str = "training", epoch: int = 0) -> None:
        """Train the settings and look at ``epoch``, the newest if 0, in ``step``.

        Keras is imported first where it is not yet, beside the page.
        """
        if self.loading:
            return
        self._tell(None)
        if engine.ready():
            self._start(step, epoch)
        else:
            self._importing.start(
                "loading Keras", lambda _: engine.keras(), lambda _: self._start(step, epoch)
            )

    def _loads(self, change: Any) -> None:
        self.loading = change["new"]

    def _start(self, step: str, epoch: int) -> None:
        before = self._model.run
        with self._attempt():
            self._model.start(epoch)
            # The run before, once another is trained, is what that one is compared with.
            if before is not None and before.key:
                rest = [key for key in self._model.selected if key != before.key]
                self._model.selected = tuple([before.key, *rest][:MOST_COMPARED])
            self._model.step = step
        self._watch()

    def train_on(self, epochs: int, rate: float | None = None) -> None:
        """Train the same network for more epochs, with another learning rate if given."""
        with self._attempt():
            self._model.train_on(epochs, rate)
        self._watch()

    def recall(self) -> None:
        """Show the run that a link or a reload speaks of, or train it anew: same seed, same numbers."""
        with self._attempt():
            training = self._model.training
            busy = self.loading or (training is not None and training.busy)
            if not busy and not self._model.recall():
                self.train(self._model.step, self._model.epoch)

    def try_out(self, remedy: Remedy) -> None:
        """Train briefly with and without a remedy, and say what came of it."""
        self._tell(None)
        with self._attempt():
            self._model.try_remedy(remedy)
        self._watch()

    def look_closer(self) -> None:
        """Train what the closer look chosen needs."""
        self._tell(None)
        with self._attempt():
            self._model.looks.try_out()
        self._watch()

    def sweep(self) -> None:
        """Train the combinations of settings that were chosen."""
        self._tell(None)
        with self._attempt():
            self._model.sweep.start()
        self._watch()

    def take_over(self, place: int) -> None:
        """Take over the settings of a training of the sweep."""
        self._tell(None)
        with self._attempt():
            self._model.sweep.take(place)

    def help_with(self, remedy: Remedy) -> None:
        """Apply a remedy, and train with it."""
        with self._attempt():
            self._model.apply(remedy)
        self.train()

    def _watch(self) -> None:
        """Ask the browser for a sign of life as long as something trains."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # nobody's browser can answer
        if self._pulsing is None or self._pulsing.done():
            self._pulsing = loop.create_task(self._ask())

    async def _ask(self) -> None:
        while self._at_work:
            self.pulse += 1
            await asyncio.sleep(PULSE)

    @property
    def _at_work(self) -> bool:
        """Whether anything trains."""
        model, training = self._model, self._model.training
        tried = model.trying or model.looks.job.running or model.sweep.job.running
        return tried or (training is not None and training.busy)

    # ---- kept runs ----

    def act_on(self, key: str, action: str) -> None:
        """Do something with a kept run: "remove", "open", or save its "model", "code", "curves",
        "histograms", log for "tensorboard" or model "card"."""
        with self._attempt():
            if action == "remove":
                self._model.remove(key)
            elif action == "open":
                self._model.show(key)
                self._model.epoch = 0
                self._model.step = "training"
            elif self._model.runs is not None:
                self._give(self._model.runs.load(key), action)

    def _give(self, run: Run, action: str) -> None:
        files = self.files
        gives: dict[str, Callable[[Run], None]] = {
            "model": files.give_keras,
            "code": files.give_code,
            "curves": files.give_curves,
            "histograms": files.give_histograms,
            "tensorboard": files.give_events,
            "card": lambda run: files.give_card(run, self._note_of(run.key)),
        }
        gives[action](run)

    def _note_of(self, key: str) -> str:
        return next((kept.note for kept in self._model.kept() if kept.key == key), "")

    def annotate(self, key: str, note: str) -> None:
        """Keep a note beside a run."""
        with self._attempt():
            self._model.annotate(key, note)
