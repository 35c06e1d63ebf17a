"""What is kept of each epoch: histograms and a few numbers a layer, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 30
MOST_KEPT = 1_000
"""Epochs kept at most; beyond that every second one goes, and from then on every second one comes."""

QUANTITIES = ("weights", "biases", "activations", "gradients")
MEASURES = ("gradient_norm", "saturation", "dead", "weight_norm", "update", "clipped")
"""Numbers a layer and epoch, NaN where a layer has none.

``gradient_norm``: Euclidean norm of the loss's gradient with respect to the layer's weights and biases.
``saturation``: share of (row, unit) where the activation's slope is under 5% of its steepest.
``dead``: share of units that are zero for every row (of ReLU and its kin). ``weight_norm``: Euclidean norm of
weights and biases. ``update``: how far they moved during the epoch, as a share of that norm before it; in
the first one of that of the initial weights. ``clipped``: share of batches whose gradient the optimizer
clips there, with the weights that the epoch ends with.
"""


@dataclass(frozen=True)
class Histogram:
    """30 bins: ``counts`` of finite values between ``edges`` (31 of them), and how many were not finite."""

    counts: NDArray[np.uint32]
    edges: NDArray[np.float64]
    nonfinite: int

    @property
    def total(self) -> int:
        """Finite values."""
        return int(self.counts.sum())


class Snapshots:
    """The snapshots of a run. ``layers`` are the rows' names, ``epochs`` the epochs kept, from 1.

    ``bins`` arrive as float arrays of shape (4, layers, 33), 30 counts, low, high and non-finite, and
    ``measures`` as (layers, 6), in the order of `QUANTITIES` and `MEASURES`.
    """

    def __init__(self, layers: Sequence[str]) -> None:
        self.layers = tuple(layers)
        self.stride = 1
        self._epochs: list[int] = []
        self._counts: list[NDArray[np.uint32]] = []
        self._ranges: list[NDArray[np.float32]] = []
        self._measures: list[NDArray[np.float32]] = []

    def add(self, epoch: int, bins: NDArray[np.floating], measures: NDArray[np.floating]) -> None:
        """Keep an epoch."""
        if self._epochs and (epoch - self._epochs[0]) % self.stride:
            return
        # The readers are other threads: what they take to exist, the epoch's number, comes last.
        self._counts.append(np.concatenate([bins[..., :BINS], bins[..., BINS + 2 :]], -1).astype(np.uint32))
        self._ranges.append(bins[..., BINS : BINS + 2].astype(np.float32))
        self._measures.append(measures.astype(np.float32))
        self._epochs.append(epoch)
        if len(self._epochs) > MOST_KEPT:
            self.stride *= 2
            self._epochs, self._counts = self._epochs[::2], self._counts[::2]
            self._ranges, self._measures = self._ranges[::2], self._measures[::2]

    def __len__(self) -> int:
        return len(self._epochs)

    @property
    def epochs(self) -> NDArray[np.intp]:
        """The epochs kept."""
        return np.array(self._epochs, np.intp)

    def at(self, epoch: int) -> int:
        """The place of the epoch, or of the last one kept before it."""
        return max(int(np.searchsorted(self._epochs, epoch, "right")) - 1, 0)

    def histogram(self, quantity: str, layer: int, epoch: int) -> Histogram:
        """The values of a quantity in a layer at an epoch; KeyError for an unknown quantity."""
        if quantity not in QUANTITIES:
            raise KeyError(quantity)
        place, kind = self.at(epoch), QUANTITIES.index(quantity)
        counts = self._counts[place][kind, layer]
        low, high = (float(end) for end in self._ranges[place][kind, layer])
        return Histogram(counts[:BINS], np.linspace(low, high, BINS + 1), int(counts[BINS]))

    def measure(self, name: str) -> NDArray[np.float32]:
        """One of the `MEASURES`, of shape (layers, epochs kept)."""
        epochs = len(self._epochs)
        if not epochs:
            return np.empty((len(self.layers), 0), np.float32)
        return np.stack([one[:, MEASURES.index(name)] for one in self._measures[:epochs]], axis=1)

    def nonfinite(self) -> NDArray[np.uint32]:
        """Values that were not finite, of shape (quantities, layers, epochs kept)."""
        epochs = len(self._epochs)
        if not epochs:
            return np.empty((len(QUANTITIES), len(self.layers), 0), np.uint32)
        return np.stack([counts[..., BINS] for counts in self._counts[:epochs]], axis=-1)

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        kept = (*self._counts, *self._ranges, *self._measures)
        return sum(array.nbytes for array in kept)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it as four arrays, for a file."""
        return {
            "snapshot_epochs": self.epochs,
            "snapshot_counts": np.array(self._counts, np.uint32),
            "snapshot_ranges": np.array(self._ranges, np.float32),
            "snapshot_measures": np.array(self._measures, np.float32),
        }

    @classmethod
    def from_arrays(cls, layers: Sequence[str], arrays: dict[str, NDArray[Any]]) -> Snapshots:
        """What `arrays` wrote."""
        found = cls(layers)
        found._epochs = [int(epoch) for epoch in arrays["snapshot_epochs"]]
        found._counts = list(arrays["snapshot_counts"])
        found._ranges = list(arrays["snapshot_ranges"])
        # Those of an older page have fewer measures.
        found._measures = [
            np.pad(one, ((0, 0), (0, len(MEASURES) - one.shape[1])), constant_values=np.nan)
            for one in arrays["snapshot_measures"]
        ]
        return found
