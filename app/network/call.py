"""A call of Keras as a value: it makes the object, and it is the line of code that makes the same object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.network.engine import keras


@dataclass(frozen=True)
class Call:
    """A class below `keras` and its keyword arguments: plain values, or further calls.

    >>> Call("layers.Dense", {"units": 16, "activation": "tanh"}).code()
    "keras.layers.Dense(units=16, activation='tanh')"
    """

    path: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def make(self) -> Any:
        """The object; whatever Keras raises passes through."""
        made: Any = keras()
        for name in self.path.split("."):
            made = getattr(made, name)
        return made(**{name: _made(value) for name, value in self.arguments.items()})

    def code(self) -> str:
        """The expression, with `keras` as the only name it needs."""
        arguments = ", ".join(f"{name}={_code(value)}" for name, value in self.arguments.items())
        return f"keras.{self.path}({arguments})"


def _made(value: Any) -> Any:
    if isinstance(value, Call):
        return value.make()
    return [_made(item) for item in value] if isinstance(value, list) else value


def _code(value: Any) -> str:
    if isinstance(value, Call):
        return value.code()
    if isinstance(value, list):
        return f"[{', '.join(map(_code, value))}]"
    return repr(value)
