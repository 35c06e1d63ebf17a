"""What a visitor chooses about a table of their own never ends where nothing can be done."""

import numpy as np
import pytest

from app.network import train
from app.network.datasets import own_tables
from app.network.model import NetworkModel
from app.network.views.data_panel import DataPanel
from app.network.views.progress import subject_of
from app.problem import Problem
from app.visitor.own_file import OwnFile

ROWS = "day,town,note,size,price,kept\n" + "".join(
    f"2024-{n % 12 + 1:02}-{n % 28 + 1:02},{'ABC'[n % 3]},"
    f"word{n} more,{n if n % 8 else ''},{n * 2}.5,{n % 2}\n"
    for n in range(48)
)


@pytest.fixture
def model(tmp_path, monkeypatch):
    for name in ("_tables", "_asked"):
        monkeypatch.setattr(own_tables(), name, {})
    path = tmp_path / "upload"
    path.write_text(ROWS)
    model = NetworkModel()
    model.receive(path, "homes.csv")
    return model


@pytest.fixture
def panel(model):
    told = []
    panel = DataPanel(model, OwnFile(on_open=lambda _: None), told.append)
    model.observe(lambda _: panel.redraw(), "revision")
    panel.redraw()
    panel.told = told
    return panel


def shown(panel):
    return {one["name"]: one["value"] for one in panel.sources.values}


def test_target_and_task_move_together(model):
    asked = [("kept", "binary", "sigmoid"), ("town", "classes", "softmax"), ("price", "regression", "linear")]
    for target, task, activation in asked * 2:
        model.set_value("target", target)
        assert (model.data.target, model.data.task) == (target, task)
        assert model.settings.rows[-1].values["activation"] == activation
        assert model.findings() == []


def test_the_form_says_what_is_learned_also_after_a_refusal(model, panel):
    panel.sources.vue_set({"name": "target", "value": "town"})
    assert shown(panel) == {"target": "town", "task": "classification", "missing": "median"}
    turn = panel.sources.turn
    panel.sources.vue_set({"name": "task", "value": "regression"})
    assert "“town” is category and not a number to predict" in str(panel.told[-1])
    assert panel.sources.turn == turn + 1
    assert shown(panel)["task"] == "classification"
    assert model.data.task == "classes"
    panel.sources.vue_set({"name": "target", "value": "price"})
    assert shown(panel) == {"target": "price", "task": "regression", "missing": "median"}
    assert subject_of(model) == "learns price, a regression, from 48 rows of homes.csv"


def test_columns_are_left_out_and_taken_in(model, panel):
    usual = {one["name"]: one["on"] for one in panel.sources.columns}
    assert usual == {"day": True, "town": True, "note": False, "size": True, "kept": True}
    assert model.data.target == "price"
    panel.sources.vue_use({"name": "town", "on": False})
    panel.sources.vue_use({"name": "note", "on": True})
    assert "town = A" not in model.data.features
    # Each note has two words; which of the inputs count them, the digest of a word decides.
    words = [place for place, name in enumerate(model.data.features) if name.startswith("note: words")]
    assert len(words) == 16
    assert (model.data.x[:, words].sum(axis=1) == 2).all()
    assert "“town”: left out by you." in model.data.notes
    panel.sources.vue_use({"name": "town", "on": True})
    panel.sources.vue_use({"name": "note", "on": False})
    assert set(model.settings.data.values) == {"file", "target"}


def test_the_only_input_cannot_be_left_out(model, panel, tmp_path):
    path = tmp_path / "reviews"
    path.write_text("review,stars\n" + "".join(f"so good {n},{n % 5}\n" for n in range(40)))
    model.receive(path, "reviews.csv")
    assert [(one["name"], one["on"]) for one in panel.sources.columns] == [("review", True)]
    turn = panel.sources.turn
    panel.sources.vue_use({"name": "review", "on": False})
    assert "No column of “reviews.csv” can predict “stars”" in str(panel.told[-1])
    assert panel.sources.turn == turn + 1
    assert len(model.data.features) == 16


def test_a_date_is_its_parts(model):
    names = list(model.data.features)
    first = model.data.x[0, names.index("day: month")], model.data.x[0, names.index("day: weekday")]
    # 1 January 2024 was a Monday.
    assert first == (1, 0)


@pytest.mark.parametrize(
    ("choice", "rows", "first"),
    [("median", 48, 24), ("mean", 48, 24), ("zero", 48, 0), ("rows", 42, 1), ("gaps", 48, 24)],
)
def test_missing_values_by_choice(model, choice, rows, first):
    model.set_value("target", "price")
    model.set_value("missing", choice)
    known = [n for n in range(48) if n % 8]
    assert (np.median(known), np.mean(known)) == (24, 24)
    names = list(model.data.features)
    assert len(model.data.x) == rows
    assert model.data.x[0, names.index("size")] == first
    if choice == "gaps":
        assert model.data.x[:9, names.index("size is missing")].tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_first_row_can_be_said_to_be_one(model, panel):
    panel.sources.vue_heading(False)
    assert len(own_tables().table_of(model.settings.data.values).frame) == 49
    assert model.data.target == "column 6"
    assert model.settings.data.values["heading"] == "row"
    panel.sources.vue_heading(True)
    assert (model.data.target, len(model.data.x)) == ("price", 48)


@pytest.mark.parametrize(
    "forged", [{"missing": "x"}, {"heading": "x"}, {"task": "x"}, {"without": "town"}, {"also": (1,)}]
)
def test_forged_choices_are_refused_in_words(model, forged):
    with pytest.raises(Problem):
        model.choose_data("own", **{**model.settings.data.values, **forged})


def test_own_rows_do_not_inherit_a_story_of_failing(model):
    """The page opens with raw prices and tanh, which is there to fail; a table of one's own begins sound."""
    assert (model.settings.scale_inputs, model.settings.scale_target) == (True, True)
    rows = [(row.name, row.values.get("activation", "relu")) for row in model.settings.rows]
    assert rows == [("Dense", "relu"), ("Dense", "relu"), ("Dense", "linear")]
    model.set_value("target", "kept")
    assert model.settings.rows[-1].values["activation"] == "sigmoid"
    # The price is twice the size, which one row in eight does not tell.
    model.set_value("target", "price")
    run = train(model.settings, model.data)
    assert run.epoch_logs[-1]["val_r2"] > 0.5
    assert "saturation" not in {verdict.name for verdict in run.verdicts}


def test_what_was_built_before_is_kept_for_own_rows(tmp_path, monkeypatch):
    for name in ("_tables", "_asked"):
        monkeypatch.setattr(own_tables(), name, {})
    path = tmp_path / "upload"
    path.write_text(ROWS)
    model = NetworkModel()
    model.edit(lambda rows: rows.add("Dense", units=7, activation="elu"))
    model.change(epochs=3)
    model.receive(path, "homes.csv")
    hidden = [row.values["activation"] for row in model.settings.rows[:-1]]
    assert hidden == ["tanh"] * 4 + ["elu"]
    assert (model.settings.epochs, model.settings.scale_inputs) == (3, True)
    # Whoever takes the scaling off keeps it off, whatever else of the table is chosen.
    model.change(scale_inputs=False)
    model.set_value("target", "size")
    assert not model.settings.scale_inputs
