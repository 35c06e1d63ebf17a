"""The closer look on show: its class, input and threshold, and where these start; computed once a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import traitlets

from app.job import Job
from app.network import worker
from app.network.diagnostics.calibration import Calibration
from app.network.diagnostics.filters import Filters, filters
from app.network.diagnostics.separation import Separation
from app.network.diagnostics.surface import Surface, has_formula, surface
from app.network.experiment import Experiment
from app.network.export import Predictions
from app.network.look_kinds import (
    CALIBRATION,
    DEPENDENCE,
    FILTERS,
    FOLDS,
    IMPORTANCE,
    ROWS,
    SEEDS,
    SURFACE,
    THRESHOLD,
    TITLES,
    TRIALS,
    kinds_of,
)
from app.network.outputs import threshold
from app.network.pace import LOOK, Lease
from app.network.repeats import Repeats
from app.network.row_curve import RowCurve
from app.network.run import Run
from app.network.settings import BINARY, REGRESSION
from app.problem import Problem

if TYPE_CHECKING:
    from app.network.diagnostics.inspection import Dependence, Importance

_FAILED = Problem("That could not be computed.", "Choose another look, or train again.")


class Looks(traitlets.HasTraits):
    """``kind`` is the look chosen, one of `kinds`, empty where there is no run to look at.

    ``place`` is the class, or the target's column, that it is about; ``threshold`` parts that class from the
    others; ``feature`` is the input of a dependence and ``across`` and ``down`` are those of a surface, by
    their places; ``row`` is the validation row that filters are seen at. ``revision`` rises whenever
    something of it has changed.
    """

    kind = traitlets.Unicode()
    place = traitlets.Int()
    threshold = traitlets.Float(0.5)
    feature = traitlets.Int()
    across = traitlets.Int()
    down = traitlets.Int()
    row = traitlets.Int(0, min=0)
    revision = traitlets.Int()

    def __init__(self, lease: Lease | None = None) -> None:
        super().__init__()
        self._lease = lease
        self._run: Run | None = None
        self._judged: Predictions | None = None
        self._found: dict[Any, Any] = {}
        self._trial: Experiment[Any] | None = None
        self.job = Job(_FAILED, LOOK)
        self.job.observe(self._tell, ["running", "words", "problem"])
        self.observe(self._looked, ["kind", "place", "feature", "across", "down", "row"])
        self.observe(self._tell, "threshold")
        self.observe(self._placed, "place")

    # ---- whom it looks at ----

    def look_at(self, run: Run | None, judged: Predictions | None) -> None:
        """Look at another run from now on, which ``judged`` its validation rows; at none if None."""
        self.job.abandon()
        if self._trial is not None:
            self._trial.stop()
        before, self._run, self._judged, self._found = self._run, run, judged, {}
        if judged is None or run is None:
            self.revision += 1
            return
        same = before is not None and before.settings.data == run.settings.data and before.task == run.task
        data = judged.prepared.data
        inputs = data.x.shape[-1]
        # A notebook may have given other rows under the same name.
        same = same and self.place < max(len(data.classes or data.targets), 1)
        same = same and max(self.feature, self.across, self.down) < inputs
        with self.hold_trait_notifications():
            if not same:
                # Of two classes the second is what is looked for; of several, or of targets, the first.
                self.place = int(run.task == BINARY)
                self.feature = self.row = 0
                # A talk's surface is over spot and strike: far apart in a row of inputs.
                self.across, self.down = inputs - 1, 0
                if inputs == 4 and has_formula(run.settings.data):
                    self.across, self.down = 3, 1
            if self.kind not in self.kinds:
                self.kind = self._first
            self.threshold = self._usual
        self._looked()

    @property
    def kinds(self) -> dict[str, str]:
        """The looks that make sense for the run, by name, with their titles."""
        run, judged = self._run, self._judged
        if run is None or judged is None:
            return {}
        return kinds_of(run, judged.prepared.data, self._activation)

    @property
    def opened(self) -> str:
        """The look chosen; "" for the first one, which is there by itself."""
        return "" if self.kind == self._first else self.kind

    @opened.setter
    def opened(self, kind: str) -> None:
        self.kind = kind or self._first

    @property
    def _first(self) -> str:
        return next(iter(self.kinds), "")

    @property
    def places(self) -> tuple[str, ...]:
        """The classes, or the target's columns where there are several, that a look can be about."""
        if self._judged is None or self.kind in (FILTERS, IMPORTANCE, SURFACE, *TRIALS):
            return ()
        data = self._judged.prepared.data
        return data.classes or data.targets

    @property
    def features(self) -> tuple[str, ...]:
        """The inputs, where they are columns."""
        data = self._judged.prepared.data if self._judged is not None else None
        return tuple(data.features) if data is not None and data.x.ndim == 2 else ()

    @property
    def target(self) -> str:
        """What is predicted."""
        return self._judged.prepared.data.target if self._judged is not None else ""

    @property
    def _activation(self) -> str:
        picked = self._run.settings.rows[-1].values.get("activation", "") if self._run is not None else ""
        return picked if isinstance(picked, str) else picked.name

    @property
    def _usual(self) -> float:
        """Where a class begins unless told otherwise: in the middle of what the output can say."""
        run = self._run
        if run is None or run.task != BINARY:
            return 0.5
        cut = threshold(self._activation)
        return cut if self.place else 1 - cut

    # ---- what is seen ----

    @property
    def separation(self) -> Separation | None:
        """How well the class is parted from the others; None for a regression."""
        run, judged = self._run, self._judged
        if run is None or judged is None or run.task == REGRESSION:
            return None
        found: Separation | None = self._found.get((THRESHOLD, self.place))
        if found is None:
            prepared = judged.prepared
            found = Separation.of(judged.said, prepared.data.y[prepared.rows_valid], self.place)
            self._found[THRESHOLD, self.place] = found
        return found

    @property
    def calibration(self) -> Calibration | None:
        """Whether the class's chances mean what they say; None where outputs are none."""
        parted = self.separation
        if parted is None or CALIBRATION not in self.kinds or not parted.can_be_judged:
            return None
        return Calibration.of(parted)

    @property
    def importance(self) -> Importance | None:
        """Which inputs matter, once that is computed."""
        return self._found.get(IMPORTANCE)

    @property
    def dependence(self) -> Dependence | None:
        """How answers follow the input chosen, once that is computed."""
        return self._found.get((DEPENDENCE, self.feature, self.place))

    @property
    def surface(self) -> Surface | None:
        """Prediction and formula over the two inputs chosen, once that is computed."""
        return self._found.get((SURFACE, self.across, self.down))

    @property
    def filters(self) -> Filters | None:
        """The first convolution's filters and what they give for the row chosen, once that is computed."""
        return self._found.get((FILTERS, self.row))

    def turn(self, step: int) -> None:
        """Look at another validation row."""
        if self._judged is not None:
            self.row = (self.row + step) % len(self._judged.prepared.x_valid)

    @property
    def row_curve(self) -> RowCurve | None:
        """What fewer rows would have given, once that was tried."""
        return self._found.get(ROWS)

    @property
    def repeats(self) -> Repeats | None:
        """The same training with other seeds or splits, whichever is looked at, once that was tried."""
        return self._found.get(self.kind) if self.kind in (SEEDS, FOLDS) else None

    def cut_at(self, alarms: float, recall: float) -> None:
        """Choose the threshold whose place on the ROC curve is nearest."""
        parted = self.separation
        if parted is not None and parted.can_be_judged:
            self.threshold = parted.nearest(alarms, recall)

    # ---- what is computed ----

    def try_out(self) -> None:
        """Train what the look chosen needs, one of `TRIALS`. Raises Problem where that cannot be."""
        run = self._run
        if run is None or run.data is None or self.kind not in TRIALS:
            raise Problem("There is no run to try that with.", "Train one first.")
        if self.job.running:
            raise Problem("Something is being computed.", "Wait for it, or stop it.")
        if self._lease is not None:
            self._lease.renew()
        trial = self._trial = TRIALS[self.kind](run.settings, run.data, self._lease)
        trial.start()
        self._compute("training for it, thrown away afterwards", self.kind, trial.wait)

    def stop(self) -> None:
        """End what is trained for it."""
        if self._trial is not None:
            self._trial.stop()

    def _placed(self, _change: Any) -> None:
        """Another class is parted where it usually is."""
        self.threshold = self._usual

    def _looked(self, _change: Any = None) -> None:
        """Compute what is looked at, if that is not known yet."""
        judged, run = self._judged, self._run
        if judged is None or run is None:
            return
        prepared, model, settings = judged.prepared, judged.model, run.settings
        cut = threshold(self._activation)
        place, feature, across, down, row = self.place, self.feature, self.across, self.down, self.row
        wanted: dict[str, tuple[Any, Callable[[Any], Any]]] = {
            IMPORTANCE: (IMPORTANCE, lambda look: look.importance(prepared, look.answer_of(model), cut)),
            DEPENDENCE: (
                (DEPENDENCE, feature, place),
                lambda look: look.dependence(prepared, look.answer_of(model), feature, place),
            ),
            SURFACE: (
                (SURFACE, across, down),
                lambda look: surface(
                    prepared, settings.data, look.answer_of(model), across, down, settings.scale_inputs
                ),
            ),
            FILTERS: ((FILTERS, row), lambda _: filters(prepared, model, row)),
        }
        key, compute = wanted.get(self.kind, (None, None))
        if compute is not None and key not in self._found:
            self._compute(
                TITLES[self.kind].lower(), key, lambda: worker.submit(partial(_in_thread, compute)).result()
            )
        self._tell()

    def _compute(self, words: str, key: Any, work: Callable[[], Any]) -> None:
        found = self._found

        def done(result: Any) -> None:
            if result is not None:
                found[key] = result

        self.job.start(words, lambda _: work(), done)

    def _tell(self, _change: Any = None) -> None:
        self.revision += 1


def _in_thread(compute: Callable[[Any], Any]) -> Any:
    # Imported here, in the thread: it brings scikit-learn along.
    from app.network.diagnostics import inspection

    return compute(inspection)
