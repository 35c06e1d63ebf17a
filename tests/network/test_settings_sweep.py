"""Sweeps of settings: combinations counted by hand, and trainings that are those of the page."""

import asyncio
import json

import numpy as np
import pytest
from sklearn.model_selection import ParameterGrid

from app.charts.messages import deliver
from app.network import train
from app.network.combinations import applied, at_random, grid, usual, varied
from app.network.datasets.notebook_data import notebook_data
from app.network.editing import Editing
from app.network.settings import EarlyStopping, Settings, Spec
from app.network.settings_sweep import SweepTrial, Swept
from app.network.sweep_choice import SweepChoice
from app.network.views.parallel_lines import ParallelLines
from app.network.views.sweep_card import SOME, SweepCard
from app.problem import Problem

DRAW = np.random.default_rng(4)
X = DRAW.normal(size=(200, 3))
Y = X @ [2.0, -1.0, 0.5] + DRAW.normal(0, 0.5, 200)
USED = Settings(
    Spec("given"),
    (
        Spec("Dense", {"units": 8, "activation": "tanh"}),
        Spec("Dense", {"units": 4}),
        Spec("Dense", {"units": 1, "activation": "linear"}),
    ),
    Spec("MeanSquaredError"),
    Spec("Adam", {"learning_rate": 0.01}),
    scale_inputs=True,
    scale_target=True,
    epochs=4,
    batch_size=32,
    seed=3,
)
DATA = notebook_data((X, Y))


def swept(settings, cells, data=DATA):
    trial = SweepTrial(settings, data, cells)
    trial.start()
    return trial.wait(120)


# ---- combinations ----


def test_every_combination_comes_once_as_scikit_learn_makes_them():
    values = {"learning_rate": (0.1, 0.01), "batch_size": (8, 16, 32), "units": (4,)}
    cells = grid(values)
    assert len(cells) == 6
    key = lambda cell: sorted(cell.items())  # noqa: E731
    assert sorted(map(key, cells)) == sorted(map(key, ParameterGrid({k: list(v) for k, v in values.items()})))


def test_more_than_fifty_combinations_are_refused_with_their_number_and_may_be_drawn_from():
    values = {"learning_rate": tuple(np.arange(1, 9) / 100), "units": tuple(range(1, 8))}
    with pytest.raises(Problem, match="56 combinations"):
        grid(values)
    assert len(grid({**values, "units": (1, 2, 3, 4, 5, 6)})) == 48
    drawn = at_random(values, 20, seed=1)
    assert len({tuple(cell.items()) for cell in drawn}) == 20
    assert drawn == at_random(values, 20, seed=1)
    assert drawn != at_random(values, 20, seed=2)
    assert all(cell[name] in one for cell in drawn for name, one in values.items())
    assert len(at_random(values, 1_000, seed=1)) == 50
    assert at_random({"units": (1, 2)}, 9, seed=1) == [{"units": 1}, {"units": 2}]
    # A product of a million, of which five are drawn.
    many = {name: tuple(range(1, 51)) for name in ("batch_size", "units", "dropout", "learning_rate")}
    assert len(at_random(many, 5, seed=0)) == 5


def test_draws_are_even():
    values = {"batch_size": (1, 2, 3, 4), "units": (1, 2, 3)}
    drawn = [cell["units"] for seed in range(600) for cell in at_random(values, 3, seed)]
    counts = np.unique(drawn, return_counts=True)[1]
    # 1,800 draws of a third each: six standard deviations of 20.
    assert np.abs(counts - 600).max() < 120


def test_nothing_to_vary_is_said():
    for values in ({}, {"units": ()}):
        with pytest.raises(Problem, match="Nothing is varied"):
            grid(values)
        with pytest.raises(Problem, match="Nothing is varied"):
            at_random(values, 3, 1)


def test_a_combination_changes_what_it_names_and_nothing_else():
    cell = {"learning_rate": 0.05, "batch_size": 16, "units": 6, "dropout": 0.2}
    found = applied(USED, cell)
    assert [row.values.get("units") for row in found.rows] == [6, 6, 1]
    assert [row.values.get("dropout") for row in found.rows] == [0.2, 0.2, None]
    assert found.optimizer == Spec("Adam", {"learning_rate": 0.05})
    assert (found.batch_size, found.seed, found.epochs) == (16, 3, 4)
    assert found.rows[0].values["activation"] == "tanh"
    assert Settings.from_json(json.loads(found.text())) == found
    assert applied(USED, {}) is USED


def test_dropout_is_that_of_dropout_rows_where_there_are_some():
    rows = (USED.rows[0], Spec("Dropout", {"rate": 0.5}), USED.rows[-1])
    found = applied(USED.changed(rows=rows), {"dropout": 0.1})
    assert found.rows[1].values == {"rate": 0.1}
    assert "dropout" not in found.rows[0].values


def test_what_can_be_varied_follows_the_settings():
    assert list(varied(USED)) == ["learning_rate", "batch_size", "units", "dropout"]
    assert usual(USED) == {"learning_rate": (0.003, 0.01, 0.03), "units": (4, 8, 16)}
    assert "learning_rate" not in varied(USED.changed(schedule=Spec("ExponentialDecay")))
    assert list(varied(USED.changed(rows=USED.rows[-1:]))) == ["learning_rate", "batch_size"]
    # SGD's own rate where none is set.
    assert usual(USED.changed(optimizer=Spec("SGD")))["learning_rate"] == (0.003, 0.01, 0.03)
    tokens = (Spec("Embedding", {"vocabulary": 9, "units": 5}), Spec("GRU", {"units": 300}), USED.rows[-1])
    found = varied(USED.changed(rows=tokens))["units"]
    assert found.start == [150, 300]
    assert applied(USED.changed(rows=tokens), {"units": 7}).rows[0].values["units"] == 5
    with pytest.raises(Problem, match="from 1 up to 512"):
        found.checked([600], "the sweep")


# ---- trainings ----


def test_a_sweep_of_one_combination_is_the_plain_training():
    found = swept(USED, [{"units": 6, "batch_size": 16}])
    rows = tuple(
        Spec(row.name, {**row.values, "units": 6}) if place < 2 else row
        for place, row in enumerate(USED.rows)
    )
    plain = train(USED.changed(rows=rows, batch_size=16), DATA)
    assert found.scores[0] == pytest.approx(plain.final["val_r2"], abs=1e-5)
    assert (found.epochs, found.planned, found.score) == (4, 1, "R²")


def test_each_training_is_the_same_whatever_was_trained_before_it():
    rates = [{"learning_rate": rate} for rate in (0.001, 0.01, 0.1)]
    forth, back = swept(USED, rates), swept(USED, rates[::-1])
    assert forth.scores == pytest.approx(back.scores[::-1], abs=1e-6)
    assert len(set(forth.scores)) == 3
    assert forth.scores[forth.best] == max(forth.scores)
    assert forth.settings_of(2) == USED.changed(optimizer=Spec("Adam", {"learning_rate": 0.1}))


def test_a_score_is_that_of_the_weights_that_are_kept():
    used = USED.changed(epochs=40, early_stopping=EarlyStopping(patience=2))
    cell = {"learning_rate": 0.1}
    plain = train(applied(used, cell), DATA)
    assert plain.epoch_logs[-1]["epoch"] > plain.final["epoch"]
    assert swept(used, [cell]).scores[0] == pytest.approx(plain.final["val_r2"], abs=1e-5)


def test_long_trainings_are_cut_to_as_many_epochs_each():
    # 160 rows: 160 batches of one row; 3,000 of them are 18 epochs, and so many has the larger batch.
    found = swept(USED.changed(epochs=100), [{"batch_size": 1}, {"batch_size": 160}])
    assert found.epochs == 18
    plain = train(USED.changed(epochs=18, batch_size=160), DATA)
    assert found.scores[1] == pytest.approx(plain.final["val_r2"], abs=1e-5)
    assert found.settings_of(1).epochs == 100


def test_what_gives_no_numbers_is_never_the_best():
    found = Swept(USED, ({"units": 1}, {"units": 2}, {"units": 3}), (float("nan"), 0.2, 0.2), 3, 4, "R²")
    assert found.best == 1
    assert Swept(USED, ({"units": 1},), (float("nan"),), 1, 4, "R²").best is None
    wild = swept(USED.changed(optimizer=Spec("SGD")), [{"learning_rate": 1000.0}, {"learning_rate": 0.01}])
    assert wild.best == 1


def test_a_value_that_cannot_be_trained_is_refused_before_the_first():
    with pytest.raises(Problem, match="whole number"):
        swept(USED, [{"batch_size": 16}, {"batch_size": 0}])


# ---- what a visitor has of it ----


def choice(settings=USED):
    model = Editing(settings)
    model.notebook_data = DATA
    return model, SweepChoice(model)


def test_a_stop_keeps_what_was_trained():
    async def stopped():
        _, sweep = choice(USED.changed(epochs=10))
        sweep.choose("learning_rate", [0.001, 0.002, 0.003, 0.004, 0.005])
        sweep.choose("units", [2, 3, 4, 5, 6, 7])
        sweep.observe(
            lambda _: sweep.stop() if sweep.found and len(sweep.found.cells) >= 2 else None, "revision"
        )
        sweep.start()
        with pytest.raises(Problem, match="being tried"):
            sweep.start()
        await sweep.job.finished()
        return sweep

    sweep = asyncio.run(stopped())
    assert 2 <= len(sweep.found.cells) < sweep.found.planned == 30
    assert sweep.job.problem is None
    assert not sweep.job.running


def test_values_are_checked_and_a_training_is_taken_over():
    model, sweep = choice()
    assert sweep.size == 9
    for name, wrong in (
        ("learning_rate", [0]),
        ("units", [1.5]),
        ("units", "many"),
        ("dropout", [1]),
        ("batch_size", []),
    ):
        with pytest.raises(Problem):
            sweep.choose(name, wrong)
    with pytest.raises(Problem, match="no such setting"):
        sweep.choose("seed", [1])
    sweep.choose("units", [6, 6, 7])
    sweep.choose("learning_rate", None)
    assert sweep.values == {"units": (6, 7)}
    sweep.choose("units", None)
    assert sweep.size == 0
    with pytest.raises(Problem, match="Nothing is varied"):
        sweep.start()
    with pytest.raises(Problem, match="no such training"):
        sweep.take(0)
    sweep.choose("units", [6, 7])
    sweep.start()
    for place in (2, -1):
        with pytest.raises(Problem, match="no such training"):
            sweep.take(place)
    sweep.take(1)
    assert [row.values["units"] for row in model.settings.rows] == [7, 7, 1]
    assert model.replaced == 1


def test_the_card_shows_every_training_in_words_lines_and_numbers():
    model, sweep = choice()
    card = SweepCard(sweep, sweep.start, sweep.take)
    card.redraw()
    assert card.button.words == "Train 9 combinations"
    for name, value in (("units", [3, 5]), ("learning_rate", None), ("batch_size", [32])):
        deliver(card.form, {"event": "set", "data": {"group": "sweep", "field": name, "value": value}})
    assert card.button.words == "Train 2 combinations"
    deliver(card.form, {"event": "set", "data": {"group": "sweep", "field": "units", "value": [0]}})
    deliver(card.button, {"event": "begin", "data": None})
    assert sweep.found is None
    assert "Nothing is trained before" in card.reading
    deliver(card.form, {"event": "set", "data": {"group": "sweep", "field": "units", "value": [3, 5]}})
    deliver(card.button, {"event": "begin", "data": None})
    columns, rows = card._numbers()
    assert columns == ["batch size", "units", "validation R²"]
    assert [row[:2] for row in rows] == [[32, 3], [32, 5]]
    best = max(rows, key=lambda row: row[2])
    assert f"units {best[1]}" in card.reading
    assert [line["best"] for line in card.lines.lines] == [True, False]
    deliver(card.lines, {"event": "pick", "data": 0})
    assert model.settings.rows[0].values["units"] == 3
    for wrong in (7, -1, "0", None):
        deliver(card.lines, {"event": "pick", "data": wrong})
    assert model.settings.rows[0].values["units"] == 3
    deliver(card.form, {"event": "set", "data": {"group": "sweep", "field": "how", "value": SOME}})
    deliver(card.form, {"event": "set", "data": {"group": "sweep", "field": "runs", "value": 1}})
    assert sweep.size == 1


def test_lines_stand_where_their_values_are():
    chart = ParallelLines(lambda _: None)
    cells = tuple({"learning_rate": rate, "units": 4} for rate in (0.1, 0.001, 0.01, 0.02))
    chart.show(Swept(USED, cells, (0.5, 1.0, float("nan"), -30.0), 4, 4, "R²"))
    # The best first, what is no number last; an axis of one value has it in its middle.
    assert [line["place"] for line in chart.lines] == [1, 0, 3, 2]
    ats = {line["place"]: [round(at, 1) for at in line["ats"]] for line in chart.lines}
    assert ats[1] == [0.0, 50.0, 100.0]
    assert ats[2] == [33.3, 50.0, 0.0]
    # From −1, where what is worse lies, to 1: a half is at three quarters.
    assert ats[0] == [100.0, 50.0, 75.0]
    assert ats[3] == [66.7, 50.0, 0.0]
    assert [tick["label"] for tick in chart.axes[0]["ticks"]] == ["0.001", "0.01", "0.02", "0.1"]
    assert [line["known"] for line in chart.lines] == [True, True, True, False]
    assert [line["best"] for line in chart.lines] == [True, False, False, False]
