"""What the network page's widgets hold for the browser, and what they refuse from it."""

from __future__ import annotations

import asyncio
import math

import numpy as np
import pandas as pd
import pytest

from app.charts.messages import deliver
from app.network import presets
from app.network.diagnostics import Diagnostic
from app.network.kept_run import Kept
from app.network.model import NetworkModel
from app.network.settings import CLASSES, REGRESSION, Spec
from app.network.snapshots import BINS, Histogram, Snapshots
from app.network.trial import Tried
from app.network.verdicts import Remedy, Verdict
from app.network.views.builder import NeuralNetworkBuilder
from app.network.views.comparison import against, same_loss, same_score
from app.network.views.drawing import MOST_CIRCLES, Column, NetworkDrawing
from app.network.views.fit_scatter import FitScatter
from app.network.views.histogram import HistogramChart, Outline
from app.network.views.layer_strip import MOST_COLUMNS, LayerStrip
from app.network.views.learning_curve import Curve, LearningCurve
from app.network.views.run_files import file_name
from app.network.views.sentences import Taken, sentences
from app.network.views.settings_form import SettingsForm
from app.network.views.ticks import nice_ticks, number
from app.network.views.viewpoint import Beside, Viewpoint
from app.network.wording import layers_words, spec_words
from app.problem import Problem


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((0, 700), [0, 200, 400, 600]), ((-1, 1), [-1, -0.5, 0, 0.5, 1]), ((0.3, 0.3), [0.3])],
)
def test_ticks_are_round(ends, expected):
    assert nice_ticks(*ends) == expected


@pytest.mark.parametrize("ends", [(math.nan, 1), (0, math.inf), (5, 1)])
def test_ticks_of_no_axis_are_one(ends):
    assert len(nice_ticks(*ends)) == 1


def test_numbers_are_short():
    assert [number(x) for x in (0.0, 12345.6, -0.5, 1e-9, math.inf)] == ["0", "12,346", "−0.5", "1e−9", "∞"]


def test_a_curve_without_points_is_not_drawn():
    chart = LearningCurve("Loss", bounds=(0.0, None))
    none, missing = Curve("none", np.empty(0), "red"), Curve("pooling", np.full(2, np.nan), "red")
    chart.show([Curve("training", np.array([4.0, 2.0]), "red"), none, missing], 10)
    assert len(chart.figure.marks) == 1
    assert (chart.last, chart.span) == (2, 10)
    assert chart.spoken == "epoch 2: training 2"
    chart.vue_ask(1)
    assert chart.hovered == {"epoch": 1, "text": "epoch 1: training 4"}
    chart.vue_ask(3)
    assert chart.hovered["epoch"] == 1
    chart.show([], 10)
    assert chart.figure.marks == []


def test_values_that_are_not_finite_do_not_stretch_a_curve():
    chart = LearningCurve("Loss", bounds=(0.0, None))
    chart.show([Curve("training", np.array([1.0, np.inf, np.nan, 3.0]), "red")], 4)
    assert all(0 <= tick["at"] <= 100 for tick in chart.ticks)
    assert np.nanmax(chart.figure.marks[0].y) < 4


def test_a_cursor_goes_only_where_there_is_an_epoch():
    picked = []
    chart = LearningCurve("Loss", on_epoch=picked.append)
    chart.show([Curve("training", np.ones(5), "red")], 5)
    for wish in (0, 6, -1, "3", 2.5, None, True, 3):
        deliver(chart, {"event": "pick", "data": wish})
    assert picked == [3]


def test_a_long_strip_is_binned_to_its_highest():
    strip = LayerStrip("Saturation", on_pick=lambda *_: None)
    values = np.zeros((2, 1000))
    values[1, 777] = 1.0
    strip.show(["a", "b"], np.arange(1, 1001), values, bright=values, span=1000, say=str)
    assert len(strip.epochs) <= MOST_COLUMNS
    assert max(strip.heats[1]) == 100
    assert max(strip.heats[0]) == 0
    strip.select(778, 1)
    assert strip.words == ["0.0", "1.0"]


def test_a_strip_marks_what_is_missing():
    strip = LayerStrip("Saturation", on_pick=lambda *_: None)
    values = np.array([[np.nan, 0.5]])
    strip.show(["a"], np.array([1, 2]), values, bright=values, span=2, say=str)
    assert strip.heats == [[-1, 50]]


def test_the_outer_bins_of_a_saturated_layer_are_red():
    counts = np.zeros(BINS, np.uint32)
    counts[0] = counts[-1] = 5
    chart = HistogramChart("Activations")
    chart.show(Histogram(counts, np.linspace(-1, 1, BINS + 1), 3), (-0.975, 0.975))
    colours = chart.figure.marks[0].colors
    assert colours[0] == colours[-1] == "var(--v-negative)"
    assert len({*colours[1:-1]}) == 1
    assert chart.note == "3 values are not finite"
    chart.show(None)
    assert chart.said == []


def test_another_runs_values_lie_over_the_columns_in_the_same_shares():
    own = Histogram(np.full(BINS, 2, np.uint32), np.linspace(0, 3, BINS + 1), 0)
    # Two thirds of the other's lie evenly from 3 to 4.5, and nothing below.
    counts = np.zeros(BINS, np.uint32)
    counts[:10], counts[20:] = 200, 100
    chart = HistogramChart("Weights")
    chart.show(own, None, Outline("run 1", "red", Histogram(counts, np.linspace(3, 7.5, BINS + 1), 0)))
    line, columns = chart.figure.marks[1], chart.figure.marks[0]
    assert line.visible
    assert line.colors == ["red"]
    # The axis doubles at most: from 3 to 6 there are 30 more columns, empty ones, and the line.
    assert columns.y.tolist() == [2.0] * 30 + [0.0] * 30
    assert columns.x[-1] == pytest.approx(5.95)
    # 10 bins of 0.15 hold 2/3 of its values: each column of 0.1 a 15th of that, scaled to 60 values.
    heights = line.y[1:-1:2]
    assert heights[:30].tolist() == [0.0] * 30
    assert heights[30:45] == pytest.approx(np.full(15, 60 * 2 / 3 / 15))
    assert heights[45:] == pytest.approx(np.zeros(15))
    assert chart.said[30].endswith("; run 1: 4%")
    assert chart.beside == {"name": "run 1, 33% of it further out", "colour": "red"}
    assert [row[0] for row in chart.table()[1]] == ["this run"] * 30 + ["run 1"] * 30
    chart.show(own)
    assert not line.visible
    assert chart.beside == {}


def test_the_layer_of_another_run_is_the_one_at_the_same_place_or_the_output():
    snapshots = Snapshots(["Dense", "Dense", "Dense"])
    for epoch in (1, 2):
        bins = np.zeros((4, 3, BINS + 3))
        bins[:, :, 0] = [[10 * epoch + layer for layer in range(3)]] * 4
        snapshots.add(epoch, bins, np.zeros((3, 5)))
    beside = Beside("run 1", snapshots)
    # A run of five layers beside it: its first two hidden ones and its output have a counterpart.
    found = [beside.histogram("weights", layer, 5, 2) for layer in range(5)]
    assert [one and one.counts[0] for one in found] == [20, 21, None, None, 22]
    assert beside.histogram("weights", 0, 5, 40).counts[0] == 20


def test_a_wide_layer_is_summarised():
    drawing = NetworkDrawing()
    drawing.show([Column("input", 4), Column("relu", 4096, 0.5), Column("output", 1)])
    assert len(drawing.figure.marks[1].x) <= 4 + MOST_CIRCLES + 1
    assert [column["units"] for column in drawing.columns] == ["4", "4,096", "1"]


def test_sentences_say_what_the_verdict_says_and_offer_its_remedies():
    verdict = Verdict("saturation", "From epoch 3 to 22 layer 4 is flat.", (3, 22), (3,), "saturation")
    remedies = (Remedy("Try ReLU"), Remedy("Scale inputs"))
    plain, with_help = sentences([verdict, Verdict("x", "Nothing.", (1, 1), remedies=remedies)])
    assert "".join(text for text, _ in plain.parts) == f"{verdict.sentence} That is beyond doubt."
    assert plain.links == (verdict,)
    assert "".join(text for text, _ in with_help.parts) == (
        "Nothing. That is beyond doubt. Try ReLU or scale inputs."
    )
    assert with_help.links == remedies


def test_a_remedy_is_offered_for_good_once_it_was_tried():
    remedies = (Remedy("Try ReLU"), Remedy("Scale inputs"))
    verdict = Verdict("x", "Nothing.", (1, 1), remedies=remedies)

    def said(*errors):
        tried = {"Try ReLU": Tried.of(20, *(np.linspace(one, one + 0.1, 50) for one in errors))}
        (sentence,) = sentences([verdict], tried)
        return "".join(text for text, _ in sentence.parts), sentence.links

    (going,) = sentences([verdict], {"Try ReLU": None})
    assert "“Try ReLU” is being tried" in going.parts[-1][0]
    assert going.links == remedies[1:]
    words, links = said(0.9, 0.1)
    assert words == (
        "Nothing. That is beyond doubt. Scale inputs. “Try ReLU” was tried, 20 epochs from the same start: "
        "validation error 0.15 with it, 0.95 without. Train with it."
    )
    assert links == (remedies[1], Taken(remedies[0]))
    words, links = said(0.1, 0.9)
    assert words.endswith("It makes it worse.")
    assert links == remedies[1:]
    words, links = said(0.5, 0.5)
    assert words.endswith("No clear difference. Train with it all the same.")


def trained(settings, score, task=REGRESSION):
    name = "r2" if task == REGRESSION else "accuracy"
    return Kept("a", 0.0, "", settings, task, [{"epoch": 1, "loss": 1.0, f"val_{name}": score}], 1.0, 1)


def test_only_what_is_alike_is_subtracted_or_overlaid():
    tanh, scaled = (trained(presets[one], score) for one, score in (("saturated tanh", 0.5), ("scaled", 0.9)))
    iris = trained(presets["scaled"].changed(data=Spec("iris")), 0.7, CLASSES)
    sick = trained(presets["overfitting"], 0.4)
    assert [same_score(tanh, one) for one in (scaled, iris, sick)] == [True, False, False]
    # The same function of a scaled target is in other terms.
    assert not same_loss(tanh, scaled)
    assert same_loss(tanh, trained(presets["the same with ReLU"], 0.8))
    assert [against(scaled, one)[0].change for one in (tanh, iris, sick)] == ["+0.400", "", ""]


def test_other_runs_have_no_say_in_the_axis():
    curve = LearningCurve("Loss", bounds=(0.0, None))
    own, other = np.array([2.0, 1.0]), np.array([800.0, 900.0, 700.0])
    curve.show([Curve("other", other, "red", behind=True), Curve("own", own, "blue")], 2)
    assert 2.0 < curve._y.max < 2.2
    assert number(-0.0) == "0"


def test_a_refusal_stays_at_its_field_until_it_is_mended():
    def set_(_group, _field, value):
        if value != 1:
            raise Problem("It must be 1.", "Change it.")

    form = SettingsForm(set_)
    form.show([{"key": "g", "title": "G", "fields": [{"name": "f", "value": 1, "problem": ""}]}])
    form.vue_set({"group": "g", "field": "f", "value": 7})
    assert form.groups[0]["fields"][0] == {"name": "f", "value": 7, "problem": "It must be 1. Change it."}
    form.vue_set({"group": "g", "field": "f", "value": 1})
    form.show([{"key": "g", "title": "G", "fields": [{"name": "f", "value": 1, "problem": ""}]}])
    assert form.groups[0]["fields"][0]["problem"] == ""


def test_words_for_settings():
    assert layers_words(presets["saturated tanh"].rows) == "4 × 16 tanh"
    assert layers_words(presets["overfitting"].rows) == "2 × 64 relu"
    assert spec_words(Spec("MeanSquaredError")) == "mean squared error"
    assert spec_words(Spec("Adam", {"learning_rate": 0.3})) == "Adam, learning rate 0.3"
    assert file_name("The same, with ReLU!") == "the-same-with-relu"
    assert file_name("…") == "network"


def test_forged_messages_are_ignored():
    builder = NeuralNetworkBuilder(model=NetworkModel())
    deliver(builder.tabs.bar, {"event": "choose", "data": "../etc"})
    deliver(builder.preset, {"event": "choose", "data": "no such preset"})
    deliver(builder.bar, {"event": "act", "data": "train_on"})
    deliver(builder.bar, {"event": "act", "data": ["train"]})
    deliver(builder.bar, {"event": "go_on", "data": {"epochs": 10**9, "rate": 0.0}})
    deliver(builder.bar, {"event": "go_on", "data": "5"})
    deliver(builder.bar, {"event": "go_on", "data": {"epochs": 5, "rate": -1.0}})
    deliver(builder.bar, {"event": "go_on", "data": {"epochs": 5, "rate": "0.1"}})
    assert builder.model.step == "training"
    assert builder.model.settings == presets["saturated tanh"]
    assert builder.bar.note.what == ""


def test_looking_follows_the_newest_epoch_until_another_is_chosen():
    model = NetworkModel()
    viewpoint = Viewpoint(model)
    assert (viewpoint.epoch, viewpoint.last, viewpoint.layers) == (0, 0, [])
    viewpoint.pick_epoch(3)
    assert model.epoch == 0


def test_a_notebooks_own_rows_diagnostics_and_layers():
    class Mean(Diagnostic):
        """The mean of the targets."""

        title = "Mean"

        def build(self):
            return "nothing yet"

        def update(self, model, x, y_true):
            raise AssertionError(f"nothing was trained: {model}, {x}, {y_true}")

        def reset(self):
            raise AssertionError("nothing was shown")

    x = np.arange(60, dtype=float).reshape(20, 3)
    layers = (Spec("Dense", {"units": 5}), Spec("Dense", {"units": 1, "activation": "linear"}))
    builder = NeuralNetworkBuilder((x, x[:, 0]), task="regression", diagnostics=[Mean], layers=layers)
    assert builder.model.data.target == "y"
    assert builder.model.settings.rows == layers
    builder.model.step = "diagnostics"
    assert [one.title for one in builder.panels["diagnostics"].children] == ["Rows", "Mean"]
    with pytest.raises(Problem, match="targets"):
        NeuralNetworkBuilder((x, x[:3, 0]))


def test_each_of_several_targets_has_its_fit():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.normal(size=(100, 3)), columns=["a", "b", "c"])
    targets = pd.DataFrame({"sum": frame.sum(axis=1), "twice a": 2 * frame["a"]})
    builder = NeuralNetworkBuilder((frame, targets))

    async def judged():
        builder.model.change(epochs=1)
        builder.model.start()
        await builder.model.finished()
        builder.model.step = "diagnostics"
        panel = builder.panels["diagnostics"]
        await panel.judging.finished()
        return panel

    panel = asyncio.run(judged())
    assert panel.target.options == ["sum", "twice a"]
    assert panel.against_card.actions is panel.target
    assert panel.against_card.reading.startswith("sum: R²")
    panel.target.vue_pick("twice a")
    assert panel.against_card.reading.startswith("twice a: R²")
    assert panel.rows.columns[0] == "actual twice a"
    shown = {float(row[0].replace("−", "-")) for row in panel.rows.rows}
    assert shown <= {float(f"{value:.3g}") for value in targets["twice a"]}


def test_wrong_classes_are_listed_by_how_sure_the_network_was():
    rng = np.random.default_rng(4)
    builder = NeuralNetworkBuilder((rng.normal(size=(200, 3)), rng.integers(0, 4, 200)))

    async def judged():
        builder.model.change(epochs=1)
        builder.model.start()
        await builder.model.finished()
        builder.model.step = "diagnostics"
        panel = builder.panels["diagnostics"]
        await panel.judging.finished()
        return panel

    panel = asyncio.run(judged())
    assert panel.rows_card.reading.endswith("with the wrong class, the surest first")
    assert all(row[0] != row[1] for row in panel.rows.rows)
    assert len({row[0] for row in panel.rows.rows}) > 1
    sure = [int(row[2].removesuffix("%")) for row in panel.rows.rows]
    assert sure == sorted(sure, reverse=True)


def test_predictions_that_hardly_differ_do_not_fill_an_axis():
    chart = FitScatter("predicted", "actual − predicted", lambda _: None)
    chart.show(11.5 + np.array([0.0, 1e-6, 2e-6]), np.array([0.0, 40.0, 80.0]))
    scale = chart.figure.marks[1].scales["x"]
    assert scale.max - scale.min == pytest.approx(0.05 * 80)
    assert (scale.max + scale.min) / 2 == pytest.approx(11.5, abs=1e-3)


def test_axes_of_dots_have_a_real_minus():
    chart = FitScatter("predicted", "actual − predicted", lambda _: None)
    chart.show(np.array([0.0, 50.0, 100.0]), np.array([-10.0, 0.0, 10.0]))
    _, upward = chart.figure.axes
    assert upward.tick_labels == {"-10": "−10", "0": "0", "10": "10"}


def test_refused_values_are_not_trained_in_silence_as_they_were():
    builder = NeuralNetworkBuilder()
    builder.model.step = "parameters"
    form = builder.panels["parameters"].form
    form.vue_set({"group": "training", "field": "batch_size", "value": 0})
    builder.model.step = "data"
    builder.bar.vue_act("train")
    assert builder.model.training is None
    assert builder.model.step == "parameters"
    assert builder.bar.note.what == "“Batch size” of training must be from 1 up to 100,000. Change it."
    # Other settings as a whole: what was typed is gone with the old ones.
    builder.preset.vue_choose("scaled")
    assert form.problems == []


@pytest.mark.parametrize(
    ("given", "words"),
    [({"layers": ["Dense"]}, "'Dense' is none"), ({"diagnostics": [len]}, "is no Diagnostic")],
)
def test_what_an_author_gives_by_mistake_is_said(given, words):
    x = np.arange(60, dtype=float).reshape(20, 3)
    with pytest.raises(Problem, match=words):
        NeuralNetworkBuilder((x, x[:, 0]), callbacks=None, **given)
