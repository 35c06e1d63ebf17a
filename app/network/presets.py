"""Runs that tell a story: what to look at is said in one sentence."""

from __future__ import annotations

from app.network.settings import Settings, Spec


def _dense(units: int, activation: str) -> Spec:
    return Spec("Dense", {"units": units, "activation": activation})


_PRICES = Spec("black-scholes")
_TANH = (*[_dense(16, "tanh")] * 4, _dense(1, "linear"))
_RELU = (*[_dense(16, "relu")] * 4, _dense(1, "linear"))
_ERROR = Spec("MeanSquaredError")

presets: dict[str, Settings] = {
    settings.title: settings
    for settings in (
        Settings(_PRICES, _TANH, _ERROR, title="saturated tanh"),
        Settings(_PRICES, _RELU, _ERROR, epochs=20, title="the same with ReLU"),
        Settings(_PRICES, _TANH, _ERROR, scale_inputs=True, scale_target=True, epochs=20, title="scaled"),
        Settings(
            _PRICES,
            _RELU,
            _ERROR,
            Spec("Adam", {"learning_rate": 0.3}),
            scale_inputs=True,
            scale_target=True,
            epochs=20,
            title="too high a learning rate",
        ),
        Settings(
            Spec("diabetes"),
            (_dense(64, "relu"), _dense(64, "relu"), _dense(1, "linear")),
            _ERROR,
            scale_inputs=True,
            scale_target=True,
            batch_size=32,
            epochs=100,
            title="overfitting",
        ),
        Settings(
            Spec("digits"),
            (
                Spec("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
                Spec("MaxPooling2D"),
                Spec("Flatten"),
                _dense(10, "softmax"),
            ),
            Spec("SparseCategoricalCrossentropy"),
            Spec("Adam", {"learning_rate": 0.003}),
            scale_inputs=True,
            batch_size=32,
            epochs=12,
            title="filters that see edges",
        ),
        Settings(
            Spec("first-step"),
            (Spec("LSTM", {"units": 8}), _dense(1, "sigmoid")),
            Spec("BinaryCrossentropy"),
            Spec("Adam", {"learning_rate": 0.003}),
            batch_size=32,
            epochs=10,
            title="a memory of 120 steps",
        ),
    )
}
"""The presets by title, in the order in which the page lists them."""

STORIES = {
    "saturated tanh": "The loss stays flat for twenty epochs, and then falls: look at layer 4 meanwhile.",
    "the same with ReLU": "The same data and seed: ReLU does not saturate, and learns from the first epochs.",
    "scaled": "The same tanh, with inputs and target of mean 0 and deviation 1: it learns at once.",
    "too high a learning rate": "Steps so long that each lands beyond the valley: the loss jumps "
    "and ends where it began.",
    "filters that see edges": "Eight filters of 3 × 3 pixels, learned from handwritten digits: in "
    "Diagnostics, Filters, look which of them became edges, and what each finds in a digit.",
    "a memory of 120 steps": "Only the first of 120 steps tells the class. The gradient of the loss has "
    "vanished before it is back there: try the remedy under the verdict, a shorter way.",
    "overfitting": "Too many units for 350 patients: better and better on them, worse on the others.",
}
"""What each preset shows."""
