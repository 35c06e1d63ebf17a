"""The order of rows by code, against numpy's own stable sort."""

import numpy as np
import pytest

from app.logs.crossfilter.radix import by_code


@pytest.mark.parametrize("highest", [0, 255, 65_535, 65_536, 1 << 20, (1 << 32) - 1])
@pytest.mark.parametrize("kind", [np.uint32, np.int64])
def test_rows_are_ordered_by_code_and_of_one_code_as_they_came(highest, kind):
    codes = np.random.default_rng(highest).integers(0, highest, 5_000, endpoint=True).astype(kind)
    codes[::7] = highest
    assert np.array_equal(by_code(codes), np.argsort(codes, kind="stable"))


def test_no_rows_have_no_order():
    assert by_code(np.empty(0, np.uint32)).tolist() == []
