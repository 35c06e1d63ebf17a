"""For every preset, what must be said of it and what must not; and each rule on curves made by hand."""

import numpy as np
import pytest

from app.network import presets, train
from app.network.checks import findings
from app.network.difference import Difference
from app.network.settings import Spec
from app.network.verdicts import OUTCOMES, RULES, verdicts
from app.network.verdicts.stretches import longest
from tests.network.made_runs import FALLING, SCALED, ended, judged, made, names

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


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_steps_too_long_are_named_from_any_seed_or_have_led_somewhere_all_the_same(seed):
    run = train(presets["too high a learning rate"].changed(seed=seed))
    said = {verdict.name for verdict in run.verdicts}
    assert ("high learning rate" in said) == (run.final["val_r2"] < 0.5)


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


@pytest.mark.parametrize(
    ("holds", "least", "found"),
    [([], 1, None), ([True], 1, (0, 0)), ([True, False, True, True], 2, (2, 3)), ([True] * 3, 4, None)],
)
def test_stretches(holds, least, found):
    assert longest(holds, least) == found


@pytest.mark.parametrize(
    ("behind", "noise", "said"),
    [(0.2, 0.05, {"overfitting"}), (0.2, 0.15, set()), (0.05, 0.01, set())],
)
def test_a_gap_beyond_doubt_and_a_bar_that_is_better_need_no_half_of_the_error(behind, noise, said):
    gap = {"train": 0.4, "valid": 0.75, "gap": Difference(0.35, 0.1), "learned": Difference(0.25, 0.05)}
    bar = {"bar": 0.75 - behind, "behind": Difference(behind, noise)}
    assert names(judged(made(SCALED, FALLING), **gap, **bar)) == said
