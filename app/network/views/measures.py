"""The measures of `snapshots` as the strip shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.network.views.ticks import number, share


@dataclass(frozen=True)
class Measure:
    """One of `snapshots.MEASURES` by ``name``: its title, its short ``word`` for choices, how to read it,
    whether it is a share of 1, and whether the output has it as well."""

    name: str
    title: str
    word: str
    reading: str
    is_share: bool = False
    of_output: bool = True
    colour: str = "var(--v-negative)"

    @property
    def say(self) -> Callable[[float], str]:
        """How one value is written."""
        return share if self.is_share else number

    def bright(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Values as brightness: shares as they are, sizes by their order of magnitude."""
        found = np.asarray(values, np.float64)
        if self.is_share:
            return found
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(np.isfinite(found), np.log10(np.maximum(found, 1e-30)), np.nan)
        known = logs[np.isfinite(logs)]
        if not len(known):
            return logs
        low, high = max(known.min(), known.max() - 6), known.max()
        return np.where(np.isnan(logs), np.nan, np.clip((logs - low) / max(high - low, 1e-9), 0, 1))


_ALL = (
    Measure(
        "saturation",
        "Saturation, layer by epoch",
        "saturation",
        "share of activations where the slope is almost zero (for tanh |a| > 0.975)",
        is_share=True,
        of_output=False,
    ),
    Measure(
        "dead",
        "Dead units, layer by epoch",
        "dead units",
        "share of units that are zero for every row",
        is_share=True,
        of_output=False,
    ),
    Measure(
        "gradient_norm",
        "Gradient norm, layer by epoch",
        "gradient norm",
        "how strongly the loss pulls at a layer's weights; brightness is its order of magnitude",
        colour="var(--v-blue)",
    ),
    Measure(
        "weight_norm",
        "Weight norm, layer by epoch",
        "weight norm",
        "the size of a layer's weights; brightness is its order of magnitude",
        colour="var(--v-blue)",
    ),
    Measure(
        "update",
        "Update, layer by epoch",
        "update",
        "how far a layer's weights moved in the epoch, as a share of their size",
        colour="var(--v-blue)",
    ),
    Measure(
        "clipped",
        "Clipped gradients, layer by epoch",
        "clipped",
        "share of batches whose gradient the optimizer shortens, with the weights at the end of the epoch",
        is_share=True,
        colour="var(--v-blue)",
    ),
)
MEASURED = {measure.name: measure for measure in _ALL}
"""The page's measures by the names of `snapshots.MEASURES`."""
