"""The evidence against what scikit-learn's metrics and numpy give by themselves."""

import json

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error, r2_score, recall_score
from sklearn.model_selection import cross_val_predict

from app.network.datasets import prepare
from app.network.datasets.notebook_data import notebook_data
from app.network.difference import Difference
from app.network.evidence import Evidence, evidence_of

DRAW = np.random.default_rng(7)
X = DRAW.normal(size=(900, 4))
NEW = DRAW.normal(size=(300, 4))
WEIGHTS = np.array([2.0, -1.0, 0.5, 0.0])


def prepared(y, known, *, scaled=False, new=NEW):
    data = notebook_data((X, y), (new, known))
    return prepare(data, scale_inputs=False, scale_target=scaled, one_hot=False)


def standard_error(values):
    return np.std(values, ddof=1) / np.sqrt(len(values))


@pytest.mark.parametrize("scaled", [False, True])
def test_a_regression_is_measured_in_the_variance_of_its_target(scaled):
    y, known = X @ WEIGHTS + DRAW.normal(size=900), NEW @ WEIGHTS + DRAW.normal(size=300)
    guess, other = 0.5 * y + 1, 0.5 * known + 1
    arrays = prepared(y, known, scaled=scaled)
    as_trained = [(one - y.mean()) / y.std() if scaled else one for one in (guess, other)]
    found = evidence_of(arrays, "linear", *(one[:, None].astype(np.float32) for one in as_trained))
    assert found.train == pytest.approx(mean_squared_error(y, guess) / y.var(), rel=1e-4)
    assert found.valid == pytest.approx(mean_squared_error(known, other) / y.var(), rel=1e-4)
    assert found.train == pytest.approx(1 - r2_score(y, guess), rel=1e-4)
    mean = (known - y.mean()) ** 2
    better = (mean - (known - other) ** 2) / y.var()
    assert found.learned.mean == pytest.approx(better.mean(), rel=1e-3)
    assert found.learned.error == pytest.approx(standard_error(better), rel=1e-3)
    assert found.plain == pytest.approx(mean.mean() / y.var(), rel=1e-4)
    gap = np.hypot(standard_error((y - guess) ** 2), standard_error((known - other) ** 2)) / y.var()
    assert found.gap.error == pytest.approx(gap, rel=1e-3)
    # Least squares by hand: on 900 rows the penalty that is chosen costs less than one part in a hundred.
    columns = np.column_stack([X, np.ones(900)])
    line = np.column_stack([NEW, np.ones(300)]) @ np.linalg.lstsq(columns, y, rcond=None)[0]
    assert found.bar_name == "a linear model"
    assert found.bar == pytest.approx(mean_squared_error(known, line) / y.var(), rel=0.01)
    behind = ((known - other) ** 2 - (known - line) ** 2) / y.var()
    assert found.behind.mean == pytest.approx(behind.mean(), rel=0.05)
    assert found.behind.error == pytest.approx(standard_error(behind), rel=0.05)
    assert not found.constant


def test_classes_are_measured_by_their_cross_entropy_and_recalls():
    y, known = np.digitize(X[:, 0], [-0.5, 1.0]), np.digitize(NEW[:, 0], [-0.5, 1.0])
    given = [DRAW.dirichlet([3, 2, 1], len(side)).clip(0.01) for side in (y, known)]
    given = [one / one.sum(1, keepdims=True) for one in given]
    found = evidence_of(prepared(y, known), "softmax", *given)
    assert found.train == pytest.approx(log_loss(y, given[0]), rel=1e-6)
    assert found.valid == pytest.approx(log_loss(known, given[1]), rel=1e-6)
    assert found.recalls == pytest.approx(recall_score(known, given[1].argmax(1), average=None))
    assert found.own_recalls == pytest.approx(recall_score(y, given[0].argmax(1), average=None))
    shares = np.bincount(y) / len(y)
    assert found.plain == pytest.approx(log_loss(known, np.tile(shares, (300, 1))), rel=1e-6)
    assert found.bar < 0.5 < found.plain
    assert found.beaten


def test_a_confident_mistake_counts_as_one_in_a_thousand():
    y, known = (X[:, 0] > 0).astype(int), (NEW[:, 0] > 0).astype(int)
    wrong = [1.0 - side[:, None] for side in (y, known)]
    found = evidence_of(prepared(y, known), "sigmoid", *wrong)
    assert found.valid == pytest.approx(-np.log(1e-3))
    assert found.recalls == (0.0, 0.0)


def test_who_answers_alike_is_constant_and_has_learned_nothing():
    y, known = X @ WEIGHTS, NEW @ WEIGHTS
    found = evidence_of(prepared(y, known), "linear", *(np.full((n, 1), y.mean()) for n in (900, 300)))
    assert found.constant
    assert found.learned.mean == pytest.approx(0, abs=1e-6)
    assert not found.learned.above
    assert found.bar == pytest.approx(0, abs=1e-4)
    assert found.learnable.mean == pytest.approx(found.plain, rel=1e-3)


def test_who_answers_alike_only_where_all_rows_are_of_one_class_is_not_constant():
    y, known = (X[:, 0] > 1.5).astype(int), np.zeros(300, int)
    found = evidence_of(prepared(y, known), "sigmoid", y[:, None].astype(float), np.zeros((300, 1)))
    assert not found.constant


def test_no_numbers_are_no_evidence():
    y, known = X @ WEIGHTS, NEW @ WEIGHTS
    assert evidence_of(prepared(y, known), "linear", y[:, None], np.full((300, 1), np.nan)) is None


def test_a_difference_is_one_beyond_two_standard_errors():
    values = np.array([1.0, 2.0, 3.0, 6.0])
    found = Difference.of(values)
    assert (found.mean, found.error) == (3.0, pytest.approx(values.std(ddof=1) / 2))
    assert found.above
    assert not Difference(1.0, 0.51).above
    assert not Difference(-3.0, 0.1).above


def test_evidence_travels_as_json():
    y, known = (X[:, 0] > 0).astype(int), (NEW[:, 0] > 0).astype(int)
    found = evidence_of(prepared(y, known), "sigmoid", np.full((900, 1), 0.4), np.full((300, 1), 0.4))
    there = Evidence.from_json(json.loads(json.dumps(found.as_json())))
    assert type(there.gap) is type(there.short) is Difference
    # A number that could not be told is not equal to itself.
    np.testing.assert_equal(there.as_json(), found.as_json())


def test_what_holds_in_training_and_not_in_validation_is_seen_by_other_models():
    y, known = (X[:, 0] > 0).astype(int), (NEW[:, 0] > 0).astype(int)
    given = [np.full((n, 1), 0.5) for n in (900, 300)]
    same = evidence_of(prepared(y, known), "sigmoid", *given)
    turned = evidence_of(prepared(y, 1 - known), "sigmoid", *given)
    assert abs(same.elsewhere.mean) < 4 * same.elsewhere.error
    assert turned.held == same.held < 0.2
    assert turned.elsewhere.mean > 1
    assert turned.elsewhere.mean > 10 * turned.elsewhere.error


def test_rows_that_were_parted_by_chance_are_not_asked_where_they_come_from():
    data = notebook_data((X, X @ WEIGHTS), None)
    arrays = prepare(data, scale_inputs=False, scale_target=False, one_hot=False)
    found = evidence_of(arrays, "linear", arrays.y_train, arrays.y_valid)
    assert np.isnan(found.held)
    assert np.isnan(found.elsewhere.mean)


def test_the_training_rows_decide_where_validation_rows_are_few():
    draw = np.random.default_rng(7)
    few = draw.normal(size=(16, 4))
    y, known = X @ WEIGHTS + draw.normal(size=900), few @ WEIGHTS + draw.normal(size=16)
    # A network that shrinks the line to six tenths.
    given = [0.6 * side @ WEIGHTS for side in (X, few)]
    found = evidence_of(prepared(y, known, new=few), "linear", *(one[:, None] for one in given))
    assert found.behind.mean > 0.05 * found.plain
    assert not found.behind.above
    theirs = (cross_val_predict(LinearRegression(), X, y, cv=3) - y) ** 2 / y.var()
    own = (given[0] - y) ** 2 / y.var()
    assert found.short.mean == pytest.approx((own - theirs).mean(), rel=0.05)
    assert found.beaten


def test_many_validation_rows_decide_themselves():
    y, known = X @ WEIGHTS, NEW @ WEIGHTS
    found = evidence_of(prepared(y, known), "linear", X[:, :1], NEW[:, :1])
    assert found.behind.above
    assert np.isnan(found.short.mean)
    assert found.beaten


def test_tokens_have_a_bar_that_counts_them():
    """Two words tell the class, wherever they stand; the others are drawn alike."""
    draw = np.random.default_rng(3)
    y = draw.integers(0, 2, 900)
    x = draw.integers(2, 12, (900, 6))
    x[np.arange(900), draw.integers(0, 6, 900)] = y
    data = notebook_data((x[:600], y[:600]), (x[600:], y[600:]), tokens=True)
    arrays = prepare(data, scale_inputs=False, scale_target=False, one_hot=False)
    found = evidence_of(arrays, "sigmoid", np.full((600, 1), 0.5), np.full((300, 1), 0.5))
    assert found.valid == pytest.approx(np.log(2), rel=1e-6)
    assert found.bar < 0.1
    assert found.behind.mean == pytest.approx(np.log(2) - found.bar, rel=1e-6)
    assert found.beaten


def test_a_network_trained_with_weights_of_classes_is_judged_with_them():
    draw = np.random.default_rng(13)
    y, known = ((side[:, 0] + 0.3 * draw.normal(size=len(side)) > 1.3).astype(int) for side in (X, NEW))
    arrays = prepared(y, known)
    # The best that can be said where both classes count alike: far too many are said to be of the rare one.
    fair = LogisticRegression(class_weight="balanced").fit(X, y)
    given = [fair.predict_proba(side)[:, 1:] for side in (X, NEW)]
    weights = arrays.class_weights
    found = evidence_of(arrays, "sigmoid", *given, weights)
    of_row = np.array([weights[one] for one in known])
    chances = np.clip(fair.predict_proba(NEW), 1e-3, 1)
    assert found.valid == pytest.approx(np.mean(-np.log(chances[np.arange(300), known]) * of_row), rel=1e-6)
    # Whoever knows nothing gives both classes half.
    assert found.plain == pytest.approx(np.mean(np.log(2) * of_row), rel=1e-6)
    assert not found.beaten
    assert evidence_of(arrays, "sigmoid", *given).beaten
