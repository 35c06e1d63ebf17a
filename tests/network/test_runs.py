"""Runs that outlive a reload, in bounded room."""

import json
import sqlite3
from contextlib import contextmanager

import numpy as np
import pytest

from app.network import export, presets, train
from app.network.assembly import Assembly
from app.network.datasets import SOURCES
from app.network.runs import Runs
from app.network.settings import Spec
from app.network.training import Training
from app.problem import Problem
from app.settings import Settings as Served
from app.visitor import Visitor, new_identity

QUICK = presets["scaled"].changed(data=Spec("black-scholes", {"rows": 200}), epochs=2, title="")


@pytest.fixture(scope="module")
def run():
    return train(QUICK)


def test_a_run_comes_back_whole(tmp_path, run):
    run.key = ""
    assert Runs(tmp_path).keep(run) == []
    (kept,) = Runs(tmp_path).kept()
    assert (kept.settings, kept.epoch_logs, kept.title) == (
        QUICK,
        run.epoch_logs,
        "Black-Scholes prices, 4 × 16 tanh",
    )
    found = Runs(tmp_path).load(kept.key)
    assert found.history.equals(run.history)
    assert (found.stretches, found.exact, found.diverged) == (run.stretches, True, False)
    one, other = (each.snapshots.histogram("weights", 1, 2) for each in (found, run))
    np.testing.assert_array_equal(one.counts, other.counts)
    assert found.code == run.code
    assert [verdict.name for verdict in found.verdicts] == [verdict.name for verdict in run.verdicts]


def test_its_model_predicts_the_same(tmp_path, run):
    run.key = ""
    Runs(tmp_path).keep(run)
    found = Runs(tmp_path).load(run.key)
    assert found.model is None
    expected = export.predictions(run).result().said
    predicted = export.predictions(found).result()
    again = predicted.said
    np.testing.assert_array_equal(again, expected)
    assert again.shape == predicted.prepared.y_valid.shape
    assert again.std() > 1, "predictions are in the data's own units"


def test_a_run_that_got_another_rate_is_not_what_its_settings_give(tmp_path):
    training = Training(Assembly.of(QUICK))
    training.start()
    training.wait()
    training.train_on(1, 0.05)
    run = training.wait()
    runs = Runs(tmp_path)
    runs.keep(run)
    assert runs.load(run.key).rates == [(3, 0.05)]
    assert [kept.repeatable for kept in runs.kept()] == [False]


def test_a_newer_state_replaces_the_older(tmp_path, run):
    run.key = ""
    runs = Runs(tmp_path)
    runs.keep(run)
    runs.keep(run)
    assert len(runs.kept()) == 1


def test_the_oldest_goes_with_a_sentence(tmp_path, run):
    run.key = ""
    big = Runs(tmp_path)
    big.keep(run)
    size = big.kept()[0].bytes
    runs = Runs(tmp_path, most=int(size * 2.5))
    keys = [run.key]
    for _ in range(2):
        run.key = ""
        said = runs.keep(run)
        keys.append(run.key)
    assert len(said) == 1
    assert "was removed" in said[0]
    assert [kept.key for kept in runs.kept()] == keys[:0:-1]
    assert sorted(path.stem for path in (tmp_path / "runs").glob("*.npz")) == sorted(keys[1:])
    with pytest.raises(Problem, match="no longer kept"):
        runs.load(keys[0])


def test_a_run_that_is_too_big_is_not_kept(tmp_path, run):
    run.key = ""
    with pytest.raises(Problem, match="at most"):
        Runs(tmp_path, most=10).keep(run)
    assert Runs(tmp_path).kept() == []
    assert list((tmp_path / "runs").glob("*.npz")) == []


def test_remove_is_for_good_and_harmless_twice(tmp_path, run):
    run.key = ""
    runs = Runs(tmp_path)
    runs.keep(run)
    runs.remove(run.key)
    runs.remove(run.key)
    assert runs.kept() == []
    assert list((tmp_path / "runs").glob("*.npz")) == []


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "x" * 16, "0" * 16])
def test_forged_keys_are_refused(tmp_path, key):
    with pytest.raises(Problem):
        Runs(tmp_path).load(key)


def test_a_broken_row_hides_no_other(tmp_path, run):
    run.key = ""
    runs = Runs(tmp_path)
    runs.keep(run)
    with sqlite3.connect(tmp_path / "runs" / "runs.sqlite") as database:
        database.execute(
            "insert into runs select 'ffffffffffffffff', 0, 'x', '{', task, layers, rows, ending, 1 from runs"
        )
    assert [kept.key for kept in runs.kept()] == [run.key]


def test_a_folder_that_cannot_be_used_is_told_in_words(tmp_path, run):
    (tmp_path / "runs").write_text("in the way")
    with pytest.raises(Problem, match="cannot be kept"):
        Runs(tmp_path).keep(run)


def test_curves_of_a_run_whose_table_is_gone_can_still_be_seen(tmp_path, monkeypatch):
    path = tmp_path / "upload"
    path.write_text("a,y\n" + "".join(f"{n},{n / 3}\n" for n in range(40)))
    monkeypatch.setattr(SOURCES["own"], "_folder", None)
    values = SOURCES["own"].receive(path, "t.csv")
    run = train(QUICK.changed(data=Spec("own", values)))
    Runs(tmp_path).keep(run)
    monkeypatch.setattr(SOURCES["own"], "_tables", {})
    found = Runs(tmp_path).load(run.key)
    assert len(found.history) == 2
    assert found.data is None
    # Two epochs are too few to learn a line, which its numbers tell without its rows.
    assert [verdict.name for verdict in found.verdicts] == ["underfitting"]
    with pytest.raises(Problem):
        export.keras_file(found).result()


def guest(root, megabytes):
    """A visitor of a server that keeps so much for all."""
    settings = Served.read({"VITRINE_VISITORS": str(root), "VITRINE_VISITORS_MB": str(megabytes)})
    return Visitor(new_identity(root), settings=settings)


def test_to_look_for_runs_makes_no_folder(tmp_path):
    runs = Runs(tmp_path / "visitor")
    assert runs.kept() == []
    runs.remove("0" * 16)
    for look in (runs.load, runs.snapshots):
        with pytest.raises(Problem, match="no longer kept"):
            look("0" * 16)
    assert not (tmp_path / "visitor").exists()


def test_runs_and_decisions_share_one_quota(tmp_path, run):
    run.key = ""
    first = guest(tmp_path, 0.4)
    runs = Runs(first.folder, keeping=first.keeping)
    runs.keep(run)
    assert len(runs.kept()) == 1
    taken = sum(path.stat().st_blocks * 512 for path in first.folder.rglob("*") if path.is_file())
    second = guest(tmp_path, 0.4)
    with pytest.raises(Problem, match="is taken"):
        second.write("labels.json", b"x" * (400_000 - taken))
    refused = False
    while not refused:
        run.key = ""
        other = guest(tmp_path, 0.4)
        try:
            Runs(other.folder, keeping=other.keeping).keep(run)
        except Problem as problem:
            refused = "is taken" in problem.what
    charged = sum(path.stat().st_size for path in tmp_path.rglob("*.npz"))
    assert 0 < charged < 400_000
    assert not other.folder.exists()
    assert len(runs.kept()) == 1
    runs.load(runs.kept()[0].key)


def test_a_run_that_takes_the_room_of_an_older_one_needs_no_more(tmp_path, run):
    visitor = guest(tmp_path, 5)
    run.key = ""
    Runs(visitor.folder, keeping=visitor.keeping).keep(run)
    asked = []

    @contextmanager
    def keeping(growth):
        asked.append(growth)
        yield

    (kept,) = Runs(visitor.folder).kept()
    runs = Runs(visitor.folder, most=int(kept.bytes * 1.5), keeping=keeping)
    run.key = ""
    assert len(runs.keep(run)) == 1
    # What goes is as large as what comes: only the database's pages are asked for, and not the arrays.
    written = len(run.settings.text()) + len(json.dumps(run.epoch_logs)) + 1_000
    assert asked[0] < written + 32_768 + kept.bytes // 10
