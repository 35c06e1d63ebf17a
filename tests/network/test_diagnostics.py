import numpy as np
import pytest
from sklearn import metrics

from app.network.diagnostics import DIAGNOSTICS, ClassificationFit, Diagnostic, RegressionFit, register
from app.problem import Problem

RNG = np.random.default_rng(4)


def test_regression_is_that_of_scikit_learn():
    actual = RNG.normal(5, 2, 300)
    predicted = actual + RNG.normal(0, 1, 300)
    fit = RegressionFit.of(predicted[:, None], actual[:, None])
    assert fit.r2 == pytest.approx(metrics.r2_score(actual, predicted))
    assert fit.mean_absolute_error == pytest.approx(metrics.mean_absolute_error(actual, predicted))
    assert fit.root_mean_squared_error == pytest.approx(metrics.root_mean_squared_error(actual, predicted))
    assert fit.worst(3).tolist() == np.argsort(-np.abs(actual - predicted))[:3].tolist()


def test_predictions_that_are_no_numbers_are_the_worst():
    fit = RegressionFit.of([1.0, np.nan, 9.0], [1.0, 2.0, 3.0])
    assert fit.worst(3).tolist() == [1, 2, 0]
    assert np.isnan(RegressionFit.of([1.0, 2.0], [3.0, 3.0]).r2)


@pytest.mark.parametrize("one_hot", [False, True])
def test_the_confusion_matrix_is_that_of_scikit_learn(one_hot):
    outputs = RNG.dirichlet((1, 1, 1), 200)
    actual = RNG.integers(0, 3, 200)
    fit = ClassificationFit.of(outputs, np.eye(3)[actual] if one_hot else actual, ("a", "b", "c"))
    np.testing.assert_array_equal(fit.counts, metrics.confusion_matrix(actual, outputs.argmax(axis=1)))
    assert fit.accuracy == pytest.approx(metrics.accuracy_score(actual, outputs.argmax(axis=1)))
    rows = fit.rows(2, 0)
    assert len(rows) == fit.counts[2, 0]
    assert (np.diff(fit.confidence[rows]) <= 0).all()


@pytest.mark.parametrize(("threshold", "outputs"), [(0.5, [0.1, 0.9, 0.6]), (0.0, [-0.8, 0.8, 0.2])])
def test_two_classes_from_one_output(threshold, outputs):
    fit = ClassificationFit.of(
        np.array(outputs)[:, None], np.array([[0.0], [1.0], [0.0]]), ("no", "yes"), threshold
    )
    assert fit.counts.tolist() == [[1, 1], [0, 1]]
    np.testing.assert_allclose(fit.confidence, [0.9, 0.9, 0.6])


def test_outputs_that_are_no_numbers_have_no_confidence():
    fit = ClassificationFit.of([[np.nan, 0.2], [0.1, 0.9]], [0, 1], ("a", "b"))
    assert fit.confidence.tolist() == [0.0, 0.9]


def test_a_third_diagnostic_is_one_class(monkeypatch):
    monkeypatch.setattr("app.network.diagnostics.diagnostic.DIAGNOSTICS", found := DIAGNOSTICS.copy())

    @register
    class LargestError(Diagnostic):
        title = "Largest error"

        def build(self):
            return self

        def update(self, model, x, y_true):
            self.error = float(np.abs(model(x) - y_true).max())

        def reset(self):
            self.error = None

    assert list(found.values())[-1] is LargestError
    with pytest.raises(Problem, match="a diagnostic “Largest error” already"):
        register(LargestError)
    view = LargestError()
    assert view.build() is view
    view.update(lambda x: 2 * x, np.array([1.0, 2.0]), np.array([2.0, 5.0]))
    assert view.error == 1.0
