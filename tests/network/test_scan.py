"""An epoch as one loop gives Keras's own numbers, bit by bit, whatever trains."""

import numpy as np
import pytest

from app.network import scan, train, worker
from app.network.assembly import Assembly
from app.network.engine import keras
from app.network.settings import EarlyStopping, Settings, Spec
from app.network.training import Training

ROWS = (Spec("Dense", {"units": 8}), Spec("Dense", {"units": 1, "activation": "linear"}))
WINE = (Spec("Dense", {"units": 8, "activation": "tanh", "dropout": 0.2, "batch_normalization": True}),
        Spec("Dense", {"units": 3, "activation": "softmax"}))  # fmt: skip
ERROR, ENTROPY = Spec("MeanSquaredError"), Spec("SparseCategoricalCrossentropy")
SETTINGS = {
    "noise, and a batch that is not full": Settings(
        Spec("wine"), WINE, ENTROPY, Spec("SGD", {"momentum": 0.9, "clipnorm": 1.0}),
        scale_inputs=True, epochs=3, batch_size=30,
    ),
    "a schedule and early stopping": Settings(
        Spec("diabetes"), ROWS, ERROR, metrics=(Spec("MeanAbsoluteError"),),
        schedule=Spec("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 200}),
        early_stopping=EarlyStopping(patience=1), scale_inputs=True, scale_target=True, epochs=9,
        batch_size=32,
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def also_few_steps(monkeypatch):
    monkeypatch.setattr(scan, "FEWEST_STEPS", 1)


def by_keras(settings):
    """History and weights of Keras's own fit."""

    def fit():
        assembly = Assembly.of(settings)
        prepared = assembly.prepared
        keras().backend.clear_session()
        keras().utils.set_random_seed(settings.seed)
        model = assembly.compiled()
        stopping = [assembly.early_stopping.make()] if assembly.early_stopping else []
        history = model.fit(
            prepared.x_train, prepared.y_train, batch_size=settings.batch_size, epochs=settings.epochs,
            validation_data=(prepared.x_valid, prepared.y_valid), callbacks=stopping, verbose=0,
        )  # fmt: skip
        return history.history, model.get_weights()

    return worker.submit(fit).result()


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_the_numbers_are_those_of_keras(settings, monkeypatch):
    scanned = []
    monkeypatch.setattr(
        "app.network.fitting.scan", lambda *a, **more: scanned.append(a) or scan.scan(*a, **more)
    )
    run = train(settings)
    assert scanned
    history, weights = by_keras(settings)
    for name, values in history.items():
        np.testing.assert_array_equal(run.history[name], values)
    for ours, theirs in zip(run.weights, weights, strict=False):
        np.testing.assert_array_equal(ours, theirs)


def test_training_on_is_training_longer():
    settings = SETTINGS["noise, and a batch that is not full"]
    training = Training(Assembly.of(settings))
    training.start()
    training.wait()
    training.train_on(2)
    np.testing.assert_array_equal(
        training.wait().history["val_loss"], train(settings.changed(epochs=5)).history["val_loss"]
    )


@pytest.mark.parametrize(
    "changes",
    [{"class_weights": True}, {"batch_size": 200}, {"rows": (Spec("Conv1D"), Spec("Flatten"), *ROWS[1:])}],
)
def test_what_needs_the_batch_or_gains_nothing_is_left_to_keras(changes):
    settings = SETTINGS["noise, and a batch that is not full"].changed(**changes)
    if "rows" in changes:
        settings = settings.changed(data=Spec("waves"), loss=ERROR)
    assembly = Assembly.of(settings)
    assert not scan.can_scan(assembly, assembly.network(), len(assembly.prepared.x_train), 10)
