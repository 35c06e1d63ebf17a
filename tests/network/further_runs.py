"""A fourth set of planted diseases and healthy runs, for `tests.bench.verdicts`: other data and layers.

Written before any of it was run, without a look at the rules: a swinging series in windows, lags in a
table, house prices as in California, pictures turned to their negative, rare spam. One of the healthy ones is
trained longer since: after twenty epochs its error was twice that of a linear model.
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
    ONE_HOT,
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
STEPS = 24


class Sets:
    """The data of one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = draw = np.random.default_rng(seed + 52_000)
        self.first = shipped.make_friedman1(1_200, n_features=8, noise=1.0, random_state=seed + 9)
        self.third = shipped.make_friedman3(900, noise=0.05, random_state=seed + 9)
        self.wine = shipped.load_wine(return_X_y=True)
        self.diabetes = shipped.load_diabetes(return_X_y=True)
        self.cancer = shipped.load_breast_cancer(return_X_y=True)
        digits = shipped.load_digits()
        some = draw.permutation(len(digits.data))
        self.pictures = (digits.data[some] / 16).reshape(-1, 8, 8, 1), digits.target[some]
        self.series = self._series(900 + STEPS)
        self.houses = self._houses(1_400)
        self.spam = self._words(900, 0.5)
        self.rare_spam = self._words(900, 0.03)

    def _series(self, length: int) -> np.ndarray:
        """A day's swing with a slow trend and noise."""
        hours = np.arange(length)
        swing = np.sin(2 * np.pi * hours / 24) + 0.4 * np.sin(2 * np.pi * hours / 12 + 1)
        return swing + 0.3 * np.sin(2 * np.pi * hours / 700) + self.draw.normal(0, 0.15, length)

    def windows(self) -> tuple[np.ndarray, np.ndarray]:
        """A day of the series, of shape (rows, steps, 1), and the hour that follows."""
        rows = np.lib.stride_tricks.sliding_window_view(self.series, STEPS)[:-1]
        return rows[..., None].copy(), self.series[STEPS:].copy()

    def _houses(self, rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Values by income, age, rooms, people and place, as in California's census."""
        draw = self.draw
        income, age = draw.gamma(4, 1, rows), draw.integers(1, 53, rows)
        rooms, people = draw.normal(5.4, 1.1, rows), draw.lognormal(7, 0.8, rows)
        north, west = draw.uniform(32.5, 42, rows), draw.uniform(-124.3, -114.3, rows)
        near = np.exp(-((north - 37.8) ** 2 + (west + 122.4) ** 2) / 3) + np.exp(-((north - 34) ** 2) / 4)
        value = 0.42 * income + 0.01 * age + 1.1 * near - 0.1 * np.log(people) + draw.normal(0, 0.35, rows)
        return np.column_stack([income, age, rooms, people, north, west]), np.clip(value, 0.15, 5)

    def _words(self, rows: int, share: float) -> tuple[np.ndarray, np.ndarray]:
        """Thirty tokens out of 120, of which the first twenty are more usual in spam."""
        spam = (self.draw.random(rows) < share).astype(int)
        usual = np.ones(120)
        weights = np.stack([usual, np.where(np.arange(120) < 20, 2.5, 1.0)])
        weights /= weights.sum(axis=1, keepdims=True)
        return np.stack([self.draw.choice(120, 30, p=weights[one]) for one in spam]), spam


def planted(seed: int) -> Iterator[Case]:
    """Runs of which one of the wanted names must be said."""
    sets = Sets(seed)
    draw = sets.draw

    def sick(
        kind: str,
        used: Settings,
        data: tuple[Any, Any],
        wanted: tuple[str, ...],
        valid: Any = None,
        **more: Any,
    ) -> Case:
        return Case(kind, used.changed(seed=seed), notebook_data(data, valid, **more), frozenset(wanted))

    windows = sets.windows()
    follow = Spec("Conv1D", {"filters": 12, "kernel_size": 4, "activation": "elu"})
    yield sick(
        "rate too low",
        settings(
            (follow, Spec("Flatten"), NUMBER), "Huber", "Adagrad", 1e-5, batch_size=128, epochs=25, **RAW
        ),
        windows,
        LOW,
    )
    word = Spec("Embedding", {"vocabulary": 120, "units": 12})
    yield sick(
        "rate too high",
        settings(
            (word, Spec("LSTM", {"units": 16}), TWO), BINARY, "Adam", 0.8, epochs=10, batch_size=64, **RAW
        ),
        sets.spam,
        HIGH,
        tokens=True,
    )
    shown = np.eye(3)[sets.wine[1]]
    yield sick(
        "rate too high",
        settings((dense(256), dense(64), THREE), ONE_HOT, "SGD", 8.0, batch_size=8, epochs=25),
        (sets.wine[0], shown),
        HIGH,
    )
    few = draw.permutation(1_200)[:80]
    yield sick(
        "overfitting",
        settings(
            (dense(256, "selu"), dense(64, "selu"), NUMBER),
            "Huber",
            "Nadam",
            0.002,
            epochs=150,
            batch_size=16,
        ),
        (sets.first[0][few], sets.first[1][few] + draw.normal(0, 4, 80)),
        OVER,
    )
    yield sick(
        "nothing to learn",
        settings((dense(24, "silu"), NUMBER), "MeanAbsoluteError", "AdamW", 0.002, batch_size=64),
        (sets.houses[0], draw.permutation(sets.houses[1])),
        NOTHING,
    )
    yield sick(
        "vanishing",
        settings((*[dense(24, "hard_sigmoid")] * 12, TWO), BINARY, "SGD", 0.1, batch_size=16, epochs=20),
        sets.cancer,
        DEEP,
    )
    negative = Spec("RandomUniform", {"minval": -0.5, "maxval": -0.1})
    dark = Spec("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu", "initializer": negative})
    yield sick(
        "dead units",
        settings((dark, Spec("Flatten"), TEN), SPARSE, "Adam", 0.001, epochs=12, **RAW),
        sets.pictures,
        ("dead ReLU", "plateau", "frozen"),
    )
    yield sick(
        "unscaled",
        settings((dense(48, "silu"), NUMBER), "LogCosh", "AdamW", 0.001, batch_size=64, **RAW),
        sets.houses,
        ("unscaled data",),
    )
    lags = windows[0][..., 0]
    yield sick(
        "leakage",
        settings((dense(32, "tanh"), NUMBER), SQUARED, "Adam", 0.003, batch_size=64),
        (np.column_stack([lags, windows[1]]), windows[1]),
        ("leakage",),
    )
    x, y = sets.pictures
    yield sick(
        "validation differs",
        settings((Spec("Flatten"), dense(48), TEN), SPARSE, "Adam", 0.002, epochs=15, **RAW),
        (x[:1_300], y[:1_300]),
        ("validation differs",),
        (1 - x[1_300:], y[1_300:]),
    )
    yield sick(
        "imbalance",
        settings((word, Spec("GlobalAveragePooling1D"), TWO), BINARY, "Adam", 0.001, epochs=15, **RAW),
        sets.rare_spam,
        ("class imbalance", "plateau"),
        tokens=True,
    )
    yield sick(
        "underfitting",
        settings((Spec("Flatten"), dense(1, "tanh"), TEN), SPARSE, "Adam", 0.005, epochs=25, **RAW),
        sets.pictures,
        UNDER,
    )


def healthy(seed: int) -> Iterator[Case]:
    """Runs of which nothing must be said."""
    sets = Sets(seed)
    draw = sets.draw
    windows = sets.windows()
    stop = EarlyStopping(patience=4)
    word = Spec("Embedding", {"vocabulary": 120, "units": 8})
    light = Spec("L2", {"l2": 0.01})
    wide = Spec("Conv2D", {"filters": 12, "kernel_size": 5, "activation": "elu"})
    follow = Spec("Conv1D", {"filters": 12, "kernel_size": 6, "activation": "relu"})
    x = draw.normal(size=(1_500, 7))
    likely = 1 / (1 + np.exp(-(2 * x[:, 0] - 1.5 * x[:, 1] * x[:, 2] - 2)))
    some = (draw.random(1_500) < likely).astype(int)
    for used, data, tokens in (
        (
            settings((dense(48), dense(16), NUMBER), "Huber", "AdamW", 0.002, batch_size=128, epochs=50),
            sets.houses,
            False,
        ),
        (
            settings((dense(32, "gelu"), NUMBER), "LogCosh", "RMSprop", 0.003, batch_size=64, epochs=40),
            sets.first,
            False,
        ),
        (
            settings((dense(24, "tanh"), NUMBER), SQUARED, "Adam", 0.01, batch_size=64, epochs=60),
            sets.third,
            False,
        ),
        (
            settings(
                (wide, Spec("MaxPooling2D"), Spec("Flatten"), TEN),
                SPARSE,
                "Nadam",
                0.002,
                batch_size=64,
                epochs=60,
                **RAW,
            ),
            sets.pictures,
            False,
        ),
        (settings((THREE,), SPARSE, "SGD", 0.1, momentum=0.9, batch_size=178, epochs=60), sets.wine, False),
        (settings((dense(8, "leaky_relu"), TWO), BINARY, "Adagrad", 0.1, batch_size=64), sets.cancer, False),
        (
            settings((Spec("LSTM", {"units": 24}), NUMBER), SQUARED, "Adam", 0.005, epochs=20, **RAW),
            windows,
            False,
        ),
        (
            settings((follow, Spec("Flatten"), NUMBER), "MeanAbsoluteError", "Adam", 0.002, epochs=30, **RAW),
            windows,
            False,
        ),
        (
            settings(
                (word, Spec("GlobalAveragePooling1D"), dense(16), TWO),
                BINARY,
                "Adam",
                0.003,
                epochs=40,
                early_stopping=stop,
                **RAW,
            ),
            sets.spam,
            True,
        ),
        (
            settings(
                (dense(1, "linear", regularizer=light),), SQUARED, "Adamax", 0.02, batch_size=16, epochs=60
            ),
            sets.diabetes,
            False,
        ),
        (settings((dense(16), TWO), "BinaryFocalCrossentropy", "Adam", 0.005, epochs=40), (x, some), False),
        (
            settings((dense(20, "elu"), THREE), ONE_HOT, "Lion", 0.0005, batch_size=16, epochs=40),
            sets.wine,
            False,
        ),
    ):
        rows = notebook_data(data, tokens=tokens)
        yield Case("healthy", used.changed(seed=seed), rows, frozenset())
