"""How good the fit is, and the rows furthest off: two diagnostics, and those of a notebook's author."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import ipyvuetify as v
import ipywidgets
import numpy as np
from numpy.typing import NDArray

from app.charts import Card, Choices, ConfusionMatrix
from app.charts.confusion_matrix import ANY, MOST
from app.job import Job
from app.network.datasets import Prepared
from app.network.diagnostics import ClassificationFit, Diagnostic, RegressionFit
from app.network.export import Predictions, predictions
from app.network.model import NetworkModel
from app.network.outputs import threshold
from app.network.run import Run
from app.network.settings import REGRESSION
from app.network.views.data_table import DataTable
from app.network.views.fit_scatter import FitScatter
from app.network.views.layer_columns import activation_of
from app.network.views.looks_card import LooksCard
from app.network.views.ticks import number
from app.problem import Problem

WORST = 12

_FAILED = Problem("The predictions could not be made.")

_WAITING = "Train a network, and its predictions are judged here."


class DiagnosticsPanel(v.Html):
    """Predictions of the validation rows against what is true, with the rows behind a point or a cell."""

    def __init__(
        self,
        model: NetworkModel,
        diagnostics: Sequence[Diagnostic] = (),
        on_try: Callable[[], Any] = lambda: None,
    ) -> None:
        self._model = model
        self._own = tuple(diagnostics)
        self._for: Any = None
        self.judging = Job(_FAILED)
        self.judging.observe(self._could_not, "problem")
        self._fit: RegressionFit | ClassificationFit | None = None
        self._prepared: Prepared | None = None
        self._outputs: tuple[NDArray[Any], NDArray[Any]] | None = None
        self.target = Choices(label="Target", on_choose=self._target_chosen)
        self.against = FitScatter("predicted", "actual", self._points_picked, diagonal=True)
        self.residuals = FitScatter("predicted", "actual − predicted", self._points_picked)
        self.matrix = ConfusionMatrix(on_pick=self._cells_picked, noun="rows")
        self.rows = DataTable(empty=_WAITING)
        self.against_card = Card(
            "Predicted against actual", self.against, table=self.against.table, size="vt-n6"
        )
        self.residual_card = Card("Residuals", self.residuals, table=self.residuals.table, size="vt-n6")
        self.matrix_card = Card("Confusion matrix", self.matrix, table=self.matrix.table, size="vt-n6")
        self.rows_card = Card("Rows", self.rows, table=self._numbers, size="vt-12")
        self.looks_card = LooksCard(model.looks, on_try)
        cards = (self.against_card, self.residual_card, self.matrix_card, self.rows_card, self.looks_card)
        self._titles = {card: card.title for card in cards}
        self._own_cards = [self._card_of(one) for one in self._own]
        super().__init__(tag="div", class_="vt-grid vt-learning", children=[self.rows_card, *self._own_cards])

    @staticmethod
    def _card_of(diagnostic: Diagnostic) -> Card:
        try:
            made = diagnostic.build()
        except Exception:
            logging.getLogger(__name__).error("%s could not be built", diagnostic.title, exc_info=True)
            made = "This diagnostic could not be built: its error is in the log."
        body = made if isinstance(made, ipywidgets.Widget) else v.Html(tag="pre", children=[str(made)])
        return Card(diagnostic.title, body, size="vt-n6")

    def redraw(self) -> None:
        """Judge the run at hand, once it no longer trains."""
        run, training = self._model.run, self._model.training
        for card, title in self._titles.items():
            card.title = f"{title} · the run before" if self._model.shows_other else title
        busy = training is not None and training.busy
        if run is None or not run.epoch_logs or busy:
            if self._for is not None:
                for diagnostic in self._own:
                    diagnostic.reset()
                self._model.looks.look_at(None, None)
                self.children = [self.rows_card, *self._own_cards]
            self._for = None
            self.rows_card.reading = "judged when the training has ended" if busy else ""
            self._wait("The network is still training." if busy else _WAITING)
            return
        seen = (id(run), len(run.epoch_logs))
        if seen == self._for:
            return
        self._for = seen
        self.rows_card.reading = "predicting the validation rows…"
        self._wait("The validation rows are being predicted.")
        self.judging.start(
            self.rows_card.reading,
            lambda _: predictions(run).result(),
            lambda found: self._judged(run, found),
        )

    def _wait(self, words: str) -> None:
        """No rows yet, and what they wait for."""
        self.rows.empty = words
        self.rows.show([], [])

    def _could_not(self, change: Any) -> None:
        if change["new"] is not None:
            self._wait("They could not be predicted.")
            self.rows_card.reading = str(change["new"])
            self._model.looks.look_at(None, None)

    def _judged(self, run: Run, found: Predictions) -> None:
        if self._model.run is not run:
            return
        prepared, said = found.prepared, found.said
        self._prepared = prepared
        self._model.looks.look_at(run, found)
        data = prepared.data
        actual = data.y[prepared.rows_valid]
        if data.task == REGRESSION:
            self._outputs = said, actual
            self.target.offer(data.targets, data.targets[0] if data.targets else "")
            self._show_regression()
        else:
            cut = threshold(activation_of(run.settings.rows[-1]))
            self._show_classes(ClassificationFit.of(said, actual, data.classes, cut))
        for diagnostic in self._own:
            if data.task in diagnostic.tasks:
                try:
                    diagnostic.update(found.model, prepared.x_valid, prepared.y_valid)
                except Exception:
                    # An author's own: the page's other ones go on.
                    logging.getLogger(__name__).error("%s failed", diagnostic.title, exc_info=True)

    # ---- regression ----

    def _target_chosen(self, _name: str) -> None:
        self._show_regression()

    def _show_regression(self) -> None:
        if self._outputs is None or self._prepared is None:
            return
        column = self.target.options.index(self.target.chosen) if self.target.chosen else 0
        fit = self._fit = RegressionFit.of(*self._outputs, column)
        self.against_card.actions = self.target if len(self.target.options) > 1 else None
        self.children = [
            self.against_card,
            self.residual_card,
            self.looks_card,
            self.rows_card,
            *self._own_cards,
        ]
        self.against.show(fit.predicted, fit.actual)
        self.residuals.show(fit.predicted, fit.residuals)
        self.against_card.reading = (
            f"{self._target()}: R² {number(fit.r2)}, mean absolute error "
            f"{number(fit.mean_absolute_error)}{self._mean_alone(column)}, "
            f"root mean square {number(fit.root_mean_squared_error)}, bias {number(fit.bias)}"
        )
        self.residual_card.reading = "actual minus predicted; around 0 everywhere is good"
        self._list_points(
            [int(place) for place in fit.worst(WORST)], f"the {WORST} furthest off; click a point for its row"
        )

    def _mean_alone(self, column: int) -> str:
        """The same error of whoever always answers the mean of the training rows."""
        prepared = self._prepared
        if prepared is None:
            return ""
        known, asked = (prepared.data.y[rows, column] for rows in (prepared.rows_train, prepared.rows_valid))
        return f" ({number(float(np.abs(asked - known.mean()).mean()))} of the mean alone)"

    def _points_picked(self, places: list[int]) -> None:
        if isinstance(self._fit, RegressionFit):
            if places:
                self._list_points(places, f"{len(places)} selected")
            else:
                worst = [int(place) for place in self._fit.worst(WORST)]
                self._list_points(worst, f"the {WORST} furthest off")
        for chart in (self.against, self.residuals):
            chart.select(places)

    def _list_points(self, places: Sequence[int], reading: str) -> None:
        fit, prepared = self._fit, self._prepared
        if not isinstance(fit, RegressionFit) or prepared is None:
            return
        rows = []
        for place in places[:200]:
            inputs = self._inputs(place)
            rows.append(
                [
                    number(float(fit.actual[place])),
                    number(float(fit.predicted[place])),
                    number(float(fit.residuals[place])),
                    *inputs,
                ]
            )
        self.rows_card.reading = reading
        self.rows.show([f"actual {self._target()}", "predicted", "residual", *self._names()], rows)

    def _target(self) -> str:
        return self.target.chosen or (self._prepared.data.target if self._prepared is not None else "")

    # ---- classes ----

    def _show_classes(self, fit: ClassificationFit) -> None:
        self._fit = fit
        if len(fit.classes) <= MOST:
            self.children = [self.matrix_card, self.looks_card, self.rows_card, *self._own_cards]
            self.matrix.show(list(fit.classes), fit.counts.tolist())
        else:
            self.children = [self.looks_card, self.rows_card, *self._own_cards]
        alone = self._largest_alone()
        self.matrix_card.reading = (
            f"accuracy {fit.accuracy:.1%}{alone}; rows actual, columns predicted; click a cell for its rows"
        )
        self._cells_picked([])

    def _largest_alone(self) -> str:
        """The accuracy of whoever always answers the class most frequent in training."""
        prepared = self._prepared
        if prepared is None:
            return ""
        known, asked = (prepared.data.y[rows] for rows in (prepared.rows_train, prepared.rows_valid))
        return f" ({float((asked == np.bincount(known).argmax()).mean()):.1%} of the largest class alone)"

    def _cells_picked(self, cells: list[tuple[int, int]]) -> None:
        fit, prepared = self._fit, self._prepared
        if not isinstance(fit, ClassificationFit) or prepared is None:
            return
        size = range(len(fit.classes))
        wanted = [
            (row, column)
            for a, b in cells
            for row in (size if a == ANY else (a,))
            for column in (size if b == ANY else (b,))
        ] or [(row, column) for row in size for column in size if row != column]
        places = [int(place) for row, column in dict.fromkeys(wanted) for place in fit.rows(row, column)]
        places.sort(key=lambda place: -fit.confidence[place])
        rows = [
            [
                fit.classes[fit.actual[place]],
                fit.classes[fit.predicted[place]],
                f"{fit.confidence[place]:.0%}",
                *self._inputs(place),
            ]
            for place in places[:200]
        ]
        self.rows_card.reading = f"{len(places):,} rows " + (
            "of the cells selected" if cells else "with the wrong class, the surest first"
        )
        self.rows.show([f"actual {prepared.data.target}", "predicted", "sure", *self._names()], rows)

    # ---- rows ----

    def _names(self) -> list[str]:
        if self._prepared is None or self._prepared.data.x.ndim > 2:
            return []
        return list(self._prepared.data.features[:12])

    def _inputs(self, place: int) -> list[str]:
        if self._prepared is None or self._prepared.data.x.ndim > 2:
            return []
        row = self._prepared.data.x[self._prepared.rows_valid[place]]
        return [number(float(value)) for value in row[: len(self._names())]]

    def _numbers(self) -> tuple[list[str], list[list[Any]]]:
        return self.rows.columns, self.rows.rows
