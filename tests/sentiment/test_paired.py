from math import comb

import numpy as np
import pytest

from app.sentiment.paired import mcnemar
from app.sentiment.views.score_table import ScoreTable


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (9, 1), (3, 12), (20, 20)])
def test_by_the_binomial_distribution_written_out(first, second):
    both, neither, either = 30, 10, first + second
    one = np.repeat([True, True, False, False], [both, first, second, neither])
    other = np.repeat([True, False, True, False], [both, first, second, neither])
    found = mcnemar(one, other)
    assert (found.first, found.second) == (first, second)
    tail = sum(comb(either, k) for k in range(min(first, second) + 1)) / 2**either
    assert found.p == pytest.approx(min(1.0, 2 * tail))


def test_only_a_measurable_change_has_a_colour():
    table = ScoreTable()
    before = {"accuracy": (0.757, ".727 to .785"), "macro-F1": (0.679, ".6 to .7"), "F1 a": (0.5, "")}
    after = {"accuracy": (0.763, ".733 to .790"), "macro-F1": (0.779, ".7 to .8"), "F1 a": (0.6, "")}
    table.show(["before", "after"], [before, after], measurable={"accuracy": False, "macro-F1": True})
    told = {row["name"]: (row["change"], row["sure"], row["note"]) for row in table.rows}
    assert told["accuracy"] == ("+0.006", False, "no measurable change")
    assert told["macro-F1"] == ("+0.100", True, "")
    assert told["F1 a"] == ("+0.100", False, "")
