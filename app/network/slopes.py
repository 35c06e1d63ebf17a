"""Where activations are flat: a unit there passes on almost no gradient."""

from __future__ import annotations

FLAT: dict[str, tuple[float, float]] = {
    "tanh": (-0.975, 0.975),
    "sigmoid": (0.0127, 0.9873),
    "softsign": (-0.7764, 0.7764),
    "hard_tanh": (-0.9999, 0.9999),
    "hard_sigmoid": (0.0001, 0.9999),
    "sparse_sigmoid": (0.0001, 0.9999),
}
"""Outputs below the first or above the second number have a slope under 5% of the activation's steepest.

tanh: 1 − a² < 0.05; sigmoid: a(1 − a) < 0.05 / 4; softsign: (1 − |a|)² < 0.05; the others are flat exactly at
their ends.
"""

RECTIFIERS = ("relu", "relu6")
"""Activations that are exactly zero, and flat, for all negative inputs."""

ENDS: dict[str, tuple[float, float]] = {
    "tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "sparse_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
}
"""Fixed ends for histograms of activations, so that epochs compare."""
