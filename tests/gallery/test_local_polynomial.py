"""Kernel regression against statsmodels, against fits made one by one, and against what must hold."""

import numpy as np
import pytest
from statsmodels.nonparametric.kernel_regression import KernelReg

from app.gallery.kernels import KERNELS
from app.gallery.local_polynomial import LocalPolynomial, best_bandwidth, polynomial
from app.gallery.regression import BANDWIDTHS, EXAMPLE, GRID

X, Y = np.array(EXAMPLE).T


@pytest.mark.parametrize(("order", "name"), [(0, "lc"), (1, "ll")])
@pytest.mark.parametrize("bandwidth", [0.2, 0.6, 2.5])
def test_orders_0_and_1_are_those_of_statsmodels(order, name, bandwidth):
    theirs = KernelReg(Y, X, var_type="c", reg_type=name, bw=[bandwidth]).fit(GRID)[0]
    ours = LocalPolynomial(X, Y, "Gaussian", order, bandwidth).fit(GRID)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)


def test_the_leave_one_out_error_is_that_of_statsmodels():
    model = KernelReg(Y, X, var_type="c", reg_type="lc", bw=[0.4])
    theirs = model.cv_loo(np.array([0.4]), model.est["lc"])
    assert LocalPolynomial(X, Y, "Gaussian", 0, 0.4).loo_error() == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("order", range(6))
def test_the_leave_one_out_error_is_that_of_leaving_each_out(kernel, order):
    bandwidth = 3.0
    errors = []
    for i in range(len(X)):
        rest = np.arange(len(X)) != i
        errors.append(Y[i] - LocalPolynomial(X[rest], Y[rest], kernel, order, bandwidth).fit([X[i]])[0])
    found = LocalPolynomial(X, Y, kernel, order, bandwidth).loo_error()
    assert found == pytest.approx(np.mean(np.square(errors)), rel=1e-5)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("order", range(6))
def test_a_polynomial_of_its_order_is_met_exactly(kernel, order):
    def truth(x):
        return sum((-0.7) ** k * (x - 4) ** k for k in range(order + 1))

    fitted = LocalPolynomial(X, truth(X), kernel, order, 4.0)
    np.testing.assert_allclose(fitted.fit(GRID), truth(GRID), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(polynomial(X, truth(X), order, GRID), truth(GRID), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("order", range(6))
def test_with_all_weights_equal_it_is_the_ordinary_polynomial(order):
    everywhere = LocalPolynomial(X, Y, "uniform", order, 50.0).fit(GRID)
    np.testing.assert_allclose(everywhere, np.polynomial.Polynomial.fit(X, Y, order)(GRID), atol=1e-6)
    np.testing.assert_allclose(polynomial(X, Y, order, GRID), everywhere, atol=1e-6)


def test_the_best_bandwidth_beats_every_other():
    best = best_bandwidth(X, Y, "Gaussian", 1, *BANDWIDTHS)
    least = LocalPolynomial(X, Y, "Gaussian", 1, best).loo_error()
    others = [LocalPolynomial(X, Y, "Gaussian", 1, h).loo_error() for h in np.geomspace(*BANDWIDTHS, 300)]
    assert least <= min(others) * 1.001


def test_no_bandwidth_is_best_when_no_point_can_be_told_from_the_others():
    assert best_bandwidth([1, 9], [0, 1], "tricube", 0, *BANDWIDTHS) is None
    assert best_bandwidth([5], [1], "Gaussian", 0, *BANDWIDTHS) is None


@pytest.mark.whole
def test_the_spread_is_that_of_the_points_and_does_not_shrink_with_their_number():
    random = np.random.default_rng(3)
    spreads, errors = [], []
    for count in (120, 1920):
        x = random.uniform(0, 10, count)
        fitted = LocalPolynomial(x, np.sin(x) + random.normal(0, 0.5, count), "Epanechnikov", 1, 1.0)
        spreads.append(fitted.spread([5.0])[0])
        errors.append(fitted.standard_error([5.0])[0])
    np.testing.assert_allclose(spreads, 0.5, rtol=0.25)
    # Sixteen times the points: a quarter of the error.
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.3)


def test_the_standard_error_of_a_mean_is_the_textbooks():
    y = np.array([1.0, 4.0, 2.0, 7.0, 5.0])
    fitted = LocalPolynomial(np.arange(5), y, "uniform", 0, 100.0)
    assert fitted.standard_error([2.0])[0] == pytest.approx(y.std(ddof=1) / np.sqrt(5))


def test_beyond_a_kernels_reach_there_is_no_estimate():
    fitted = LocalPolynomial([1, 2, 8, 9], [0, 1, 1, 0], "tricube", 0, 1.5)
    assert np.isnan(fitted.fit([5.0])).all()
    assert np.isnan(fitted.spread([5.0])).all()
    assert np.isfinite(LocalPolynomial([1, 2, 8, 9], [0, 1, 1, 0], "Gaussian", 0, 0.01).fit([5.0])).all()


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("order", range(6))
def test_one_point_or_a_pile_of_them_raises_nothing(kernel, order):
    for x, y in (([3], [1]), ([3, 3, 3], [0, 1, 2])):
        fitted = LocalPolynomial(x, y, kernel, order, 0.5)
        assert fitted.fit([3.0])[0] == pytest.approx(np.mean(y))
        fitted.standard_error(GRID)
        fitted.loo_error()
