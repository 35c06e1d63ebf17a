"""Learning rates tried for the settings at hand, and the one that is taken."""

from __future__ import annotations

from app.job import Job
from app.network.editing import Editing
from app.network.pace import LOOK, Lease
from app.network.rate_sweep import RateSweep, Sweep
from app.network.settings import Settings
from app.problem import Problem

_FAILED = Problem("The rates could not be tried.", "Set a learning rate yourself.")


class RateChoice:
    """Tries rates for the settings of a model; ``job`` tells whether it does at the moment."""

    def __init__(self, model: Editing, lease: Lease | None = None) -> None:
        self._model, self._lease = model, lease
        self._sweep: Sweep | None = None
        self._found: tuple[Settings | None, RateSweep | None] = (None, None)
        self.job = Job(_FAILED, LOOK)

    @property
    def found(self) -> RateSweep | None:
        """What came of the rates tried for these settings, whatever rate they have; None before."""
        of, found = self._found
        return found if of is not None and of == _but_rate(self._model.settings) else None

    def find(self) -> None:
        """Try rates, from tiny to huge, on a few batches. Raises Problem where that cannot be."""
        if self.job.running:
            raise Problem("Learning rates are being tried.", "Wait for the answer.")
        for wrong in self._model.findings():
            raise wrong.problem
        sweep = self._sweep = Sweep(self._model.settings, self._model.data, self._lease)
        sweep.start()

        def done(found: RateSweep | None) -> None:
            self._found = _but_rate(sweep.settings), found

        self.job.start("trying learning rates", lambda _: sweep.wait(), done)

    def take(self) -> None:
        """Train at the rate suggested, constant, from now on. Raises Problem where there is none."""
        if self.found is None or self.found.suggestion is None:
            raise Problem("No learning rate is suggested.", "Try rates first.")
        optimizer = self._model.settings.optimizer.with_values(learning_rate=self.found.suggestion)
        self._model.change(schedule=None, optimizer=optimizer)

    def stop(self) -> None:
        """End what is tried."""
        if self._sweep is not None:
            self._sweep.stop()


def _but_rate(settings: Settings) -> Settings:
    """The settings without what says how fast they learn, and for how long."""
    values = {name: one for name, one in settings.optimizer.values.items() if name != "learning_rate"}
    optimizer = type(settings.optimizer)(settings.optimizer.name, values)
    return settings.changed(
        title="", schedule=None, optimizer=optimizer, epochs=1, early_stopping=None, metrics=()
    )
