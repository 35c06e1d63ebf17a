"""One thing is not several."""

import pytest

from app.counted import counted


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((0, "text"), "0 texts"),
        ((1, "text"), "1 text"),
        ((1_200, "text"), "1,200 texts"),
        ((1, "row is", "rows are"), "1 row is"),
        ((2, "row is", "rows are"), "2 rows are"),
    ],
)
def test_a_number_with_what_it_counts(words, said):
    assert counted(*words) == said
