"""Small images in rows: numbers as brightness, those below zero in another colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.charts.component import Component


class TileRows(Component):
    """Rows of images, each row with a name; ``on_turn(step)`` is called for the one before or behind, where
    there is one."""

    vue_file = (__file__, "tile_rows.vue")

    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    turned = traitlets.Unicode().tag(sync=True)
    can_turn = traitlets.Bool().tag(sync=True)

    def __init__(self, on_turn: Callable[[int], Any] | None = None) -> None:
        self._on_turn = on_turn
        super().__init__(can_turn=on_turn is not None)

    def show(
        self,
        rows: Sequence[tuple[str, NDArray[np.float64]]],
        turned: str = "",
        most: float | None = None,
    ) -> None:
        """Show images of shape (images, height, width) by name; ``turned`` names what can be turned.

        ``most`` is the number that is as bright as can be, each image's own largest if None.
        """
        with self.hold_sync():
            self.turned = turned
            self.rows = [
                {
                    "name": name,
                    "columns": int(images.shape[2]),
                    "tiles": [_shares(one, most) for one in images],
                }
                for name, images in rows
            ]

    def vue_turn(self, step: int) -> None:
        """Another one is wanted."""
        if step in (-1, 1) and self._on_turn is not None:
            self._on_turn(step)


def _shares(image: NDArray[np.float64], most: float | None) -> list[float]:
    """Each pixel as a share of the most, in whole hundredths: what a message need not carry."""
    known = np.nan_to_num(image)
    scale = most or float(np.abs(known).max()) or 1.0
    return np.round(known / scale, 2).ravel().tolist()
