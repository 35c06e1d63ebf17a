"""What is wrong with settings before anything is trained, in words; one row by itself: `stack`.

Keras accepts much that cannot mean anything (a cross-entropy on prices, more outputs than targets, a
dropout of everything) and trains on it in silence. All of that is caught here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.network import options
from app.network.architecture.layer import MOST_PARAMETERS, shape_words
from app.network.architecture.stack import RowState, outline
from app.network.datasets import Data
from app.network.options.refusals import COUNT_TARGET
from app.network.outputs import NEEDED, RANGES
from app.network.settings import MOST_EPOCHS, REGRESSION, Settings
from app.problem import Problem

MOST_BATCH = 100_000

LOCAL = ("Conv2D", "MaxPooling2D", "AveragePooling2D")
"""Rows that leave images as they are laid out."""

_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?")

TOO_LARGE = 1e18
"""Beyond this, the square of a number, or the sum of squares, is more than a 32-bit float can hold."""


@dataclass(frozen=True)
class Finding:
    """Something that keeps settings from being trained: the row's number or the setting's name, and words."""

    place: int | str
    problem: Problem


def findings(settings: Settings, data: Data) -> list[Finding]:
    """All that is wrong, in the page's order; empty if it can be trained."""
    rows = outline(settings.rows, data.shape)
    found = [Finding(place, problem) for place, problem in _parameters(settings, data)]
    found += [Finding(place, row.problem) for place, row in enumerate(rows) if row.problem is not None]
    if rows:
        found += [Finding(place, problem) for place, problem in _inputs(rows, data)]
        found += [Finding(len(rows) - 1, problem) for problem in _output(settings, rows[-1], data)]
        total = sum(row.parameters for row in rows)
        if total > MOST_PARAMETERS:
            found.append(
                Finding(
                    max(range(len(rows)), key=lambda place: rows[place].parameters),
                    Problem(f"The network would have {total:,} parameters.", "Use fewer units in this row."),
                )
            )
    else:
        found.append(Finding("rows", Problem("The network has no output.", "Add a Dense row.")))
    return found


def _parameters(settings: Settings, data: Data) -> Iterator[tuple[str, Problem]]:
    for name, low, high, words in (
        ("epochs", 1, MOST_EPOCHS, "Epochs"),
        ("batch_size", 1, MOST_BATCH, "The batch size"),
        ("seed", 0, 2**32 - 1, "The seed"),
    ):
        value = getattr(settings, name)
        if type(value) is not int or not low <= value <= high:
            yield name, Problem(f"{words} must be a whole number from {low} to {high:,}.", "Change it.")
    yield from _sizes(settings, data)
    yield from _caught("loss", lambda: _loss(settings, data))
    yield from _caught("optimizer", lambda: options.call("optimizer", settings.optimizer).make())
    if settings.schedule is not None:
        schedule = settings.schedule
        yield from _caught("schedule", lambda: options.call("schedule", schedule).make())
    for spec in settings.metrics:
        yield from _caught("metrics", lambda spec=spec: _metric(spec, settings, data))  # type: ignore[misc]
    stopping = settings.early_stopping
    if stopping is not None and (
        not 1 <= stopping.patience <= MOST_EPOCHS or not 0 <= stopping.min_delta < math.inf
    ):
        yield "early_stopping", Problem("Early stopping must wait at least 1 epoch.", "Change its patience.")
    if stopping is not None and stopping.monitor not in ("val_loss", "loss"):
        yield "early_stopping", Problem("Early stopping can watch val_loss or loss.", "Choose one of them.")


def _sizes(settings: Settings, data: Data) -> Iterator[tuple[str, Problem]]:
    inputs, targets = data.reach
    if inputs > TOO_LARGE and not settings.scale_inputs:
        yield (
            "scale_inputs",
            Problem(f"Inputs reach {inputs:.3g}: too large to be computed with.", "Scale the inputs."),
        )
    if targets > TOO_LARGE and not settings.scale_target:
        yield (
            "scale_target",
            Problem(
                f"“{data.target}” reaches {targets:.3g}: too large to be computed with.", "Scale the target."
            ),
        )


def _caught(place: str, attempt: Callable[[], Any]) -> Iterator[tuple[str, Problem]]:
    try:
        attempt()
    except Problem as problem:
        yield place, problem
    except Exception as error:
        # Keras refuses combinations that no list foresees; its own first line says which.
        words = str(error).strip().partition("\n")[0][:200]
        yield place, Problem(f"Keras refuses this: {words}", "Change it.")


def _loss(settings: Settings, data: Data) -> None:
    found = options.option("loss", settings.loss.name)
    why = options.unfit(found, data.task, None if settings.scale_target else data.y)
    if settings.scale_target and data.task == REGRESSION and found.name in NEEDED:
        why = f"{found.name} takes logarithms, and a scaled target has negative values"
    if why:
        raise Problem(f"{why}.", f"Choose a loss for “{data.target}”{_or_as_number(found, data)}.")
    options.call("loss", settings.loss).make()


def _or_as_number(found: options.Option, data: Data) -> str:
    """What else is to be done about a loss for numbers where the classes are some."""
    if found.tasks != (REGRESSION,) or not data.classes or not all(map(_NUMERAL.fullmatch, data.classes)):
        return ""
    if options.unfit(found, REGRESSION, np.array(data.classes, float)):
        return ""
    return ", or take it as a number: its task is then regression"


def _metric(spec: Any, settings: Settings, data: Data) -> None:
    found = options.option("metric", spec.name)
    if why := options.unfit(found, data.task, data.y, settings.loss.name):
        raise Problem(f"{why}.", "Choose another metric.")
    for name in ("k", "top_k"):
        if (spec.values.get(name) or 0) > max(len(data.classes), 1):
            raise Problem(f"“{name}” of {spec.name} is more than there are classes.", "Make it smaller.")
    options.call("metric", spec).make()


def _inputs(rows: list[RowState], data: Data) -> Iterator[tuple[int, Problem]]:
    yield from _channels(rows, data)
    for place, row in enumerate(rows):
        if row.spec.name != "Embedding":
            continue
        if not data.vocabulary or place:
            yield place, Problem("Embedding reads tokens, and numbers come in.", _token_remedy(place, data))
        elif row.spec.values.get("vocabulary", 3) < data.vocabulary:
            yield (
                place,
                Problem(
                    f"The data have {data.vocabulary:,} different tokens, more than this row knows.",
                    f"Set its tokens to {data.vocabulary:,}.",
                ),
            )
    if data.vocabulary and rows[0].spec.name != "Embedding":
        yield (
            0,
            Problem(
                "Tokens come in, whose numbers are names and no quantities.", "Put an Embedding row first."
            ),
        )


def _token_remedy(place: int, data: Data) -> str:
    whole = len(data.shape) == 1 and data.x.min() >= 0 and bool((data.x == data.x.round()).all())
    if place == 0 and not data.vocabulary and whole:
        return (
            "Remove it; if these whole numbers are tokens, give them together with layers that begin with it."
        )
    return "Remove it."


def _channels(rows: list[RowState], data: Data) -> Iterator[tuple[int, Problem]]:
    """Images whose channels come first, or that have none, at the first row that looks at pixels."""
    place = next((at for at, row in enumerate(rows) if row.spec.name.endswith("2D")), None)
    if place is None or any(row.spec.name not in LOCAL for row in rows[:place]):
        return
    shape = data.shape
    if len(shape) == 3 and shape[0] in (1, 3, 4) and shape[2] > 4 and shape[1] > 4:
        yield (
            place,
            Problem(
                f"Images of {shape_words(shape)} have their channels first; here they come last.",
                "Give np.moveaxis(x, 1, -1).",
            ),
        )
    elif len(shape) == 2 and place == 0 and not data.vocabulary:
        yield place, Problem(f"Images of {shape_words(shape)} have no channels.", "Give x[..., None].")


def _output(settings: Settings, row: RowState, data: Data) -> Iterator[Problem]:
    if row.spec.name != "Dense":
        yield Problem("The last row must be Dense: it is the output.", "Add a Dense row at the end.")
        return
    if row.shape is None:
        return
    if len(row.shape) != 1:
        yield Problem(
            f"Each row of data would get {shape_words(row.shape)} outputs instead of {data.outputs}.",
            "Put Flatten, a global pooling, or a recurrent layer that gives its last step only before it.",
        )
        return
    if row.units != data.outputs:
        noun = "target column" if data.task == REGRESSION else "class"
        wanted = f"“{data.target}” needs {data.outputs}"
        if data.classes:
            wanted += f", for its {len(data.classes)} {noun}es"
        yield Problem(f"The output has {row.units} units; {wanted}.", f"Set its units to {data.outputs}.")
    if row.spec.values.get("dropout"):
        yield Problem("Dropout in the output would erase predictions.", "Set it to 0.")
    if row.activation == "softmax" and row.units == 1:
        yield Problem(
            "Softmax over one output is always 1.", "Use sigmoid for two classes, linear for numbers."
        )
        return
    needed = NEEDED.get(settings.loss.name, ())
    if needed and row.activation not in needed:
        yield Problem(
            f"{settings.loss.name} needs an output of {' or '.join(needed)}, not {row.activation}.",
            f"Set the output's activation to {needed[0]}.",
        )
    elif data.task == REGRESSION:
        yield from _range(settings, row, data)


def _range(settings: Settings, row: RowState, data: Data) -> Iterator[Problem]:
    low, high = RANGES.get(row.activation, (-math.inf, math.inf))
    least, most = float(data.y.min()), float(data.y.max())
    if settings.scale_target:
        deviation = float(data.y.std()) or 1.0
        least, most = ((value - float(data.y.mean())) / deviation for value in (least, most))
    if settings.loss.name in COUNT_TARGET:
        return
    if least < low or most > high:
        yield Problem(
            f"{row.activation} gives numbers {_span(low, high)}, and the target goes from "
            f"{least:.3g} to {most:.3g}.",
            "Set the output's activation to linear.",
        )


def _span(low: float, high: float) -> str:
    if math.isinf(high):
        return f"from {low:g} upwards"
    return f"up to {high:g}" if math.isinf(low) else f"from {low:g} to {high:g}"
