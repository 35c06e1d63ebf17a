"""A remedy is tried from the same start: what helps, what harms, and what makes no difference."""

import dataclasses
import math

import numpy as np
import pytest

from app.network import presets, train
from app.network.datasets.notebook_data import notebook_data
from app.network.datasets.split import sides
from app.network.difference import Difference
from app.network.settings import EarlyStopping, Spec
from app.network.trial import Trial, Tried
from app.network.verdicts import Remedy, remedies

DRAW = np.random.default_rng(3)
X = DRAW.normal(size=(300, 3))
DATA = notebook_data((X, X @ [1.0, 2.0, -1.0] + DRAW.normal(0, 0.1, 300)))
LINE = presets["scaled"].changed(
    data=Spec("given"),
    rows=(Spec("Dense", {"units": 1, "activation": "linear"}),),
    epochs=20,
    batch_size=16,
    title="",
)


def slowed(rate):
    return LINE.changed(optimizer=Spec("Adam", {"learning_rate": rate}))


def tried(settings, remedy, data=DATA):
    trial = Trial(settings, remedy, data)
    trial.start()
    return trial.wait(120)


def test_a_remedy_that_helps_and_one_that_harms():
    better = tried(slowed(1e-5), remedies.rate(slowed(1e-5), 1000.0))
    assert better.helps
    assert not better.harms
    assert better.after < 0.1 < better.before
    worse = tried(slowed(1e-2), remedies.rate(slowed(1e-2), 0.001))
    assert worse.harms
    assert not worse.helps


def test_the_errors_are_those_of_the_whole_training():
    run = train(slowed(1e-3), DATA)
    found = tried(slowed(1e-3), Remedy("Longer steps", {"optimizer": Spec("Adam", {"learning_rate": 1e-2})}))
    assert found.epochs == 20
    assert found.before == pytest.approx(run.evidence.valid, rel=1e-5)


def test_without_a_change_there_is_no_difference():
    found = tried(slowed(1e-3), Remedy("Nothing", {}))
    assert (found.before, found.gain.mean) == (found.after, 0.0)
    assert not found.helps
    assert not found.harms


def test_scaled_and_unscaled_targets_compare():
    large = dataclasses.replace(DATA, y=DATA.y * 1000)
    raw = slowed(1e-2).changed(scale_target=False)
    found = tried(raw, Remedy("Scale", {"scale_target": True}), large)
    assert found.helps
    # It hardly left zero: the error is that of answering the mean, which is 1.
    assert found.before == pytest.approx(1.0, abs=0.25)


def test_class_weights_are_judged_with_all_classes_counted_alike():
    """Answers near the shares cost a row the logarithm of its own, those of a half log 2, both weighed."""
    few = (np.arange(300) % 20 == 0).astype(int)
    used = LINE.changed(
        rows=(Spec("Dense", {"units": 1, "activation": "sigmoid"}),),
        loss=Spec("BinaryCrossentropy"),
        scale_target=False,
        optimizer=Spec("Adam", {"learning_rate": 0.03}),
    )
    (weigh,) = remedies.weigh(used)
    data = notebook_data((X, few))
    found = tried(used, weigh, data)
    rows, others = sides(data)
    share, asked = few[rows].mean(), few[others]
    counts = np.where(asked, 0.5 / share, 0.5 / (1 - share))
    assert found.before == pytest.approx(
        -(counts * np.log(np.where(asked, share, 1 - share))).mean(), rel=0.1
    )
    assert found.after == pytest.approx(counts.mean() * math.log(2), rel=0.2)
    assert found.before > found.after
    assert remedies.weigh(weigh.apply(used)) == []


def test_long_trainings_are_cut_to_the_same_share(monkeypatch):
    monkeypatch.setattr("app.network.trial.MOST_STEPS", 20)
    long = slowed(1e-3).changed(epochs=10_000, batch_size=240)
    stopping = Remedy("Stop early", {"early_stopping": EarlyStopping(patience=5)})
    assert tried(long, stopping).epochs == 20
    # Batches of 60 rows are four an epoch: a quarter of the epochs with either.
    assert tried(long, remedies.batch(60)).epochs == 5


def test_a_training_that_diverges_is_infinitely_bad():
    rows = np.ones(5)
    assert Tried.of(3, rows * math.nan, rows).helps
    assert Tried.of(3, rows, rows * math.inf).harms
    assert Tried.of(3, rows * math.nan, rows * math.inf).gain == Difference(0.0, 0.0)


def test_a_trial_changes_no_number_of_a_training_that_goes_on():
    from app.network.assembly import Assembly
    from app.network.training import Training

    dropped = LINE.changed(
        rows=(Spec("Dense", {"units": 8, "dropout": 0.3}), LINE.rows[-1]), epochs=4, batch_size=16
    )
    whole = train(dropped, DATA)
    training = Training(Assembly.of(dropped.changed(epochs=2), DATA))
    training.start()
    training.wait()
    tried(dropped.changed(epochs=2), remedies.rate(dropped, 10.0))
    training.train_on(2)
    assert training.wait().epoch_logs == whole.epoch_logs


def test_a_trial_can_be_stopped():
    trial = Trial(slowed(1e-3).changed(epochs=10_000, batch_size=1), Remedy("Nothing", {}), DATA)
    trial.stop()
    trial.start()
    assert trial.wait(60) is None
    assert not trial.busy
