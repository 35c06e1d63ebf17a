"""The greatest values of a dimension, and what is left beside them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Top(NamedTuple):
    """Some values of a dimension, their requests, and the requests of all other values together.

    ``values`` are how many values there are, with those not listed: of the selection where that ranks
    them, else of the whole log. Of another measure, ``requests`` are what it tells of each value; where it
    does not add up, ``rest`` is 0. ``missing`` tells whether no value at all (code 0) is one of them.
    """

    codes: NDArray[np.int64]
    requests: NDArray
    rest: int
    values: int
    missing: bool


def ranked(found: NDArray) -> NDArray:
    """Numbers to rank by: what is unknown comes last."""
    return np.nan_to_num(found, nan=-1.0) if found.dtype.kind == "f" else found
