"""The loss of each batch, against errors computed by hand, and what of it is kept."""

import numpy as np
import pytest

from app.network import scan, train
from app.network.assembly import Assembly
from app.network.datasets.notebook_data import notebook_data
from app.network.run_file import packed, unpacked
from app.network.settings import Settings, Spec
from app.network.step_losses import MOST, StepLosses
from app.network.training import Training
from app.network.views.curves import steps_of
from app.network.views.learning_curve import LearningCurve

DRAW = np.random.default_rng(3)
X = DRAW.normal(size=(55, 2)).astype(np.float32)
Y = (X @ [1.0, -2.0] + 0.5).astype(np.float32)
# Steps of nothing: each batch is judged by the weights that it began with.
STILL = Settings(
    Spec("given"), (Spec("Dense", {"units": 1, "activation": "linear"}),), Spec("MeanSquaredError"),
    Spec("SGD", {"learning_rate": 1e-12}), epochs=2, batch_size=1,
)  # fmt: skip


@pytest.mark.parametrize("steps", [1, 10**9], ids=["one loop an epoch", "Keras's own loop"])
def test_batches_of_one_row_have_that_rows_error(monkeypatch, steps):
    monkeypatch.setattr(scan, "FEWEST_STEPS", steps)
    run = train(STILL, notebook_data((X, Y)))
    prepared = Assembly.of(STILL, notebook_data((X, Y))).prepared
    kernel, bias = run.weights[:2]
    errors = ((prepared.x_train @ kernel + bias - prepared.y_train) ** 2).ravel()
    at, losses = run.steps.curve
    assert len(losses) == 2 * len(errors)
    for epoch in np.split(losses, 2):
        np.testing.assert_allclose(np.sort(epoch), np.sort(errors), rtol=1e-3, atol=1e-4)
    assert at[0] == pytest.approx(1 / len(errors))
    assert at[-1] == 2


def test_a_batch_that_is_not_full_counts_its_own_rows():
    settings = STILL.changed(batch_size=32)
    run = train(settings, notebook_data((X, Y)))
    _, losses = run.steps.curve
    # 44 rows train: 32, and 12.
    first, rest = losses[0::2], losses[1::2]
    np.testing.assert_allclose((32 * first + 12 * rest) / 44, run.history["loss"], rtol=1e-5)


def test_many_steps_become_means_and_stay_in_place():
    steps = StepLosses()
    steps.batches = 10
    every = np.arange(5 * MOST, dtype=float)
    for part in np.array_split(every, 37):
        steps.add(part)
    at, values = steps.curve
    stride = steps.stride
    assert len(values) <= MOST
    np.testing.assert_allclose(values, every[: len(values) * stride].reshape(-1, stride).mean(axis=1))
    # Of steps numbered from 1 the mean is the middle.
    np.testing.assert_allclose(at, (values + 1) / 10)


def test_they_are_kept_with_the_run(tmp_path):
    rows = (Spec("Dense", {"units": 3, "activation": "softmax"}),)
    loss = Spec("SparseCategoricalCrossentropy")
    run = train(STILL.changed(data=Spec("iris"), loss=loss, rows=rows, batch_size=40))
    (tmp_path / "run.npz").write_bytes(packed(run))
    again = unpacked(tmp_path / "run.npz")
    for mine, theirs in zip(run.steps.curve, again.steps.curve, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6)


def test_a_training_that_goes_on_adds_its_steps():
    training = Training(Assembly.of(STILL.changed(batch_size=11), notebook_data((X, Y))))
    training.start()
    training.wait()
    training.train_on(1)
    at, _ = training.wait().steps.curve
    np.testing.assert_allclose(at, np.arange(1, 13) / 4)


def test_the_chart_shows_batches_when_asked_and_lists_what_it_shows():
    run = train(STILL.changed(batch_size=11), notebook_data((X, Y)))
    chart = LearningCurve("Loss", bounds=(0.0, None))
    chart.show([], 2, (), steps_of(run))
    assert chart.can_be_by_batch
    assert chart.table() == (["epoch"], [])
    chart.by_batch = True
    assert chart.first == 0
    assert [item["name"] for item in chart.legend] == ["training, each batch"]
    columns, rows = chart.table()
    assert columns == ["epoch", "training, each batch"]
    assert [row[0] for row in rows] == pytest.approx([0.25 * place for place in range(1, 9)])
