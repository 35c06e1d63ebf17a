import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from app.network.datasets import SOURCES, prepare, source_of
from app.network.datasets.black_scholes import call_price
from app.network.datasets.notebook_data import notebook_data
from app.network.datasets.split import split, standardized
from app.problem import Problem


def expected_payoff(payoff, spot, years, volatility):
    """The mean of a payoff over the lognormal prices at expiry, integrated numerically."""
    spread = volatility * np.sqrt(years)

    def integrand(z):
        return payoff(spot * np.exp(-(spread**2) / 2 + spread * z)) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

    return quad(integrand, -12, 12, limit=400, points=[0.0])[0]


@pytest.mark.parametrize(
    ("spot", "strike", "years", "volatility"),
    [(100, 100, 1, 0.2), (70, 130, 2, 0.6), (130, 60, 0.5, 0.1), (95, 100, 0.25, 0.35)],
)
def test_the_price_is_the_expected_payoff_and_keeps_put_call_parity(spot, strike, years, volatility):
    call = expected_payoff(lambda price: max(price - strike, 0), spot, years, volatility)
    put = expected_payoff(lambda price: max(strike - price, 0), spot, years, volatility)
    price = float(call_price(spot, strike, years, volatility))
    assert price == pytest.approx(call, abs=1e-4)
    assert price - put == pytest.approx(spot - strike, abs=1e-4)


def test_a_price_from_a_table_of_the_normal_distribution():
    # At the money: S (2 N(σ√T / 2) − 1), and N(0.1) = 0.539828 in any table.
    assert float(call_price(100, 100, 1, 0.2)) == pytest.approx(100 * (2 * 0.539828 - 1), abs=1e-3)


def test_limits_of_the_price():
    assert call_price(100, 80, 0, 0.2) == 20
    assert call_price(80, 100, 1, 0) == 0
    assert call_price(100, 100, 0, 0) == 0
    assert float(call_price(100, 80, 1, 1e-9)) == pytest.approx(20)
    assert float(call_price(100, 80, 1, 100)) == pytest.approx(100)
    strikes = call_price(100, np.linspace(1, 300, 200), 1, 0.3)
    assert (np.diff(strikes) < 0).all()
    assert (np.diff(strikes, 2) > -1e-9).all()


@pytest.mark.parametrize(
    ("name", "rows", "task"),
    [
        ("black-scholes", 10_000, "regression"),
        ("diabetes", 442, "regression"),
        ("iris", 150, "classes"),
        ("wine", 178, "classes"),
        ("breast-cancer", 569, "binary"),
        ("digits", 1_797, "classes"),
        ("waves", 2_000, "regression"),
        ("brackets", 2_000, "binary"),
        ("first-step", 800, "binary"),
    ],
)
def test_every_set_and_its_code_give_the_same_rows(name, rows, task):
    source = source_of(name)
    data = source.load({})
    assert (len(data.x), data.task) == (rows, task)
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.y).all()
    found = {"np": np}
    exec(source.code({}), found)
    for name in ("x", "y"):
        np.testing.assert_array_equal(found[name], getattr(data, name))
        assert found[name].dtype == getattr(data, name).dtype


def test_published_class_counts():
    assert np.bincount(source_of("iris").load({}).y).tolist() == [50, 50, 50]
    assert np.bincount(source_of("wine").load({}).y).tolist() == [59, 71, 48]
    assert np.bincount(source_of("breast-cancer").load({}).y).tolist() == [212, 357]


def test_brackets_are_balanced_where_they_say_so():
    data = source_of("brackets").load({"rows": 400})
    for row, balanced in zip(data.x, data.y, strict=True):
        text = "".join("( )"[0] if token == 1 else ")" for token in row)
        while "()" in text:
            text = text.replace("()", "")
        assert (text == "") == bool(balanced)
        assert np.bincount(row)[1:].tolist() == [12, 12]


def test_what_follows_a_wave_is_in_its_steps():
    data = source_of("waves").load({"rows": 1_000})
    last = LinearRegression().fit(data.x[:, -1], data.y).score(data.x[:, -1], data.y)
    assert 0.5 < last < LinearRegression().fit(data.x[..., 0], data.y).score(data.x[..., 0], data.y)


def test_only_the_first_step_tells_the_class():
    data = source_of("first-step").load({"steps": 30})
    assert data.x.shape == (800, 30, 1)
    assert (np.sign(data.x[:, 0, 0]) == 2 * data.y - 1).all()
    # Of 29 correlations of 800 pairs of noise none is beyond four standard errors.
    others = [abs(np.corrcoef(data.x[:, step, 0], data.y)[0, 1]) for step in range(1, 30)]
    assert max(others) < 4 / np.sqrt(800)
    with pytest.raises(Problem, match="steps"):
        source_of("first-step").load({"steps": 1})


def test_other_seeds_give_other_rows():
    one, other = (source_of("black-scholes").load({"seed": seed, "rows": 100}) for seed in (0, 1))
    assert not np.array_equal(one.x, other.x)


@pytest.mark.parametrize(
    "values", [{"rows": 0}, {"rows": 10**9}, {"rows": "5"}, {"seed": -1}, {"rows": True}]
)
def test_forged_values_are_refused(values):
    with pytest.raises(Problem):
        source_of("black-scholes").load(values)


def test_scaling_is_that_of_the_training_rows():
    data = source_of("wine").load({})
    train, valid = split(len(data.x))
    assert sorted([*train, *valid]) == list(range(178))
    known = StandardScaler().fit(data.x[train])
    np.testing.assert_allclose(standardized(data.x, train), known.transform(data.x), atol=1e-4)


def test_a_scaled_target_comes_back_in_its_units():
    data = source_of("diabetes").load({})
    prepared = prepare(data, scale_inputs=True, scale_target=True, one_hot=False)
    assert prepared.variance == pytest.approx(1)
    np.testing.assert_allclose(prepared.in_units(prepared.y_valid), data.y[prepared.rows_valid], rtol=1e-4)


def test_tokens_and_classes_are_never_scaled():
    data = source_of("brackets").load({"rows": 100})
    prepared = prepare(data, scale_inputs=True, scale_target=True, one_hot=False)
    assert set(np.unique(prepared.x_train)) == {1, 2}
    assert set(np.unique(prepared.y_train)) == {0.0, 1.0}


def test_all_sets_say_what_they_are():
    for source in SOURCES.values():
        assert source.title
        assert source.about.endswith(".")


def test_targets_of_several_columns_are_a_regression_or_classes_one_hot():
    x = np.arange(24.0).reshape(12, 2)
    several = notebook_data((x, np.stack([x[:, 0], x[:, 1] / 2], axis=1)))
    assert (several.task, several.outputs, several.targets) == ("regression", 2, ("y 1", "y 2"))
    one_hot = pd.DataFrame(np.eye(3)[[0, 1, 2, 2, 1, 0] * 2], columns=["red", "green", "blue"])
    classes = notebook_data((x, one_hot), task="classification")
    shown = [classes.classes[place] for place in classes.y]
    assert shown == ["red", "green", "blue", "blue", "green", "red"] * 2
    with pytest.raises(Problem, match="one 1 and else 0"):
        notebook_data((x, x), task="classification")


X = np.arange(40.0).reshape(20, 2)
NAMES = np.array(["low", "high"] * 10, object)


def test_numbers_among_objects_are_numbers():
    given = notebook_data((X, np.array([float(place) for place in range(20)], object)))
    assert (given.task, given.y[:3, 0].tolist()) == ("regression", [0, 1, 2])


def test_one_column_of_targets_may_be_a_column_or_a_row():
    y = X[:, 0]
    given = notebook_data((X[:12], y[:12]), (X[12:], y[12:, None]))
    assert given.y.shape == (20, 1)
    assert given.trained_rows == 12


@pytest.mark.parametrize(
    ("pair", "validation", "task", "words"),
    [
        ((X, np.ones(20)), None, None, "the same “y”: there is nothing to learn"),
        ((X, np.array(["a"] * 20)), None, None, "the same “y”: there is nothing to tell apart"),
        ((X[:3], X[:3, 0]), None, None, "3 rows: too few"),
        ((X[:, :0], X[:, 0]), None, None, "at least one input"),
        ((X, None), None, None, "“train”"),
        ((X, 3), None, None, "“train”"),
        ((X, X[:3, 0]), None, None, "targets of shape"),
        ((np.repeat(X, 3, axis=0), np.arange(60) / 7), None, "classification", "60 different values"),
        ((X, np.where(np.arange(20) == 4, None, NAMES)), None, None, "Row 4 has no “y”"),
        ((X, np.array(["2020-01-01"] * 20, "datetime64[D]")), None, None, "neither numbers nor classes"),
        ((X, X[:, 0] * 1j), None, None, "neither numbers nor classes"),
        ((X, np.ma.masked_less(X[:, 0], 3)), None, None, "masked"),
        ((X, np.append(X[1:, 0], np.nan)), None, None, "missing or infinite"),
        ((X[:12], NAMES[:12]), (X[12:], np.array(["other"] * 8)), None, "“y” other, which no training row"),
        ((X[:12], X[:12, 0]), (X[12:], X[12:]), None, "shape"),
    ],
)
def test_targets_that_mean_nothing_are_refused_in_words(pair, validation, task, words):
    with pytest.raises(Problem, match=words):
        notebook_data(pair, validation, task)
