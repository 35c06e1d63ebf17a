"""Closer looks at a trained network, against counting by hand, scikit-learn, and the formula."""

import asyncio

import numpy as np
import pytest
from scipy.signal import correlate2d
from scipy.stats import norm
from sklearn.linear_model import LinearRegression
from sklearn.metrics import brier_score_loss, f1_score, precision_score, recall_score

from app.network import looks as all_looks
from app.network import train, worker
from app.network.datasets import prepare, source_of
from app.network.datasets.notebook_data import notebook_data
from app.network.diagnostics.calibration import Calibration
from app.network.diagnostics.filters import filters
from app.network.diagnostics.separation import Separation
from app.network.diagnostics.surface import surface
from app.network.export import predictions
from app.network.looks import Looks
from app.network.repeats import FoldTrial, SeedTrial
from app.network.row_curve import RowTrial
from app.network.settings import EarlyStopping, Settings, Spec
from app.problem import Problem

DRAW = np.random.default_rng(5)
X = DRAW.normal(size=(400, 3))
SLOPES = np.array([3.0, 1.0, 0.0])


def inspection():
    """The module that belongs to the thread; a test may import it anywhere."""
    from app.network.diagnostics import inspection

    return inspection


def test_a_threshold_is_counted_as_by_hand():
    parted = Separation.of([[0.9], [0.8], [0.4], [0.3], [np.nan]], [1, 0, 1, 0, 1], 1)
    cut = parted.at(0.5)
    assert (cut.found, cut.missed, cut.false, cut.spared) == (1, 1, 1, 1)
    assert (cut.recall, cut.precision, cut.alarms, cut.accuracy, cut.f1) == (0.5, 0.5, 0.5, 0.5, 0.5)
    # Three of the four pairs of a row of the class and another one are in order.
    assert parted.area == 0.75
    assert parted.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert np.isnan(parted.at(0.95).precision)
    assert parted.at(0.35).recall == 1.0


def test_the_first_of_two_classes_is_judged_by_the_rest_of_the_chance():
    scores, actual = DRAW.random(50), DRAW.integers(0, 2, 50)
    first, second = (Separation.of(scores[:, None], actual, place) for place in (0, 1))
    assert first.area == pytest.approx(second.area)
    assert first.at(0.3).found == second.at(0.7).spared


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_of_several_classes_against_all_others(place):
    chances, actual = DRAW.dirichlet([1, 1, 1], 90), DRAW.integers(0, 3, 90)
    parted = Separation.of(chances, actual, place)
    cut = parted.at(0.4)
    said, are = chances[:, place] > 0.4, actual == place
    assert cut.recall == recall_score(are, said)
    assert cut.precision == precision_score(are, said)
    assert cut.f1 == pytest.approx(f1_score(are, said))


def test_the_threshold_nearest_to_a_place_on_the_curve_gives_that_place():
    scores, actual = DRAW.random(200), DRAW.integers(0, 2, 200)
    parted = Separation.of(scores[:, None], actual, 1)
    for alarms, recall, _ in np.column_stack(parted.roc)[1:-1:7]:
        cut = parted.at(parted.nearest(alarms, recall))
        assert (cut.alarms, cut.recall) == (alarms, recall)


def test_a_threshold_has_two_ends_whatever_the_scores():
    assert Separation.of([[0.2], [0.7]], [0, 1], 1).ends == (0.0, 1.0)
    assert Separation.of([[-3.0], [5.0]], [0, 1], 1).ends == (-3.0, 5.0)
    assert Separation.of([[-1.0], [-1.0]], [0, 1], 1).ends == (-1.5, -0.5)


def test_a_class_that_validation_lacks_cannot_be_judged():
    assert not Separation.of([[0.2], [0.7]], [1, 1], 1).can_be_judged


def test_chances_that_mean_what_they_say_lie_on_the_line():
    chances = DRAW.random(20_000)
    honest = (DRAW.random(20_000) < chances).astype(int)
    found = Calibration.of(Separation.of(chances[:, None], honest, 1))
    assert len(found.said) == 10
    # A group of 2,000 rows: three standard errors of a share are at most 0.034.
    assert np.abs(found.said - found.were).max() < 0.034
    assert found.brier == pytest.approx(brier_score_loss(honest, chances))
    bold = Calibration.of(Separation.of(np.round(chances)[:, None], honest, 1))
    assert bold.off == pytest.approx(0.25, abs=0.02)
    assert bold.brier > bold.guessed > found.brier


def line(x):
    return (np.asarray(x, float) @ SLOPES)[:, None]


def scaled_line(prepared):
    """The line as a network that takes and gives scaled numbers."""
    mean, deviation = X[prepared.rows_train].mean(0), X[prepared.rows_train].std(0)
    target_mean, target_deviation = prepared.units
    return lambda x: (line(np.asarray(x) * deviation + mean) - target_mean) / target_deviation


def test_inputs_matter_as_much_as_their_slopes_say():
    prepared = prepare(notebook_data((X, line(X)[:, 0])), scale_inputs=True, scale_target=True, one_hot=False)
    found = inspection().importance(prepared, scaled_line(prepared), 0.5)
    assert found.names == ("x1", "x2", "x3")
    assert found.whole == pytest.approx(1.0, abs=1e-6)
    # Shuffling an input of a line adds twice its share of the variance to the error.
    shares = 2 * SLOPES**2 / (SLOPES**2).sum()
    assert found.falls == pytest.approx(shares, abs=0.2)
    assert found.falls[2] == pytest.approx(0.0, abs=1e-9)


def test_the_answer_follows_an_input_by_its_slope_in_the_datas_own_units():
    prepared = prepare(notebook_data((X, line(X)[:, 0])), scale_inputs=True, scale_target=True, one_hot=False)
    found = inspection().dependence(prepared, scaled_line(prepared), 0)
    fit = LinearRegression().fit(found.values[:, None], found.answers)
    assert fit.coef_[0] == pytest.approx(3.0, rel=1e-3)
    asked = X[prepared.rows_valid]
    assert asked[:, 0].min() <= found.values.min() < found.values.max() <= asked[:, 0].max()
    middle = line(np.column_stack([np.full(len(asked), found.values[5]), asked[:, 1:]])).mean()
    assert found.answers[5] == pytest.approx(middle, abs=1e-3)
    assert (found.spread[0] < found.answers).all()
    assert found.of == "y"


def test_an_input_that_does_not_vary_and_images_are_refused_in_words():
    constant = np.column_stack([X, np.ones(400)])
    prepared = prepare(
        notebook_data((constant, line(X)[:, 0])), scale_inputs=True, scale_target=True, one_hot=False
    )
    with pytest.raises(Problem, match="x4” is the same in all"):
        inspection().dependence(prepared, lambda x: line(x[:, :3]), 3)
    images = prepare(source_of("digits").load({}), scale_inputs=False, scale_target=False, one_hot=False)
    with pytest.raises(Problem, match="no columns"):
        inspection().importance(images, lambda x: x.reshape(len(x), -1)[:, :10], 0.5)


def prices_by_hand(spot, years, volatility, moneyness):
    """Black and Scholes (1973) with no interest, written anew."""
    strike, deviation = spot * moneyness, volatility * np.sqrt(years)
    d1 = np.log(1 / moneyness) / deviation + deviation / 2
    return spot * norm.cdf(d1) - strike * norm.cdf(d1 - deviation)


def test_a_surface_is_the_formula_and_what_is_said_there():
    data = source_of("black-scholes").load({"rows": 500})
    prepared = prepare(data, scale_inputs=False, scale_target=False, one_hot=False)
    found = surface(prepared, Spec("black-scholes"), lambda x: np.full((len(x), 1), 7.0), 3, 1, scaled=False)
    assert (found.across_name, found.down_name) == ("moneyness", "T")
    assert (found.predicted == 7).all()
    row, column = 20, 4
    held = found.held["S"], found.held["sigma"]
    by_hand = prices_by_hand(held[0], found.down[row], held[1], found.across[column])
    assert found.true[row, column] == pytest.approx(by_hand, rel=1e-6)
    worst = found.worst
    assert abs(found.errors[worst]) == np.abs(7 - found.true).max()
    with pytest.raises(Problem, match="two different"):
        surface(prepared, Spec("black-scholes"), lambda x: x[:, :1], 1, 1, scaled=False)
    with pytest.raises(Problem, match="formula"):
        surface(prepared, Spec("iris"), lambda x: x[:, :1], 0, 1, scaled=False)


LINE = Settings(
    Spec("given"),
    (Spec("Dense", {"units": 1, "activation": "linear"}),),
    Spec("MeanSquaredError"),
    Spec("Adam", {"learning_rate": 0.05}),
    scale_inputs=True,
    scale_target=True,
    epochs=20,
    batch_size=16,
)


def test_more_rows_help_where_inputs_are_many_and_rows_are_few():
    draw = np.random.default_rng(6)
    x = draw.normal(size=(400, 200))
    y = x @ draw.normal(size=200) + draw.normal(0, 3, 400)
    slower = LINE.changed(optimizer=Spec("Adam", {"learning_rate": 0.01}), epochs=40)
    trial = RowTrial(slower, notebook_data((x, y)))
    trial.start()
    found = trial.wait(120)
    assert found.rows == (40, 80, 160, 320)
    # 160 rows leave 40 of 200 slopes open, 320 rows none.
    assert found.valid[0] > 2 * found.valid[-1]
    assert found.valid[0] > found.train[0]
    assert list(found.valid) == sorted(found.valid, reverse=True)
    assert found.doubled.above
    assert "more rows would probably help" in found.sentence


def test_more_rows_hardly_help_a_line_that_is_known():
    draw = np.random.default_rng(9)
    slower = LINE.changed(optimizer=Spec("Adam", {"learning_rate": 0.01}), epochs=40)
    # Three slopes under noise of half the variance: 160 rows tell them as well as 320, but for a hundredth.
    trial = RowTrial(slower, notebook_data((X, line(X)[:, 0] + draw.normal(0, 3.0, 400))))
    trial.start()
    found = trial.wait(120)
    assert "would not help much" in found.sentence
    few = RowTrial(LINE, notebook_data((X[:12], line(X)[:12, 0])))
    few.start()
    with pytest.raises(Problem, match="too few"):
        few.wait(60)


def seen(run, *kinds, **chosen):
    """The looks at a run, after these were chosen one by one."""

    async def look():
        found = Looks()
        found.look_at(run, predictions(run).result())
        for kind in kinds:
            found.kind = kind
            found.set_trait("kind", kind)
            for name, value in chosen.items():
                setattr(found, name, value)
            if found.job.running:
                await found.job.finished()
        return found

    return asyncio.run(look())


def test_a_classifier_has_its_looks_and_a_regression_others():
    y = (X @ SLOPES > 0).astype(int)
    two = LINE.changed(
        rows=(Spec("Dense", {"units": 1, "activation": "sigmoid"}),), loss=Spec("BinaryCrossentropy")
    )
    run = train(two, notebook_data((X, y)))
    found = seen(run, all_looks.IMPORTANCE, all_looks.DEPENDENCE)
    trials = ["rows", "seeds", "folds"]
    assert list(found.kinds) == ["threshold", "calibration", "importance", "dependence", *trials]
    assert found.importance.names[0] == "x1"
    assert (np.diff(found.dependence.answers) > 0).all()
    assert found.dependence.of == "1"
    assert found.separation.area > 0.95
    # The other class: what was rising falls.
    other = seen(run, all_looks.DEPENDENCE, place=0)
    assert (np.diff(other.dependence.answers) < 0).all()
    number = train(LINE, notebook_data((X, line(X)[:, 0])))
    assert list(seen(number).kinds) == ["importance", "dependence", *trials]
    assert seen(number).separation is None


def test_a_look_at_another_run_forgets_the_one_before():
    run = train(LINE, notebook_data((X, line(X)[:, 0])))
    found = seen(run, all_looks.IMPORTANCE)
    assert found.importance is not None
    found.look_at(None, None)
    assert found.importance is None
    assert found.kinds == {}
    with pytest.raises(Problem, match="no run"):
        found.try_out()


def test_the_functions_answer_as_keras_does():
    run = train(LINE, notebook_data((X, line(X)[:, 0])))

    def both():
        return inspection().answer_of(run.model)(X[:7]), run.model.predict(X[:7], verbose=0)

    ours, keras = worker.submit(both).result()
    assert ours == pytest.approx(keras, abs=1e-6)


def repeated(trial):
    trial.start()
    return trial.wait(120)


def test_other_seeds_give_what_training_with_them_gives():
    data = notebook_data((X, line(X)[:, 0] + DRAW.normal(0, 1.0, 400)))
    used = LINE.changed(epochs=4, seed=7)
    found = repeated(SeedTrial(used, data))
    assert found.names == tuple(f"seed {seed}" for seed in range(7, 12))
    assert found.scores.shape == (5, 4)
    whole = train(used.changed(seed=9), data).history.val_r2
    assert found.scores[2] == pytest.approx(whole.to_numpy(), abs=1e-5)
    assert found.finals[2] == pytest.approx(whole.iloc[-1], abs=1e-5)
    assert found.mean == pytest.approx(np.mean(found.scores[:, -1]))
    assert found.deviation == pytest.approx(np.std(found.scores[:, -1], ddof=1))
    mean, low, high = found.band
    assert (low <= mean).all()
    assert (mean <= high).all()


def test_every_row_is_judged_once_by_folds():
    y = np.arange(60) % 3
    x = np.column_stack([np.arange(60.0), DRAW.normal(size=60)])
    used = LINE.changed(
        rows=(Spec("Dense", {"units": 3, "activation": "softmax"}),),
        loss=Spec("SparseCategoricalCrossentropy"),
        epochs=2,
        scale_target=False,
    )
    variants = list(FoldTrial(used, notebook_data((x, y)))._variants())
    judged = [data.x[data.trained_rows :, 0] for _, _, data in variants]
    assert sorted(np.concatenate(judged)) == list(range(60))
    for _, _, data in variants:
        assert sorted(data.x[:, 0]) == list(range(60))
        # Four rows of each class in each part.
        assert np.bincount(data.y[data.trained_rows :]).tolist() == [4, 4, 4]
        assert (data.x[:, 0] % 3 == data.y).all()
    found = repeated(FoldTrial(used, notebook_data((x, y))))
    assert found.scores.shape == (5, 2)
    with pytest.raises(Problem, match="too few"):
        repeated(FoldTrial(used, notebook_data((x[:9], y[:9]), (x[9:12], y[9:12]))))


def test_a_training_that_ends_early_counts_with_the_epoch_that_is_kept():
    used = LINE.changed(epochs=60, early_stopping=EarlyStopping(patience=2))
    found = repeated(SeedTrial(used, notebook_data((X, line(X)[:, 0] + DRAW.normal(0, 2.0, 400)))))
    ends = np.isfinite(found.scores).sum(axis=1)
    assert ends.min() < 60
    # R² falls where the squared error rises: the least error is the best score.
    assert found.finals == pytest.approx(np.nanmax(found.scores, axis=1), abs=1e-6)


def test_a_filter_is_seen_as_it_is_and_so_is_what_it_finds(preset_runs):
    run = preset_runs["filters that see edges"]
    prepared = judged(run).prepared
    found = worker.submit(lambda: filters(prepared, run.model, 5)).result()
    kernel, bias = run.weights[0], run.weights[1]
    assert found.kernels == pytest.approx(kernel[:, :, 0].transpose(2, 0, 1))
    image = prepared.x_valid[5, :, :, 0]
    for place in range(8):
        by_hand = correlate2d(image, kernel[:, :, 0, place], mode="valid") + bias[place]
        assert found.maps[place] == pytest.approx(np.maximum(by_hand, 0), abs=1e-4)
    assert found.image == pytest.approx(prepared.data.x[prepared.rows_valid[5], :, :, 0])
    assert found.actual == str(prepared.data.y[prepared.rows_valid[5]])
    # The last row is followed by the first.
    assert worker.submit(lambda: filters(prepared, run.model, len(prepared.x_valid))).result().row == 0


def judged(run):
    return predictions(run).result()


def test_some_filters_of_the_preset_are_edges(preset_runs):
    kernels = preset_runs["filters that see edges"].weights[0][:, :, 0].transpose(2, 0, 1)
    # Prewitt's masks, and the same turned by half a right angle.
    upright, slanted = np.outer([1, 1, 1], [1, 0, -1]), np.array([[0, 1, 1], [-1, 0, 1], [-1, -1, 0]])
    edges = [upright, upright.T, slanted, slanted[:, ::-1]]
    found = np.corrcoef([one.ravel() for one in [*kernels, *edges]])[:8, 8:]
    # Of nine numbers drawn at random four in a thousand are so alike.
    assert np.abs(found).max() > 0.9


def test_no_filters_without_a_convolution_of_images():
    run = train(LINE, notebook_data((X, line(X)[:, 0])))
    prepared = judged(run).prepared
    with pytest.raises(Problem, match="no convolution"):
        worker.submit(lambda: filters(prepared, run.model, 0)).result()
