"""Layers that read a sequence step by step, and the one that turns tokens into numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.network import options
from app.network.architecture.convolution import SEQUENCE_REMEDY
from app.network.architecture.dense import kernel
from app.network.architecture.layer import (
    LayerType,
    Shape,
    Unfit,
    picked,
    register,
    shape_words,
    share,
    switch,
    wants,
    whole,
)
from app.network.call import Call

_RECURRENT = (
    whole("units", "Units", 16, 1, 512),
    switch("return_sequences", "Give every step", False),
    share("dropout", "Dropout", 0.0, 1.0),
    picked("initializer", "Initial weights", "initializer", "GlorotUniform"),
    picked("regularizer", "Regularizer", "regularizer"),
)


class _Recurrent(LayerType):
    """What both share; ``gates`` is how often units see inputs and state, ``biases`` how often a bias."""

    gates: int
    biases: int
    fields = _RECURRENT

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """The units after the last step, or after each."""
        wants(self.title, 2, input_shape, SEQUENCE_REMEDY)
        return (input_shape[0], values["units"]) if values["return_sequences"] else (values["units"],)

    def parameters(self, input_shape: Shape, values: Mapping[str, Any]) -> int:
        """Weights for inputs and state, and biases, for each gate."""
        units = values["units"]
        return int(self.gates * units * (input_shape[-1] + units) + self.biases * units)

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """The Keras layer of the same name."""
        own: dict[str, Any] = {"units": values["units"]}
        own |= {name: values[name] for name in ("return_sequences", "dropout") if values[name]}
        return [Call(f"layers.{self.name}", {**own, **kernel(values)})]


@register
class LSTM(_Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997): four gates."""

    name = title = "LSTM"
    about = "Reads step by step with a memory that three gates write, keep and read."
    gates, biases = 4, 4


@register
class GRU(_Recurrent):
    """Gated recurrent unit (Cho et al., 2014): three gates, each with two biases as Keras has it."""

    name = title = "GRU"
    about = "Reads step by step with a memory and two gates: smaller than LSTM, often as good."
    gates, biases = 3, 6


@register
class Embedding(LayerType):
    """A learned row of numbers for each token."""

    name = title = "Embedding"
    about = "Learns a few numbers for each token; the first layer for sequences of tokens."
    fields = (
        whole("vocabulary", "Tokens", 3, 2, 100_000),
        whole("units", "Values a token", 8, 1, 512),
        picked("initializer", "Initial values", "initializer", "RandomUniform"),
    )

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """The numbers of each step's token."""
        if len(input_shape) != 1:
            raise Unfit(
                f"Embedding needs one token number a step; {shape_words(input_shape)} comes in.",
                "Put it first, and choose a data set of tokens.",
            )
        return (input_shape[0], values["units"])

    def parameters(self, input_shape: Shape, values: Mapping[str, Any]) -> int:
        """One row a token."""
        del input_shape
        return int(values["vocabulary"] * values["units"])

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """`keras.layers.Embedding`."""
        own: dict[str, Any] = {"input_dim": values["vocabulary"], "output_dim": values["units"]}
        if values["initializer"].name != "RandomUniform" or values["initializer"].values:
            own["embeddings_initializer"] = options.call("initializer", values["initializer"])
        return [Call("layers.Embedding", own)]
