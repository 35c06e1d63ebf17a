"""How long a dragged point waits for its curve: a refit of the gallery's kernel regression, every order."""

from __future__ import annotations

import time
from statistics import median

import numpy as np

from app.gallery.kernels import KERNELS
from app.gallery.regression import MOST_POINTS, Regression, X

TARGET = 30.0  # ms


def refit(model: Regression, rounds: int = 15) -> float:
    """The median time of a refit, in ms."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        model.fit()
        times.append(1000 * (time.perf_counter() - start))
    return median(times)


def main() -> int:
    """Print the slowest kernel of each order, with the example's 40 points and with the most there may be."""
    random = np.random.default_rng(1)
    many = tuple((float(x), float(np.sin(x))) for x in random.uniform(*X, MOST_POINTS))
    slow = False
    for order in range(6):
        found = {}
        for name, points in (("40 points", Regression().points), (f"{MOST_POINTS} points", many)):
            models = (Regression(points=points, order=order, kernel=kernel) for kernel in KERNELS)
            found[name] = max(refit(model) for model in models)
        print(f"order {order}: " + ", ".join(f"{name} {ms:5.1f} ms" for name, ms in found.items()))
        slow |= found["40 points"] > TARGET
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
