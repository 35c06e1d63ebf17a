"""A second set of planted diseases and healthy runs, for `tests.bench.verdicts`.

Written without a look at the rules: other data (counts of words, windows of time series, made houses, rings,
blobs), optimizers, batch sizes and lengths than those of `planted_runs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn import datasets as shipped

from app.network.datasets.notebook_data import notebook_data
from app.network.settings import EarlyStopping, Settings, Spec
from tests.network.planted_runs import (
    BINARY,
    HIGH,
    SPARSE,
    SQUARED,
    Case,
    dense,
    settings,
)

NUMBER, TWO, THREE, TEN = dense(1, "linear"), dense(1, "sigmoid"), dense(3, "softmax"), dense(10, "softmax")
STUCK = ("plateau", "underfitting", "frozen", "dead ReLU", "saturation", "vanishing gradients", "untrained")


class Sets:
    """The data of one seed: shipped by scikit-learn, or drawn."""

    def __init__(self, seed: int) -> None:
        self.draw = draw = np.random.default_rng(seed + 7_000)
        digits = shipped.load_digits()
        some = draw.permutation(len(digits.data))
        self.digits = digits.data[some] / 16, digits.target[some]
        self.wine = shipped.load_wine(return_X_y=True)
        self.iris = shipped.load_iris(return_X_y=True)
        self.diabetes = shipped.load_diabetes(return_X_y=True)
        self.cancer = shipped.load_breast_cancer(return_X_y=True)
        self.friedman = shipped.make_friedman1(500, noise=1.0, random_state=seed)
        self.circuits = shipped.make_friedman2(500, noise=30.0, random_state=seed)
        self.phase = shipped.make_friedman3(500, noise=0.1, random_state=seed)
        self.moons = shipped.make_moons(500, noise=0.25, random_state=seed)
        self.blobs = shipped.make_blobs(500, 5, centers=5, cluster_std=2.5, random_state=seed)
        self.apart = shipped.make_blobs(300, 4, centers=3, cluster_std=0.5, random_state=seed + 1)
        self.houses = self._houses()
        self.words = self._words()
        self.windows = self._windows()

    def _houses(self) -> tuple[np.ndarray, np.ndarray]:
        """Incomes, ages, rooms, people and places: skewed, of very different sizes."""
        draw, rows = self.draw, 800
        income, age = draw.lognormal(10.5, 0.5, rows), draw.uniform(1, 52, rows)
        rooms, people = draw.gamma(5, 1, rows), draw.lognormal(7, 0.7, rows)
        north, west = draw.uniform(32, 42, rows), draw.uniform(-124, -114, rows)
        value = 40 * np.log(income) + 0.4 * age + 6 * rooms - 5 * abs(north - 36) - 320
        return np.column_stack([income, age, rooms, people, north, west]), value + draw.normal(0, 10, rows)

    def _words(self) -> tuple[np.ndarray, np.ndarray]:
        """Counts of 60 words in texts of three topics."""
        topics = self.draw.dirichlet(np.full(60, 0.3), 3)
        topic = self.draw.integers(0, 3, 500)
        return np.array([self.draw.multinomial(25, topics[one]) for one in topic]).astype(float), topic

    def _windows(self) -> tuple[np.ndarray, np.ndarray]:
        """Sixteen values of a swinging series, and the next one."""
        series = np.zeros(620)
        for place in range(2, 620):
            series[place] = 1.6 * series[place - 1] - 0.8 * series[place - 2] + self.draw.normal()
        return np.lib.stride_tricks.sliding_window_view(series, 16)[:600], series[16:616]


def _normal(deviation: float) -> Spec:
    return Spec("RandomNormal", {"stddev": deviation})


def _case(
    kind: str, seed: int, used: Settings, data: tuple[Any, Any], wanted: Any = (), valid: Any = None
) -> Case:
    return Case(kind, used.changed(seed=seed), notebook_data(data, valid), frozenset(wanted))


def planted(seed: int) -> Iterator[Case]:
    """Runs of which one of the wanted names must be said."""
    sets = Sets(seed)
    draw = sets.draw

    def sick(kind: str, used: Settings, data: tuple[Any, Any], *wanted: str, valid: Any = None) -> Case:
        return _case(kind, seed, used, data, wanted, valid)

    low = ("low learning rate", "frozen")
    yield sick(
        "rate too low", settings((dense(16), NUMBER), SQUARED, "SGD", 1e-6, epochs=20), sets.friedman, *low
    )
    yield sick(
        "rate too low",
        settings((dense(32), TEN), SPARSE, "Adam", 3e-5, epochs=10, scale_inputs=False),
        sets.digits,
        *low,
    )
    yield sick(
        "rate too low",
        settings((dense(8, "tanh"), THREE), SPARSE, "Adagrad", 1e-5, epochs=25),
        sets.words,
        *low,
    )
    yield sick(
        "rate too low",
        settings((dense(16), NUMBER), SQUARED, "Adam", 1e-5, epochs=5, batch_size=128),
        sets.houses,
        *low,
    )
    yield sick(
        "rate too high",
        settings((dense(16, "tanh"), dense(16, "tanh"), NUMBER), SQUARED, "Adam", 0.7),
        sets.friedman,
        *HIGH,
    )
    yield sick(
        "rate too high",
        settings((dense(16), NUMBER), SQUARED, "SGD", 3.0, scale_target=False),
        sets.houses,
        *HIGH,
    )
    yield sick(
        "rate too high",
        settings((dense(32), dense(32), TEN), SPARSE, "RMSprop", 2.0, epochs=15),
        sets.digits,
        *HIGH,
    )
    yield sick(
        "rate too high",
        settings((dense(16, "elu"), THREE), SPARSE, "SGD", 8.0, momentum=0.9, batch_size=16),
        sets.words,
        *HIGH,
    )
    yield sick(
        "rate too high",
        settings((dense(32), dense(32), THREE), SPARSE, "SGD", 6.0, batch_size=16),
        sets.wine,
        *HIGH,
    )
    deep = ("vanishing gradients", "saturation", "plateau")
    yield sick(
        "vanishing", settings((*[dense(12, "sigmoid")] * 8, TWO), BINARY, "SGD", 0.05), sets.moons, *deep
    )
    yield sick(
        "vanishing",
        settings((*[dense(16, "tanh", initializer=_normal(0.02))] * 7, NUMBER), SQUARED, "SGD", 0.01),
        sets.circuits,
        *deep,
    )
    yield sick(
        "exploding",
        settings((*[dense(32, initializer=_normal(2.0))] * 4, TWO), BINARY, "SGD", 0.1, epochs=15),
        sets.cancer,
        "exploding gradients",
        *HIGH,
    )
    yield sick(
        "dead units",
        settings(
            (dense(16, initializer=Spec("Constant", {"value": -0.5})), THREE),
            SPARSE,
            "Adam",
            0.001,
            scale_inputs=False,
        ),
        sets.words,
        *STUCK,
    )
    yield sick(
        "saturation",
        settings((*[dense(16, "sigmoid")] * 2, NUMBER), SQUARED, "Adam", 0.001, scale_inputs=False),
        (sets.windows[0] * 200, sets.windows[1]),
        "saturation", "unscaled data", "plateau",
    )  # fmt: skip
    yield sick(
        "saturation",
        settings((*[dense(16, "tanh", initializer=_normal(6.0))] * 4, TWO), BINARY, "SGD", 0.01),
        sets.moons,
        "saturation",
    )
    few = np.column_stack([sets.friedman[0], draw.normal(size=(500, 30))])[:90], sets.friedman[1][:90]
    yield sick(
        "overfitting",
        settings((dense(128, "silu"), dense(128, "silu"), NUMBER), SQUARED, "Adam", 0.002, epochs=120),
        few,
        "overfitting",
    )
    wrong = np.where(draw.random(300) < 0.3, draw.integers(0, 10, 300), sets.digits[1][:300])
    yield sick(
        "overfitting",
        settings((dense(256), TEN), SPARSE, "Adam", 0.003, epochs=60, scale_inputs=False),
        (sets.digits[0][:300], wrong),
        "overfitting",
    )
    yield sick(
        "nothing to learn",
        settings((dense(64), TWO), BINARY, "Adam", 0.003, epochs=60),
        (draw.normal(size=(250, 12)), draw.integers(0, 2, 250)),
        "overfitting", "plateau",
    )  # fmt: skip
    crossed = draw.normal(size=(500, 2))
    yield sick(
        "underfitting", settings((TWO,), BINARY, "Adam", 0.01), (crossed, (crossed.prod(1) > 0).astype(int)),
        "underfitting", "plateau",
    )  # fmt: skip
    yield sick(
        "underfitting",
        settings((dense(1, "tanh"), TEN), SPARSE, "Adam", 0.005, epochs=25, scale_inputs=False),
        sets.digits,
        "underfitting", "plateau",
    )  # fmt: skip
    zeros = Spec("Zeros")
    yield sick(
        "initialised with zeros",
        settings(
            (dense(16, initializer=zeros), dense(1, "linear", initializer=zeros)), SQUARED, "Adam", 0.01
        ),
        sets.diabetes,
        *STUCK,
    )
    yield sick(
        "initialised with zeros",
        settings((dense(16), dense(16, initializer=zeros), TWO), BINARY, "SGD", 0.05),
        sets.cancer,
        *STUCK,
    )
    yield sick(
        "unscaled",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.001, scale_inputs=False),
        sets.houses,
        "unscaled data",
    )
    yield sick(
        "unscaled",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.001, scale_target=False),
        (sets.phase[0], sets.phase[1] * 30_000),
        "unscaled data",
    )
    yield sick(
        "output out of range",
        settings((dense(16), TWO), SQUARED, "Adam", 0.01, scale_target=False),
        (sets.friedman[0], sets.friedman[1] * 3),
        "output range", *STUCK,
    )  # fmt: skip
    yield sick(
        "output out of range",
        settings((dense(16), dense(1, "relu")), SQUARED, "Adam", 0.01),
        sets.windows,
        "output range", *STUCK,
    )  # fmt: skip
    yield sick(
        "loss unlike output",
        settings((dense(16), dense(1, "tanh")), BINARY, "Adam", 0.01),
        sets.moons,
        "loss and output", *STUCK,
    )  # fmt: skip
    strength = crossed[:, 0] + 0.8 * draw.normal(size=500)
    yield sick(
        "imbalance",
        settings((dense(8), TWO), BINARY, "Adam", 0.001, epochs=20),
        (crossed, (strength > np.quantile(strength, 0.97)).astype(int)),
        "class imbalance", "plateau",
    )  # fmt: skip
    threes = np.digitize(strength, np.quantile(strength, [0.6, 0.97]))
    yield sick(
        "imbalance", settings((dense(8, "tanh"), THREE), SPARSE, "SGD", 0.05, epochs=20), (crossed, threes),
        "class imbalance",
    )  # fmt: skip
    leaking = sets.diabetes[1] * 2.5 + draw.normal(0, 2, len(sets.diabetes[1]))
    yield sick(
        "leakage",
        settings((dense(8), NUMBER), SQUARED, "Adam", 0.01),
        (np.column_stack([sets.diabetes[0], leaking]), sets.diabetes[1]),
        "leakage",
    )
    code = np.array([7.0, 2.0, 4.0])[sets.words[1]]
    yield sick(
        "leakage",
        settings((dense(16), THREE), SPARSE, "Adam", 0.01),
        (np.column_stack([sets.words[0], code]), sets.words[1]),
        "leakage",
    )
    order = np.argsort(sets.wine[1], kind="stable")
    first, last = order[:134], order[134:]
    yield sick(
        "validation differs",
        settings((dense(16), THREE), SPARSE, "Adam", 0.01),
        (sets.wine[0][first], sets.wine[1][first]),
        "validation differs",
        valid=(sets.wine[0][last], sets.wine[1][last]),
    )
    x, y = sets.friedman
    yield sick(
        "validation differs",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.01),
        (x[:350], y[:350]),
        "validation differs",
        valid=(x[350:], y[350:] * 10 + 40),
    )
    heavy = [dense(32, dropout=0.9)] * 2
    yield sick(
        "too much dropout",
        settings((*heavy, THREE), SPARSE, "Adam", 0.001, epochs=20),
        sets.words,
        "underfitting", "plateau", "low learning rate",
    )  # fmt: skip
    strong = Spec("L1", {"l1": 0.5})
    yield sick(
        "too strong penalty",
        settings(
            (dense(16, regularizer=strong), dense(1, "sigmoid", regularizer=strong)), BINARY, "Adam", 0.003
        ),
        sets.moons,
        *STUCK,
    )
    yield sick(
        "batch of one normalised",
        settings(
            (dense(16, batch_normalization=True), NUMBER), SQUARED, "Adam", 0.01, batch_size=1, epochs=10
        ),
        sets.diabetes,
        "small batch", *STUCK,
    )  # fmt: skip
    first = np.zeros((400, 100, 1), np.float32)
    classes = draw.integers(0, 2, 400)
    first[:, 0, 0], first[:, 1:, 0] = 2 * classes - 1, draw.normal(size=(400, 99))
    yield sick(
        "memory too short",
        settings((Spec("GRU", {"units": 8}), TWO), BINARY, "Adam", 0.003, epochs=8, scale_inputs=False),
        (first, classes),
        "plateau", "vanishing gradients",
    )  # fmt: skip


def healthy(seed: int) -> Iterator[Case]:
    """Runs of which nothing must be said."""
    sets = Sets(seed)

    def well(used: Settings, data: tuple[Any, Any]) -> Case:
        return _case("healthy", seed, used, data)

    stop = EarlyStopping(patience=6)
    cosine = Spec("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 600})
    picture = sets.digits[0].reshape(-1, 8, 8, 1)
    for used, data in (
        (settings((dense(32), TEN), SPARSE, "Adam", 0.003, epochs=12, scale_inputs=False), sets.digits),
        (
            settings(
                (
                    Spec("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
                    Spec("Flatten"),
                    TEN,
                ),
                SPARSE, "SGD", 0.05, momentum=0.9, epochs=12, scale_inputs=False,
            ),
            (picture, sets.digits[1]),
        ),
        (settings((dense(12, "tanh"), THREE), SPARSE, "SGD", 0.05, batch_size=16), sets.wine),
        (settings((NUMBER,), SQUARED, "Adam", 0.01, epochs=50), sets.diabetes),
        (settings((dense(6), NUMBER), "Huber", "RMSprop", 0.003, epochs=40), sets.diabetes),
        (settings((TWO,), BINARY, "Adam", 0.01), sets.cancer),
        (settings((dense(16, "gelu"), TWO), BINARY, "AdamW", 0.003, batch_size=16, epochs=15), sets.cancer),
        (
            settings((dense(16), NUMBER), SQUARED, "Adam", 0.005, epochs=50, early_stopping=stop),
            sets.friedman,
        ),
        (settings((dense(12, "tanh"), NUMBER), SQUARED, "Nadam", 0.005, epochs=50), sets.circuits),
        (settings((dense(16, "elu"), NUMBER), "MeanAbsoluteError", "Adam", 0.01, epochs=40), sets.phase),
        (settings((dense(8, "tanh"), TWO), BINARY, "Adam", 0.01, epochs=50), sets.moons),
        (settings((dense(16), NUMBER), SQUARED, "Adam", 0.005, epochs=30), sets.houses),
        (settings((dense(16), THREE), SPARSE, "Adam", 0.001, epochs=25), sets.words),
        (settings((THREE,), SPARSE, "Adam", 0.01, epochs=25, scale_inputs=False), sets.words),
        (settings((dense(16), NUMBER), SQUARED, "Adam", 0.005, epochs=40), sets.windows),
        (
            settings(
                (Spec("GRU", {"units": 8}), NUMBER), SQUARED, "Adam", 0.01, epochs=25, scale_inputs=False
            ),
            ((sets.windows[0] / 4)[..., None], sets.windows[1] / 4),
        ),
        (settings((dense(8), THREE), SPARSE, "SGD", 0.05, epochs=60, batch_size=8), sets.iris),
        (settings((dense(10, "sigmoid"), THREE), SPARSE, "Adam", 0.02, epochs=80, batch_size=64), sets.iris),
        (
            settings(
                (dense(32, batch_normalization=True, dropout=0.2), dense(5, "softmax")), SPARSE, "Adam", 0.005
            ),
            sets.blobs,
        ),
        (settings((dense(16), dense(5, "softmax")), SPARSE, "Adam", 0.01, batch_size=256), sets.blobs),
        (settings((*[dense(12, "leaky_relu")] * 3, TWO), BINARY, "Adam", 0.003), sets.cancer),
        (settings((dense(12), NUMBER), "LogCosh", "Adamax", 0.01, epochs=40), sets.houses),
        (
            settings(
                (dense(12, regularizer=Spec("L2", {"l2": 0.001})), THREE),
                SPARSE, "Adam", 0.01, batch_size=8, epochs=25,
            ),
            sets.wine,
        ),
        (
            settings((dense(16, "tanh"), TWO), BINARY, "SGD", None, schedule=cosine, momentum=0.9, epochs=40),
            sets.moons,
        ),
        (settings((dense(8), THREE), SPARSE, "Adam", 0.01, epochs=100), sets.apart),
        (settings((dense(24, "silu"), TEN), SPARSE, "Lion", 0.001, epochs=15), sets.digits),
    ):  # fmt: skip
        yield well(used, data)
