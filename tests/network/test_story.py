"""The talk's two runs: the numbers are those measured with plain Keras before this page existed."""

import numpy as np
import pytest


def column(run, name):
    return run.history[name].to_numpy()


def test_saturated_tanh_is_flat_then_learns(preset_runs):
    run = preset_runs["saturated tanh"]
    score, loss = column(run, "val_r2"), column(run, "loss")
    variance = float(run.data.y.var())
    assert (np.abs(score[11:18]) < 0.02).all()
    np.testing.assert_allclose(loss[11:18], variance, rtol=0.03)
    assert run.first_above(0.2) in range(18, 29)
    assert score[-1] > 0.8
    saturation = run.snapshots.measure("saturation")
    assert (saturation[3, 4:17] > 0.95).all()
    assert saturation[3, -1] < 0.7
    gradients = run.snapshots.measure("gradient_norm")
    assert gradients[:3, 11:17].max() < 0.2
    assert gradients[0, -1] > 10


def test_relu_learns_the_same_prices(preset_runs):
    assert column(preset_runs["the same with ReLU"], "val_r2")[-1] > 0.9


def test_scaled_learns_at_once(preset_runs):
    assert preset_runs["scaled"].first_above(0.9) <= 4


def test_too_high_a_learning_rate_ends_where_it_began(preset_runs):
    run = preset_runs["too high a learning rate"]
    assert column(run, "val_r2")[-1] < 0.3
    assert column(run, "loss").min() < 0.5 < column(run, "loss")[-1]


def test_overfitting_gets_worse_on_other_rows(preset_runs):
    run = preset_runs["overfitting"]
    assert column(run, "val_loss")[-1] > 1.1 * column(run, "val_loss").min()
    assert column(run, "loss")[-1] < 0.3


def test_a_run_has_what_a_notebook_needs(preset_runs):
    run = preset_runs["saturated tanh"]
    assert run.history.index.tolist() == list(range(1, 41))
    assert {"loss", "r2", "val_loss", "val_r2"} <= set(run.history.columns)
    assert run.model.count_params() == 4 * 16 + 16 + 3 * (16 * 16 + 16) + 17
    assert len(run.snapshots) == 40
    assert run.verdicts[0].name == "plateau"
    assert "keras.Sequential" in run.code
    with pytest.raises(KeyError):
        run.snapshots.histogram("colours", 0, 1)
