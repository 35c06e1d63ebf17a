"""What is said of a run beside what other models reach on the same rows."""

import numpy as np
import pytest

from app.network.checks import findings
from app.network.datasets import source_of
from app.network.difference import Difference
from app.network.settings import Settings, Spec
from app.network.simple_models import TREES
from app.network.verdicts import verdicts
from app.network.verdicts.remedies import every_step, more
from tests.network.made_runs import FALLING, SCALED, judged, made, names

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
