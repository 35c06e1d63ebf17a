"""The values of most requests, against a plain stable sort."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs.crossfilter.tails import most


@given(
    st.lists(st.integers(-1, 4), min_size=1, max_size=40), st.integers(1, 50), st.sampled_from([int, float])
)
def test_the_most_are_the_first_of_a_stable_sort(requests: list[int], n: int, kind: type) -> None:
    column = np.array(requests, kind)
    ranked = sorted(range(len(requests)), key=lambda code: -requests[code])
    assert most(column, n).tolist() == ranked[:n]


@pytest.mark.parametrize(
    ("requests", "n", "codes"),
    [
        ([0, 0, 0, 0], 2, [0, 1]),
        ([0, 5, 0, 5, 7], 3, [4, 1, 3]),
        ([0, 5, 0, 5, 7], 4, [4, 1, 3, 0]),
        # Below zero is what nobody knows.
        ([-1, 0, -1, 2], 3, [3, 1, 0]),
    ],
)
def test_values_without_requests_fill_up_in_their_order(
    requests: list[int], n: int, codes: list[int]
) -> None:
    assert most(np.array(requests), n).tolist() == codes
