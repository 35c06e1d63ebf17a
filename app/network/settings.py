"""All that a run is made of, and its limits, as one immutable value that travels as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.problem import Problem

REGRESSION, BINARY, CLASSES = "regression", "binary", "classes"
"""Tasks: numbers to predict; one of two classes; one of several."""

MOST_ROWS = 40
MOST_EPOCHS = 10_000
MOST_METRICS = 8
_LONGEST_TEXT = 200


SCORES = {"r2": "R²", "accuracy": "accuracy"}
"""The scores by the names that they have in a run's rows, as a visitor reads them."""


def score_of(task: str) -> str:
    """The name of the score that runs of a task have: of numbers "r2", of classes "accuracy"."""
    return "r2" if task == REGRESSION else "accuracy"


@dataclass(frozen=True)
class Spec:
    """What is chosen by name (a layer, a loss, a data set), with the values that differ from its
    defaults."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def with_values(self, **values: Any) -> Spec:
        """The same with some values changed."""
        return replace(self, values={**self.values, **values})

    def as_json(self) -> dict[str, Any]:
        """As plain lists, dicts and scalars."""
        return {
            "name": self.name,
            "values": {
                key: value.as_json() if isinstance(value, Spec) else value
                for key, value in self.values.items()
            },
        }

    @classmethod
    def from_json(cls, found: Any, place: str, depth: int = 0) -> Spec:
        """Read what `as_json` wrote. Raises Problem, naming the ``place``, for anything else."""
        if not isinstance(found, Mapping) or not set(found) <= {"name", "values"} or depth > 2:
            raise _refused(place)
        name, values = found.get("name"), found.get("values", {})
        if not isinstance(name, str) or len(name) > _LONGEST_TEXT or not isinstance(values, Mapping):
            raise _refused(place)
        return cls(name, {_key(key, place): _value(value, place, depth) for key, value in values.items()})


Pick = Spec
"""What a `Spec` was called before: notebooks and files of cases from then still run."""


@dataclass(frozen=True)
class EarlyStopping:
    """Stop once ``monitor`` has not improved by ``min_delta`` for ``patience`` epochs."""

    monitor: str = "val_loss"
    patience: int = 10
    min_delta: float = 0.0
    restore_best: bool = True


@dataclass(frozen=True)
class Settings:
    """A run's data, network and training; two runs with equal settings give equal numbers.

    ``rows`` are the layers from the first hidden one to the output, a `Spec` each (see
    `architecture.layers`). With ``class_weights`` the loss of a row counts the more, the rarer its class is
    (see `split.class_weights`). ``schedule`` replaces the optimizer's constant learning rate.
    """

    data: Spec
    rows: tuple[Spec, ...]
    loss: Spec
    optimizer: Spec = Spec("Adam")
    schedule: Spec | None = None
    metrics: tuple[Spec, ...] = ()
    early_stopping: EarlyStopping | None = None
    scale_inputs: bool = False
    scale_target: bool = False
    class_weights: bool = False
    epochs: int = 40
    batch_size: int = 64
    seed: int = 1
    title: str = ""

    def changed(self, **changes: Any) -> Settings:
        """These settings with some of them replaced."""
        return replace(self, **changes)

    def trains_like(self, other: Settings) -> bool:
        """Whether training both gives the same numbers: all but the title is equal."""
        return self.changed(title="") == other.changed(title="")

    def as_json(self) -> dict[str, Any]:
        """As plain lists, dicts and scalars; `from_json` reads them back."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        for name in ("data", "loss", "optimizer", "schedule"):
            found[name] = found[name] and found[name].as_json()
        for name in ("rows", "metrics"):
            found[name] = [spec.as_json() for spec in found[name]]
        if self.early_stopping is not None:
            found["early_stopping"] = vars(self.early_stopping)
        return found

    def text(self) -> str:
        """As JSON on one line."""
        return json.dumps(self.as_json(), ensure_ascii=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, found: Any) -> Settings:
        """Read what `as_json` wrote, wherever it came from.

        Types and sizes are checked here, meanings in `checks.findings`. Raises Problem.
        """
        names = {item.name for item in fields(cls)}
        if (
            not isinstance(found, Mapping)
            or not set(found) <= names
            or not {"data", "rows", "loss"} <= set(found)
        ):
            raise _refused("settings")
        read: dict[str, Any] = {}
        for name, value in found.items():
            if name in ("rows", "metrics"):
                most = MOST_ROWS if name == "rows" else MOST_METRICS
                if not isinstance(value, list | tuple) or len(value) > most:
                    raise Problem(f"There can be at most {most} {name}.", "Remove some.")
                read[name] = tuple(Spec.from_json(item, name) for item in value)
            elif name in ("data", "loss", "optimizer") or (name == "schedule" and value is not None):
                read[name] = Spec.from_json(value, name)
            elif name == "early_stopping" and value is not None:
                read[name] = _early_stopping(value)
            elif name in ("schedule", "early_stopping"):
                read[name] = None
            elif name == "title":
                read[name] = _plain(value, str, name)
            elif name in ("scale_inputs", "scale_target", "class_weights"):
                read[name] = _plain(value, bool, name)
            else:
                read[name] = _plain(value, int, name)
        return cls(**read)

    @classmethod
    def from_text(cls, text: str) -> Settings:
        """Read what `text` wrote. Raises Problem."""
        try:
            return cls.from_json(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise _refused("settings") from error


def _early_stopping(found: Any) -> EarlyStopping:
    if not isinstance(found, Mapping) or not set(found) <= {
        "monitor",
        "patience",
        "min_delta",
        "restore_best",
    }:
        raise _refused("early stopping")
    kinds = {"monitor": str, "patience": int, "min_delta": float, "restore_best": bool}
    return EarlyStopping(**{key: _plain(value, kinds[key], "early stopping") for key, value in found.items()})


def _plain(value: Any, kind: type, place: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
        raise _refused(place)
    return value


def _key(key: Any, place: str) -> str:
    if not isinstance(key, str) or not key.isidentifier() or len(key) > _LONGEST_TEXT:
        raise _refused(place)
    return key


def _value(value: Any, place: str, depth: int) -> Any:
    if isinstance(value, Mapping):
        return Spec.from_json(value, place, depth + 1)
    if isinstance(value, list | tuple):
        if len(value) > 1_000 or depth > 1:
            raise _refused(place)
        return tuple(_value(item, place, depth + 1) for item in value)
    if value is not None and not isinstance(value, str | bool | int | float):
        raise _refused(place)
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        raise _refused(place)
    return value


def _refused(place: str) -> Problem:
    return Problem(f"The {place} that came are none that this page makes.", "Choose them on the page again.")
