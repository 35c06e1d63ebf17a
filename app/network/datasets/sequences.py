"""Sequences made from a seed: one of numbers and one of tokens, for layers that read step by step."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets.source import Data, Source, column, register, whole

STEPS = 24


def waves(rows: int, steps: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Noisy sine waves, (rows, steps, 1), and what follows: the clean wave one step later.

    Amplitude, period (6 to 24 steps) and phase differ from row to row, so the next value needs the steps
    before it.
    """
    rng = np.random.default_rng(seed)
    amplitude = rng.uniform(0.5, 1.5, (rows, 1))
    phase = rng.uniform(0, 2 * np.pi, (rows, 1))
    turns = np.arange(steps + 1) / rng.uniform(6, 24, (rows, 1))
    clean = amplitude * np.sin(2 * np.pi * turns + phase)
    noisy = clean[:, :steps] + rng.normal(0, 0.1, (rows, steps))
    return noisy.astype(np.float32)[..., None], clean[:, steps]


def brackets(rows: int, steps: int, seed: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Token numbers (rows, steps), 1 for “(”, 2 for “)”, and whether every bracket closes (1) or not (0).

    Half of the rows are balanced. The others have as many brackets of each kind, with a closing one too
    early somewhere: only their order tells.
    """
    rng = np.random.default_rng(seed)
    x = np.empty((rows, steps), np.int32)
    y = np.arange(rows, dtype=np.int32) % 2
    for row in range(rows):
        while True:
            opens = rng.permutation(np.repeat([1, -1], steps // 2))
            depth = np.cumsum(opens)
            if y[row] == 0 and depth.min() < 0:
                break
            if y[row] == 1:
                # The cycle lemma: turned to start behind its lowest point, any such row is balanced.
                opens = np.roll(opens, -1 - int(depth.argmin()))
                break
        x[row] = np.where(opens > 0, 1, 2)
    return x, y


def first_step(rows: int, steps: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Noise, (rows, steps, 1), but for the first step, which is 1 or -1: that is the class, 1 or 0."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (rows, steps))
    y = rng.permutation(np.arange(rows) % 2).astype(np.int32)
    x[:, 0] = 2 * y - 1
    return x.astype(np.float32)[..., None], y


FUNCTIONS = {function: inspect.getsource(function) for function in (waves, brackets, first_step)}
"""For the program of a run; read with the module, since its file may be another one later."""


@register
class Waves(Source):
    """2,000 noisy waves of 24 steps; predict the next value."""

    name = "waves"
    title = "Waves"
    about = "2,000 noisy waves of 24 steps: what comes next? For LSTM, GRU and Conv1D."
    defaults = {"rows": 2_000, "seed": 0}

    def load(self, values: Mapping[str, Any]) -> Data:
        """``rows`` waves from ``seed``."""
        x, following = waves(*_settled(values))
        return Data(x, column(following), ("level",), "next level")

    def code(self, values: Mapping[str, Any]) -> str:
        """The function of this file and its call."""
        return _code(waves, values, "y = y.astype(np.float32).reshape(-1, 1)")


@register
class Brackets(Source):
    """2,000 rows of 24 brackets; are they balanced?"""

    name = "brackets"
    title = "Brackets"
    about = "2,000 rows of 24 brackets: do they all close? Tokens for Embedding, then LSTM or GRU."
    defaults = {"rows": 2_000, "seed": 0}

    def load(self, values: Mapping[str, Any]) -> Data:
        """``rows`` rows from ``seed``."""
        x, y = brackets(*_settled(values))
        return Data(x, y, ("bracket",), "balanced", ("unbalanced", "balanced"), vocabulary=3)

    def code(self, values: Mapping[str, Any]) -> str:
        """The function of this file and its call."""
        return _code(brackets, values, "")


@register
class FirstStep(Source):
    """800 rows of noise; the first step is the class."""

    name = "first-step"
    title = "First step"
    about = "800 rows of noise after a first step that tells the class: how far back a network remembers."
    defaults = {"rows": 800, "steps": 120, "seed": 0}

    def load(self, values: Mapping[str, Any]) -> Data:
        """``rows`` rows of ``steps`` steps from ``seed``."""
        x, y = first_step(*_settled(values, 800, _steps(values)))
        return Data(x, y, ("signal",), "first step", ("down", "up"))

    def code(self, values: Mapping[str, Any]) -> str:
        """The function of this file and its call."""
        return _code(first_step, values, "", 800, _steps(values))


def _steps(values: Mapping[str, Any]) -> int:
    return whole(values, "steps", 120, 2, 500)


def _settled(values: Mapping[str, Any], rows: int = 2_000, steps: int = STEPS) -> tuple[int, int, int]:
    return whole(values, "rows", rows, 100, 50_000), steps, whole(values, "seed", 0, 0, 2**31)


def _code(function: Any, values: Mapping[str, Any], then: str, rows: int = 2_000, steps: int = STEPS) -> str:
    rows, steps, seed = _settled(values, rows, steps)
    return (
        f"from numpy.typing import NDArray\n\n\n{FUNCTIONS[function]}\n\n"
        f"x, y = {function.__name__}({rows}, {steps}, {seed})\n{then}"
    )
