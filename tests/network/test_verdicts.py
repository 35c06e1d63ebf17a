"""For every preset, what must be said of it and what must not; and each rule on curves made by hand."""

import numpy as np
import pytest

from app.network import presets, train
from app.network.checks import findings
from app.network.datasets import source_of
from app.network.datasets.notebook_data import notebook_data
from app.network.evidence import Difference
from app.network.settings import Settings, Spec
from app.network.simple_models import TREES
from app.network.verdicts import OUTCOMES, RULES, verdicts
from app.network.verdicts.layers import unscaled
from app.network.verdicts.remedies import every_step, more, scale
from app.network.verdicts.rows import differs, leakage
from app.network.verdicts.stretches import longest
from tests.network.made_runs import FALLING, SCALED, judged, made

ALL = {
    "divergence",
    "plateau",
    "saturation",
    "vanishing gradients",
    "exploding gradients",
    "dead ReLU",
    "small batch",
    "high learning rate",
    "low learning rate",
    "overfitting",
    "unscaled data",
    "underfitting",
    "frozen",
    "class imbalance",
    "validation differs",
    "leakage",
}

MUST = {
    "saturated tanh": {"plateau", "saturation", "vanishing gradients", "unscaled data"},
    "the same with ReLU": {"unscaled data"},
    "scaled": set(),
    "too high a learning rate": {"high learning rate"},
    "overfitting": {"overfitting"},
    "filters that see edges": set(),
    "a memory of 120 steps": {"vanishing gradients"},
}

MAY = {
    "too high a learning rate": {"dead ReLU", "vanishing gradients", "plateau"},
    "a memory of 120 steps": {"plateau"},
}


@pytest.mark.parametrize("title", list(presets))
def test_presets_say_what_they_must_and_nothing_else(preset_runs, title):
    said = {verdict.name for verdict in preset_runs[title].verdicts}
    assert said >= MUST[title]
    assert said - MUST[title] <= MAY.get(title, set())


@pytest.mark.parametrize("title", list(presets))
def test_every_remedy_can_be_trained_and_changes_something(preset_runs, title):
    run = preset_runs[title]
    for verdict in run.verdicts:
        assert 1 <= verdict.epochs[0] <= verdict.epochs[1] <= len(run.epoch_logs)
        assert verdict.remedies
        assert all(layer < len(run.snapshots.layers) for layer in verdict.layers)
        for remedy in verdict.remedies:
            changed = remedy.apply(run.settings)
            assert changed.changed(title="") != run.settings.changed(title="")
            assert findings(changed, run.data) == []


def test_the_sentences_carry_the_numbers(preset_runs):
    said = {verdict.name: verdict for verdict in preset_runs["saturated tanh"].verdicts}
    loss = preset_runs["saturated tanh"].history.loss
    first, last = said["plateau"].epochs
    assert f"{loss.loc[first:last].mean():.3g}" in said["plateau"].sentence
    assert 3 in said["saturation"].layers
    assert "layer 4 is saturated" in said["saturation"].sentence
    assert said["saturation"].remedy.label == "Try ReLU"


def names(run):
    return {verdict.name for verdict in verdicts(run)}


def test_a_healthy_run_is_left_in_peace():
    assert names(made(SCALED, FALLING)) == set()


def test_divergence():
    run = made(SCALED, [1.0, 1e9])
    run.diverged = True
    assert names(run) == {"divergence"}


def test_a_plateau_needs_five_epochs():
    r2 = np.full(20, 0.5)
    r2[3:7] = 0.005
    assert "plateau" not in names(made(SCALED, FALLING, r2=r2))
    r2[7] = -0.005
    (found,) = [one for one in verdicts(made(SCALED, FALLING, r2=r2)) if one.name == "plateau"]
    assert found.epochs == (4, 8)


@pytest.mark.parametrize(
    ("epochs", "words"), [(5, "a close call"), (7, "a close call"), (8, "clear"), (15, "beyond doubt")]
)
def test_a_sentence_tells_how_sure_it_is_by_the_epochs_that_it_needs(epochs, words):
    r2 = np.full(20, 0.5)
    r2[:epochs] = 0.005
    (found,) = [one for one in verdicts(made(SCALED, FALLING, r2=r2)) if one.name == "plateau"]
    assert found.graded == f"{found.sentence} That is {words}."


@pytest.mark.parametrize(
    ("behind", "words"), [(0.31, "beyond doubt"), (0.16, "clear"), (0.14, "a close call")]
)
def test_a_sentence_tells_how_sure_it_is_by_the_noise_of_a_difference(behind, words):
    """Three, one and a half, and one time two standard errors of 0.05: 0.3, 0.15, 0.1."""
    run = made(SCALED, FALLING, update=np.full((5, 20), 0.05))
    (found,) = verdicts(judged(run, behind=Difference(behind, 0.05)))
    assert (found.name, found.confidence) == ("underfitting", words)


@pytest.mark.parametrize(("known", "said"), [(0.0, True), (1.0, False)])
def test_one_validation_row_that_is_missed_tells_nothing_of_its_class(known, said):
    x = np.random.default_rng(4).normal(size=(300, 2))
    y = np.arange(300) % 60 == 0
    run = judged(ended(x[:240], y[:240], (x[240:], y[240:])), recalls=(1.0, 0.0), own_recalls=(1.0, known))
    assert ("class imbalance" in names(run)) == said


@pytest.mark.parametrize(("rare", "words"), [(4, "a close call"), (9, "clear"), (36, "beyond doubt")])
def test_a_rare_class_is_missed_the_more_surely_the_more_of_it_are_missed(rare, words):
    """Of n rows half would be found, with a deviation of sqrt(n) / 2: none is sqrt(n) of these away."""
    x = np.random.default_rng(4).normal(size=(1_000, 2))
    few = np.arange(1_000) < rare
    run = judged(ended(x, few, (x, few)), recalls=(1.0, 0.0))
    (found,) = [one for one in verdicts(run) if one.name == "class imbalance"]
    assert found.confidence == words


def test_exploding_gradients():
    norms = np.ones((5, 20))
    norms[2, 10:] = 1_000
    loss = np.concatenate([np.linspace(1, 0.1, 10), np.linspace(5, 50, 10)])
    (found,) = [
        one for one in verdicts(made(SCALED, loss, gradient_norm=norms)) if one.name == "exploding gradients"
    ]
    assert (found.epochs[0], found.layers) == (11, (2,))
    assert "1,000 times" in found.sentence


def test_a_first_epoch_that_blew_the_weights_up_is_told_where_nothing_came_of_it():
    update = np.full((5, 20), 0.02)
    update[2, 0] = 1e8
    blown = np.concatenate([[1e7], np.ones(19)])
    nowhere = {"learned": Difference(0.0, 0.05), "valid": 1.0, "train": 1.0}
    found = verdicts(judged(made(SCALED, blown, update=update), **nowhere))
    (told,) = [one for one in found if one.name == "exploding gradients"]
    assert (told.layers, told.evidence) == ((2,), "update")
    assert "In epoch 1 layer 3 moved by 1e+08 times its initial weights" in told.sentence
    # Weights that began next to nothing grow by as much, and learn.
    assert "exploding gradients" not in names(judged(made(SCALED, FALLING, update=update)))
    assert "exploding gradients" not in names(judged(made(SCALED, FALLING, update=update), **nowhere))
    assert "exploding gradients" not in names(made(SCALED, blown, update=update))


def test_vanishing_gradients_are_judged_against_the_output():
    norms = np.ones((5, 20))
    norms[0] = 0.004
    assert "vanishing gradients" in names(made(SCALED, FALLING, gradient_norm=norms))
    norms[0] = 0.006
    assert "vanishing gradients" not in names(made(SCALED, FALLING, gradient_norm=norms))


@pytest.mark.parametrize(
    ("late", "words"), [(0.8, "falls to 0%, and learning starts."), (0.5, "falls to 0%.")]
)
def test_learning_starts_where_the_score_rises_once_a_layer_is_no_longer_flat(late, words):
    flat, score = np.zeros((5, 20)), np.full(20, 0.5)
    flat[1, :10], score[10:] = 0.95, late
    (found,) = verdicts(made(SCALED, FALLING, r2=score, saturation=flat))
    assert found.sentence.endswith(f"In epoch 11 it {words}")


def test_dead_units_matter_where_the_score_is_bad():
    dead = np.zeros((5, 20))
    dead[1] = 0.75
    assert "dead ReLU" in names(made(SCALED, FALLING, dead=dead))
    assert "dead ReLU" not in names(made(SCALED, FALLING, dead=dead, r2=np.full(20, 0.95)))


def test_jumps_are_blamed_on_the_batch_where_it_is_small():
    loss = np.tile([1.0, 0.5], 10)
    loss[-1] = 1.0
    assert names(made(SCALED, loss)) == {"high learning rate"}
    assert names(made(SCALED.changed(batch_size=2), loss)) == {"small batch"}


def test_a_loss_below_zero_jumps_where_it_rises():
    """As that of counts around 20, which falls to 20 - 20 ln 20 = -40."""
    falling = np.concatenate([[-5.0, -15.0, -20.0, -24.0, -27.0], np.linspace(-30, -40, 15)])
    assert names(made(SCALED, falling)) == set()
    assert names(made(SCALED, np.tile([-40.0, -39.0], 10))) == set()
    assert names(made(SCALED, np.append(np.where(np.arange(19) % 2, falling[1:], falling[1:] + 25), 0))) == {
        "high learning rate"
    }


def test_a_jump_is_told_in_the_losses_themselves():
    loss = np.tile([1.0, 0.5], 10)
    loss[7] = 0.0
    (found,) = verdicts(made(SCALED, np.append(loss, 1.25)))
    assert "and ends at 1.25, after 0 in epoch 8." in found.sentence
    (found,) = verdicts(made(SCALED.changed(batch_size=1), loss))
    assert found.sentence.endswith("1 row a step says little about all of them.")


def test_too_low_a_learning_rate():
    slow = SCALED.changed(optimizer=Spec("Adam", {"learning_rate": 1e-5}))
    run = made(slow, FALLING, update=np.full((5, 20), 0.002))
    (found,) = verdicts(run)
    assert found.name == "low learning rate"
    assert found.remedy.apply(slow).optimizer.values["learning_rate"] == pytest.approx(1e-3)


@pytest.mark.parametrize(("noise", "said"), [(0.19, {"overfitting"}), (0.21, set())])
def test_a_validation_loss_that_rises_within_the_noise_of_few_rows_is_none_of_overfitting(noise, said):
    worse = np.concatenate([np.linspace(1, 0.5, 8), np.linspace(0.5, 0.8, 12)])
    even = {"bar": 0.5, "behind": Difference(0.0, 0.05)}
    run = made(SCALED, FALLING, val_loss=worse)
    assert names(judged(run, train=0.06, gap=Difference(0.44, noise), **even)) == said


def test_overfitting_is_not_told_of_a_run_that_stops_early():
    worse = np.concatenate([np.linspace(1, 0.5, 8), np.linspace(0.55, 1, 12)])
    assert names(made(SCALED, FALLING, val_loss=worse)) == {"overfitting"}


def test_a_diverging_run_ends_and_says_so():
    settings = presets["the same with ReLU"].changed(optimizer=Spec("SGD"), epochs=3)
    run = train(settings)
    assert run.diverged
    assert "divergence" in {verdict.name for verdict in run.verdicts}
    assert len(run.epoch_logs) < 3


def test_all_names_are_in_the_table():
    assert set.union(*MUST.values()) <= ALL
    assert len(RULES) == 11
    assert len(OUTCOMES) == 4


STEADY = np.linspace(1, 0.9, 20)


@pytest.mark.parametrize(
    ("steps", "more", "wanted"),
    [
        (np.geomspace(1e-9, 1, 40), {}, {"vanishing gradients"}),
        (np.geomspace(1e-9, 1, 40), {"bar": 0.49, "behind": Difference(0.01, 0.05)}, set()),
        (np.geomspace(0.5, 1, 40), {}, {"underfitting"}),
        (np.geomspace(1e-9, 1, 8), {}, {"underfitting"}),
    ],
)
def test_a_memory_that_does_not_reach_back_is_named_where_nothing_was_learned(steps, more, wanted):
    run = judged(made(SCALED, FALLING, update=np.full((5, 20), 0.05)), steps=tuple(steps), **more)
    assert {verdict.name for verdict in verdicts(run)} == wanted


@pytest.mark.parametrize(
    ("loss", "update", "more", "wanted"),
    [
        (FALLING, 0.05, {}, {"underfitting"}),
        (STEADY, 0.001, {}, {"low learning rate"}),
        (np.concatenate([[9.0], STEADY[1:]]), 1.5, {}, {"high learning rate"}),
        (np.concatenate([[9.0], STEADY[1:]]), 0.001, {}, {"low learning rate"}),
        (np.full(20, 0.9), 0.0, {}, {"frozen"}),
        (FALLING, 0.05, {"behind": Difference(0.3, 0.2)}, set()),
        (FALLING, 0.05, {"bar": 0.45, "behind": Difference(0.05, 0.01)}, set()),
        (STEADY, 0.001, {"bar": 0.5, "behind": Difference(0.0, 0.05)}, set()),
        (STEADY, 0.001, {"bar": 0.37, "behind": Difference(0.08, 0.01), "bar_name": TREES}, set()),
        (STEADY, 0.001, {"bar_name": TREES}, {"low learning rate"}),
        (FALLING, 0.05, {"bar": 0.37, "behind": Difference(0.08, 0.01)}, {"underfitting"}),
        (FALLING, 0.05, {"bar": 0.37, "behind": Difference(0.08, 0.01), "bar_name": TREES}, set()),
    ],
)
def test_a_network_behind_a_simple_model_is_told_why(loss, update, more, wanted):
    run = made(SCALED, loss, update=np.full((5, 20), update))
    assert names(judged(run, **more)) == wanted


@pytest.mark.parametrize(
    ("loss", "update", "more", "wanted"),
    [
        (STEADY, 0.001, {}, {"low learning rate"}),
        (FALLING, 0.05, {}, {"underfitting"}),
        (FALLING, 0.05, {"bar": np.nan, "bar_name": ""}, {"underfitting"}),
        (FALLING, 0.05, {"train": 0.21}, set()),
        (FALLING, 0.05, {"learned": Difference(-0.5, 0.25)}, set()),
    ],
)
def test_a_network_far_behind_the_shares_is_told_where_no_bar_surely_does_better(loss, update, more, wanted):
    run = made(SCALED, loss, update=np.full((5, 20), update))
    run = judged(
        run,
        **{
            "train": 0.7,
            "valid": 0.7,
            "learned": Difference(-0.5, 0.08),
            "bar": 0.15,
            "behind": Difference(0.55, 0.06),
            "learnable": Difference(0.05, 0.04),
            **more,
        },
    )
    found = verdicts(run)
    assert {verdict.name for verdict in found} == wanted
    assert all("that of always answering the mean 0.2" in verdict.sentence for verdict in found)
    assert not any("nan" in verdict.sentence for verdict in found)


@pytest.mark.parametrize(
    ("bar", "name", "plateau"), [(0.25, "a linear model", True), (np.nan, "", False), (0.15, "trees", False)]
)
def test_nothing_is_called_there_where_no_model_surely_finds_it(bar, name, plateau):
    run = judged(
        made(SCALED, FALLING, update=np.full((5, 20), 0.05)),
        train=0.7,
        valid=0.7,
        learned=Difference(-0.5, 0.08),
        bar=bar,
        bar_name=name,
        behind=Difference(0.7 - bar, 0.06),
        learnable=Difference(0.2 - bar, 0.04),
    )
    found = {verdict.name: verdict.sentence for verdict in verdicts(run)}
    assert ("nothing to learn here" in found.get("plateau", "")) == plateau
    assert "has not learned what is there" not in found["underfitting"]
    assert "the network is worse than always answering the mean: its error is 0.7, " in found["underfitting"]
    with_bar = f"that of {name} on the same rows {bar} and " if name else ""
    assert f"its error is 0.7, {with_bar}that of always answering the mean 0.2." in found["underfitting"]


def test_nothing_to_learn_is_said_where_no_model_learns():
    run = judged(
        made(SCALED, FALLING),
        train=0.98,
        valid=1.0,
        learned=Difference(0.0, 0.05),
        learnable=Difference(-0.01, 0.02),
        behind=Difference(0.0, 0.02),
        bar=1.01,
    )
    (found,) = verdicts(run)
    assert found.name == "plateau"
    assert "nothing to learn" in found.sentence
    # That says more than a score that stays at 0, and no shorter steps help.
    flat = made(SCALED, FALLING, r2=np.zeros(20), update=np.full((5, 20), 2.0))
    assert [one.label for one in verdicts(flat)[0].remedies] == ["Learning rate 0.0001"]
    flat.evidence = run.evidence
    (found,) = verdicts(flat)
    assert "nothing to learn" in found.sentence
    assert found.remedies == ()


def ended(x, y, validation=None):
    run = made(SCALED, FALLING)
    run.data = notebook_data((x, y), validation)
    run.task = run.data.task
    return run


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
    # Of rows from elsewhere nobody knows whether others are known by heart.
    far = {"train": 0.01, "gap": Difference(3.0, 0.1), "valid": 3.01, "learned": Difference(-2.0, 0.1)}
    assert names(judged(run, **far)) == {"validation differs"}


def test_a_class_that_validation_lacks():
    x = np.random.default_rng(2).normal(size=(300, 2))
    y = np.arange(300) % 3
    kept = y[:100] < 2
    (found,) = differs(ended(x, y, (x[:100][kept], y[:100][kept])))
    assert "“2” is not among the validation rows" in found.sentence


@pytest.mark.parametrize(
    ("holds", "least", "found"),
    [([], 1, None), ([True], 1, (0, 0)), ([True, False, True, True], 2, (2, 3)), ([True] * 3, 4, None)],
)
def test_stretches(holds, least, found):
    assert longest(holds, least) == found


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


def test_a_first_epoch_that_throws_the_weights_away_is_a_rate_too_high():
    update = np.full((5, 20), 0.05)
    update[1, 0] = 4.1
    (found,) = verdicts(judged(made(SCALED, FALLING, update=update)))
    assert found.name == "high learning rate"
    assert "4.1 times its initial weights" in found.sentence
    update[1, 0] = 3.9
    (found,) = verdicts(judged(made(SCALED, FALLING, update=update)))
    assert found.name == "underfitting"


@pytest.mark.parametrize(
    ("moved", "said"), [(5.0, {"saturation", "high learning rate"}), (0.5, {"saturation"})]
)
def test_layers_that_the_first_epoch_threw_flat_are_the_rates_doing(moved, said):
    update, saturation = np.zeros((5, 20)), np.zeros((5, 20))
    update[1, 0], saturation[1] = moved, 0.7
    assert names(judged(made(SCALED, FALLING, update=update, saturation=saturation))) == said


@pytest.mark.parametrize(
    ("train_error", "noise", "said"),
    [
        (0.05, 0.05, {"overfitting"}),
        (0.3, 0.05, set()),
        (0.05, 0.2, set()),
        (0.04, 0.2, {"overfitting"}),
        (0.001, 0.2, {"overfitting"}),
        (0.001, 0.225, set()),
        (0.001, 0.3, set()),
    ],
)
def test_a_gap_of_a_third_of_what_there_is_to_explain_is_overfitting(train_error, noise, said):
    gap = Difference(0.5 - train_error, noise)
    even = {"bar": 0.5, "behind": Difference(0.0, 0.05)}
    assert names(judged(made(SCALED, FALLING), train=train_error, gap=gap, **even)) == said


@pytest.mark.parametrize(
    ("behind", "noise", "said"),
    [(0.2, 0.05, {"overfitting"}), (0.2, 0.15, set()), (0.05, 0.01, set())],
)
def test_a_gap_beyond_doubt_and_a_bar_that_is_better_need_no_half_of_the_error(behind, noise, said):
    gap = {"train": 0.4, "valid": 0.75, "gap": Difference(0.35, 0.1), "learned": Difference(0.25, 0.05)}
    bar = {"bar": 0.75 - behind, "behind": Difference(behind, noise)}
    assert names(judged(made(SCALED, FALLING), **gap, **bar)) == said


@pytest.mark.parametrize(
    ("ahead", "noise", "said"), [(-0.2, 0.03, {"overfitting"}), (-0.2, 0.1, set()), (0.2, 0.03, set())]
)
def test_a_network_ahead_of_the_bar_on_its_own_rows_alone_knows_them_by_heart(ahead, noise, said):
    """The bar was judged on training rows that it had not seen; validation rows are too few to decide."""
    mild = {"train": 0.4, "valid": 0.7, "gap": Difference(0.3, 0.09), "bar": 0.65}
    mild |= {"learned": Difference(0.3, 0.1), "behind": Difference(0.06, 0.05)}
    run = judged(made(SCALED, FALLING), **mild, short=Difference(ahead, noise))
    assert names(run) == said


def test_nothing_to_learn_is_not_said_where_the_network_is_surely_behind_a_simple_model():
    """A rare class leaves it open how much better than its share the model is."""
    open_question = {"train": 0.15, "valid": 0.14, "learned": Difference(0.0, 0.05), "bar": 0.07}
    open_question |= {"learnable": Difference(0.07, 0.04)}
    sure = judged(made(SCALED, FALLING), **open_question, behind=Difference(0.066, 0.017))
    assert not any("nothing to learn" in verdict.sentence for verdict in verdicts(sure))
    even = judged(made(SCALED, FALLING), **open_question, behind=Difference(0.066, 0.05))
    assert any("nothing to learn" in verdict.sentence for verdict in verdicts(even))


def test_underfitting_is_helped_by_what_holds_the_network_back():
    held = SCALED.changed(
        rows=(Spec("Dense", {"units": 4, "dropout": 0.9, "regularizer": Spec("L2")}), SCALED.rows[-1])
    )
    prices = source_of(SCALED.data.name).load(SCALED.data.values)
    labels = [one.label for one in more(held, falling=True)]
    assert labels == ["No regularizer", "No dropout", f"{3 * held.epochs} epochs", "32 units a layer"]
    assert all(findings(one.apply(held), prices) == [] for one in more(held, falling=True))
    line = SCALED.changed(rows=SCALED.rows[-1:])
    (found,) = more(line, falling=False)
    assert len(found.apply(line).rows) == 2


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


def test_two_thirds_saturated_is_a_cause_only_where_something_was_not_learned():
    flat = np.zeros((5, 20))
    flat[1] = 0.7
    run = made(SCALED, FALLING, saturation=flat, update=np.full((5, 20), 0.05))
    assert names(run) == set()
    assert names(judged(run)) == {"saturation"}
    flat[1] = 0.5
    assert names(judged(made(SCALED, FALLING, saturation=flat, update=np.full((5, 20), 0.05)))) == {
        "underfitting"
    }


def test_few_validation_rows_leave_it_to_the_training_rows_whether_the_bar_is_better():
    open_question = {"behind": Difference(0.3, 0.2)}
    run = made(SCALED, FALLING, update=np.full((5, 20), 0.05))
    assert names(judged(run, **open_question)) == set()
    assert names(judged(run, **open_question, short=Difference(0.2, 0.05))) == {"underfitting"}
    assert names(judged(run, **open_question, short=Difference(0.2, 0.15))) == set()


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


@pytest.mark.parametrize(("errors", "words"), [(3.05, "a close call"), (6.1, "clear"), (9.1, "beyond doubt")])
def test_a_gap_is_as_sure_as_it_is_beyond_the_three_errors_that_it_must_be(errors, words):
    even = {"bar": 0.5, "behind": Difference(0.0, 0.05), "train": 0.06}
    (found,) = verdicts(judged(made(SCALED, FALLING), gap=Difference(0.44, 0.44 / errors), **even))
    assert (found.name, found.confidence) == ("overfitting", words)


def test_a_memory_that_learned_nothing_is_told_of_a_shorter_way_back():
    data = source_of("first-step").load({"rows": 100, "steps": 20})
    rows = (Spec("LSTM", {"units": 4}), Spec("Dense", {"units": 1, "activation": "sigmoid"}))
    used = Settings(Spec("first-step", {"rows": 100, "steps": 20}), rows, Spec("BinaryCrossentropy"))
    (found,) = every_step(used)
    changed = found.apply(used)
    assert [row.name for row in changed.rows] == ["LSTM", "GlobalAveragePooling1D", "Dense"]
    assert findings(changed, data) == []
    assert every_step(changed) == []
    assert every_step(SCALED) == []
