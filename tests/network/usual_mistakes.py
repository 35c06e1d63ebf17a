"""A third set of planted diseases and healthy runs, for `tests.bench.verdicts`: mistakes as people make them.

Written before any of it was run, with other data (hyperspheres, rolls, waves in noise, a shop's sales,
tokens) and layers (convolutions, memories, embeddings) than those of `planted_runs` and `more_planted_runs`.
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
    DEEP,
    HIGH,
    LOW,
    NOTHING,
    NUMBER,
    OVER,
    SPARSE,
    SQUARED,
    TEN,
    THREE,
    TWO,
    UNDER,
    Case,
    dense,
    settings,
)

RAW = {"scale_inputs": False}
STEPS = 60
CONV1D = Spec("Conv1D", {"filters": 8, "kernel_size": 5, "activation": "relu"})
CONV2D = Spec("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"})
POOL1D, FLAT, LSTM, GRU = (
    Spec("GlobalAveragePooling1D"),
    Spec("Flatten"),
    Spec("LSTM", {"units": 12}),
    Spec("GRU"),
)


class Sets:
    """The data of one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = draw = np.random.default_rng(seed + 31_000)
        self.spheres = shipped.make_gaussian_quantiles(
            n_samples=900, n_features=2, n_classes=3, random_state=seed
        )
        self.hastie = shipped.make_hastie_10_2(2_500, random_state=seed)
        self.hastie = self.hastie[0], (self.hastie[1] > 0).astype(int)
        self.roll = shipped.make_swiss_roll(900, noise=0.2, random_state=seed)
        self.bend = shipped.make_s_curve(900, noise=0.05, random_state=seed)
        self.line = shipped.make_regression(600, 10, n_informative=6, noise=15.0, random_state=seed)
        self.clusters = shipped.make_classification(
            900, 10, n_informative=5, n_redundant=2, class_sep=1.3, random_state=seed
        )
        self.wine = shipped.load_wine(return_X_y=True)
        self.iris = shipped.load_iris(return_X_y=True)
        self.cancer = shipped.load_breast_cancer(return_X_y=True)
        self.diabetes = shipped.load_diabetes(return_X_y=True)
        digits = shipped.load_digits()
        self.digits = digits.data / 16, digits.target
        self.tones = self._tones()
        self.sales = self._sales()
        self.tokens = self._tokens()
        self.xor = draw.integers(0, 2, (500, 4)).astype(float)

    def _tones(self) -> tuple[np.ndarray, np.ndarray]:
        """Slow, middling and fast waves in noise, of shape (rows, steps, 1)."""
        tone, phase = self.draw.integers(0, 3, 600), self.draw.uniform(0, 2 * np.pi, (600, 1))
        waves = np.sin(np.arange(STEPS) * np.array([0.2, 0.5, 1.1])[tone][:, None] + phase)
        return (waves + self.draw.normal(0, 0.5, waves.shape))[..., None], tone

    def _sales(self) -> tuple[np.ndarray, np.ndarray]:
        """A shop's sales by year, month, price, visitors and whether it advertised."""
        draw, rows = self.draw, 1_000
        year, month = draw.integers(2012, 2025, rows), draw.integers(1, 13, rows)
        price, visitors = draw.uniform(5, 50, rows), draw.lognormal(9, 0.4, rows)
        shown = draw.integers(0, 2, rows)
        sold = (
            visitors
            * (0.02 + 0.01 * shown)
            * (1 + 0.3 * np.cos((month - 12) * np.pi / 6))
            * (30 / price) ** 0.5
        )
        sold *= 1 + 0.03 * (year - 2012)
        return np.column_stack([year, month, price, visitors, shown]), sold * draw.lognormal(0, 0.1, rows)

    def _tokens(self) -> tuple[np.ndarray, np.ndarray]:
        """Texts of twenty words out of forty, of which the first ten are more frequent in one class."""
        mood = self.draw.integers(0, 2, 600)
        likely = np.where(np.arange(40) < 10, 3.0, 1.0)
        shares = np.stack([likely, likely[::-1]]) / likely.sum()
        return np.stack([self.draw.choice(40, 20, p=shares[one]) for one in mood]), mood


def _part(data: tuple[np.ndarray, np.ndarray], rows: Any) -> tuple[np.ndarray, np.ndarray]:
    return data[0][rows], data[1][rows]


def planted(seed: int) -> Iterator[Case]:
    """Runs of which one of the wanted names must be said."""
    sets = Sets(seed)
    draw = sets.draw

    def sick(
        kind: str, used: Settings, data: tuple[Any, Any], wanted: tuple[str, ...], valid: Any = None
    ) -> Case:
        return Case(kind, used.changed(seed=seed), notebook_data(data, valid), frozenset(wanted))

    wave = sets.tones
    shuffled = sets.iris[0], draw.permutation(sets.iris[1])
    for rows, loss, optimizer, rate, data, more in (
        ((dense(24), TWO), BINARY, "SGD", 1e-5, sets.hastie, {"momentum": 0.9, "epochs": 20}),
        ((dense(24, "elu"), NUMBER), SQUARED, "Adamax", 1e-6, sets.roll, {}),
        ((dense(16, "tanh"), THREE), SPARSE, "Lion", 1e-7, sets.spheres, {}),
        ((CONV1D, POOL1D, THREE), SPARSE, "Nadam", 1e-6, wave, RAW),
        ((LSTM, THREE), SPARSE, "Adam", 1e-6, wave, {**RAW, "epochs": 8}),
        ((dense(32), NUMBER), "MeanAbsoluteError", "RMSprop", 1e-6, sets.sales, {}),
    ):
        yield sick("rate too low", settings(rows, loss, optimizer, rate, **more), data, LOW)
    for rows, loss, optimizer, rate, data, more in (
        ((dense(24), dense(24), THREE), SPARSE, "AdamW", 2.0, sets.spheres, {}),
        ((dense(24), dense(24), NUMBER), SQUARED, "Adamax", 3.0, sets.bend, {}),
        ((dense(24, "tanh"), TEN), SPARSE, "SGD", 3.0, sets.digits, {"momentum": 0.99, "epochs": 15}),
        ((CONV1D, FLAT, dense(16), THREE), SPARSE, "RMSprop", 0.5, wave, {**RAW, "epochs": 12}),
        ((dense(16, "elu"), dense(16, "elu"), TWO), BINARY, "Lion", 1.0, sets.clusters, {}),
        ((dense(32, "silu"), NUMBER), SQUARED, "Adam", 2.0, sets.sales, {}),
        ((GRU, THREE), SPARSE, "Adam", 1.0, wave, {**RAW, "epochs": 8}),
    ):
        yield sick("rate too high", settings(rows, loss, optimizer, rate, **more), data, HIGH)
    yield sick(
        "exploding",
        settings((LSTM, NUMBER), SQUARED, "SGD", 5.0, epochs=8, scale_target=False, **RAW),
        (wave[0][:, :-1] * 100, wave[0][:, -1, 0] * 100),
        ("divergence", "exploding gradients", "unscaled data"),
    )
    yield sick(
        "vanishing", settings((*[dense(16, "sigmoid")] * 6, THREE), SPARSE, "SGD", 0.1), sets.spheres, DEEP
    )
    yield sick(
        "vanishing", settings((*[dense(20, "sigmoid")] * 9, NUMBER), SQUARED, "Adam", 0.001), sets.bend, DEEP
    )
    below = Spec("RandomUniform", {"minval": -0.6, "maxval": -0.2})
    yield sick(
        "dead units",
        settings((dense(24, initializer=below), TEN), SPARSE, "Adam", 0.001, epochs=15, **RAW),
        sets.digits,
        ("dead ReLU", "plateau", "frozen"),
    )
    wide = Spec("RandomNormal", {"stddev": 8.0})
    yield sick(
        "saturated",
        settings(
            (dense(24, "tanh", initializer=wide), dense(24, "tanh", initializer=wide), TWO),
            BINARY,
            "SGD",
            0.01,
        ),
        sets.clusters,
        ("saturation",),
    )
    yield sick(
        "shuffled labels",
        settings((dense(64), dense(64), THREE), SPARSE, "Adam", 0.005, epochs=120),
        shuffled,
        NOTHING,
    )
    yield sick(
        "shuffled labels",
        settings((dense(8), NUMBER), SQUARED, "Adam", 0.001),
        (sets.bend[0], draw.permutation(sets.bend[1])),
        NOTHING,
    )
    noisy = np.where(draw.random(300) < 0.4, 1 - sets.clusters[1][:300], sets.clusters[1][:300])
    yield sick(
        "overfitting",
        settings((dense(128), dense(128), TWO), BINARY, "Adam", 0.003, epochs=80),
        (sets.clusters[0][:300], noisy),
        OVER,
    )
    few = draw.permutation(600)[:90]
    yield sick(
        "overfitting",
        settings((CONV1D, FLAT, dense(64), THREE), SPARSE, "Adam", 0.003, epochs=80, **RAW),
        (wave[0][few] + draw.normal(0, 1.5, (90, STEPS, 1)), wave[1][few]),
        OVER,
    )
    images = sets.digits[0].reshape(-1, 8, 8, 1)
    labels = np.where(draw.random(250) < 0.5, draw.integers(0, 10, 250), sets.digits[1][:250])
    yield sick(
        "overfitting",
        settings((CONV2D, FLAT, dense(64), TEN), SPARSE, "Adam", 0.003, epochs=60, **RAW),
        (images[:250], labels),
        OVER,
    )
    yield sick("underfitting", settings((THREE,), SPARSE, "Adam", 0.02), sets.spheres, UNDER)
    yield sick("underfitting", settings((dense(1, "tanh"), NUMBER), SQUARED, "Adam", 0.01), sets.roll, UNDER)
    yield sick(
        "underfitting", settings((dense(32, dropout=0.95), NUMBER), SQUARED, "Adam", 0.003), sets.bend, UNDER
    )
    yield sick(
        "underfitting",
        settings((CONV2D, Spec("GlobalAveragePooling2D"), TEN), SPARSE, "Adam", 0.01, **RAW),
        (sets.digits[0].reshape(-1, 8, 8, 1), sets.digits[1]),
        UNDER,
    )
    strong = Spec("L2", {"l2": 2.0})
    yield sick(
        "underfitting",
        settings(
            (dense(24, regularizer=strong), dense(3, "softmax", regularizer=strong)), SPARSE, "Adam", 0.003
        ),
        sets.wine,
        UNDER,
    )
    yield sick(
        "too few epochs",
        settings((dense(32), TEN), SPARSE, "Adam", 0.001, epochs=1, batch_size=64),
        sets.digits,
        (*UNDER, *LOW),
    )
    yield sick(
        "too few steps",
        settings((dense(32), TEN), SPARSE, "SGD", 0.01, epochs=10, batch_size=1_500),
        sets.digits,
        (*UNDER, *LOW),
    )
    yield sick(
        "too few steps",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.001, epochs=15, batch_size=1_000),
        sets.sales,
        (*UNDER, *LOW),
    )
    yield sick(
        "constant inputs",
        settings((dense(16), TWO), BINARY, "Adam", 0.003),
        (np.zeros((400, 6)), draw.integers(0, 2, 400)),
        NOTHING,
    )
    leaks = ("leakage",)
    x, y = sets.clusters
    twice = draw.permutation(np.repeat(np.arange(450), 2))
    yield sick("leakage", settings((dense(32), TWO), BINARY, "Adam", 0.003), (x[twice], y[twice]), leaks)
    cents = np.round(sets.sales[1] * 119) + draw.normal(0, 20, 1_000)
    yield sick(
        "leakage",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.005),
        (np.column_stack([sets.sales[0], cents]), sets.sales[1]),
        leaks,
    )
    told = sets.spheres[1] * 4.0 + draw.normal(0, 0.05, 900)
    yield sick(
        "leakage",
        settings((dense(16), THREE), SPARSE, "Adam", 0.005),
        (np.column_stack([sets.spheres[0], told]), sets.spheres[1]),
        leaks,
    )
    score = x[:, 0] - x[:, 1] + draw.normal(0, 2, 900)
    rare = ("class imbalance", "plateau")
    yield sick(
        "imbalance",
        settings((dense(16), TWO), BINARY, "Adam", 0.001, epochs=20),
        (x, (score > np.quantile(score, 0.97)).astype(int)),
        rare,
    )
    some = np.where(draw.random(900) < 0.02, 2, y)
    yield sick(
        "imbalance", settings((dense(16, "tanh"), THREE), SPARSE, "Adam", 0.003, epochs=20), (x, some), rare
    )
    unscaled = ("unscaled data",)
    yield sick("unscaled", settings((dense(24), NUMBER), SQUARED, "Adam", 0.001, **RAW), sets.sales, unscaled)
    yield sick(
        "unscaled",
        settings((dense(24), NUMBER), SQUARED, "Adam", 0.001, scale_target=False),
        (sets.line[0], sets.line[1] * 1e4),
        unscaled,
    )
    yield sick(
        "unscaled",
        settings((CONV2D, FLAT, TEN), SPARSE, "SGD", 0.01, epochs=10, **RAW),
        (images * 255, sets.digits[1]),
        (*unscaled, "divergence"),
    )
    differs = ("validation differs",)
    moved = x[700:].copy()
    moved[:, :2] += 2.5 * x[:, :2].std(0)
    yield sick(
        "validation differs",
        settings((dense(16), TWO), BINARY, "Adam", 0.003),
        (x[:700], y[:700]),
        differs,
        (moved, y[700:]),
    )
    ones = np.flatnonzero(y == 1)
    other = np.concatenate([ones[-180:], np.flatnonzero(y == 0)[-10:]])
    yield sick(
        "validation differs",
        settings((dense(16), TWO), BINARY, "Adam", 0.003),
        _part(sets.clusters, np.setdiff1d(np.arange(900), other)),
        differs,
        _part(sets.clusters, other),
    )
    late = np.argsort(sets.sales[0][:, 0], kind="stable")
    yield sick(
        "validation differs",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.003),
        _part(sets.sales, late[:800]),
        differs,
        _part(sets.sales, late[800:]),
    )
    yield sick(
        "output out of range",
        settings((dense(16), TWO), SQUARED, "Adam", 0.003, scale_target=False),
        (sets.bend[0], sets.bend[1] * 10),
        ("output range", "plateau", "underfitting", "saturation", "unscaled data"),
    )
    yield sick(
        "small batch",
        settings((dense(16), NUMBER), SQUARED, "Adam", 0.03, batch_size=1, epochs=12),
        _part(sets.line, slice(300)),
        ("small batch", "high learning rate"),
    )
    first = draw.normal(size=(400, 120, 1))
    mood = draw.integers(0, 2, 400)
    first[:, 0, 0] = 2 * mood - 1
    yield sick(
        "memory too short",
        settings((LSTM, TWO), BINARY, "Adam", 0.002, epochs=8, **RAW),
        (first, mood),
        ("plateau", "vanishing gradients", "overfitting"),
    )


def healthy(seed: int) -> Iterator[Case]:
    """Runs of which nothing must be said."""
    sets = Sets(seed)
    draw = sets.draw
    stop = EarlyStopping(patience=8)
    cosine = Spec("CosineDecay", {"initial_learning_rate": 0.02, "decay_steps": 900})
    x = sets.clusters[0]
    several = np.column_stack(
        [sets.line[0] @ draw.normal(size=10), sets.line[1], sets.line[0] @ draw.normal(size=10)]
    )
    counts = draw.poisson(np.exp(0.4 * x[:, 0] - 0.2 * x[:, 1] + 1)).astype(float)
    one = draw.normal(size=(500, 1))
    wild = sets.line[1] + np.where(draw.random(600) < 0.02, draw.normal(0, 600, 600), 0)
    strength = x[:, 0] + 0.5 * x[:, 1]
    rare = (strength > np.quantile(strength, 0.93)).astype(int)
    truth = (sets.xor[:, 0] != sets.xor[:, 1]).astype(int)
    images = sets.digits[0].reshape(-1, 8, 8, 1)
    tokens = notebook_data(sets.tokens, tokens=True)
    small = Spec("L2", {"l2": 0.001})
    for used, data in (
        (settings((dense(24), TWO), BINARY, "Adam", 0.003, epochs=30), sets.hastie),
        (settings((dense(16, "tanh"), THREE), SPARSE, "Adam", 0.01, epochs=60), sets.spheres),
        (settings((dense(32), dense(32), NUMBER), SQUARED, "Adam", 0.005, epochs=80), sets.roll),
        (settings((dense(24, "elu"), NUMBER), SQUARED, "SGD", 0.03, momentum=0.9, epochs=60), sets.bend),
        (settings((NUMBER,), SQUARED, "RMSprop", 0.01, epochs=40), sets.line),
        (
            settings((dense(16), dense(3, "linear")), SQUARED, "Adam", 0.005, epochs=40),
            (sets.line[0], several),
        ),
        (settings((dense(16), TWO), BINARY, "Nadam", 0.005, epochs=25), sets.clusters),
        (settings((TWO,), BINARY, "SGD", 0.1), (x, (strength + draw.normal(0, 1, 900) > 0).astype(int))),
        (settings((CONV1D, POOL1D, THREE), SPARSE, "Adam", 0.01, epochs=30, **RAW), sets.tones),
        (settings((GRU, THREE), SPARSE, "Adam", 0.01, epochs=15, **RAW), sets.tones),
        (settings((CONV2D, FLAT, TEN), SPARSE, "Adam", 0.003, epochs=15, **RAW), (images, sets.digits[1])),
        (settings((dense(48), TEN), SPARSE, "Adam", 0.01, epochs=100, batch_size=1_800), sets.digits),
        (settings((dense(8), TWO), BINARY, "Adam", 0.01, class_weights=True), (x, rare)),
        (settings((dense(8), TWO), BINARY, "Adam", 0.01), (x, rare)),
        (settings((dense(24, "selu"), THREE), SPARSE, "AdamW", 0.003), sets.wine),
        (settings((dense(16), TWO), BINARY, "Lion", 0.001, epochs=20), sets.cancer),
        (
            settings((dense(16, batch_normalization=True), THREE), SPARSE, "Adam", 0.01, batch_size=16),
            sets.iris,
        ),
        (settings((NUMBER,), "MeanAbsoluteError", "Adam", 0.01, epochs=50), sets.diabetes),
        (settings((dense(12, regularizer=small), NUMBER), SQUARED, "Adam", 0.003), sets.diabetes),
        (settings((dense(32), dense(32), NUMBER), SQUARED, "Adam", 0.003, epochs=60), sets.sales),
        (
            settings((dense(16), dense(1, "softplus")), "Poisson", "Adam", 0.005, scale_target=False),
            (x, counts),
        ),
        (settings((dense(12), NUMBER), "Huber", "Adam", 0.005, epochs=40), (sets.line[0], wild)),
        (settings((NUMBER,), SQUARED, "SGD", 0.05, epochs=20), (one, 3 * one[:, 0] + draw.normal(0, 1, 500))),
        (settings((dense(12, "tanh"), TWO), BINARY, "Adam", 0.02, epochs=60, **RAW), (sets.xor, truth)),
        (
            settings(
                (Spec("Embedding", {"vocabulary": 40}), POOL1D, TWO), BINARY, "Adam", 0.005, epochs=25, **RAW
            ),
            tokens,
        ),
        (settings((dense(24, "tanh"), NUMBER), SQUARED, "Adam", 0.01, epochs=100), (one, one[:, 0] ** 3 / 3)),
        (
            settings((dense(24, "silu"), THREE), SPARSE, "Adam", None, schedule=cosine, epochs=40),
            sets.spheres,
        ),
        (settings((dense(64), NUMBER), SQUARED, "Adam", 0.003, epochs=150, early_stopping=stop), sets.line),
    ):
        rows = data if not isinstance(data, tuple) else notebook_data(data)
        yield Case("healthy", used.changed(seed=seed), rows, frozenset())
