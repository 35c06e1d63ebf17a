"""What the installed Keras can do, found by introspection, and the calls that it becomes."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.call import Call
from app.network.options.introspection import options as _options
from app.network.options.option import Option, Parameter
from app.network.options.refusals import (
    CLASS_NUMBERS,
    COUNT_TARGET,
    NO_ZERO_TARGET,
    NOT_NEGATIVE_TARGET,
    OUTPUT_ONLY,
)
from app.network.settings import CLASSES, REGRESSION, Spec
from app.problem import Problem

KINDS = ("optimizer", "loss", "activation", "initializer", "regularizer", "metric", "schedule")

__all__ = ["KINDS", "Option", "Parameter", "call", "every", "offered", "one_hot", "option", "unfit"]


@functools.cache
def every(kind: str) -> tuple[Option, ...]:
    """All options of one of the `KINDS`, those with a refusal too. Imports Keras."""
    return _options(kind)


def option(kind: str, name: str, *, output: bool = False) -> Option:
    """The option of this name. Raises Problem if Keras has none or it is not offered.

    Activations of the ``output`` may be some that hidden layers may not have.
    """
    for found in every(kind):
        if found.name == name:
            if found.refusal and not (output and kind == "activation" and name in OUTPUT_ONLY):
                raise Problem(f"The {kind} {name} {found.refusal}.", "Choose another.")
            return found
    raise Problem(f"This Keras has no {kind} “{name[:40]}”.", "Choose one of the list.")


def offered(kind: str, task: str = "", y: NDArray[Any] | None = None, loss: str = "") -> tuple[Option, ...]:
    """What can be used for a task with the target ``y`` as it is trained on; metrics also fit a ``loss``."""
    return tuple(found for found in every(kind) if not found.refusal and not unfit(found, task, y, loss))


def unfit(found: Option, task: str, y: NDArray[Any] | None = None, loss: str = "") -> str:
    """Why an option does not fit a task, a target or a loss; empty if it does."""
    if found.tasks and task and task not in found.tasks:
        wanted = {"regression": "a regression", "binary": "two classes", "classes": "several classes"}
        return f"{found.name} is for {' or '.join(wanted[one] for one in found.tasks)}"
    if task == REGRESSION and y is not None:
        if found.name in NOT_NEGATIVE_TARGET | COUNT_TARGET and np.min(y) < 0:
            return f"{found.name} takes logarithms, and the target has negative values"
        if found.name in NO_ZERO_TARGET and np.min(np.abs(y)) < 1e-6:
            return f"{found.name} divides by the target, which is zero or almost so in some rows"
    if task == CLASSES and y is not None and y.ndim == 1:
        best = next((one.default for one in found.parameters if one.name == "k"), None)
        if best and best >= (classes := int(y.max()) + 1):
            return f"{found.name} counts the best {best}, and there are {classes} classes"
    numbers = found.name in CLASS_NUMBERS
    if found.kind == "metric" and task == CLASSES and found.known and loss and numbers == one_hot(loss):
        form = "class numbers" if numbers else "one-hot rows"
        return f"{found.name} needs {form}, which {loss} does not use"
    return ""


def one_hot(loss: str) -> bool:
    """Whether a loss for several classes takes one-hot rows rather than class numbers."""
    return loss not in CLASS_NUMBERS and not loss.startswith("Sparse")


def call(kind: str, spec: Spec, **also: Any) -> Call:
    """The call that makes a picked option; ``also`` are arguments that the page sets. Raises Problem."""
    found = option(kind, spec.name)
    return Call(found.path, {**found.arguments(spec.values), **also})
