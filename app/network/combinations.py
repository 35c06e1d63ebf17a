"""What a sweep varies of a network's settings, and the combinations of values that it tries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np

from app.network import options
from app.network.architecture.layer import layer_type
from app.network.checks import MOST_BATCH
from app.network.options.option import Parameter
from app.network.settings import Settings
from app.problem import Problem

MOST_RUNS = 50
"""Trainings of one sweep."""

RATE, BATCH, UNITS, DROPOUT = "learning_rate", "batch_size", "units", "dropout"
TITLES = {RATE: "Learning rate", BATCH: "Batch size", UNITS: "Units", DROPOUT: "Dropout"}
"""What can be varied, as a visitor reads it."""

Values = Mapping[str, tuple[float, ...]]
"""The values to try, by name of a setting, one of `TITLES`."""

Cell = Mapping[str, float]
"""One value of each setting that is varied."""


def varied(settings: Settings) -> dict[str, Parameter]:
    """What can be varied of these settings, by name, each with values around its own to begin with.

    A rate that follows a schedule is none of them. Units are those of every hidden row that has any; dropout
    is that of the Dropout rows, and where there is none, that of each hidden row. Imports Keras.
    """
    found: dict[str, Parameter] = {}
    optimizer = options.option("optimizer", settings.optimizer.name)
    rate = next((one for one in optimizer.parameters if one.name == RATE), None)
    if rate is not None and settings.schedule is None:
        at = float(settings.optimizer.values.get(RATE, rate.default))
        near = [float(f"{at / 3:.1g}"), at, float(f"{at * 3:.1g}")]
        found[RATE] = replace(rate, kind="floats", start=_within(rate, near))
    batch, at = Parameter(BATCH, "int", None, None, low=1, high=MOST_BATCH), settings.batch_size
    found[BATCH] = replace(batch, kind="ints", start=_within(batch, [at // 2, at, at * 2]))
    for name in (UNITS, DROPOUT):
        if held := _held(settings, name):
            at = max(settings.rows[place].values.get(one.name, one.default) for place, one in held)
            near = [at // 2, at, at * 2] if name == UNITS else [0.0, 0.2, 0.4]
            # Each kind of row has bounds of its own: what all may have can be tried.
            low = max(one.low or 0 for _, one in held)
            high = min(math.inf if one.high is None else one.high for _, one in held)
            bounded = replace(held[0][1], name=name, low=low, high=high)
            found[name] = replace(bounded, kind=f"{bounded.kind}s", start=_within(bounded, near))
    return {name: replace(one, optional=True, required=False, default=None) for name, one in found.items()}


def usual(settings: Settings) -> dict[str, tuple[float, ...]]:
    """What is tried where nothing else is chosen: three rates, and half and twice the units."""
    found = varied(settings)
    return {name: tuple(found[name].start) for name in (RATE, UNITS) if name in found}


def count(values: Values) -> int:
    """All combinations."""
    return math.prod(len(one) for one in values.values())


def grid(values: Values) -> list[Cell]:
    """Every combination, the last setting's values changing first. Raises Problem beyond `MOST_RUNS`."""
    _some(values)
    if count(values) > MOST_RUNS:
        raise Problem(
            f"These values make {count(values):,} combinations, and at most {MOST_RUNS} are trained.",
            "Take some values out, or try some at random.",
        )
    return [_cell(values, place) for place in range(count(values))]


def at_random(values: Values, runs: int, seed: int) -> list[Cell]:
    """So many different combinations, drawn evenly (Bergstra & Bengio, 2012); all where there are no more.

    The same ``seed`` draws the same ones. Raises Problem where nothing is varied.
    """
    _some(values)
    runs = min(runs, MOST_RUNS, count(values))
    drawn = np.random.default_rng(seed).choice(count(values), runs, replace=False)
    return [_cell(values, int(place)) for place in sorted(drawn)]


def applied(settings: Settings, cell: Cell) -> Settings:
    """The settings with the values of a combination; all else is as it was, the seed too."""
    changes: dict[str, object] = {}
    if RATE in cell:
        changes["optimizer"] = settings.optimizer.with_values(**{RATE: cell[RATE]})
    if BATCH in cell:
        changes["batch_size"] = int(cell[BATCH])
    rows = list(settings.rows)
    for name in (UNITS, DROPOUT):
        for place, one in _held(settings, name) if name in cell else ():
            rows[place] = rows[place].with_values(**{one.name: cell[name]})
    if tuple(rows) != settings.rows:
        changes["rows"] = tuple(rows)
    return settings.changed(**{"title": "", **changes}) if changes else settings


def _some(values: Values) -> None:
    if not any(values.values()):
        raise Problem("Nothing is varied.", "Give some values of a setting.")


def _cell(values: Values, place: int) -> Cell:
    where = np.unravel_index(place, [len(one) for one in values.values()])
    return {name: one[int(at)] for (name, one), at in zip(values.items(), where, strict=True)}


def _within(parameter: Parameter, values: list[float]) -> list[float]:
    """The different ones of some values that are within the bounds, from the least on."""
    kept = []
    for value in sorted(set(values)):
        with suppress(Problem):
            kept.append(parameter.checked(value, ""))
    return kept


def _held(settings: Settings, name: str) -> list[tuple[int, Parameter]]:
    """The hidden rows whose values the setting is, each with the parameter that holds it."""
    hidden = range(len(settings.rows) - 1)
    wanted, title = name, TITLES[name]
    if name == DROPOUT and any(settings.rows[place].name == "Dropout" for place in hidden):
        wanted, title = "rate", "Share"
    # The title, too: the units of an embedding are the length of its vectors, which is another question.
    return [
        (place, field.parameter)
        for place in hidden
        for field in layer_type(settings.rows[place].name).fields
        if field.name == wanted and field.title == title and field.parameter is not None
    ]
