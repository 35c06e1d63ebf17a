"""Start, pause, stop, train on: what a person does, and what must not change the numbers."""

import threading
import time
from unittest.mock import Mock

import pytest
from sklearn.metrics import f1_score

from app.network import presets, train
from app.network.assembly import Assembly
from app.network.control import Control
from app.network.model import NetworkModel
from app.network.record import kept_row
from app.network.settings import EarlyStopping, Settings, Spec
from app.network.training import DIVERGED, FINISHED, PAUSED, RUNNING, STOPPED, Training
from app.network.verdicts.remedies import learning_rate, rate_of
from app.network.views.progress import progress_of, words_of
from app.problem import Problem

QUICK = presets["scaled"].changed(data=Spec("black-scholes", {"rows": 400}), epochs=4, batch_size=16)
LONG = QUICK.changed(epochs=10_000)
DROPPED = QUICK.changed(rows=(Spec("Dense", {"units": 8, "dropout": 0.3}), QUICK.rows[-1]))


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def started(settings, **more):
    training = Training(Assembly.of(settings), **more)
    training.start()
    return training


@pytest.mark.parametrize("settings", [QUICK, DROPPED])
def test_same_settings_same_numbers(settings):
    one, other = train(settings), train(settings)
    assert one.epoch_logs == other.epoch_logs
    assert train(settings.changed(seed=2)).epoch_logs != one.epoch_logs


def test_training_on_gives_the_numbers_of_one_long_run():
    training = started(DROPPED.changed(epochs=2))
    training.wait()
    train(QUICK.changed(epochs=1))
    training.train_on(2)
    training.wait()
    assert training.run.epoch_logs == train(DROPPED).epoch_logs
    assert len(training.run.snapshots) == 4


def test_stop_ends_in_the_middle_of_an_epoch_and_keeps_the_last_whole_one():
    training = started(LONG.changed(data=Spec("black-scholes", {"rows": 50_000}), batch_size=8))
    until(lambda: training.state == RUNNING and training.progress.batch > 3)
    training.stop()
    assert training.state == STOPPED
    run = training.wait(60)
    assert not run.exact or run.epoch_logs
    assert run.model is not None
    assert training.progress.epoch == len(run.epoch_logs)


def test_stop_before_anything_is_compiled():
    training = started(LONG)
    training.stop()
    assert training.state == STOPPED
    assert training.wait(120).epoch_logs == []


def test_pause_halts_and_resume_changes_no_number():
    training = started(QUICK.changed(epochs=60))
    until(lambda: training.progress.epoch >= 1)
    training.pause()
    assert training.state == PAUSED
    time.sleep(0.1)
    before = training.progress
    time.sleep(0.2)
    assert (training.progress.epoch, training.progress.batch) == (before.epoch, before.batch)
    training.resume()
    paused = training.wait(120)
    assert training.state == FINISHED
    assert paused.epoch_logs == train(QUICK.changed(epochs=60)).epoch_logs


@pytest.mark.parametrize("paused", [False, True])
def test_training_stops_when_its_page_is_gone(monkeypatch, paused):
    monkeypatch.setattr(Control, "LEASE_BEAT", 0.02)
    there = threading.Event()
    there.set()
    training = started(LONG, lease=there.is_set)
    until(lambda: training.progress.epoch >= 1)
    if paused:
        training.pause()
    there.clear()
    run = training.wait(60)
    assert run.abandoned
    assert not training.busy


def test_divergence_ends_the_run_with_a_large_finite_loss():
    settings = presets["the same with ReLU"].changed(
        optimizer=Spec("SGD", {"learning_rate": 0.001}), data=Spec("black-scholes", {"rows": 1_000})
    )
    training = started(settings.changed(optimizer=Spec("SGD", {"learning_rate": 0.01})))
    run = training.wait()
    assert training.state == DIVERGED
    assert run.diverged
    with pytest.raises(Problem):
        training.train_on(5)


def test_early_stopping_goes_back_to_the_best_epoch():
    settings = presets["overfitting"].changed(early_stopping=EarlyStopping(patience=3))
    run = train(settings)
    losses = [row["val_loss"] for row in run.epoch_logs]
    assert len(losses) < 100
    assert min(losses) == losses[-4]
    prepared = Assembly.of(settings).prepared
    again = run.model.evaluate(prepared.x_valid, prepared.y_valid, verbose=0, return_dict=True)
    assert again["loss"] == pytest.approx(min(losses), rel=1e-4)
    assert run.final["val_loss"] == min(losses)
    assert run.final["val_r2"] == pytest.approx(again["r2"], abs=1e-4)


def test_f1_of_several_classes_is_that_of_the_most_likely_one():
    metric = Spec("F1Score")
    run = train(
        Settings(
            Spec("iris"),
            (Spec("Dense", {"units": 3, "activation": "softmax"}),),
            Spec("CategoricalCrossentropy"),
            metrics=(metric,),
            scale_inputs=True,
            epochs=2,
        )
    )
    prepared = Assembly.of(run.settings).prepared
    likely = run.model.predict(prepared.x_valid, verbose=0).argmax(1)
    wanted = f1_score(prepared.y_valid.argmax(1), likely, average="macro")
    assert run.final["val_f1_score"] == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(
    ("delta", "restore", "first", "epoch"),
    [(0.0, True, 0, 3), (0.2, True, 0, 2), (0.0, False, 0, 5), (0.0, True, 3, 5)],
)
def test_the_final_numbers_are_those_of_the_weights_that_are_kept(delta, restore, first, epoch):
    stopping = EarlyStopping(patience=9, min_delta=delta, restore_best=restore)
    losses = (1.0, 0.5, 0.4, 0.8, 0.7)
    rows = [{"epoch": place, "val_loss": loss} for place, loss in enumerate(losses, 1)]
    settings = presets["overfitting"].changed(early_stopping=stopping)
    assert kept_row(settings, rows, first)["epoch"] == epoch


def test_a_schedule_lowers_the_learning_rate():
    schedule = Spec("ExponentialDecay", {"decay_steps": 20, "decay_rate": 0.5})
    run = train(QUICK.changed(schedule=schedule))
    # 4 epochs of 20 steps halve it four times.
    assert float(run.model.optimizer.learning_rate) == pytest.approx(0.001 / 16, rel=1e-3)


def test_others_callbacks_hear_of_epochs_and_batches():
    from app.network.engine import keras

    heard = []

    class Listener(keras().callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
            heard.append(batch)

        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            heard.append(f"epoch {epoch}")

    train(QUICK.changed(epochs=1), callbacks=(Listener(),))
    assert heard == [*range(20), "epoch 0"]


def test_a_callback_that_raises_is_told_in_words():
    from app.network.engine import keras

    class Broken(keras().callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            raise RuntimeError("no luck")

    with pytest.raises(Problem, match="no luck"):
        train(QUICK, callbacks=(Broken(),))


def test_another_rate_is_told_of_while_it_trains():
    from app.network.engine import keras

    told = []

    class Listening(keras().callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):  # noqa: ARG002
            told.append((list(training.run.rates), rate_of(training.run)))

    training = Training(Assembly.of(QUICK.changed(epochs=1)), callbacks=(Listening(),))
    training.start()
    training.wait()
    training.train_on(1, 0.0002)
    training.wait()
    usual = learning_rate(QUICK)
    assert told == [([], usual), ([(2, 0.0002)], 0.0002)]
    assert training.run.rates == [(2, 0.0002)]


@pytest.fixture(scope="module")
def trained_once():
    training = started(QUICK.changed(epochs=1))
    training.wait()
    return training


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf"), "1", True])
def test_a_rate_that_cannot_be_is_refused(trained_once, rate):
    with pytest.raises(Problem, match="A learning rate is a number above 0"):
        trained_once.train_on(1, rate)


def test_a_rate_of_its_own_belongs_to_no_schedule():
    schedule = Spec("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 50})
    training = started(QUICK.changed(epochs=1, schedule=schedule))
    training.wait()
    with pytest.raises(Problem, match="A schedule sets the learning rate"):
        training.train_on(1, 0.1)


def test_only_once_and_only_what_is_right():
    training = started(QUICK.changed(epochs=1))
    with pytest.raises(Problem):
        training.start()
    training.wait()
    for epochs in (0, -1, 10**9, "2"):
        with pytest.raises(Problem):
            training.train_on(epochs)
    with pytest.raises(Problem):
        train(QUICK.changed(loss=Spec("BinaryCrossentropy")))


def test_progress_in_words():
    control = Control()
    control.begin(0, 40, 125)
    control.epoch_done(1)
    control.batch = 60
    progress = control.progress()
    assert words_of(progress).startswith("epoch 1 of 40 · batch 60 of 125 · ")
    assert progress.share == pytest.approx((1 + 60 / 125) / 40)


@pytest.mark.parametrize(
    ("batch", "said"),
    [(0, "compiling the network"), (60, "epoch 0 of 40 · batch 60 of 125"), (125, "compiling the network")],
)
def test_while_what_measures_the_first_epoch_is_compiled_the_bar_says_so(batch, said):
    control = Control()
    control.begin(0, 40, 125)
    control.batch = batch
    model = NetworkModel(settings=QUICK)
    model.training = Mock(progress=control.progress(), run=Mock(settings=QUICK))
    assert progress_of(model, RUNNING)[1].startswith(said)
