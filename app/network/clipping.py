"""Where a run's gradients were clipped: what the optimizer bounds, and how many batches that touches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.network.settings import Settings
from app.network.snapshots import Snapshots

NORM, GLOBAL, VALUE = "clipnorm", "global_clipnorm", "clipvalue"
"""What Keras's optimizers can bound, in the order in which they look for it: the norm of each variable's
gradient, that of all of them together, or each number in them."""


class Clipping(NamedTuple):
    """What is bounded, one of `NORM`, `GLOBAL` and `VALUE`, and at which number."""

    kind: str
    limit: float


def clipping_of(settings: Settings) -> Clipping | None:
    """How the optimizer clips; None where it does not."""
    for kind in (NORM, GLOBAL, VALUE):
        limit = settings.optimizer.values.get(kind)
        if limit is not None and float(limit) > 0:
            return Clipping(kind, float(limit))
    return None


def clipped_words(snapshots: Snapshots) -> str:
    """In how many epochs clipping touched a batch, and how many of them at most; "" where nothing clips."""
    shares = snapshots.measure("clipped")
    known = ~np.isnan(shares).all(axis=0)
    if not known.any():
        return ""
    most = np.nanmax(shares[:, known], axis=0)
    touched = int((most > 0).sum())
    if not touched:
        return "never"
    return f"in {touched:,} of {len(most):,} epochs, up to {most.max():.0%} of the batches"
