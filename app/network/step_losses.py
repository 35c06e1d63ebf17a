"""The training loss step by step, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 2_000
"""Values kept at most; beyond that two become their mean, and from then on each is of twice the steps."""


def of_batches(means: Iterable[Any], rows: int, batch_size: int) -> NDArray[np.float64]:
    """The loss of each batch of an epoch, from the ``means`` so far that Keras tells after each.

    All batches have ``batch_size`` of the ``rows`` but the last one, which has what remains.

    >>> of_batches([4.0, 3.0, 3.2], rows=5, batch_size=2).round(6).tolist()
    [4.0, 2.0, 4.0]
    """
    found = np.array([float(mean) for mean in means], np.float64)
    seen = np.minimum(np.arange(1, len(found) + 1) * batch_size, rows).astype(np.float64)
    return np.diff(found * seen, prepend=0.0) / np.diff(seen, prepend=0.0)


class StepLosses:
    """``batches`` are the steps of an epoch. May be read from any thread while it grows."""

    def __init__(self) -> None:
        self.batches = 0
        # Stride and values in one place, so that a reader has both of the same moment.
        self._kept: tuple[int, list[float]] = (1, [])
        self._waiting: list[float] = []

    def add(self, losses: Iterable[float]) -> None:
        """The losses of an epoch's batches, in their order."""
        stride, values = self._kept
        for loss in losses:
            self._waiting.append(float(loss))
            if len(self._waiting) == stride:
                values.append(float(np.mean(self._waiting)))
                self._waiting.clear()
            if len(values) > MOST:
                stride *= 2
                # The last of an odd number waits for its other half.
                last = values[-1] if len(values) % 2 else None
                whole = np.reshape(values[: len(values) // 2 * 2], (-1, 2)).mean(axis=1)
                values = whole.tolist()
                self._waiting = [last] * (stride // 2) if last is not None else []
                self._kept = stride, values

    @property
    def stride(self) -> int:
        """Steps that each value is the mean of."""
        return self._kept[0]

    @property
    def curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where each value stands, in epochs from 0, in the middle of its steps; and the losses."""
        stride, kept = self._kept
        values = np.array(kept, np.float64)
        middles = np.arange(len(values)) * stride + (stride + 1) / 2
        return middles / max(self.batches, 1), values

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it as two arrays, for a file."""
        stride, values = self._kept
        return {
            "step_losses": np.array(values, np.float32),
            "step_counts": np.array([stride, self.batches], np.int64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> StepLosses:
        """What `arrays` wrote; nothing where a run of an older page has none."""
        found = cls()
        if "step_losses" in arrays:
            stride, found.batches = (int(one) for one in arrays["step_counts"])
            found._kept = stride, arrays["step_losses"].tolist()
        return found
