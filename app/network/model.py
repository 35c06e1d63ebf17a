"""What trains on the network page because of what a visitor set, the runs that are kept, and the link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import Any

import traitlets

from app.links import Linked
from app.network import engine, link
from app.network.assembly import Assembly
from app.network.datasets import own_tables
from app.network.datasets.given import GIVEN
from app.network.editing import Editing
from app.network.link import FIRST_MEASURE, LAST_HIDDEN, STEPS, View
from app.network.record import is_whole
from app.network.run import Run
from app.network.runs import Keeping, Kept, Runs
from app.network.settings import Settings
from app.network.snapshots import MEASURES, Snapshots
from app.network.training import ENDED, Training
from app.network.trial import Trial, Tried
from app.network.verdicts import Remedy
from app.problem import Problem

TITLES = ("Data", "Parameters", "Architecture", "Training", "Distributions", "Diagnostics", "Runs")
"""The `STEPS` as a visitor reads them."""

BEAT = 0.1
"""Seconds between two looks at a training: the page is told ten times a second at most."""

PATIENCE = 30.0
"""Seconds without a sign of the page after which its training stops."""


class NetworkModel(Editing, Linked):
    """The state of the network page: its settings, the training at hand, and the runs that are kept.

    ``revision`` rises also while it trains, ten times a second at most. ``epoch`` is the slider, 0 for the
    last one; ``layer``, from 0 or `LAST_HIDDEN`, and ``measure`` are what is looked at there. ``selected``
    are keys of runs to compare. ``recalled`` rises when a link asks for the trained network of its settings
    (see `recall`). ``folder`` is the visitor's, None to keep no runs.
    """

    link = link.LINK

    step = traitlets.Enum(STEPS, "training")
    epoch = traitlets.Int(0, min=0)
    layer = traitlets.Int(LAST_HIDDEN, min=LAST_HIDDEN)
    measure = traitlets.Enum(MEASURES, FIRST_MEASURE)
    selected = traitlets.Tuple()
    notice = traitlets.Unicode()
    recalled = traitlets.Int()

    def __init__(self, folder: Path | None = None, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.training: Training | None = None
        self.run: Run | None = None
        self.runs: Runs | None = None
        self.promise = ""
        self.callbacks: tuple[Any, ...] = ()
        self._seen: float | None = None
        self._task: asyncio.Task | None = None
        self._trying: tuple[Run | None, Trial | None, asyncio.Task | None] = (None, None, None)
        self._tried: dict[str, Tried] = {}
        self._bundled: Run | None = None
        self.relink()
        if folder is not None:
            self.keep_in(folder)

    # ---- the first run ----

    def open_with(self, run: Run) -> None:
        """Show a finished run wherever nothing else was trained and the settings are its own."""
        self._bundled = run
        self._changed()

    @property
    def shows_bundled(self) -> bool:
        """Whether the run on show is one that nobody trained here."""
        return self.run is not None and self.run is self._bundled

    def _show_bundled(self) -> None:
        bundled = self._bundled
        if bundled is None or self.training is not None:
            return
        fits = self.given is None and bundled.settings.trains_like(self.settings)
        if fits and self.run is None:
            self.run = bundled
        elif not fits and self.run is bundled:
            self.run = None

    # ---- training ----

    def seen(self) -> None:
        """The page is there: once told, to be told every few seconds, else its training stops."""
        self._seen = monotonic()

    def warm(self) -> None:
        """Import Keras behind the first steps."""
        engine.warm()

    def start(self, epoch: int = 0) -> None:
        """Train the settings, and look at ``epoch``, at the newest if 0. Raises the first Problem that keeps
        them from it."""
        if self.training is not None and self.training.state not in ENDED:
            raise Problem("A training is going on.", "Stop it first.")
        self._renew()
        if (trial := self._trying[1]) is not None:
            trial.stop()
        training = Training(
            Assembly.of(self.settings, self.data), lease=self._watched, callbacks=self.callbacks
        )
        training.start()
        self.training, self.run = training, training.run
        self.epoch = epoch
        self._follow()

    def train_on(self, epochs: int) -> None:
        """Train the same network for more epochs. Raises Problem."""
        if self.training is None:
            raise Problem("There is no trained network to go on with.", "Train one first.")
        self._renew()
        self.training.train_on(epochs)
        self._follow()

    def pause(self) -> None:
        """Halt."""
        if self.training is not None:
            self.training.pause()
            self._changed()

    def resume(self) -> None:
        """Go on."""
        if self.training is not None:
            self.training.resume()
            self._changed()

    def stop(self) -> None:
        """End the training; what is trained stays."""
        if self.training is not None:
            self.training.stop()
            self._changed()

    def _watched(self) -> bool:
        # Nobody ever looked: a script trains, and waits for the end itself.
        return self._seen is None or monotonic() - self._seen < PATIENCE

    def _renew(self) -> None:
        if self._seen is not None:
            self.seen()

    def _follow(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.ensure_future(self._look())
        self._changed()

    async def finished(self) -> None:
        """Wait for the training at hand to end and to be kept."""
        if self._task is not None:
            await self._task

    async def _look(self) -> None:
        training = self.training
        shown: Any = None
        while training is not None and training.busy:
            await asyncio.sleep(BEAT)
            now = (training.state, training.progress.epoch, training.progress.batch)
            if now != shown:
                shown = now
                self.revision += 1
        if training is not None:
            # Beside the page: to compress large weights takes seconds.
            keeping = self._keeping(training.run)
            said = await asyncio.get_running_loop().run_in_executor(None, keeping)
            self.notice = str(training.problem or said)
        self._changed()

    # ---- remedies ----

    @property
    def tried(self) -> dict[str, Tried | None]:
        """What came of the remedies tried for the run on show, by label; None for the one at hand."""
        run, trial, _ = self._trying
        if run is None or run is not self.run:
            return {}
        going = {trial.remedy.label: None} if trial is not None and trial.busy else {}
        return {**self._tried, **going}

    @property
    def trying(self) -> bool:
        """Whether a remedy is being tried."""
        return self._trying[1] is not None and self._trying[1].busy

    def try_remedy(self, remedy: Remedy) -> None:
        """Train the run on show briefly with and without it. Raises Problem where that cannot be."""
        run = self.run
        if self.trying or (self.training is not None and self.training.busy):
            raise Problem("Something is being trained.", "Wait for it, or stop it.")
        if run is None or run.data is None:
            raise Problem("The rows of this run are not here.", "Train it again first.")
        if run is not self._trying[0]:
            self._tried = {}
        self._renew()
        trial = Trial(run.settings, remedy, run.data, self._watched)
        trial.start()
        self._trying = run, trial, asyncio.ensure_future(self._await(run, trial))
        self._changed()

    async def _await(self, run: Run, trial: Trial) -> None:
        while trial.busy:
            await asyncio.sleep(BEAT)
        if trial.problem is not None:
            self.notice = str(trial.problem)
        if trial.tried is not None and run is self._trying[0]:
            self._tried[trial.remedy.label] = trial.tried
        self._changed()

    # ---- runs ----

    def keep_in(self, folder: Path, keeping: Keeping = nullcontext, promise: str = "") -> None:
        """Keep runs and tables in this folder from now on; the run at hand, if it has ended, moves along.

        What is written there is written while ``keeping(bytes)``, which raises Problem where there is no room
        for so many more; ``promise`` says for how long it stays.
        """
        self.runs, self.promise = Runs(folder, keeping=keeping), promise
        own_tables().keep_in(folder / "tables", keeping)
        own = self.run is not None and not self.shows_bundled
        if self.run is not None and own and (self.training is None or not self.training.busy):
            self.notice = self._keeping(self.run)()
        self._changed()

    def kept(self) -> list[Kept]:
        """The runs of this browser, newest first."""
        return self.runs.kept() if self.runs is not None else []

    def snapshots_of(self, key: str) -> Snapshots:
        """The snapshots of a kept run. Raises Problem if it is gone."""
        if self.runs is None:
            raise Problem("Runs are not kept here.", "Train it again.")
        return self.runs.snapshots(key)

    def show(self, key: str) -> None:
        """Look at a run again: its curves, snapshots and settings. Raises Problem if it is gone."""
        if self.runs is None:
            raise Problem("Runs are not kept here.", "Train it again.")
        if self.training is not None and self.training.state not in ENDED:
            raise Problem("A training is going on.", "Stop it first.")
        self.run = self.runs.load(key)
        self.training = None
        self._replace(self.run.settings)

    def recall(self) -> bool:
        """Show the newest kept run that training these settings would repeat; returns whether it is."""
        for run in self.kept():
            if run.settings.trains_like(self.settings) and is_whole(run.settings, run.rows):
                self.show(run.key)
                return True
        return False

    def remove(self, key: str) -> None:
        """Forget a run."""
        if self.runs is not None:
            self.runs.remove(key)
        self.selected = tuple(one for one in self.selected if one != key)
        self._changed()

    def _keeping(self, run: Run) -> Callable[[], str]:
        """What keeps the run as it is now, where runs are kept, and returns what there is to say of it."""
        if self.runs is None or not run.rows or run.settings.data.name == GIVEN:
            return str
        keeping = self.runs.keeping(run)

        def keep() -> str:
            try:
                return " ".join(keeping())
            except Problem as problem:
                return str(problem)

        return keep

    # ---- the link ----

    def take(self, state: dict[str, Any]) -> list[str]:
        """Be as a link says; return a sentence for each part of it that cannot be."""
        view, notices = link.read(state)
        self._preset = view.preset
        with self.hold_trait_notifications():
            self.step, self.epoch = view.step, view.epoch
            self.layer, self.measure = view.layer, view.measure
        self._replace(view.settings)
        at_hand = self.run is not None and self.run.repeats(view.settings)
        self.recalled += view.trained and not at_hand
        return notices

    def told(self) -> dict[str, Any]:
        """What a link to this view holds: the settings, where one looks, and whether that was trained."""
        view = View(
            self._preset,
            self.settings,
            self.step,
            self.epoch,
            self.layer,
            self.measure,
            trained=self._trains()
            or (self.run is not None and not self.shows_bundled and self.run.repeats(self.settings)),
        )
        return link.write(view)

    def _trains(self) -> bool:
        """Whether these settings are being trained: a reload in the middle begins anew."""
        training = self.training
        going = training is not None and training.state not in ENDED and not training.run.stretches
        return going and self.run is not None and self.run.is_of(self.settings)

    def _changed(self) -> None:
        self._show_bundled()
        self.relink()
        super()._changed()
