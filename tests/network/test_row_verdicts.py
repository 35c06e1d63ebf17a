"""What is said of the rows themselves: validation from elsewhere, and what gives the target away."""

import numpy as np

from app.network.datasets.notebook_data import notebook_data
from app.network.difference import Difference
from app.network.settings import Spec
from app.network.verdicts.layers import unscaled
from app.network.verdicts.remedies import scale
from app.network.verdicts.rows import differs, leakage
from tests.network.made_runs import FALLING, SCALED, ended, judged, made, names


def test_validation_from_elsewhere_and_inputs_that_are_the_target():
    draw = np.random.default_rng(1)
    x, new = draw.normal(size=(400, 3)), draw.normal(size=(100, 3))
    y, known = (side @ [1.0, 2.0, 3.0] + draw.normal(size=len(side)) for side in (x, new))
    said = {
        "same": {one.name for one in differs(ended(x, y, (new, known)))},
        "shifted": {one.name for one in differs(ended(x, y, (new + 2, known)))},
        "scaled": {one.name for one in differs(ended(x, y, (new * 255, known)))},
    }
    assert said == {"same": set(), "shifted": {"validation differs"}, "scaled": {"validation differs"}}
    assert not list(leakage(ended(x, y)))
    (found,) = leakage(ended(np.column_stack([x, 2 * y + 1]), y))
    assert found.sentence.startswith("x4 alone")


def test_validation_rows_that_are_drawn_at_random_are_like_the_others():
    """Skewed columns, two towns in one, and eight rows of hundreds of columns: some differ by chance."""
    draw = np.random.default_rng(18)
    towns = np.where(draw.random((600, 20)) < 0.25, 9.0, 0.0) + draw.normal(size=(600, 20))
    for x, kept in (
        (np.exp(draw.normal(0, 1.5, (300, 100))), 30),
        (towns, 120),
        (draw.normal(size=(60, 500)), 8),
    ):
        y = x[:, 0] + draw.normal(size=len(x))
        assert not list(differs(ended(x[kept:], y[kept:], (x[:kept], y[:kept]))))
    wider = draw.normal(size=(60, 20))
    run = ended(towns, towns[:, 0], (20 * wider, wider[:, 0]))
    (found,) = differs(run)
    assert found.sentence.startswith("Validation rows are not like those trained on: x")
    # Three times as wide, in few rows.
    plain = draw.normal(size=(400, 2))
    told = [differs(ended(plain, plain[:, 0], (x, x[:, 1] / 3))) for x in 3 * draw.normal(size=(10, 60, 2))]
    assert sum(bool(list(one)) for one in told) == 10
    # A split by time of a network that learns by heart: both are told.
    far = {"train": 0.01, "gap": Difference(3.0, 0.1), "valid": 3.01, "learned": Difference(-2.0, 0.1)}
    assert names(judged(run, **far)) == {"validation differs", "overfitting"}


def test_a_class_that_validation_lacks():
    x = np.random.default_rng(2).normal(size=(300, 2))
    y = np.arange(300) % 3
    kept = y[:100] < 2
    (found,) = differs(ended(x, y, (x[:100][kept], y[:100][kept])))
    assert "“2” is not among the validation rows" in found.sentence


def test_inputs_that_give_one_class_or_the_targets_order_away():
    draw = np.random.default_rng(3)
    x, y = draw.normal(size=(300, 3)), draw.integers(0, 4, 300)
    (found,) = leakage(ended(np.column_stack([x, y == 2]), y))
    assert found.sentence.startswith("x4 alone")
    price = np.exp(draw.normal(size=300))
    (found,) = leakage(ended(np.column_stack([x, np.log(price) ** 3]), price))
    assert found.sentence.startswith("x4 alone")
    # In the same order but for a tenth of the noise: known before, it is a good input.
    assert not list(leakage(ended(np.column_stack([x, price + draw.normal(0, 0.1, 300)]), price)))


def test_a_smooth_series_is_not_given_away_by_its_last_value():
    """Of waves with a little noise each of five values before tells nearly all of the next, as is meant."""
    draw = np.random.default_rng(19)
    series = np.sin(np.arange(1_006) / 200) + 0.005 * draw.normal(size=1_006)
    windows = np.lib.stride_tricks.sliding_window_view(series, 6)
    x, y = windows[:, :5], windows[:, 5]
    assert not list(leakage(ended(x, y)))
    for copy in (2 * y + 1, y**3):
        (found,) = leakage(ended(np.column_stack([x, copy]), y))
        assert found.sentence.startswith("x6 alone")
    # A price in euros and in pounds, rounded; and one of them under noise.
    price = draw.uniform(5, 100, 400)
    euros, pounds = np.round(0.92 * price, 1), np.round(1.3 * price, 1)
    for second in (pounds, price + draw.normal(0, 0.07 * price.std(), 400)):
        (found,) = leakage(ended(np.column_stack([draw.normal(size=400), euros, second]), price))
        assert found.sentence.endswith("Leave it out if not.")


def test_a_label_under_noise_is_a_leak_where_the_other_inputs_say_little():
    draw = np.random.default_rng(4)
    x = draw.normal(size=(800, 4))
    y = (x[:, 0] + draw.normal(size=800) > 0).astype(int)
    (found,) = leakage(ended(np.column_stack([x, y + draw.normal(0, 0.1, 800)]), y))
    assert found.sentence.startswith("x5 alone")
    flipped = np.where(draw.random(800) < 0.01, 1 - y, y)
    (found,) = leakage(ended(np.column_stack([x, flipped]), y))
    assert found.sentence.startswith("x5 alone")
    # Half of them wrong: an input like others.
    assert not list(leakage(ended(np.column_stack([x, np.where(draw.random(800) < 0.25, 1 - y, y)]), y)))


def test_classes_that_lie_apart_in_all_inputs_are_no_leak():
    draw = np.random.default_rng(5)
    y = draw.integers(0, 3, 600)
    # Means nine deviations apart, gaps of about three, in each of four inputs: any of them tells as much.
    means = 9 * draw.permuted(np.tile([0.0, 1.0, 2.0], (4, 1)), axis=1).T
    x = means[y] + draw.normal(size=(600, 4))
    assert not list(leakage(ended(x, y)))
    # A target made from one input is known by it, and there is no gap between its halves.
    x = draw.normal(size=(600, 4))
    assert not list(leakage(ended(x, (x[:, 0] > 0).astype(int))))


def test_blobs_far_apart_are_no_leak_and_a_copy_of_the_class_is_one():
    draw = np.random.default_rng(8)
    y = draw.integers(0, 3, 300)
    # Sixteen deviations between the classes' means, in each of two inputs.
    x = draw.normal(size=(300, 2)) + 16 * np.column_stack([y, (y + 1) % 3])
    assert not list(leakage(ended(x, y)))
    (found,) = leakage(ended(np.column_stack([x, 7 - 2 * y]), y))
    assert found.sentence.startswith("x3 alone")


def test_a_target_is_not_told_to_be_scaled_where_the_output_gives_nothing_below_zero():
    line = SCALED.changed(scale_inputs=False, scale_target=False)
    positive = line.changed(rows=(*line.rows[:-1], line.rows[-1].with_values(activation="softplus")))
    assert scale(line, "regression")[0].label == "Scale inputs and target"
    (inputs,) = scale(positive, "regression")
    assert inputs.label == "Scale inputs"
    assert not inputs.apply(positive).scale_target
    assert scale(positive.changed(scale_inputs=True), "regression") == []
    counts = line.changed(loss=Spec("Poisson"), scale_inputs=True)
    assert scale(counts, "regression") == []


def test_a_target_of_another_size_is_told_of_where_it_is_not_learned():
    draw = np.random.default_rng(12)
    x = draw.normal(size=(300, 3))
    line = x @ [1.0, 2.0, 0.5] + draw.normal(size=300)
    raw = SCALED.changed(scale_target=False)

    def said(factor, **more):
        run = made(raw, FALLING, update=np.full((5, 20), 0.05))
        run.data = notebook_data((x, factor * line))
        return {one.name for one in unscaled(judged(run, **more) if more else run)}

    learned = {"valid": 0.05, "learned": Difference(0.95, 0.01), "behind": Difference(-0.1, 0.01)}
    assert said(1e4) == said(1e4, valid=0.5) == {"unscaled data"}
    assert said(1e4, **learned) == set()
    assert said(1e-4) == said(1e-4, **learned) == set()
    assert said(1e-4, valid=0.5) == {"unscaled data"}
    assert said(1.0, valid=0.5) == set()
    # What a logarithm is taken of cannot be scaled.
    raw = raw.changed(loss=Spec("Poisson"))
    assert said(1e4, valid=0.5) == set()


def test_rows_that_were_doubled_before_they_were_split_are_a_leak():
    draw = np.random.default_rng(14)
    x = draw.normal(size=(200, 3))
    y = x @ [1.0, 2.0, 3.0] + draw.normal(size=200)
    twice = np.concatenate([x, x, x]), np.concatenate([y, y, y])
    (found,) = leakage(judged(ended(*twice)))
    # A row of three is among the training rows unless both others are in validation, too: nearly always.
    assert 0.8 < float(found.sentence.split("%")[0]) / 100 <= 1
    assert not list(leakage(judged(ended(x, y))))
    # Other targets: measured again, and not the same row.
    assert not list(leakage(judged(ended(twice[0], draw.normal(size=600)))))
    # Of four bits there are sixteen rows: that they meet again is no news.
    bits = draw.integers(0, 2, (400, 4)).astype(float)
    assert not list(leakage(judged(ended(bits, bits[:, 0] + 2 * bits[:, 1] * bits[:, 2]))))


def test_rows_that_share_their_categories_are_no_copies():
    """Seven flags and a skewed amount: the nearest rows differ by an amount, the tenth by a flag."""
    draw = np.random.default_rng(16)
    x = np.column_stack([draw.integers(0, 2, (1_000, 7)), np.exp(draw.normal(7, 2, 1_000))])
    assert not list(leakage(judged(ended(x, draw.integers(0, 2, 1_000)))))


def test_what_is_just_beyond_what_is_asked_for_is_a_close_call():
    draw = np.random.default_rng(17)
    x = draw.normal(size=(2_000, 3))
    y = x[:, 0] + 0.03 * draw.normal(size=2_000)
    # R² is 1 / (1 + 0.03²), a little above 0.999.
    (near,) = leakage(judged(ended(x, y)))
    (same,) = leakage(judged(ended(x, 2 * x[:, 0])))
    assert (near.confidence, same.confidence) == ("a close call", "beyond doubt")
    for deviations, words in ((0.9, "a close call"), (3.0, "beyond doubt")):
        new = draw.normal(size=(2_000, 3))
        new[:, 0] += deviations
        (found,) = differs(ended(x, x[:, 1], (new, new[:, 1])))
        assert found.confidence == words
    # Of 1,700 rows 1,400 are there twice, and four of five of these have their like in training: 0.66 of 0.3.
    draws = np.concatenate([x[:1_000], x[:700]])
    (found,) = leakage(judged(ended(draws, draws @ [1.0, 2.0, 3.0])))
    assert found.confidence == "clear"
