"""From settings to what Keras is given: calls that are made into a model, or written as code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.network import options
from app.network.architecture.stack import RowState, outline
from app.network.call import Call
from app.network.checks import findings
from app.network.datasets import Data, Prepared, prepare, source_of
from app.network.engine import keras
from app.network.options.refusals import CLASS_NUMBERS, COUNT_TARGET
from app.network.outputs import threshold
from app.network.settings import BINARY, CLASSES, REGRESSION, Settings, score_of


@dataclass(frozen=True)
class Assembly:
    """Settings that are found good, with their data. ``prepared`` holds the arrays that Keras trains on."""

    settings: Settings
    prepared: Prepared

    @classmethod
    def of(cls, settings: Settings, data: Data | None = None) -> Assembly:
        """Load the data if none are given, check everything. Raises the first Problem found.

        Whole numbers that were taken for classes without being told so are a quantity where the loss is one
        of counts.
        """
        if data is None:
            data = source_of(settings.data.name).load(settings.data.values)
        if data.guessed and settings.loss.name in COUNT_TARGET:
            data = data.as_quantity()
        for found in findings(settings, data):
            raise found.problem
        return cls(
            settings,
            prepare(
                data,
                scale_inputs=settings.scale_inputs,
                scale_target=settings.scale_target,
                one_hot=options.one_hot(settings.loss.name),
            ),
        )

    @property
    def data(self) -> Data:
        """The rows before they were split and scaled."""
        return self.prepared.data

    @property
    def class_weight(self) -> dict[int, float] | None:
        """What Keras is told of the classes' weights."""
        wanted = self.settings.class_weights and self.data.task != REGRESSION
        return self.prepared.class_weights if wanted else None

    @cached_property
    def rows(self) -> list[RowState]:
        """The rows with their shapes and calls."""
        return outline(self.settings.rows, self.data.shape)

    @cached_property
    def loss(self) -> Call:
        """The loss."""
        return options.call("loss", self.settings.loss)

    @cached_property
    def optimizer(self) -> Call:
        """The optimizer, with the schedule in place of its learning rate where there is one."""
        also: dict[str, Any] = {}
        if self.settings.schedule is not None:
            also["learning_rate"] = options.call("schedule", self.settings.schedule)
        return options.call("optimizer", self.settings.optimizer, **also)

    @property
    def score(self) -> str:
        """The name of the score that every run has: "r2" or "accuracy"."""
        return score_of(self.data.task)

    @cached_property
    def metrics(self) -> list[Call]:
        """The task's score, then the metrics chosen."""
        if self.data.task == REGRESSION:
            score = Call("metrics.R2Score", {"name": "r2"})
        elif self.data.task == BINARY:
            cut = threshold(self.rows[-1].activation)
            score = Call("metrics.BinaryAccuracy", {"name": "accuracy", "threshold": cut})
        else:
            numbers = self.settings.loss.name in CLASS_NUMBERS or self.settings.loss.name.startswith("Sparse")
            kind = "Sparse" if numbers else ""
            score = Call(f"metrics.{kind}CategoricalAccuracy", {"name": "accuracy"})
        chosen = [options.call("metric", spec) for spec in self.settings.metrics]
        # Keras refuses two metrics of one name.
        if self.data.task == CLASSES:
            chosen = [_of_most_likely(call) for call in chosen]
        distinct = {call.path: call for call in chosen if call.path != score.path}
        return [score, *distinct.values()]

    @cached_property
    def early_stopping(self) -> Call | None:
        """Keras's callback for it, or None."""
        found = self.settings.early_stopping
        if found is None:
            return None
        return Call(
            "callbacks.EarlyStopping",
            {
                "monitor": found.monitor,
                "patience": found.patience,
                "min_delta": found.min_delta,
                "mode": "min",
                "restore_best_weights": found.restore_best,
            },
        )

    @cached_property
    def input(self) -> Call:
        """The input layer."""
        dtype = {"dtype": "int32"} if self.data.vocabulary else {}
        return Call("Input", {"shape": self.data.shape, **dtype})

    def network(self) -> Any:
        """A new `keras.Sequential`, not compiled; its weights depend on Keras's random state."""
        layers = [call.make() for row in self.rows for call in row.calls]
        return keras().Sequential([self.input.make(), *layers])

    def compiled(self) -> Any:
        """A new model, compiled."""
        model = self.network()
        model.compile(
            optimizer=self.optimizer.make(),
            loss=self.loss.make(),
            metrics=[metric.make() for metric in self.metrics],
        )
        return model

    def row_ends(self) -> list[int]:
        """For each row the number of its last Keras layer."""
        ends, count = [], 0
        for row in self.rows:
            count += len(row.calls)
            ends.append(count - 1)
        return ends


def _of_most_likely(metric: Call) -> Call:
    """F1 and F-beta of several classes, of which the most likely one is predicted.

    With a threshold of 0.5 a row whose three classes get 0.4, 0.3 and 0.3 would belong to none of them.
    """
    if metric.arguments.get("threshold") != 0.5:
        return metric
    return Call(metric.path, {**metric.arguments, "threshold": None})
