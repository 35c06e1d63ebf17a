"""Which runs are kept in a visitor's folder, and what is done with them there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import traitlets

from app.links import Linked
from app.network.datasets import own_tables
from app.network.datasets.notebook_data import NOTEBOOK
from app.network.editing import Editing
from app.network.kept_run import Kept
from app.network.run import Run
from app.network.runs import Keeping, Runs
from app.network.snapshots import Snapshots
from app.network.training import Training
from app.problem import Problem


class RunKeeping(Editing, Linked):
    """Settings whose ``run`` is kept: ``runs`` are those of the visitor's folder, None where none is kept.

    ``promise`` says for how long they stay, ``selected`` are keys of runs to compare.
    """

    run: Run | None
    runs: Runs | None
    _bundled: Run | None
    training: Training | None
    promise: str

    selected = traitlets.Tuple()
    notice = traitlets.Unicode()

    @property
    def shows_bundled(self) -> bool:
        """Whether the run on show is one that nobody trained here."""
        return self.run is not None and self.run is self._bundled

    @property
    def shows_other(self) -> bool:
        """Whether the run on show was trained with other settings than those that are set now."""
        return self.run is not None and not self.run.settings.trains_like(self.settings)

    def keep_in(self, folder: Path, keeping: Keeping = nullcontext, promise: str = "") -> None:
        """Keep runs and tables in this folder from now on; the run at hand, if it has ended, moves along.

        What is written there is written while ``keeping(bytes)``, which raises Problem where there is no room
        for so many more; ``promise`` says for how long it stays.
        """
        self.runs, self.promise = Runs(folder, keeping=keeping), promise
        own_tables().keep_in(folder / "tables", keeping)
        own = self.run is not None and not self.shows_bundled
        if self.run is not None and own and (self.training is None or not self.training.busy):
            self.notice = self._keeper(self.run)()
        self._changed()

    def kept(self) -> list[Kept]:
        """The runs of this browser, newest first."""
        return self.runs.kept() if self.runs is not None else []

    def snapshots_of(self, key: str) -> Snapshots:
        """The snapshots of a kept run. Raises Problem if it is gone."""
        if self.runs is None:
            raise Problem("Runs are not kept here.", "Train it again.")
        return self.runs.snapshots(key)

    def annotate(self, key: str, note: str) -> None:
        """Keep a note beside a run. Raises Problem if it is gone."""
        if self.runs is not None:
            self.runs.annotate(key, note)
        self._changed()

    def remove(self, key: str) -> None:
        """Forget a run."""
        if self.runs is not None:
            self.runs.remove(key)
        self.selected = tuple(one for one in self.selected if one != key)
        self._changed()

    def _keeper(self, run: Run) -> Callable[[], str]:
        """What keeps the run as it is now, where runs are kept, and returns what there is to say of it."""
        if self.runs is None or not run.epoch_logs or run.settings.data.name == NOTEBOOK:
            return str
        keeping = self.runs.keeping(run)

        def keep() -> str:
            try:
                return " ".join(keeping())
            except Problem as problem:
                return str(problem)

        return keep
