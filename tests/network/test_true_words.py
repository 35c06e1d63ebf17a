"""Numbers beside what they are to be compared with, and nothing drawn where it is not."""

import numpy as np
import pytest

from app.network.datasets.source import Data
from app.network.diagnostics.regression import RegressionFit
from app.network.settings import Settings, Spec
from app.network.snapshots import Histogram
from app.network.views.comparison import against, bar_of, facts
from app.network.views.drawing import Column, NetworkDrawing
from app.network.views.histogram import HistogramChart
from app.network.views.learning_curve import Curve, LearningCurve


class Made:
    """A run of classes, three quarters of which are of the first one."""

    settings = Settings(Spec("given"), (Spec("Dense"),), Spec("BinaryCrossentropy"))
    task, seconds = "binary", 1.0
    data = Data(
        np.zeros((40, 1), np.float32),
        np.array([0, 0, 0, 1] * 10),
        ("x",),
        "y",
        ("no", "yes"),
        trained_rows=20,
    )
    epoch_logs = [{"epoch": epoch, "val_accuracy": score} for epoch, score in enumerate((0.5, 0.75, 0.8), 1)]
    final = epoch_logs[-1]


def shown(found):
    return {fact.name: fact.value for fact in found}


def test_more_than_the_largest_class_is_more_than_its_share():
    assert bar_of(Made()) == 0.75
    said = shown(facts(Made(), Made.data))
    assert said["first accuracy > 0.75"] == "epoch 3"
    assert said["… of the largest class alone"] == "0.75"


def test_a_difference_of_nothing_has_no_sign():
    same = Made()
    same.final = {"epoch": 3, "val_accuracy": 0.79999}
    assert against(Made(), same)[0].change == "±0"


def test_bias_is_apart_from_the_mean_absolute_error():
    fit = RegressionFit.of([3.0, 3.0, 4.0], [1.0, 3.0, 3.0])
    assert (fit.mean_absolute_error, fit.bias) == (1.0, 1.0)
    fit = RegressionFit.of([0.0, 2.0], [1.0, 1.0])
    assert (fit.mean_absolute_error, fit.bias) == (1.0, 0.0)


@pytest.mark.parametrize(("least", "drawn"), [(0.4, 0.0), (-0.454, -0.454), (-9.0, -1.0)])
def test_a_score_below_zero_is_drawn_where_it_is(least, drawn):
    chart = LearningCurve("Score", bounds=(0.0, 1.0), deepest=-1.0)
    chart.show([Curve("validation", np.array([least, 0.5]), "#000")], 2)
    assert chart._y.min == pytest.approx(drawn)
    assert chart._lines[0].y[0] == pytest.approx(max(least, drawn))


def test_columns_have_counts_beside_them():
    counts = np.zeros(30, int)
    counts[3], counts[7] = 40, 10
    chart = HistogramChart("Activations")
    chart.show(Histogram(counts, np.linspace(0, 3, 31), 0))
    assert [tick["label"] for tick in chart.up] == ["0", "20", "40"]
    assert [tick["at"] for tick in chart.up] == pytest.approx([0, 100 * 20 / 41.6, 100 * 40 / 41.6])


def test_a_drawing_says_what_ails_a_layer():
    drawing = NetworkDrawing()
    drawing.show([Column("input", 2), Column("relu", 4, 0.5, "dead"), Column("tanh", 4, 0.25)])
    assert [row[2] for row in drawing.table()[1]] == ["", "50% dead", "25% saturated"]
