"""The network that its page shows first: trained once, and anew only where its maker changed."""

import shutil

import pytest

from app.network.bundled import bundled_run
from app.problem import Problem
from data import make as making
from data import network_run


def test_it_is_trained_once_and_read_back(tmp_path):
    assert making.make_network(tmp_path) == "made"
    run = bundled_run(tmp_path / "network.run.npz")
    assert run.first_above(0.2) in range(18, 29)
    assert run.final["val_r2"] > 0.8
    assert making.make_network(tmp_path) == "up to date"
    (tmp_path / "network.run.maker").write_text("another maker")
    # What is there stays readable until the new one is whole.
    assert bundled_run(tmp_path / "network.run.npz") is run


def test_without_it_all_else_is_made(tmp_path, monkeypatch):
    def refuse(*_given):
        raise Problem("Keras runs on torch.", "Restart.")

    monkeypatch.setattr(network_run, "make", refuse)
    said = making.make_network(tmp_path)
    assert "without a trained network" in said
    assert "Keras runs on torch." in said


@pytest.mark.parametrize(
    ("name", "anew"),
    [
        ("step_losses.py", True),
        ("scan.py", True),
        ("architecture/dense.py", True),
        ("datasets/black_scholes.py", True),
        ("views/page.py", False),
        ("datasets/csv_table.py", False),
    ],
)
def test_what_decides_a_number_trains_it_anew(tmp_path, name, anew):
    network = tmp_path / "network"
    shutil.copytree(network_run.NETWORK, network)
    before = network_run.maker(network)
    assert before == network_run.maker()
    (network / name).write_text("# changed\n")
    assert (network_run.maker(network) != before) is anew
