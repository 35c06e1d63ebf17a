"""Remedies tried for a run, one at a time, and what came of each."""

from __future__ import annotations

from app.job import Job
from app.network.pace import LOOK, Lease
from app.network.run import Run
from app.network.trial import Trial, Tried
from app.network.verdicts import Remedy
from app.problem import Problem

_FAILED = Problem("That could not be tried.", "Train with it, and compare the runs.")


class RemedyTrials:
    """Tries remedies; ``job`` tells whether it does at the moment."""

    def __init__(self, lease: Lease | None = None) -> None:
        self._lease = lease
        self._trial: Trial | None = None
        self._tried: tuple[Run | None, dict[str, Tried]] = (None, {})
        self.job = Job(_FAILED, LOOK)

    def tried_for(self, run: Run | None) -> dict[str, Tried | None]:
        """What came of those tried for ``run``, by label; None for the one at hand."""
        of, tried = self._tried
        if of is None or of is not run:
            return {}
        going = {self._trial.remedy.label: None} if self.job.running and self._trial is not None else {}
        return {**tried, **going}

    def start(self, run: Run | None, remedy: Remedy) -> None:
        """Train ``run`` briefly with and without it. Raises Problem where its rows are not here."""
        if run is None or run.data is None:
            raise Problem("The rows of this run are not here.", "Train it again first.")
        if run is not self._tried[0]:
            self._tried = run, {}
        found = self._tried[1]
        trial = self._trial = Trial(run.settings, remedy, run.data, self._lease)
        trial.start()

        def done(tried: Tried | None) -> None:
            if tried is not None:
                found[remedy.label] = tried

        self.job.start(remedy.label, lambda _: trial.wait(), done)

    def stop(self) -> None:
        """End what is tried."""
        if self._trial is not None:
            self._trial.stop()
