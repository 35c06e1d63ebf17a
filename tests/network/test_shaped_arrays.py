"""Arrays of images and sequences keep their shape, whatever they are called; the program says the same."""

import numpy as np
import pytest

from app.network import train
from app.network.datasets import own_tables
from app.network.datasets.shaped_arrays import read_shaped
from app.network.model import NetworkModel

DRAW = np.random.default_rng(8)
SHADES = DRAW.integers(0, 256, (40, 6, 7, 3), dtype=np.uint8)
TWO = np.arange(40) % 2
KINDS = np.array(["cat", "dog"])[TWO]


def learned(path, monkeypatch, arrays):
    monkeypatch.setattr(own_tables(), "_tables", {})
    np.savez_compressed(path, **arrays)
    model = NetworkModel()
    model.receive(path, path.name)
    data = model.data
    monkeypatch.chdir(path.parent)
    program = {"np": np}
    exec(own_tables().code(model.settings.data.values), program)
    np.testing.assert_array_equal(program["x"], data.x)
    np.testing.assert_array_equal(program["y"], data.y)
    return model, data


@pytest.mark.parametrize(
    ("arrays", "wanted", "target"),
    [
        ({"images": SHADES, "labels": TWO}, SHADES / 255, "labels"),
        ({"data": np.moveaxis(SHADES, 3, 1), "targets": KINDS}, SHADES / 255, "targets"),
        ({"X": SHADES[..., 0], "t": np.eye(2)[TWO]}, SHADES[..., :1] / 255, "t"),
        ({"x": SHADES[:, :, :6, 0] / 255.0, "kind": TWO[:, None]}, SHADES[:, :, :6, :1] / 255, "kind"),
        (
            {"x_train": SHADES[:30], "y_train": TWO[:30], "x_test": SHADES[30:], "y_test": TWO[30:]},
            SHADES / 255,
            "y",
        ),
    ],
    ids=["channels last", "channels first", "no channel, one-hot", "from 0 to 1", "split"],
)
def test_images_under_any_names(tmp_path, monkeypatch, arrays, wanted, target):
    model, data = learned(tmp_path / "images.npz", monkeypatch, arrays)
    np.testing.assert_allclose(data.x, wanted, rtol=1e-6)
    assert (data.target, len(data.classes)) == (target, 2)
    np.testing.assert_array_equal(data.y, TWO)
    assert model.settings.rows[0].name == "Conv2D"
    assert model.findings() == []


def test_sequences_are_read_step_by_step(tmp_path, monkeypatch):
    steps = DRAW.normal(size=(40, 12, 3))
    model, data = learned(tmp_path / "steps.npz", monkeypatch, {"signal": steps, "next": steps[:, -1, 0]})
    np.testing.assert_allclose(data.x, steps, rtol=1e-6)
    np.testing.assert_allclose(data.y[:, 0], steps[:, -1, 0], rtol=1e-6)
    assert model.settings.rows[0].name == "LSTM"
    run = train(model.settings.changed(epochs=1))
    assert np.isfinite(run.final["loss"])


def test_large_images_are_made_smaller_and_that_is_said(tmp_path, monkeypatch):
    halves = np.zeros((20, 96, 64, 1), np.uint8)
    halves[:, 48:] = 255
    _, data = learned(tmp_path / "large.npz", monkeypatch, {"images": halves, "labels": TWO[:20]})
    assert data.x.shape == (20, 32, 21, 1)
    assert (data.x[:, :16].max(), data.x[:, 16:].min()) == (0, 1)
    assert "They are made smaller, 32 × 21 pixels." in data.notes


@pytest.mark.parametrize(
    "arrays",
    [
        {"spot": DRAW.normal(size=(40, 2)), "y": TWO},
        {"images": SHADES},
        {"images": SHADES, "age": TWO, "height": TWO},
        {"left": SHADES, "right": SHADES, "labels": TWO},
    ],
    ids=["flat", "no target", "two targets", "two inputs"],
)
def test_other_arrays_are_tables(tmp_path, arrays):
    np.savez(tmp_path / "a.npz", **arrays)
    assert read_shaped(tmp_path / "a.npz") is None
