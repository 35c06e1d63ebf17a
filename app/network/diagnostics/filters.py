"""What the first convolution of a network looks for in images, and what it finds in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets import Prepared
from app.problem import Problem

MOST = 16
"""Filters shown."""

LARGEST = 16
"""Pixels of a shown image on either side; of larger ones every second, third or so is left."""


@dataclass(frozen=True)
class Filters:
    """``kernels`` of shape (filters, height, width), their mean over the incoming channels.

    ``maps`` are what each gives for one ``image``, the validation row ``row``, which is of the class
    ``actual``; both as it goes on from the convolution's row of the network, (filters, height, width).
    ``count`` tells how many filters there are in all.
    """

    kernels: NDArray[np.float64]
    maps: NDArray[np.float64]
    image: NDArray[np.float64]
    row: int
    actual: str
    count: int


def filters(prepared: Prepared, model: Any, row: int) -> Filters:
    """Of a Keras model and one of its validation rows; in the thread of `worker`. Raises Problem."""
    layer = next((one for one in model.layers if type(one).__name__ == "Conv2D"), None)
    if layer is None or prepared.data.x.ndim != 4:
        raise Problem("There is no convolution of images in this network.", "Choose another look.")
    row = row % len(prepared.x_valid)
    picture = np.asarray(prepared.x_valid[row : row + 1])
    found: Any = picture
    for one in model.layers:
        found = one(found, training=False)
        if one is layer:
            break
    kernels = np.asarray(layer.kernel, np.float64).mean(axis=2).transpose(2, 0, 1)
    maps = np.asarray(found, np.float64)[0].transpose(2, 0, 1)
    data = prepared.data
    own = data.x[prepared.rows_valid[row]].astype(np.float64).mean(axis=-1)
    known = data.y[prepared.rows_valid[row]]
    actual = data.classes[int(known)] if data.classes else f"{float(np.ravel(known)[0]):.3g}"
    return Filters(kernels[:MOST], smaller(maps[:MOST]), smaller(own[None])[0], row, actual, len(kernels))


def smaller(images: NDArray[np.float64]) -> NDArray[np.float64]:
    """Images of shape (images, height, width) with at most `LARGEST` pixels on either side."""
    step = max(-(-size // LARGEST) for size in images.shape[1:])
    return images[:, ::step, ::step]
