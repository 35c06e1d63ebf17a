"""SVMlight's rows, against scikit-learn's reading of the same."""

import io

import numpy as np
import pytest
from sklearn.datasets import load_svmlight_file

from app.problem import Problem
from app.tables.svmlight import is_svmlight, svmlight_table

ROWS = """# made by hand
+1 1:0.5 3:2 # the first
-1 qid:7 2:1e-3 4:-.25

2.5
0 4:7.
"""


@pytest.mark.parametrize("text", [ROWS, ROWS.replace("1:0.5", "0:0.5")], ids=["from 1", "from 0"])
def test_the_numbers_are_those_of_scikit_learn(text):
    columns, rows = svmlight_table(text, "rows", 9)
    found = np.array(list(rows), float)
    x, y = load_svmlight_file(io.BytesIO(text.encode()))
    assert columns == ["target", *(f"x{place}" for place in range(5 - x.shape[1], 5))]
    np.testing.assert_array_equal(found[:, 0], y)
    np.testing.assert_array_equal(found[:, 1:], x.toarray())


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "1 2 3\n4 5 6\n", "12:30 1\n12:40 2\n", "time 1:2\n", "", "1\n2\n3\n", "1:2 3:4\n"],
)
def test_other_texts_are_none(text):
    assert not is_svmlight(text)
    assert is_svmlight(ROWS)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1 2:x", "Line 7 of “rows” is no row"),
        ("1 5000:1", "numbered up to 5,000"),
        (f"1 {'9' * 5_000}:1", "Line 7 of “rows” is no row"),
    ],
)
def test_what_cannot_be_read_is_said(row, words):
    with pytest.raises(Problem, match=words):
        svmlight_table(ROWS + row, "rows", 999)
