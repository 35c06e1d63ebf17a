"""What trains on the network page because of what a visitor set, the runs that are kept, and the link."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import traitlets

from app.job import Job, Tell
from app.network import link
from app.network.assembly import Assembly
from app.network.link import FIRST_MEASURE, LAST_HIDDEN, STEPS, View
from app.network.looks import Looks
from app.network.pace import LOOK, Lease
from app.network.rate_choice import RateChoice
from app.network.record import is_whole
from app.network.remedy_trials import RemedyTrials
from app.network.run import Run
from app.network.run_keeping import RunKeeping
from app.network.runs import Runs
from app.network.settings import Settings
from app.network.snapshots import MEASURES
from app.network.sweep_choice import SweepChoice
from app.network.training import ENDED, Training
from app.network.trial import Tried
from app.network.verdicts import Remedy
from app.problem import Problem

TITLES = ("Data", "Parameters", "Architecture", "Training", "Distributions", "Diagnostics", "Runs")
"""The `STEPS` as a visitor reads them."""

_FAILED = Problem("That did not work.", "Try it again, or tell whoever runs this server: its log says more.")


class NetworkModel(RunKeeping):
    """The state of the network page: its settings, the training at hand, and the runs that are kept.

    ``revision`` rises also while it trains, ten times a second at most. ``epoch`` is the slider, 0 for the
    last one; ``layer``, from 0 or `LAST_HIDDEN`, and ``measure`` are what is looked at there. ``selected``
    are keys of runs to compare. ``recalled`` rises when a link asks for the trained network of its settings
    (see `recall`). ``folder`` is the visitor's, None to keep no runs. ``rates`` finds a learning rate,
    ``looks`` looks closer at what is trained, ``sweep`` tries combinations of settings.
    """

    link = link.LINK

    step = traitlets.Enum(STEPS, "training")
    epoch = traitlets.Int(0, min=0)
    layer = traitlets.Int(LAST_HIDDEN, min=LAST_HIDDEN)
    measure = traitlets.Enum(MEASURES, FIRST_MEASURE)
    recalled = traitlets.Int()

    def __init__(self, folder: Path | None = None, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.training: Training | None = None
        self.run: Run | None = None
        self.runs: Runs | None = None
        self.promise = ""
        self.callbacks: tuple[Any, ...] = ()
        self.lease = Lease()
        self._following, self._keeping = (Job(_FAILED, LOOK) for _ in range(2))
        self._remedies = RemedyTrials(self.lease)
        self._bundled: Run | None = None
        self.rates = RateChoice(self, self.lease)
        self.looks = Looks(self.lease)
        self.looks.observe(lambda _: self.relink(), "kind")
        self.sweep = SweepChoice(self, self.lease)
        for job in (self._following, self._keeping, self._remedies.job, self.rates.job):
            job.observe(self._job_ended, "running")
            job.observe(self._job_failed, "problem")
        self.relink()
        if folder is not None:
            self.keep_in(folder)

    # ---- the first run ----

    def open_with(self, run: Run) -> None:
        """Show a finished run wherever nothing else was trained and the settings are its own."""
        self._bundled = run
        self._changed()

    def _show_bundled(self) -> None:
        bundled = self._bundled
        if bundled is None or self.training is not None:
            return
        fits = self.notebook_data is None and bundled.settings.trains_like(self.settings)
        if fits and self.run is None:
            self.run = bundled
        elif not fits and self.run is bundled:
            self.run = None

    # ---- training ----

    def start(self, epoch: int = 0) -> None:
        """Train the settings, and look at ``epoch``, at the newest if 0. Raises the first Problem that keeps
        them from it."""
        if self.training is not None and self.training.state not in ENDED:
            raise Problem("A training is going on.", "Stop it first.")
        self.lease.renew()
        self._remedies.stop()
        self.rates.stop()
        self.looks.stop()
        self.sweep.stop()
        training = Training(Assembly.of(self.settings, self.data), lease=self.lease, callbacks=self.callbacks)
        training.start()
        self.training, self.run = training, training.run
        self.epoch = epoch
        self._follow(training)

    def train_on(self, epochs: int, rate: float | None = None) -> None:
        """Train the same network for more epochs, with another learning ``rate`` if given. Raises Problem."""
        if self.training is None:
            raise Problem("There is no trained network to go on with.", "Train one first.")
        self.lease.renew()
        self.training.train_on(epochs, rate)
        self._follow(self.training)

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

    async def finished(self) -> None:
        """Wait for the training at hand to end and to be kept."""
        await self._following.finished()
        await self._keeping.finished()

    def _follow(self, training: Training) -> None:
        shown: Any = None

        def wait(_tell: Tell) -> None:
            with suppress(Problem):
                training.wait()

        def look() -> None:
            nonlocal shown
            now = (training.state, training.progress.epoch, training.progress.batch)
            if now != shown:
                shown = now
                self.revision += 1

        self._following.start("training", wait, lambda _: self._keep(training), look)
        self._changed()

    def _keep(self, training: Training) -> None:
        # Beside the page: to compress large weights takes seconds.
        keep = self._keeper(training.run)

        def kept(said: str) -> None:
            self.notice = str(training.problem or said)

        self._keeping.start("keeping", lambda _: keep(), kept)

    def _job_ended(self, change: Any) -> None:
        if not change["new"]:
            self._changed()

    def _job_failed(self, change: Any) -> None:
        if change["new"] is not None:
            self.notice = str(change["new"])

    # ---- remedies ----

    @property
    def tried(self) -> dict[str, Tried | None]:
        """What came of the remedies tried for the run on show, by label; None for the one at hand."""
        return self._remedies.tried_for(self.run)

    @property
    def trying(self) -> bool:
        """Whether a remedy is being tried."""
        return self._remedies.job.running

    def try_remedy(self, remedy: Remedy) -> None:
        """Train the run on show briefly with and without it. Raises Problem where that cannot be."""
        if self.trying or (self.training is not None and self.training.busy):
            raise Problem("Something is being trained.", "Wait for it, or stop it.")
        self.lease.renew()
        self._remedies.start(self.run, remedy)
        self._changed()

    # ---- runs ----

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
            same = run.repeatable and run.settings.trains_like(self.settings)
            if same and is_whole(run.settings, run.epoch_logs):
                self.show(run.key)
                return True
        return False

    # ---- the link ----

    def take(self, state: dict[str, Any]) -> list[str]:
        """Be as a link says; return a sentence for each part of it that cannot be."""
        view, notices = link.read(state)
        self._preset = view.preset
        with self.hold_trait_notifications():
            self.step, self.epoch = view.step, view.epoch
            self.layer, self.measure = view.layer, view.measure
            self.looks.opened = view.look
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
            self.looks.opened,
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
