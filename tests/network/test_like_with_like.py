"""Runs of other data, losses or settings are told apart wherever they stand beside one another."""

import numpy as np
import pytest

from app.network import presets, train
from app.network.datasets.notebook_data import notebook_data
from app.network.kept_run import Kept
from app.network.run import Run
from app.network.settings import CLASSES, REGRESSION, Settings, Spec
from app.network.snapshots import BINS, MEASURES
from app.network.views.builder import NeuralNetworkBuilder
from app.network.views.comparison import facts

PRICES = presets["scaled"].changed(title="")


def kept(key, settings=PRICES, task=REGRESSION, loss=1.0):
    rows = [{"epoch": epoch, "val_loss": loss, "val_r2": 0.5, "val_accuracy": 0.5} for epoch in (1, 2)]
    return Kept(key, 1.0, settings.title or "prices", settings, task, rows, 1.0, 9, place=len(key))


@pytest.fixture
def builder(monkeypatch):
    """A page that keeps these runs, all of them selected."""
    found = NeuralNetworkBuilder()

    def keep(*runs):
        monkeypatch.setattr(found.model, "kept", lambda: list(runs))
        found.model.selected = tuple(run.key for run in runs)
        return found

    found.keep = keep
    return found


def legend(chart):
    return [item["name"] for item in chart.legend]


def test_runs_of_another_question_share_no_axis(builder):
    flowers = Settings(Spec("iris"), PRICES.rows, Spec("SparseCategoricalCrossentropy"))
    absolute = PRICES.changed(loss=Spec("MeanAbsoluteError"))
    runs = (kept("a"), kept("bb"), kept("c", absolute, loss=9.0), kept("d", flowers, CLASSES, loss=800.0))
    builder.keep(*runs).model.step = "runs"
    panel = builder.panels["runs"]
    assert legend(panel.loss) == ["run 4", "run 3"]
    assert panel.loss_card.reading == "run 4, run 3; not run 2, run 1, of other data or another loss"
    # Of the same rows and target, whatever the loss.
    assert legend(panel.score) == ["run 4", "run 3", "run 2"]
    assert panel.score_card.reading == "run 4, run 3, run 2; not run 1, of other data or another target"
    builder.keep(runs[3])
    assert legend(panel.loss) == ["run 1"]
    assert panel.loss_card.reading == "run 1"


def test_a_run_of_the_same_name_is_told_by_what_differs(builder):
    slow = PRICES.changed(optimizer=Spec("Adam", {"learning_rate": 0.01}), seed=7)
    shown = Run(PRICES, None, [])
    other = Kept("b", 1.0, shown.title, slow, REGRESSION, [], 1.0, 9)
    builder.keep(other)
    builder.model.run = shown
    builder.viewpoint.renew()
    ((name, _),) = builder.viewpoint.others
    assert name == f"run 1, {shown.title}, optimizer Adam, learning rate 0.01, seed 7"


def test_what_is_left_of_other_settings_says_so(builder):
    builder.model.run = train(PRICES.changed(data=Spec("black-scholes", {"rows": 100}), epochs=1))
    for step in ("distributions", "diagnostics"):
        builder.model.step = step
    panels = builder.panels
    assert panels["diagnostics"].rows_card.title == "Rows · the run before"
    assert panels["distributions"].strip_card.reading.endswith("; of the run before")
    builder.model.settings = builder.model.run.settings
    builder.model.revision += 1
    assert panels["diagnostics"].rows_card.title == "Rows"
    builder.model.step = "distributions"
    assert "before" not in panels["distributions"].strip_card.reading


def test_rows_that_wait_say_for_what(builder):
    builder.model.step = "diagnostics"
    panel = builder.panels["diagnostics"]
    assert panel.rows.empty == "Train a network, and its predictions are judged here."
    panel.judging.start = lambda *_: None
    builder.model.run = train(PRICES.changed(data=Spec("black-scholes", {"rows": 100}), epochs=1))
    builder.model.revision += 1
    assert panel.rows_card.reading == "predicting the validation rows…"
    assert panel.rows.empty == "The validation rows are being predicted."


@pytest.mark.parametrize(("share", "told"), [(0.75, "75% of layer 1"), (0.5, None)])
def test_dead_units_are_a_fact_also_of_a_good_run(share, told):
    x = np.ones((20, 2), np.float32)
    run = Run(PRICES, notebook_data((x, np.arange(20.0))), ["Dense", "Dense"])
    measures = np.zeros((2, len(MEASURES)), np.float32)
    measures[0, MEASURES.index("dead")] = share
    run.snapshots.add(1, np.ones((4, 2, BINS + 3)), measures)
    run.epoch_logs.append({"epoch": 1, "loss": 0.0, "r2": 1.0, "val_loss": 0.0, "val_r2": 1.0})
    assert {fact.name: fact.value for fact in facts(run, run.data)}.get("dead units") == told
