"""Stretches of epochs in which something holds."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.network.record import Record


def column(run: Record, name: str) -> NDArray[np.float64]:
    """A number of each epoch, NaN where it is missing."""
    return np.array([row.get(name, np.nan) for row in list(run.epoch_logs)], np.float64)


def late_moves(run: Record) -> NDArray[np.float64]:
    """What share of its weights each layer that has any moves by an epoch, mostly, in the second half."""
    moved = run.snapshots.measure("update")
    late = moved[:, moved.shape[1] // 2 :]
    late = late[~np.isnan(late).all(axis=1)]
    return np.nanmedian(late, axis=1) if late.size else np.empty(0)


def first_move(run: Record) -> float:
    """By how many times its initial weights the first epoch moved a layer at most; NaN if nobody knows."""
    moved = run.snapshots.measure("update")
    first = moved[:, 0] if moved.size else np.empty(0)
    return float(np.nanmax(first)) if np.isfinite(first).any() else math.nan


def beyond(found: float, limit: float, count: int) -> float:
    """By how many times twice the chance of ``count`` draws a share is away from a ``limit``.

    >>> beyond(0.75, 0.5, 16)
    1.0
    """
    noise = math.sqrt(limit * (1 - limit) / max(count, 1))
    return abs(found - limit) / (2 * noise)


def longest(holds: ArrayLike, least: int) -> tuple[int, int] | None:
    """First and last place of the longest stretch, or None if it is shorter than ``least``.

    >>> longest([False, True, True, False, True], 2)
    (1, 2)
    """
    padded = np.concatenate([[False], np.asarray(holds, bool), [False]]).astype(np.int8)
    begins, ends = (np.flatnonzero(np.diff(padded) == step) for step in (1, -1))
    if not len(begins) or (ends - begins).max() < least:
        return None
    widest = int(np.argmax(ends - begins))
    return int(begins[widest]), int(ends[widest]) - 1
