"""One thing Keras can do by name, with its hyper-parameters as a form shows them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.problem import Problem


@dataclass(frozen=True)
class Parameter:
    """A hyper-parameter: ``kind`` is "float", "int", "bool", "choice", "floats" or "ints".

    ``optional`` ones may be None, which is off; ``start`` is what switching it on, or an argument
    without a default, begins with. ``low`` and ``high`` are the bounds; ``open_low`` and ``open_high``
    exclude them.
    """

    name: str
    kind: str
    default: Any
    start: Any
    optional: bool = False
    required: bool = False
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""

    @property
    def bounds(self) -> str:
        """The bounds in words: "from 0 up to, not including, 1"."""
        parts = []
        if self.low is not None:
            parts.append(f"{'above' if self.open_low else 'from'} {self._bound(self.low)}")
        if self.high is not None:
            parts.append(f"{'below' if self.open_high else 'up to'} {self._bound(self.high)}")
        return " ".join(parts)

    def _bound(self, value: float) -> str:
        return f"{int(value):,}" if self.kind in ("int", "ints") else f"{value:g}"

    def checked(self, value: Any, of: str) -> Any:
        """The value in the type that Keras wants. Raises Problem, naming option ``of``, if it is none."""
        if value is None and self.optional:
            return None
        if self.kind in ("floats", "ints"):
            if not isinstance(value, list | tuple) or not 1 <= len(value) <= 50:
                raise self._refused(of, "must be a list of numbers")
            return [self._number(item, of, whole=self.kind == "ints") for item in value]
        if self.kind == "bool":
            if type(value) is not bool:
                raise self._refused(of, "must be on or off")
            return value
        if self.kind == "choice":
            if value not in self.choices:
                raise self._refused(of, f"must be one of {', '.join(self.choices)}")
            return value
        return self._number(value, of, whole=self.kind == "int")

    def _number(self, value: Any, of: str, *, whole: bool) -> Any:
        if type(value) not in (int, float) or not math.isfinite(value):
            raise self._refused(of, "must be a number")
        if whole and value != int(value):
            raise self._refused(of, "must be a whole number")
        low = self.low is not None and (value < self.low or (self.open_low and value == self.low))
        high = self.high is not None and (value > self.high or (self.open_high and value == self.high))
        if low or high:
            raise self._refused(of, f"must be {self.bounds}")
        return int(value) if whole else float(value)

    def _refused(self, of: str, must: str) -> Problem:
        return Problem(f"“{spaced(self.name)}” of {of} {must}.", "Change it.")


def spaced(name: str) -> str:
    """The name of an argument as a visitor reads it: "Learning rate"."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Option:
    """A class or function of the installed Keras: ``path`` below `keras`, ``help`` its first sentence.

    ``refusal`` says why it is not offered; empty if it is. ``known`` is false for what this page was
    never tried with: a class of a newer Keras. ``exclusive`` are names of which at most one may be set,
    ``fixed`` are arguments that are always given.
    """

    kind: str
    name: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    help: str = ""
    refusal: str = ""
    known: bool = True
    tasks: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def parameter(self, name: str) -> Parameter:
        """The hyper-parameter of this name. Raises Problem if there is none."""
        for found in self.parameters:
            if found.name == name:
                return found
        raise Problem(f"{self.name} has no “{name[:40]}”.", "Choose among its own settings.")

    def arguments(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments to call it with: only what differs from its defaults, checked. Raises Problem."""
        checked = {name: self.parameter(name).checked(value, self.name) for name, value in values.items()}
        for parameter in self.parameters:
            if parameter.required:
                checked.setdefault(parameter.name, parameter.checked(parameter.start, self.name))
        both = [name for name in self.exclusive if checked.get(name) is not None]
        if len(both) > 1:
            raise Problem(f"{self.name} can have one of {' and '.join(both)}, not both.", "Switch one off.")
        return {**self.fixed} | {
            name: value
            for name, value in checked.items()
            if self.parameter(name).required or value != self.parameter(name).default
        }
