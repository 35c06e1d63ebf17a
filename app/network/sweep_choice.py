"""What a visitor wants to be swept, how far that is, and the combination that is taken over."""

from __future__ import annotations

from typing import Any

import traitlets

from app.job import Job
from app.network.combinations import MOST_RUNS, Cell, Values, at_random, count, grid, usual, varied
from app.network.editing import Editing
from app.network.options.option import Parameter
from app.network.pace import LOOK, Lease
from app.network.settings_sweep import SweepTrial, Swept
from app.problem import Problem

RUNS = Parameter("runs", "int", 12, 12, low=1, high=MOST_RUNS)

_FAILED = Problem("The settings could not be tried.", "Choose fewer or other values.")


class SweepChoice(traitlets.HasTraits):
    """Values to try around the settings of a ``model``, and what came of them.

    ``drawn`` says that ``runs`` combinations are drawn at random, else all are trained. ``revision`` rises
    whenever something of it has changed, and with each training that ends.
    """

    drawn = traitlets.Bool()
    runs = traitlets.Int(12)
    revision = traitlets.Int()

    def __init__(self, model: Editing, lease: Lease | None = None) -> None:
        super().__init__()
        self._model, self._lease = model, lease
        self._chosen: dict[str, tuple[float, ...]] = {}
        self._trial: SweepTrial | None = None
        self.found: Swept | None = None
        self.job = Job(_FAILED, LOOK)
        self.job.observe(self._tell, ["running", "problem"])
        self.observe(self._tell, ["drawn", "runs"])

    @property
    def parameters(self) -> dict[str, Parameter]:
        """What can be varied of the settings at hand. Imports Keras. Raises Problem for unknown layers."""
        return varied(self._model.settings)

    @property
    def values(self) -> Values:
        """The values to try of each setting that is varied: those chosen, else the usual ones."""
        wanted = {**usual(self._model.settings), **self._chosen}
        return {name: wanted[name] for name in self.parameters if wanted.get(name)}

    @property
    def size(self) -> int:
        """The trainings that a sweep would take; 0 where nothing is varied."""
        values = self.values
        return min(count(values), self.runs if self.drawn else count(values)) if values else 0

    def choose(self, name: str, values: Any) -> None:
        """Try these values of a setting, none if None. Raises Problem for what it cannot be."""
        parameter = self.parameters.get(name)
        if parameter is None:
            raise Problem("There is no such setting to vary.", "Choose one of the form.")
        found = parameter.checked(values, "the sweep")
        self._chosen[name] = tuple(dict.fromkeys(found or ()))
        self._tell()

    def start(self) -> None:
        """Train the combinations. Raises Problem where that cannot be."""
        if self.job.running:
            raise Problem("Settings are being tried.", "Wait for them, or stop it.")
        for wrong in self._model.findings():
            raise wrong.problem
        settings = self._model.settings
        cells = self._cells(settings.seed)
        if self._lease is not None:
            self._lease.renew()
        trial = self._trial = SweepTrial(settings, self._model.data, cells, self._lease)
        self.found = None
        trial.start()

        def look() -> None:
            if trial.found is not self.found:
                self.found = trial.found
                self._tell()

        def ended(_found: Swept | None) -> None:
            look()

        self.job.start("trying settings", lambda _: trial.wait(), ended, look)

    def take(self, place: int) -> None:
        """Take over the settings of a training. Raises Problem where there is none."""
        if self.found is None or not 0 <= place < len(self.found.cells):
            raise Problem("There is no such training.", "Choose one of the list.")
        self._model.take_over(self.found.settings_of(place))

    def stop(self) -> None:
        """End after the batch at hand; what was trained before stays."""
        if self._trial is not None:
            self._trial.stop()

    def _cells(self, seed: int) -> list[Cell]:
        return at_random(self.values, self.runs, seed) if self.drawn else grid(self.values)

    def _tell(self, _change: Any = None) -> None:
        self.revision += 1
