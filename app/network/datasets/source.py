"""What a data set is, and the register that the page lists."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.settings import BINARY, CLASSES, REGRESSION
from app.problem import Problem
from app.registry import Registry

FEWEST_ROWS = 10
MOST_CLASSES = 50


@dataclass(frozen=True)
class Data:
    """Rows to learn from.

    ``x`` is float32 of shape (rows, ...), or int32 token numbers of shape (rows, steps) where
    ``vocabulary`` is above 0. ``y`` is float32 of shape (rows, columns) for a regression, else int32 class
    numbers of shape (rows,). ``targets`` name the columns of ``y`` where there are several. ``notes`` are
    sentences about what was left out or filled in. Where whoever gave the rows has split them, the first
    ``trained_rows`` are for training and the others for validation. Classes of whole numbers may as
    well be a quantity where they were taken for classes unasked: ``guessed`` are the notes that came of it.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()
    vocabulary: int = 0
    notes: tuple[str, ...] = ()
    trained_rows: int = 0
    targets: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def task(self) -> str:
        """`REGRESSION`, `BINARY` or `CLASSES`."""
        if not self.classes:
            return REGRESSION
        return BINARY if len(self.classes) == 2 else CLASSES

    @property
    def outputs(self) -> int:
        """Units that the output layer must have."""
        if not self.classes:
            return self.y.shape[1]
        return 1 if self.task == BINARY else len(self.classes)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """The largest absolute value among the inputs, and among the targets."""
        inputs, targets = (max(float(values.max()), -float(values.min())) for values in (self.x, self.y))
        return inputs, targets

    def as_quantity(self) -> Data:
        """The same rows, with the numbers that are called as the classes as a regression's target."""
        numbers = np.array(self.classes, np.float32)
        notes = tuple(note for note in self.notes if note not in self.guessed)
        return replace(self, y=column(numbers[self.y]), classes=(), notes=notes, guessed=())

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one row's inputs."""
        return self.x.shape[1:]


class Source(ABC):
    """A data set: a visitor sees its ``title`` and ``about`` before anything is loaded.

    ``defaults`` are the values that a visitor may change, by name. ``formula`` gives the targets of inputs
    of shape (rows, columns) where they are made from one, exactly.
    """

    name: str
    title: str
    about: str
    defaults: Mapping[str, Any] = {}
    formula: Callable[[NDArray[Any]], NDArray[Any]] | None = None

    @abstractmethod
    def load(self, values: Mapping[str, Any]) -> Data:
        """The rows, the same for the same values. Raises Problem, in words, if they cannot be had."""

    @abstractmethod
    def code(self, values: Mapping[str, Any]) -> str:
        """Python that leaves ``x`` and ``y`` as `load` returns them, with `numpy` as ``np`` at hand."""

    def changed(self, values: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
        """The values with one of them changed, and others that cannot stay with it."""
        return {**values, name: value}


SOURCES: Registry[Source] = Registry("vitrine.data", "data set", lambda source: register(source))
"""The data sets by name, in the order in which the page lists them."""


def register(source: type[Source]) -> type[Source]:
    """Add a data set to the page. Raises Problem where another has its name."""
    SOURCES.add(source.name, source())
    return source


def source_of(name: str) -> Source:
    """The data set of this name. Raises Problem if there is none."""
    if name not in SOURCES:
        raise Problem(f"There is no data set “{name[:40]}”.", "Choose one of the list.")
    return SOURCES[name]


def whole(values: Mapping[str, Any], name: str, default: int, low: int, high: int) -> int:
    """A whole number among a data set's values. Raises Problem if it is none or out of bounds."""
    found = values.get(name, default)
    if type(found) is not int or not low <= found <= high:
        raise Problem(f"“{name}” must be a whole number from {low:,} to {high:,}.", "Change it.")
    return found


def column(values: Any) -> NDArray[np.float32]:
    """A regression's target as one float32 column."""
    return np.asarray(values, np.float32).reshape(-1, 1)
