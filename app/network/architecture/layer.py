"""What a row of an architecture is, and the register of layer types."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.network import options
from app.network.call import Call
from app.network.options.option import Parameter
from app.network.settings import Spec
from app.problem import Problem
from app.registry import Registry

Shape = tuple[int, ...]
"""The shape of one row of data between two layers, without the batch."""

MOST_UNITS = 4096
MOST_PARAMETERS = 20_000_000
MOST_ACTIVATIONS = 4_000_000


class Unfit(Problem):
    """A layer that cannot stand where it stands."""


@dataclass(frozen=True)
class Field:
    """A setting of a layer: a plain ``parameter``, or an option of Keras of a ``kind``, which may be none."""

    name: str
    title: str
    parameter: Parameter | None = None
    kind: str = ""
    default: Any = None


def whole(name: str, title: str, default: int, low: int, high: int) -> Field:
    """A field for a whole number."""
    return Field(name, title, Parameter(name, "int", default, default, low=low, high=high), default=default)


def share(name: str, title: str, default: float, high: float) -> Field:
    """A field for a number from 0 up to, not including, ``high``."""
    bounds = Parameter(name, "float", default, default, low=0, high=high, open_high=True)
    return Field(name, title, bounds, default=default)


def switch(name: str, title: str, default: bool) -> Field:
    """A field that is on or off."""
    return Field(name, title, Parameter(name, "bool", default, default), default=default)


def choice(name: str, title: str, default: str, choices: tuple[str, ...]) -> Field:
    """A field for one of several texts."""
    return Field(name, title, Parameter(name, "choice", default, default, choices=choices), default=default)


def picked(name: str, title: str, kind: str, default: str = "") -> Field:
    """A field for an option of Keras; without a default it may be none."""
    return Field(name, title, kind=kind, default=Spec(default) if default else None)


class LayerType(ABC):
    """A kind of row: what it makes of a shape, how many parameters it has, and which Keras layers it is.

    To add a kind is to write one such class and to `register` it. ``learns`` says whether a row has
    weights of its own. Shapes and parameters are computed without Keras, so that they follow each
    keystroke; a test holds them equal to what Keras counts.
    """

    name: str
    title: str
    about: str
    fields: tuple[Field, ...] = ()
    learns = True

    def settled(self, values: Mapping[str, Any], *, output: bool = False) -> dict[str, Any]:
        """All fields, checked, with their defaults filled in. Raises Problem."""
        known = {one.name: one for one in self.fields}
        if strange := set(values) - set(known):
            raise Problem(f"{self.title} has no “{min(strange)[:40]}”.", "Choose among its own settings.")
        settled: dict[str, Any] = {}
        for name, one in known.items():
            value = values.get(name, one.default)
            if one.parameter is not None:
                settled[name] = one.parameter.checked(value, self.title)
            elif value is None and one.default is None:
                settled[name] = None
            else:
                spec = Spec(value) if isinstance(value, str) else value
                if not isinstance(spec, Spec):
                    raise Problem(f"“{one.title}” of {self.title} is none.", "Choose one of its list.")
                options.option(one.kind, spec.name, output=output).arguments(spec.values)
                settled[name] = spec
        return settled

    @abstractmethod
    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """The shape that comes out of ``input_shape``; ``values`` are settled. Raises Unfit, in words."""

    def parameters(self, input_shape: Shape, values: Mapping[str, Any]) -> int:
        """All numbers that the row holds, trained or counted along (batch normalisation's means)."""
        del input_shape, values
        return 0

    @abstractmethod
    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """The Keras layers of the row in order; ``values`` are settled."""

    def units(self, values: Mapping[str, Any]) -> int:
        """The units that a drawing shows, 0 if the row is none of units."""
        return int(values.get("units") or values.get("filters") or 0)

    def activation(self, values: Mapping[str, Any]) -> str:
        """The name of the activation that shapes what comes out; empty if there is none."""
        spec = values.get("activation")
        return spec.name if isinstance(spec, Spec) else ""


LAYERS: Registry[LayerType] = Registry("vitrine.layers", "layer", lambda layer: register(layer))
"""The layer types by name, in the order in which the page lists them."""


def register(layer: type[LayerType]) -> type[LayerType]:
    """Add a layer type to the page. Raises Problem where another has its name."""
    LAYERS.add(layer.name, layer())
    return layer


def layer_type(name: str) -> LayerType:
    """The layer type of this name. Raises Problem if there is none."""
    if name not in LAYERS:
        raise Problem(f"There is no layer “{name[:40]}”.", "Choose one of the list.")
    return LAYERS[name]


def size(shape: Shape) -> int:
    """The numbers in a shape."""
    return math.prod(shape)


def shape_words(shape: Shape) -> str:
    """A shape as a visitor reads it: "8 × 8 × 16"."""
    return " × ".join(f"{length:,}" for length in shape)


def wants(name: str, rank: int, input_shape: Shape, remedy: str) -> None:
    """Raises Unfit unless the incoming shape has ``rank`` dimensions."""
    names = {
        1: "a row of numbers",
        2: "a sequence (steps × values)",
        3: "an image (height × width × channels)",
    }
    if len(input_shape) != rank:
        raise Unfit(f"{name} needs {names[rank]}; {shape_words(input_shape)} comes in.", remedy)


def activated(spec: Spec) -> list[Call]:
    """An activation as a layer of its own, empty for one that changes nothing."""
    if spec.name == "linear":
        return []
    found = options.option("activation", spec.name, output=True)
    arguments = found.arguments(spec.values)
    return [
        Call(found.path, arguments) if arguments else Call("layers.Activation", {"activation": spec.name})
    ]
