"""Three probabilities as a place in a triangle: near a corner the classifier is sure.

Barycentric coordinates over an equilateral triangle of side 1. With the classes in order, the first is
at the left corner (0, 0), the second at the top (1/2, √3/2), the third at the right corner (1, 0).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

HEIGHT = float(np.sqrt(3) / 2)
CORNERS: NDArray[np.float64] = np.array([[0.0, 0.0], [0.5, HEIGHT], [1.0, 0.0]])
SMALLEST_STEP = 0.002  # of the triangle's side: less than a dot's radius on any screen


def positions(probabilities: ArrayLike) -> NDArray[np.float64]:
    """Places (texts × 2) of probabilities (texts × 3), normalised first; a row of zeros is in the middle."""
    shares = np.asarray(probabilities, np.float64)
    totals = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, totals, out=np.full(shares.shape, 1 / 3), where=totals > 0)
    return shares @ CORNERS


def regions() -> list[NDArray[np.float64]]:
    """For each class the polygon of places where its probability is the largest."""
    centre = CORNERS.mean(axis=0)
    found = []
    for place in range(3):
        corner, other, last = CORNERS[[place, (place + 1) % 3, (place + 2) % 3]]
        found.append(np.array([corner, (corner + other) / 2, centre, (corner + last) / 2]))
    return found


def inside(points: NDArray[np.float64], polygon: ArrayLike) -> NDArray[np.bool_]:
    """Which points (texts × 2) a closed polygon (corners × 2) holds, by the even-odd rule.

    A polygon of fewer than three corners holds none.
    """
    corners = np.asarray(polygon, np.float64).reshape(-1, 2)
    held = np.zeros(len(points), bool)
    if len(corners) < 3 or not len(points):
        return held
    low, high = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    x, y = points[near, 0], points[near, 1]
    odd = np.zeros(len(near), bool)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        odd ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    held[near] = odd
    return held


def simplified(polygon: ArrayLike, tolerance: float = SMALLEST_STEP) -> tuple[tuple[float, float], ...]:
    """The same outline in fewer corners (Ramer 1972, Douglas and Peucker 1973), to three decimals.

    A hand-drawn lasso of hundreds of corners becomes short enough for a link.
    """
    corners = np.asarray(polygon, np.float64).reshape(-1, 2)
    if len(corners) > 3:
        kept = np.zeros(len(corners), bool)
        # A closed line has no ends: cut it at the corner farthest from the first one.
        far = int(np.argmax(((corners - corners[0]) ** 2).sum(axis=1)))
        kept[[0, far, -1]] = True
        waiting = [(0, far), (far, len(corners) - 1)]
        while waiting:
            first, last = waiting.pop()
            if last - first < 2:
                continue
            distances = _distances(corners[first + 1 : last], corners[first], corners[last])
            farthest = int(np.argmax(distances))
            if distances[farthest] > tolerance:
                middle = first + 1 + farthest
                kept[middle] = True
                waiting += [(first, middle), (middle, last)]
        corners = corners[kept]
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in corners)


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distances of points from a line segment's line; from its start if it has no length."""
    along = end - start
    length = float(np.hypot(*along))
    away = points - start
    if length == 0:
        return np.hypot(away[:, 0], away[:, 1])
    return np.abs(along[0] * away[:, 1] - along[1] * away[:, 0]) / length


def density(
    points: NDArray[np.float64], columns: int = 120, rows: int = 104
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """How many points each cell of a grid over the triangle holds: counts (rows × columns), x and y edges."""
    x_edges, y_edges = np.linspace(0, 1, columns + 1), np.linspace(0, HEIGHT, rows + 1)
    across = np.clip((points[:, 0] * columns).astype(np.int64), 0, columns - 1)
    up = np.clip((points[:, 1] / HEIGHT * rows).astype(np.int64), 0, rows - 1)
    counts = np.bincount(up * columns + across, minlength=rows * columns).reshape(rows, columns)
    return counts, x_edges, y_edges


def polygon_text(polygon: Sequence[Sequence[float]]) -> str:
    """A polygon as a link carries it: ``0.1,0.2;0.3,0.4;0.5,0.1``."""
    return ";".join(f"{x:g},{y:g}" for x, y in polygon)


def polygon_of(text: str) -> tuple[tuple[float, float], ...]:
    """The polygon of a link. Raises ValueError unless it is one of 3 to 500 finite corners."""
    corners = tuple((float(x), float(y)) for x, y in (part.split(",") for part in text.split(";")))
    if not 3 <= len(corners) <= 500 or not np.isfinite(corners).all() or np.abs(corners).max() > 10:
        raise ValueError(text)
    return corners
