"""Runs whose disease is planted, and runs that are healthy, for `tests.bench.verdicts`.

Other data, layers, optimizers and losses than those that the rules were first written beside: scikit-learn's
sets, whole and cut small, and what it or numpy makes from a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from sklearn import datasets as shipped

from app.network import Settings
from app.network.datasets import Data
from app.network.datasets.notebook_data import notebook_data
from app.network.settings import EarlyStopping, Spec

SPARSE, ONE_HOT, BINARY, SQUARED = (
    "SparseCategoricalCrossentropy",
    "CategoricalCrossentropy",
    "BinaryCrossentropy",
    "MeanSquaredError",
)
NUMBERS = (SQUARED, "Huber", "MeanAbsoluteError", "LogCosh")


class Case(NamedTuple):
    """A run, and the names of which one must be said of it; none for a healthy one."""

    kind: str
    settings: Settings
    data: Data
    wanted: frozenset[str]


def dense(units: int, activation: str = "relu", **more: Any) -> Spec:
    """A Dense row."""
    return Spec("Dense", {"units": units, "activation": activation, **more})


def settings(rows: tuple[Spec, ...], loss: str, optimizer: str, rate: float | None, **more: Any) -> Settings:
    """Settings for given rows, scaled unless told otherwise; ``rate`` None is the optimizer's own."""
    used = {
        "epochs": 30,
        "batch_size": 32,
        "scale_inputs": True,
        "scale_target": loss in NUMBERS,
        **more,
    }
    values = {} if rate is None else {"learning_rate": rate}
    momentum = used.pop("momentum", None)
    if momentum is not None:
        values["momentum"] = momentum
    return Settings(Spec("given"), rows, Spec(loss), Spec(optimizer, values), **used)


LOW = ("low learning rate", "frozen")
HIGH = ("high learning rate", "dead ReLU", "frozen", "divergence", "saturation", "exploding gradients")
DEEP = ("vanishing gradients", "saturation", "plateau")
OVER = ("overfitting",)
UNDER = ("underfitting", "plateau")
NOTHING = ("plateau", "overfitting")

NUMBER, TWO, THREE, TEN = dense(1, "linear"), dense(1, "sigmoid"), dense(3, "softmax"), dense(10, "softmax")


class Sets:
    """The data of one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed + 100)
        self.moons = shipped.make_moons(600, noise=0.15, random_state=seed)
        self.circles = shipped.make_circles(600, noise=0.05, factor=0.5, random_state=seed)
        self.friedman = shipped.make_friedman1(800, noise=0.5, random_state=seed)
        self.prices = shipped.make_friedman2(800, noise=20.0, random_state=seed)
        self.blobs = shipped.make_blobs(600, 4, centers=6, cluster_std=2.0, random_state=seed)
        x = self.draw.uniform(-3, 3, (600, 1))
        self.sine = x, np.sin(2 * x[:, 0]) + self.draw.normal(0, 0.1, 600)
        self.x = self.draw.normal(size=(700, 6))
        self.weights = self.draw.normal(size=6) + np.array([1.5, 0, 0, 0, 0, 0])
        self.line = self.x @ self.weights
        self.houses = self._houses()
        self.wine = shipped.load_wine(return_X_y=True)
        self.diabetes = shipped.load_diabetes(return_X_y=True)
        self.iris = shipped.load_iris(return_X_y=True)
        self.cancer = shipped.load_breast_cancer(return_X_y=True)
        digits = shipped.load_digits()
        self.digits = digits.data / 16.0, digits.target
        self.images = (digits.data / 16.0).reshape(-1, 8, 8, 1), digits.target

    def _houses(self) -> tuple[np.ndarray, np.ndarray]:
        """Prices by income, age, rooms and place, skewed and capped as in a census."""
        draw = self.draw
        income, age = draw.lognormal(1.2, 0.5, 1500), draw.integers(1, 53, 1500)
        rooms, people = draw.normal(5.4, 1.2, 1500), draw.lognormal(7, 0.7, 1500)
        north, west = draw.uniform(32, 42, 1500), draw.uniform(-124, -114, 1500)
        coast = np.exp(-((north - 34) ** 2 + (west + 118) ** 2) / 4)
        price = 0.4 * income + 0.004 * age + 1.2 * coast + draw.normal(0, 0.4, 1500)
        return np.column_stack([income, age, rooms, people, north, west]), np.clip(price, 0.2, 5.0)

    def few(self, rows: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
        """A few rows of a line among thirty inputs."""
        x = self.draw.normal(size=(rows, 30))
        line = x[:, :6] @ self.weights
        return x, line + self.draw.normal(0, noise * line.std(), rows)


def planted(seed: int) -> Iterator[Case]:
    """Diseases with data and weights of this seed."""
    sets = Sets(seed)
    draw = sets.draw

    def case(
        kind: str,
        used: Settings,
        data: tuple[Any, Any],
        wanted: tuple[str, ...],
        valid: Any = None,
        task: Any = None,
    ) -> Case:
        return Case(kind, used.changed(seed=seed), notebook_data(data, valid, task), frozenset(wanted))

    hidden = dense(16, "tanh"), dense(16, "tanh")
    conv = Spec("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}), Spec("Flatten")
    for rows, loss, optimizer, rate, data in (
        ((dense(16, "tanh"), TWO), BINARY, "SGD", 1e-4, sets.moons),
        ((dense(16), dense(16), TWO), BINARY, "Adam", 1e-6, sets.circles),
        ((dense(32), NUMBER), SQUARED, "RMSprop", 1e-6, sets.friedman),
        ((dense(32), NUMBER), SQUARED, "Adam", 3e-5, sets.houses),
        ((dense(32), NUMBER), SQUARED, "SGD", 1e-5, sets.prices),
        ((dense(16, "silu"), THREE), SPARSE, "Adagrad", 1e-4, sets.wine),
        ((dense(32), TEN), SPARSE, "Adadelta", None, sets.digits),
        ((*conv, TEN), SPARSE, "SGD", 1e-5, sets.images),
        ((dense(16, "tanh"), NUMBER), "MeanAbsoluteError", "Adam", 1e-5, sets.diabetes),
        ((dense(16), dense(6, "softmax")), ONE_HOT, "Nadam", 1e-6, sets.blobs),
    ):
        yield case("rate too low", settings(rows, loss, optimizer, rate), data, LOW)
    for rows, loss, optimizer, rate, data in (
        ((dense(32), dense(32), TEN), SPARSE, "Adam", 1.0, sets.digits),
        ((*hidden, TEN), SPARSE, "RMSprop", 0.5, sets.digits),
        ((dense(32), dense(32), NUMBER), SQUARED, "Adam", 1.0, sets.friedman),
        ((*hidden, NUMBER), SQUARED, "Adam", 0.5, sets.friedman),
        ((dense(16), dense(16), TWO), BINARY, "Nadam", 2.0, sets.moons),
        ((dense(16, "tanh"), dense(16, "tanh"), THREE), SPARSE, "SGD", 10.0, sets.wine),
        ((dense(32), dense(32), NUMBER), SQUARED, "SGD", 1.0, sets.houses),
        ((dense(16), dense(16), dense(6, "softmax")), SPARSE, "AdamW", 1.0, sets.blobs),
        ((*conv, dense(32), TEN), SPARSE, "Adam", 0.5, sets.images),
        ((dense(16, "sigmoid"), dense(16, "sigmoid"), NUMBER), "Huber", "RMSprop", 1.0, sets.prices),
    ):
        yield case("rate too high", settings(rows, loss, optimizer, rate), data, HIGH)
    small = Spec("RandomNormal", {"stddev": 0.01})
    large = Spec("RandomNormal", {"stddev": 3.0})
    below = Spec("RandomUniform", {"minval": -1.0, "maxval": -0.5})
    raw = {"scale_inputs": False}
    positive = np.abs(sets.x) + 0.5
    yield case(
        "dead",
        settings((dense(16, initializer=below), TWO), BINARY, "Adam", 0.003, **raw),
        (positive, (sets.line > 0).astype(int)),
        ("dead ReLU", "plateau", "frozen"),
    )
    yield case(
        "dead",
        settings((dense(16), dense(16, initializer=below), NUMBER), SQUARED, "SGD", 0.01),
        sets.friedman,
        ("dead ReLU", "plateau", "frozen"),
    )
    yield case(
        "vanishing", settings((*[dense(16, "sigmoid")] * 8, TWO), BINARY, "SGD", 0.05), sets.moons, DEEP
    )
    yield case(
        "vanishing",
        settings((*[dense(16, "sigmoid")] * 7, NUMBER), SQUARED, "Adam", 0.001),
        sets.friedman,
        DEEP,
    )
    yield case(
        "vanishing",
        settings((*[dense(16, "relu", initializer=small)] * 6, TEN), SPARSE, "Adam", 0.001, epochs=15),
        sets.digits,
        DEEP,
    )
    yield case(
        "vanishing",
        settings((*[dense(16, "tanh", initializer=small)] * 5, NUMBER), SQUARED, "SGD", 0.01),
        sets.houses,
        DEEP,
    )
    yield case(
        "saturated",
        settings(
            (dense(32, "tanh", initializer=large), dense(32, "tanh", initializer=large), TEN),
            SPARSE,
            "SGD",
            0.01,
        ),
        sets.digits,
        ("saturation",),
    )
    yield case(
        "saturated",
        settings((dense(16, "sigmoid"), dense(16, "sigmoid"), NUMBER), SQUARED, "Adam", 0.001, **raw),
        (sets.prices[0] * 10, sets.prices[1]),
        ("saturation", "unscaled data"),
    )
    yield case(
        "saturated",
        settings((*hidden, TWO), BINARY, "Adam", 0.001, **raw),
        (sets.x * 300, (sets.line > 0).astype(int)),
        ("saturation", "unscaled data"),
    )
    stretched = Spec("RandomNormal", {"stddev": 1.0})
    yield case(
        "exploding",
        settings((*[dense(32, "relu", initializer=stretched)] * 8, NUMBER), SQUARED, "SGD", 0.01),
        sets.friedman,
        ("divergence", "exploding gradients"),
    )
    yield case(
        "exploding",
        settings((dense(32), NUMBER), SQUARED, "SGD", 0.05, scale_inputs=False, scale_target=False),
        sets.prices,
        ("divergence", "exploding gradients"),
    )
    yield case(
        "exploding",
        settings((NUMBER,), SQUARED, "SGD", 0.01, scale_inputs=False, scale_target=False),
        sets.houses,
        ("divergence", "exploding gradients"),
    )
    wide = dense(128), dense(128)
    moons = shipped.make_moons(100, noise=0.4, random_state=seed)
    for rows, loss, data, epochs in (
        ((*wide, NUMBER), SQUARED, sets.few(120, 0.8), 80),
        ((dense(128, "tanh"), dense(128, "tanh"), NUMBER), SQUARED, sets.few(100, 1.0), 100),
        ((*wide, TWO), BINARY, moons, 200),
        ((*wide, THREE), SPARSE, (draw.normal(size=(200, 12)), draw.integers(0, 3, 200)), 60),
        ((*wide, NUMBER), SQUARED, shipped.make_friedman1(80, noise=3.0, random_state=seed), 120),
        ((*wide, TWO), BINARY, _flipped(sets, 0.25), 100),
    ):
        yield case(
            "overfitting", settings(rows, loss, "Adam", 0.003, epochs=epochs, batch_size=16), data, OVER
        )
    yield case(
        "nothing",
        settings((dense(16), NUMBER), SQUARED, "RMSprop", 0.001),
        (sets.x, draw.normal(size=700)),
        NOTHING,
    )
    yield case(
        "nothing",
        settings((dense(8, "tanh"), THREE), SPARSE, "Adam", 0.001),
        (sets.x, draw.integers(0, 3, 700)),
        NOTHING,
    )
    yield case(
        "nothing",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.001),
        (np.full((300, 4), 7.0), draw.normal(size=300)),
        NOTHING,
    )
    l2, l1 = Spec("L2", {"l2": 0.5}), Spec("L1", {"l1": 0.1})
    # A line is no match for a wave or a ring, two units none for ten digits, and brakes hold any network.
    yield case("underfitting", settings((NUMBER,), SQUARED, "Adam", 0.01), sets.sine, UNDER)
    yield case("underfitting", settings((dense(1, "tanh"), NUMBER), SQUARED, "Adam", 0.01), sets.sine, UNDER)
    yield case("underfitting", settings((TWO,), BINARY, "Adam", 0.02), sets.circles, UNDER)
    yield case(
        "underfitting",
        settings((dense(2), TEN), SPARSE, "Adam", 0.005, epochs=20),
        sets.digits,
        (*UNDER, "dead ReLU"),
    )
    yield case(
        "underfitting",
        settings((dense(32, regularizer=l2), NUMBER), SQUARED, "Adam", 0.003),
        sets.friedman,
        UNDER,
    )
    yield case(
        "underfitting",
        settings((dense(32, regularizer=l1), dense(6, "softmax", regularizer=l1)), SPARSE, "Adam", 0.003),
        sets.blobs,
        UNDER,
    )
    yield case(
        "underfitting",
        settings((dense(32, dropout=0.9), dense(32, dropout=0.9), NUMBER), SQUARED, "Adam", 0.003),
        sets.friedman,
        UNDER,
    )
    yield case(
        "too few epochs",
        settings((dense(32), NUMBER), SQUARED, "Adam", 0.001, epochs=2),
        sets.houses,
        (*UNDER, *LOW),
    )
    yield case(
        "too few epochs",
        settings((dense(16), TEN), SPARSE, "SGD", 0.01, epochs=4),
        sets.digits,
        (*UNDER, *LOW),
    )
    for x, target in ((sets.houses[0], sets.houses[1] * 1e5), (sets.friedman[0], sets.friedman[1] * 1e3)):
        yield case(
            "unscaled",
            settings((dense(32), NUMBER), SQUARED, "Adam", 0.001, scale_target=False),
            (x, target),
            ("unscaled data",),
        )
    yield case(
        "unscaled",
        settings((dense(16), TWO), BINARY, "SGD", 0.01, **raw),
        (np.column_stack([sets.moons[0], draw.normal(3e4, 1e4, 600)]), sets.moons[1]),
        ("unscaled data",),
    )
    yield case(
        "unscaled",
        settings((dense(16), THREE), SPARSE, "Adam", 0.001, **raw),
        (sets.iris[0] * 1e-4, sets.iris[1]),
        ("unscaled data", *LOW, "plateau"),
    )
    yield case(
        "small batch",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.03, batch_size=1, epochs=15),
        _part(sets.friedman, 300),
        ("small batch", "high learning rate"),
    )
    yield case(
        "small batch",
        settings((dense(16), NUMBER), SQUARED, "RMSprop", 0.02, batch_size=2, epochs=20),
        sets.diabetes,
        ("small batch", "high learning rate"),
    )
    differs = ("validation differs",)
    x, y = sets.digits
    yield case(
        "validation differs",
        settings((dense(32), TEN), SPARSE, "Adam", 0.003, scale_inputs=False),
        (x[:1300], y[:1300]),
        differs,
        (x[1300:] * 16, y[1300:]),
    )
    x, y = sets.houses
    yield case(
        "validation differs",
        settings((dense(32), NUMBER), SQUARED, "Adam", 0.003),
        (x[:1200], y[:1200]),
        differs,
        (x[1200:], y[1200:] * 1e3),
    )
    later = np.argsort(sets.friedman[1])
    yield case(
        "validation differs",
        settings((dense(32), NUMBER), SQUARED, "Adam", 0.003),
        _part(sets.friedman, later[:640]),
        differs,
        _part(sets.friedman, later[640:]),
    )
    x, y = sets.wine
    mixed = draw.permutation(len(x))
    x, y = x[mixed], y[mixed]
    lacking = np.flatnonzero(y[130:] != 2) + 130
    yield case(
        "validation differs",
        settings((dense(16), THREE), SPARSE, "Adam", 0.003),
        (x[:130], y[:130]),
        differs,
        (x[lacking], y[lacking]),
    )
    x, y = sets.blobs
    yield case(
        "validation differs",
        settings((dense(16), dense(6, "softmax")), SPARSE, "Adam", 0.01),
        (x[:400], y[:400]),
        differs,
        (x[400:], draw.permutation(y[400:])),
    )
    x, y = sets.cancer
    yield case(
        "validation differs",
        settings((dense(16), TWO), BINARY, "Adam", 0.003),
        (x[:400], y[:400]),
        differs,
        (x[400:], 1 - y[400:]),
    )
    for used, data in (
        (
            settings((dense(16), NUMBER), SQUARED, "Adam", 0.01),
            (np.column_stack([sets.houses[0], 3 - 2 * sets.houses[1]]), sets.houses[1]),
        ),
        (
            settings((dense(16), THREE), SPARSE, "Adam", 0.01),
            (np.column_stack([sets.wine[0], sets.wine[1] * 10.0]), sets.wine[1]),
        ),
        (
            settings((dense(16), TEN), SPARSE, "Adam", 0.01),
            (np.column_stack([sets.digits[0], np.eye(10)[sets.digits[1]]]), sets.digits[1]),
        ),
        (
            settings((dense(16), NUMBER), SQUARED, "Adam", 0.01),
            (
                np.column_stack([sets.friedman[0], sets.friedman[1] + draw.normal(0, 0.05, 800)]),
                sets.friedman[1],
            ),
        ),
        (
            settings((dense(16), NUMBER), SQUARED, "Adam", 0.01),
            (
                np.column_stack([sets.prices[0], np.log(sets.prices[1] - sets.prices[1].min() + 1)]),
                sets.prices[1],
            ),
        ),
    ):
        yield case("leakage", used, data, ("leakage",))
    rare = ("class imbalance", "plateau")
    yield case(
        "imbalance",
        settings((dense(8), TWO), BINARY, "Adam", 0.001, epochs=15),
        (
            sets.x,
            (sets.line + draw.normal(0, 2 * sets.line.std(), 700) > 2.4 * 2.2 * sets.line.std()).astype(int),
        ),
        rare,
    )
    three = np.where(draw.random(700) < 0.03, 2, (sets.line > 0).astype(int))
    yield case("imbalance", settings((dense(8), THREE), SPARSE, "Adam", 0.003), (sets.x, three), rare)
    yield case(
        "imbalance",
        settings((dense(8), TWO), BINARY, "SGD", 0.01, epochs=15),
        (sets.x, (sets.line > np.quantile(sets.line, 0.97)).astype(int)),
        (*rare, *LOW, *UNDER),
    )


def _part(data: tuple[np.ndarray, np.ndarray], rows: Any) -> tuple[np.ndarray, np.ndarray]:
    rows = np.arange(rows) if isinstance(rows, int) else rows
    return data[0][rows], data[1][rows]


def _flipped(sets: Sets, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Halves of a line with a share of wrong labels."""
    wrong = sets.draw.random(250) < share
    return sets.x[:250], ((sets.line[:250] > 0) ^ wrong).astype(int)


def healthy(seed: int) -> Iterator[Case]:
    """Runs that nothing is to be said of."""
    sets = Sets(seed)
    draw = sets.draw
    stop = EarlyStopping(patience=8)
    steps = Spec("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 100, "decay_rate": 0.9})
    conv = (
        Spec("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
        Spec("MaxPooling2D"),
        Spec("Flatten"),
    )
    rare = (sets.line > np.quantile(sets.line, 0.92)).astype(int)
    noisy = sets.line + draw.normal(0, 2 * sets.line.std(), 700)
    halves = (sets.line > 0).astype(int)
    wrong = np.where(draw.random(700) < 0.1, 1 - halves, halves)
    several = np.column_stack([sets.line, sets.x[:, 0] - sets.x[:, 1]])
    bits = {"scale_inputs": False}
    for used, data in (
        (settings((dense(16), dense(16), TWO), BINARY, "Adam", 0.01), sets.moons),
        (settings((dense(16, "tanh"), TWO), BINARY, "SGD", 0.1, momentum=0.9), sets.moons),
        (settings((dense(16), dense(16), TWO), BINARY, "Adam", 0.003, epochs=300), sets.moons),
        (settings((dense(16), TWO), BINARY, "RMSprop", 0.01), sets.circles),
        (settings((dense(32), NUMBER), SQUARED, "Adam", 0.005, epochs=40), sets.friedman),
        (settings((dense(32), dense(16), NUMBER), "Huber", "Adam", 0.003, epochs=40), sets.prices),
        (
            settings((dense(32, "tanh"), dense(32, "tanh"), NUMBER), SQUARED, "Adam", 0.005, epochs=100),
            sets.sine,
        ),
        (settings((dense(32), dense(16), NUMBER), SQUARED, "Adam", 0.003), sets.houses),
        (
            settings((dense(32), NUMBER), "MeanAbsoluteError", "Adam", 0.003, epochs=40, batch_size=64),
            sets.houses,
        ),
        (settings((dense(16), THREE), SPARSE, "AdamW", 0.01), sets.wine),
        (settings((dense(16, "elu"), THREE), ONE_HOT, "Adam", 0.005, epochs=40), sets.wine),
        (settings((dense(64), TEN), SPARSE, "Adam", 0.002, epochs=20), sets.digits),
        (settings((dense(32), TEN), SPARSE, "SGD", 0.1, epochs=40, momentum=0.9, **bits), sets.digits),
        (settings((*conv, TEN), SPARSE, "Adam", 0.003, epochs=20, **bits), sets.images),
        (
            settings(
                (dense(64, batch_normalization=True), dense(32, batch_normalization=True), TEN),
                SPARSE,
                "Adam",
                0.003,
                epochs=20,
            ),
            sets.digits,
        ),
        (settings((NUMBER,), SQUARED, "Adam", 0.01, epochs=60), sets.diabetes),
        (
            settings((dense(16), NUMBER), SQUARED, "Adam", 0.003, epochs=100, early_stopping=stop),
            sets.diabetes,
        ),
        (settings((dense(16), TWO), BINARY, "Adam", 0.01), (sets.x, rare)),
        (settings((dense(16), dense(6, "softmax")), SPARSE, "Adam", 0.01), sets.blobs),
        (
            settings((dense(64, dropout=0.5), dense(64, dropout=0.5), TWO), BINARY, "Adam", 0.003, epochs=40),
            sets.cancer,
        ),
        (
            settings(
                (dense(128), dense(128), NUMBER), SQUARED, "Adam", 0.003, epochs=200, early_stopping=stop
            ),
            sets.few(300, 0.5),
        ),
        (settings((dense(4), TWO), BINARY, "Adam", 0.01, epochs=20), (sets.x, wrong)),
        (settings((NUMBER,), SQUARED, "SGD", 0.01, epochs=30), (sets.x, noisy)),
        (settings((dense(16), dense(2, "linear")), SQUARED, "Adam", 0.01), (sets.x, several)),
        (
            settings((dense(16), THREE), SPARSE, "Adam", 0.01, epochs=40, batch_size=16),
            _part(sets.iris, draw.permutation(150)[:80]),
        ),
        (settings((dense(16, "gelu"), NUMBER), SQUARED, "Nadam", 0.005), (sets.x, sets.line)),
        (settings((dense(16), dense(1, "tanh")), "Hinge", "Adam", 0.01, epochs=80), sets.moons),
        (settings((dense(32), NUMBER), SQUARED, "Adam", None, schedule=steps, epochs=40), sets.friedman),
        (settings((dense(16, "selu"), TWO), BINARY, "Adamax", 0.01, batch_size=128, epochs=60), sets.cancer),
        (settings((TWO,), BINARY, "SGD", 0.1, epochs=60), (sets.x, halves)),
    ):
        data = notebook_data(data)
        yield Case("healthy", used.changed(seed=seed), data, frozenset())
