"""Everything about the training that is not a layer: epochs, loss, optimizer, schedule, stopping, metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v

from app.charts import Card
from app.network import engine, options
from app.network.checks import MOST_BATCH
from app.network.model import NetworkModel
from app.network.options.option import Option, Parameter
from app.network.settings import MOST_EPOCHS, EarlyStopping, Spec
from app.network.views.fields import choice_of, field_of, fields_of
from app.network.views.rate_finder import RateFinder
from app.network.views.settings_form import SettingsForm
from app.problem import Problem, telling

_TRAINING = (
    Parameter("epochs", "int", 40, 40, low=1, high=MOST_EPOCHS, help="How often all training rows are seen."),
    Parameter(
        "batch_size", "int", 64, 64, low=1, high=MOST_BATCH, help="Rows between two steps of the weights."
    ),
    Parameter("seed", "int", 1, 1, low=0, high=2**32 - 1, help="Same seed, same settings: same numbers."),
)
_FLAGS = (
    Parameter("scale_inputs", "bool", False, False, help="Each input with mean 0 and deviation 1."),
    Parameter("scale_target", "bool", False, False, help="The target with mean 0 and deviation 1."),
)
_CLASS_FLAGS = (
    _FLAGS[0],
    Parameter(
        "class_weights",
        "bool",
        False,
        False,
        help="In the loss, a rare class counts as much as the others.",
    ),
)
_STOPPING = (
    Parameter(
        "monitor", "choice", "val_loss", "val_loss", choices=("val_loss", "loss"), help="What is watched."
    ),
    Parameter("patience", "int", 10, 10, low=1, high=MOST_EPOCHS, help="Epochs without getting better."),
    Parameter("min_delta", "float", 0.0, 0.0, low=0, help="What counts as better."),
    Parameter("restore_best", "bool", True, True, help="Go back to the weights of the best epoch."),
)

_MEANT = {
    "loss": "What the training makes small.",
    "optimizer": "How the weights step down the loss.",
    "schedule": "How the learning rate changes as training goes on.",
}


class ParametersPanel(v.Html):
    """Only what fits the task is offered first; what does not stands apart in each list."""

    def __init__(self, model: NetworkModel, tell: Callable[[Problem | None], Any] = lambda _: None) -> None:
        self._model, self._tell = model, tell
        self._shown: Any = None
        self.form = SettingsForm(self._set)
        self.rates = RateFinder(
            lambda: self._attempt(model.rates.find), lambda: self._attempt(model.rates.take)
        )
        self.rate_card = Card("Learning rate", self.rates, table=self.rates.table, size="vt-n6")
        super().__init__(
            tag="div",
            class_="vt-stacked",
            children=[self.form, v.Html(tag="div", class_="vt-grid vt-learning", children=[self.rate_card])],
        )
        model.rates.job.observe(lambda _: self._draw_rates(), "running")

    def _attempt(self, change: Callable[[], Any]) -> None:
        with telling(self._tell):
            change()

    def _draw_rates(self) -> None:
        rate = self._model.settings.optimizer.values.get("learning_rate")
        constant = rate if self._model.settings.schedule is None else None
        self.rates.show(self._model.rates.found, constant, busy=self._model.rates.job.running)
        self.rate_card.refresh_table()

    def redraw(self) -> None:
        """Show the settings, once Keras can say what they may be."""
        self._draw_rates()
        try:
            _ = self._model.data
        except Problem as problem:
            self.form.waiting = str(problem)
            self.form.show([])
            return
        if not engine.ready():
            self.form.waiting = "Loading Keras, which knows what can be set…"
            self.form.show([self._training()])
            return
        self.form.waiting = ""
        if self._shown is not self._model.settings:
            self._shown = self._model.settings
            self.form.show(self._groups())

    # ---- what a visitor sees ----

    def _groups(self) -> list[dict[str, Any]]:
        settings = self._model.settings
        wrong: dict[str, str] = {}
        for finding in self._model.findings():
            if isinstance(finding.place, str):
                wrong[finding.place] = str(finding.problem)
        groups = [self._training()]
        for kind, spec in (
            ("loss", settings.loss),
            ("optimizer", settings.optimizer),
            ("schedule", settings.schedule),
        ):
            groups.append({**self._picked(kind, spec), "problem": wrong.get(kind, "")})
        groups.append({**self._stopping(), "problem": wrong.get("early_stopping", "")})
        groups.append({**self._metrics(), "problem": wrong.get("metrics", "")})
        for field in groups[0]["fields"]:
            field["problem"] = wrong.get(field["name"], "")
        return groups

    def _training(self) -> dict[str, Any]:
        settings = self._model.settings
        flags = _CLASS_FLAGS if self._model.data.classes else _FLAGS
        fields = [field_of(one, getattr(settings, one.name)) for one in (*_TRAINING, *flags)]
        return {
            "key": "training",
            "title": "Training",
            "help": "How long, in which portions, from which start.",
            "fields": [{**field, "more": False} for field in fields],
        }

    def _offer(self, kind: str) -> tuple[tuple[Option, ...], list[tuple[Option, str]]]:
        """What fits the task, and the rest with its reasons."""
        settings, data = self._model.settings, self._model.data
        y = None if settings.scale_target else data.y
        loss = settings.loss.name if kind == "metric" else ""
        fitting = options.offered(kind, data.task, y, loss)
        rest = [
            (one, one.refusal or options.unfit(one, data.task, y, loss))
            for one in options.every(kind)
            if one not in fitting
        ]
        return fitting, rest

    def _picked(self, kind: str, spec: Spec | None) -> dict[str, Any]:
        fitting, rest = self._offer(kind)
        chosen = next(
            (one for one in options.every(kind) if spec is not None and one.name == spec.name), None
        )
        fields = [
            choice_of(
                kind,
                kind.capitalize(),
                spec.name if spec is not None else "",
                fitting,
                rest,
                nothing="constant learning rate" if kind == "schedule" else "",
                help=chosen.help if chosen is not None else "",
            )
        ]
        if chosen is not None and spec is not None:
            own = fields_of(chosen, spec.values)
            if kind == "optimizer" and self._model.settings.schedule is not None:
                own = [field for field in own if field["name"] != "learning_rate"]
            fields += own
        title = {"schedule": "Learning-rate schedule"}.get(kind, kind.capitalize())
        return {"key": kind, "title": title, "help": _MEANT[kind], "fields": fields}

    def _stopping(self) -> dict[str, Any]:
        found = self._model.settings.early_stopping
        switch = field_of(
            Parameter("on", "bool", False, False, help="End before the last epoch, once it no longer helps."),
            found is not None,
            title="Stop early",
        )
        fields = [{**switch, "more": False, "default": found is not None}]
        if found is not None:
            fields += [{**field_of(one, getattr(found, one.name)), "more": False} for one in _STOPPING]
        return {
            "key": "early_stopping",
            "title": "Early stopping",
            "help": "When validation no longer gets better.",
            "fields": fields,
        }

    def _metrics(self) -> dict[str, Any]:
        settings = self._model.settings
        fitting, rest = self._offer("metric")
        fields = []
        for place, spec in enumerate([*settings.metrics, None]):
            fields.append(
                choice_of(
                    f"metric{place}",
                    f"Metric {place + 1}",
                    spec.name if spec is not None else "",
                    fitting,
                    rest,
                    nothing="none" if spec is not None else "add one…",
                    help=next(
                        (one.help for one in options.every("metric") if spec and one.name == spec.name), ""
                    ),
                )
            )
        score = "accuracy" if self._model.data.classes else "R²"
        return {
            "key": "metrics",
            "title": "More metrics",
            "help": f"Measured beside the loss and {score}, which every run has.",
            "fields": fields,
        }

    # ---- what a visitor does ----

    def _set(self, group: str, name: str, value: Any) -> None:
        settings = self._model.settings
        if group == "training":
            parameter = next(one for one in (*_TRAINING, *_FLAGS, *_CLASS_FLAGS) if one.name == name)
            self._model.change(
                **{name: parameter.default if value is None else parameter.checked(value, "training")}
            )
        elif group == "metrics":
            place = int(name.removeprefix("metric") or 0)
            metrics = list(settings.metrics)
            metrics[place : place + 1] = [Spec(value)] if value else []
            self._model.change(metrics=tuple(metrics))
        elif group == "early_stopping":
            self._set_stopping(name, value)
        elif name == group:
            self._choose(group, value)
        elif group in _MEANT:
            spec: Spec = getattr(settings, group)
            options.option(group, spec.name).parameter(name).checked(
                value, spec.name
            ) if value is not None else None
            values = {key: one for key, one in {**spec.values, name: value}.items() if one is not None}
            self._model.change(**{group: Spec(spec.name, values)})

    def _choose(self, group: str, name: Any) -> None:
        if group == "schedule":
            self._model.change(schedule=Spec(str(name)) if name else None)
            return
        spec = Spec(options.option(group, str(name)).name)
        if group == "loss" and not options.unfit(options.option("loss", spec.name), self._model.data.task):
            self._model.choose_loss(spec)
        else:
            self._model.change(**{group: spec})

    def _set_stopping(self, name: str, value: Any) -> None:
        if name == "on":
            self._model.change(early_stopping=EarlyStopping() if value else None)
            return
        found = self._model.settings.early_stopping or EarlyStopping()
        parameter = next((one for one in _STOPPING if one.name == name), None)
        if parameter is None:
            raise Problem("There is no such setting.", "Choose one of the page.")
        checked = parameter.default if value is None else parameter.checked(value, "early stopping")
        self._model.change(early_stopping=EarlyStopping(**{**vars(found), name: checked}))
