"""The confusion matrix, held against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from app.charts import ConfusionMatrix


@pytest.mark.parametrize("classes", [2, 3, 10, 20])
def test_margins_equal_scikit_learn(classes: int) -> None:
    rng = np.random.default_rng(classes)
    actual, predicted = rng.integers(0, classes, (2, 500))
    counts = confusion_matrix(actual, predicted, labels=range(classes))
    matrix = ConfusionMatrix([str(c) for c in range(classes)], counts.tolist())
    precision, recall, _, _ = precision_recall_fscore_support(
        actual, predicted, labels=range(classes), zero_division=0
    )
    assert np.allclose(matrix.precision, precision)
    assert np.allclose(matrix.recall, recall)


def test_cells_rows_and_columns_are_picked_and_added() -> None:
    told: list[list[tuple[int, int]]] = []
    matrix = ConfusionMatrix(["no", "yes"], [[5, 1], [2, 7]], on_pick=told.append)
    matrix.vue_pick({"row": 0, "column": 1})
    matrix.vue_pick({"row": 1, "column": -1, "add": True})
    matrix.vue_pick({"row": 0, "column": 1, "add": True})
    matrix.vue_pick({"row": 1, "column": -1})
    assert told == [[(0, 1)], [(0, 1), (1, -1)], [(1, -1)], []]


@pytest.mark.parametrize("cell", [(-1, -1), (2, 0), (0, 9), (-2, 0)])
def test_a_forged_cell_changes_nothing(cell: tuple[int, int]) -> None:
    matrix = ConfusionMatrix(["no", "yes"], [[5, 1], [2, 7]])
    matrix.vue_pick({"row": cell[0], "column": cell[1]})
    assert matrix.selected == []


def test_what_is_no_confusion_matrix_is_refused() -> None:
    with pytest.raises(ValueError, match="as many rows and columns as labels"):
        ConfusionMatrix(["a", "b"], [[1, 2]])
    with pytest.raises(ValueError, match="at most 20"):
        ConfusionMatrix([str(i) for i in range(21)], [[0] * 21 for _ in range(21)])
