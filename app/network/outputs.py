"""Which output goes with which task and loss."""

from __future__ import annotations

from app.network.settings import BINARY, CLASSES, REGRESSION

RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "sparse_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu": (0.0, float("inf")),
    "relu6": (0.0, 6.0),
    "softplus": (0.0, float("inf")),
    "squareplus": (0.0, float("inf")),
    "sparse_plus": (0.0, float("inf")),
    "exponential": (0.0, float("inf")),
    "log_sigmoid": (float("-inf"), 0.0),
}
"""What an activation can give at all; one that is not here is not bounded on either side."""

ABOVE_ZERO = ("softplus", "squareplus", "exponential")

_SIGMOID, _SOFTMAX = ("sigmoid",), ("softmax",)

NEEDED: dict[str, tuple[str, ...]] = {
    "BinaryCrossentropy": _SIGMOID,
    "BinaryFocalCrossentropy": _SIGMOID,
    "Dice": _SIGMOID,
    "Tversky": _SIGMOID,
    "Hinge": ("tanh", "linear"),
    "SquaredHinge": ("tanh", "linear"),
    "CategoricalCrossentropy": _SOFTMAX,
    "CategoricalFocalCrossentropy": _SOFTMAX,
    "CategoricalGeneralizedCrossEntropy": _SOFTMAX,
    "KLDivergence": _SOFTMAX,
    "SparseCategoricalCrossentropy": _SOFTMAX,
    "CategoricalHinge": ("softmax", "linear"),
    "Poisson": ABOVE_ZERO,
    "MeanSquaredLogarithmicError": (*ABOVE_ZERO, "relu", "linear"),
}
"""The output activations that a loss makes sense with, the usual one first; a loss that is not here takes
any."""

USUAL_LOSS = {
    REGRESSION: "MeanSquaredError",
    BINARY: "BinaryCrossentropy",
    CLASSES: "SparseCategoricalCrossentropy",
}


def usual_activation(task: str, loss: str) -> str:
    """The output activation to begin with."""
    if loss in NEEDED:
        return NEEDED[loss][0]
    return {REGRESSION: "linear", BINARY: "sigmoid", CLASSES: "softmax"}[task]


def gives_chances(task: str, activation: str) -> bool:
    """Whether an output is the probability of a class; one for `Hinge` tells the class and no more."""
    return activation == "softmax" or (task == BINARY and RANGES.get(activation) == (0.0, 1.0))


def threshold(activation: str) -> float:
    """The output above which a row is of the second of two classes: between the ends of its range."""
    return 0.5 if RANGES.get(activation, (-1.0, 1.0))[0] == 0.0 else 0.0
