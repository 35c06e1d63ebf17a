"""The finished run of the first screen: kept in a file, shown until something else is wanted."""

import numpy as np
import pytest

from app.network import presets, train
from app.network.bundled import bundled_run
from app.network.link import FIRST
from app.network.model import NetworkModel
from app.network.run_file import packed, unpacked
from app.network.settings import Spec


@pytest.fixture(scope="module")
def run():
    settings = presets[FIRST].changed(data=Spec("black-scholes", {"rows": 300}), epochs=3)
    return train(settings)


@pytest.fixture
def file(run, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(packed(run))
    return path


def test_a_run_comes_out_of_its_file_as_it_went_in(run, file):
    found = unpacked(file)
    assert found.settings == run.settings
    assert found.epoch_logs == run.epoch_logs
    # Equal numbers, also those that are none.
    assert repr(found.evidence) == repr(run.evidence)
    assert (found.stretches, found.seconds, found.exact) == (run.stretches, run.seconds, run.exact)
    for one, other in zip(found.weights, run.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    for name, values in run.snapshots.arrays().items():
        np.testing.assert_array_equal(found.snapshots.arrays()[name], values)


def test_a_file_of_other_settings_or_none_is_left_alone(run, file, tmp_path):
    assert bundled_run(file) is None
    assert bundled_run(tmp_path / "none.npz") is None
    (tmp_path / "broken.npz").write_bytes(file.read_bytes()[:500])
    assert bundled_run(tmp_path / "broken.npz") is None
    (tmp_path / "text.npz").write_text("nothing")
    assert bundled_run(tmp_path / "text.npz") is None


def test_the_first_screen_shows_it_until_settings_are_others(run, tmp_path):
    model = NetworkModel(settings=run.settings)
    model.open_with(run)
    assert model.run is run
    assert model.shows_bundled
    assert "trained" not in model.query
    model.keep_in(tmp_path)
    assert model.kept() == []
    model.change(epochs=7)
    assert model.run is None
    model.change(epochs=3)
    assert model.run is run
    model.choose_preset("scaled")
    assert model.run is None
    assert not model.shows_bundled
