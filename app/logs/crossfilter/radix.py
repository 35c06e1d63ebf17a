"""Codes in their order, by radix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def by_code(codes: NDArray[np.integer]) -> NDArray[np.intp]:
    """The places of these codes (below 2 to the power of 32), by code, and of one code in their order.

    As ``np.argsort(codes, kind="stable")``, which sorts numbers of 16 bits by radix: several times as fast.
    """
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    if len(codes) and int(codes.max()) >= 1 << 16:
        high = (codes >> 16).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order
