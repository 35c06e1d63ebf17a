"""Dense rows, what one starts with, and what can stand between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.network import options
from app.network.architecture.layer import (
    MOST_UNITS,
    Field,
    LayerType,
    Shape,
    Unfit,
    activated,
    picked,
    register,
    shape_words,
    share,
    switch,
    whole,
)
from app.network.call import Call
from app.network.settings import Spec

BLOCK: tuple[Field, ...] = (
    picked("activation", "Activation", "activation", "relu"),
    switch("batch_normalization", "Batch norm", False),
    share("dropout", "Dropout", 0.0, 1.0),
    picked("initializer", "Initial weights", "initializer", "GlorotUniform"),
    picked("regularizer", "Regularizer", "regularizer"),
)
"""What Dense and convolution rows have in common."""


def kernel(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a layer's kernel that differ from Keras's defaults."""
    arguments: dict[str, Any] = {}
    start: Spec = values["initializer"]
    if start != Spec("GlorotUniform"):
        arguments["kernel_initializer"] = options.call("initializer", start)
    if values["regularizer"] is not None:
        arguments["kernel_regularizer"] = options.call("regularizer", values["regularizer"])
    return arguments


def block(call: Call, values: Mapping[str, Any]) -> list[Call]:
    """A layer with its normalisation, activation and dropout, in this order."""
    spec: Spec = values["activation"]
    plain = not options.option("activation", spec.name, output=True).arguments(spec.values)
    calls = [call]
    if values["batch_normalization"]:
        calls.append(Call("layers.BatchNormalization"))
    if not values["batch_normalization"] and plain:
        # Keras's own way to write it, and the one that a reader of the code expects.
        if spec.name != "linear":
            calls[0] = Call(call.path, {**call.arguments, "activation": spec.name})
    else:
        calls += activated(spec)
    if values["dropout"]:
        calls.append(Call("layers.Dropout", {"rate": values["dropout"]}))
    return calls


@register
class Dense(LayerType):
    """Each unit sees every number that comes in."""

    name = title = "Dense"
    about = "Each unit weighs every number that comes in, adds them up and bends the sum."
    fields = (whole("units", "Units", 16, 1, MOST_UNITS), *BLOCK)

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """The last dimension becomes the units; the other ones stay."""
        if not input_shape:
            raise Unfit("Nothing comes in.", "Choose a data set.")
        return (*input_shape[:-1], values["units"])

    def parameters(self, input_shape: Shape, values: Mapping[str, Any]) -> int:
        """Weights and biases, and four numbers a unit for batch normalisation."""
        return (input_shape[-1] + 1 + 4 * values["batch_normalization"]) * values["units"]

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """`keras.layers.Dense` with what belongs to the row."""
        return block(Call("layers.Dense", {"units": values["units"], **kernel(values)}), values)


@register
class Dropout(LayerType):
    """Random zeros while training."""

    name = title = "Dropout"
    about = "While training, sets a random share of the numbers to zero, so that no unit is relied on."
    fields = (share("rate", "Share", 0.2, 1.0),)
    learns = False

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """As it came."""
        del values
        return input_shape

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """`keras.layers.Dropout`."""
        return [Call("layers.Dropout", {"rate": values["rate"]})]


@register
class BatchNormalization(LayerType):
    """Each value with mean 0 and standard deviation 1 over a batch."""

    name, title = "BatchNormalization", "Batch normalisation"
    about = "Brings each value to mean 0 and deviation 1 over a batch, then scales and shifts it as learned."

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """As it came."""
        del values
        return input_shape

    def parameters(self, input_shape: Shape, values: Mapping[str, Any]) -> int:
        """Scale, shift, mean and variance of each value of the last dimension."""
        del values
        return 4 * input_shape[-1]

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """`keras.layers.BatchNormalization`."""
        del values
        return [Call("layers.BatchNormalization")]


@register
class Flatten(LayerType):
    """All numbers in one row."""

    name = title = "Flatten"
    about = "Puts the numbers of an image or a sequence in one row, as Dense layers want them."
    learns = False

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """One dimension with all numbers."""
        del values
        total = 1
        for length in input_shape:
            total *= length
        if total > 1_000_000:
            raise Unfit(
                f"{shape_words(input_shape)} would become {total:,} numbers.", "Pool before you flatten."
            )
        return (total,)

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """`keras.layers.Flatten`."""
        del values
        return [Call("layers.Flatten")]
