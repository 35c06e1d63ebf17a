"""What is offered against a disease fits the network that has it, and changes something."""

import numpy as np
import pytest

from app.network.difference import Difference
from app.network.settings import EarlyStopping, Spec
from app.network.verdicts import verdicts
from app.network.verdicts.remedies import dropout, leaky, more, normalize
from tests.network.made_runs import FALLING, SCALED, judged, made

STEADY = np.linspace(1, 0.9, 20)
OUTPUT = SCALED.rows[-1]


def said(run):
    return {verdict.name: verdict for verdict in verdicts(run)}


def dense(**values):
    return Spec("Dense", {"units": 8, **values})


@pytest.mark.parametrize(
    ("early", "rate", "words"),
    [
        (0.3, 0.01, "steps of 0.01 that ExponentialDecay shortens are too short"),
        (0.001, 0.1, "steps of 0.01 are too short"),
    ],
)
def test_steps_that_a_schedule_shortened_too_soon_stay_as_they_began(early, rate, words):
    decay = Spec("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 10, "decay_rate": 0.1})
    moved = np.full((5, 20), 1e-4)
    moved[:, :2] = early
    run = made(SCALED.changed(schedule=decay), STEADY, update=moved)
    for judgement in (run, judged(run)):
        found = said(judgement)["low learning rate"]
        assert words in found.sentence
        changed = found.remedy.apply(run.settings)
        assert (changed.schedule, changed.optimizer.values["learning_rate"]) == (None, rate)


def test_layers_that_the_first_epoch_threw_flat_are_offered_shorter_steps_first():
    flat = np.zeros((5, 20))
    flat[1] = 0.95
    for first, label in ((5.0, "Learning rate 0.0001"), (0.5, "Try ReLU")):
        moved = np.full((5, 20), 0.05)
        moved[1, 0] = first
        assert said(made(SCALED, FALLING, saturation=flat, update=moved))["saturation"].remedy.label == label


def test_steps_that_a_schedule_ended_are_too_short_also_where_no_weight_moves():
    decay = Spec("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 5, "decay_rate": 0.1})
    moved = np.zeros((5, 20))
    moved[:, :2] = 0.3
    found = said(judged(made(SCALED.changed(schedule=decay), np.full(20, 0.9), update=moved)))
    assert [one.label for one in found["low learning rate"].remedies] == ["Learning rate 0.01"]
    assert "frozen" not in found


def test_a_run_that_stopped_too_early_waits_longer_and_is_not_given_epochs_that_it_would_not_use():
    hasty = SCALED.changed(early_stopping=EarlyStopping(patience=4, min_delta=0.1), epochs=100)
    found = said(judged(made(hasty, FALLING, update=np.full((5, 20), 0.05))))["underfitting"]
    changed = found.remedy.apply(hasty)
    assert (changed.epochs, changed.early_stopping) == (100, EarlyStopping(patience=12))
    labels = [one.label for one in more(hasty, falling=True)]
    assert labels[0] == "300 epochs"


def test_what_holds_a_network_back_is_taken_away_wherever_it_stands():
    held = SCALED.changed(rows=(dense(dropout=0.5), Spec("Dropout", {"rate": 0.9}), dense(), OUTPUT))
    (found,) = [one for one in more(held, falling=False) if one.label == "No dropout"]
    assert found.apply(held).rows == (dense(dropout=0.0), dense(), OUTPUT)


@pytest.mark.parametrize(
    ("first", "later", "labels"),
    [(2.0, 0.05, ["Learning rate 0.0001"]), (0.5, 0.001, ["Learning rate 0.01"]), (0.5, 0.05, [])],
)
def test_a_plateau_is_left_by_steps_of_another_length_only_where_the_weights_say_so(first, later, labels):
    moved = np.full((5, 20), later)
    moved[:, 0] = first
    run = made(SCALED, FALLING, r2=np.zeros(20), update=moved)
    (found,) = [one for one in verdicts(run) if one.name == "plateau"]
    assert [one.label for one in found.remedies] == labels


def test_leaky_units_take_the_place_of_whatever_is_zero_below_zero():
    rows = (
        dense(activation=Spec("relu")),
        dense(activation="relu6"),
        dense(),
        dense(activation="tanh"),
        OUTPUT,
    )
    changed = leaky(SCALED.changed(rows=rows)).apply(SCALED.changed(rows=rows))
    assert [row.values["activation"] for row in changed.rows[:-1]] == ["leaky_relu"] * 3 + ["tanh"]


@pytest.mark.parametrize(
    ("hidden", "changed"),
    [
        ((dense(), dense()), [0.3, 0.3]),
        ((dense(dropout=0.1),), [0.3]),
        ((Spec("LSTM"), dense()), [None, 0.3]),
        ((Spec("LSTM"),), [0.3]),
        ((dense(dropout=0.5), dense()), None),
        ((dense(), Spec("Dropout", {"rate": 0.4})), None),
    ],
)
def test_dropout_is_offered_where_it_adds_some(hidden, changed):
    found = dropout(SCALED.changed(rows=(*hidden, OUTPUT)))
    rows = [row.values.get("dropout") for one in found for row in one.apply(SCALED).rows[:-1]]
    assert rows == (changed or [])


def test_gradients_that_vanish_are_helped_by_sizes_that_are_kept_and_not_by_shorter_steps():
    norms = np.ones((5, 20))
    norms[0] = 0.004
    bent = SCALED.changed(rows=(*[dense()] * 4, OUTPUT))
    moved = np.full((5, 20), 0.05)
    found = said(made(bent, FALLING, gradient_norm=norms, update=moved))["vanishing gradients"]
    assert [one.label for one in found.remedies] == ["Batch norm"]
    moved[1, 0] = 5
    found = said(made(bent, FALLING, gradient_norm=norms, update=moved))["vanishing gradients"]
    assert [one.label for one in found.remedies] == ["Learning rate 0.0001", "Batch norm"]
    flat = SCALED.changed(rows=(*[dense(activation="sigmoid")] * 4, OUTPUT))
    found = said(made(flat, FALLING, gradient_norm=norms, update=np.full((5, 20), 0.05)))
    assert [one.label for one in found["vanishing gradients"].remedies] == ["Try ReLU"]
    (kept,) = normalize(bent)
    assert all(row.values["batch_normalization"] for row in kept.apply(bent).rows[:-1])


def test_what_would_change_nothing_is_not_offered():
    """Weights blown up in a network whose gradients are clipped at 1 and whose numbers are scaled."""
    clipped = SCALED.changed(optimizer=Spec("Adam", {"clipnorm": 1.0}))
    update = np.full((5, 20), 0.02)
    update[2, 0] = 1e8
    blown = np.concatenate([[1e7], np.ones(19)])
    nowhere = {"learned": Difference(0.0, 0.05), "valid": 1.0, "train": 1.0}

    def labels(settings):
        found = said(judged(made(settings, blown, update=update), **nowhere))
        return [one.label for one in found["exploding gradients"].remedies]

    assert labels(SCALED) == ["Clip gradients at 1"]
    assert labels(clipped) == []
