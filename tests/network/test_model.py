"""The page's state: wizard, training, runs, and its place in a link."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network import link, notation, presets
from app.network.link import STEPS, View
from app.network.model import NetworkModel
from app.network.settings import EarlyStopping, Spec
from app.network.verdicts import Remedy
from app.problem import Problem

QUICK = {"data": Spec("black-scholes", {"rows": 300}), "epochs": 2}

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
SCALARS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.text(max_size=8),
)
PLAIN = st.builds(Spec, NAMES, st.dictionaries(NAMES, SCALARS, min_size=1, max_size=3))
PICKS = st.builds(
    Spec,
    NAMES,
    st.dictionaries(NAMES, SCALARS | PLAIN | st.tuples(SCALARS, SCALARS), max_size=4),
)


@settings(deadline=None)
@given(st.lists(PICKS, min_size=1, max_size=5))
def test_notation_gives_back_what_was_written(specs):
    assert notation.read_all(notation.write_all(specs)) == tuple(specs)


@settings(deadline=None)
@given(st.text())
def test_notation_refuses_the_rest_in_words(text):
    with suppress(Problem):
        notation.read(text)


@settings(deadline=None)
@given(st.sampled_from(sorted(link.LINK.fields)), st.text())
def test_no_address_raises(key, text):
    found, _ = link.read(link.LINK.from_query(f"{key}={text}")[0])
    assert found.step in STEPS


def test_links_are_short_and_readable():
    row = Spec("Dense", {"units": 8, "activation": Spec("leaky_relu", {"negative_slope": 0.1})})
    chosen = presets["scaled"].changed(rows=(row, presets["scaled"].rows[-1]), seed=7, title="")
    state = link.write(View("scaled", chosen, "distributions", 3, 0, "dead"))
    assert link.LINK.to_query(state) == (
        "step=distributions&preset=scaled&layers=Dense(units:8,activation:leaky_relu(negative_slope:0.1))"
        "/Dense(units:1,activation:linear)&seed=7&epoch=3&layer=1&measure=dead"
    )
    assert link.LINK.lacks(state) == []


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scale_inputs": False, "metrics": (Spec("MeanAbsoluteError"),)},
        {"optimizer": Spec("SGD", {"learning_rate": 1e-05, "nesterov": True})},
        {"schedule": Spec("PiecewiseConstantDecay", {"boundaries": (9,), "values": (0.1, 0.01)})},
        {"early_stopping": EarlyStopping(patience=3, min_delta=0.5)},
        {"data": Spec("black-scholes", {"rows": 300}), "batch_size": 1, "epochs": 3},
    ],
)
def test_a_link_restores_the_settings(changes):
    chosen = presets["scaled"].changed(title="", **changes)
    query = link.LINK.to_query(link.write(View("scaled", chosen, "architecture")))
    state, ignored = link.LINK.from_query(query)
    assert ignored == []
    found, notices = link.read(state)
    assert notices == []
    assert (found.settings.changed(title=""), found.step) == (chosen, "architecture")


def test_what_a_link_cannot_say_is_said():
    model = NetworkModel()
    notices = model.restore("preset=nothing&layers=((&epochs=many&step=moon&colour=red&data=own(file:aa)")
    assert len(notices) >= 4
    assert model.settings.data.name == "black-scholes"
    assert model.restore("preset=scaled&step=runs&epoch=4") == []
    assert (model.settings, model.step, model.epoch) == (presets["scaled"], "runs", 4)


def test_a_link_holds_the_closer_look():
    model = NetworkModel()
    assert model.restore("step=diagnostics&look=seeds") == []
    assert model.looks.kind == "seeds"
    assert model.query == "step=diagnostics&look=seeds"
    model.looks.kind = "folds"
    assert model.query == "step=diagnostics&look=folds"
    assert NetworkModel().restore("look=through") == [
        "“look” must be one of this setting's choices: ignored."
    ]


def test_a_link_restores_the_layer_and_the_measure_looked_at():
    model = NetworkModel()
    assert model.restore("layer=2&measure=gradient_norm") == []
    assert (model.layer, model.measure) == (1, "gradient_norm")
    again = NetworkModel()
    again.restore(model.query)
    assert (again.layer, again.measure) == (1, "gradient_norm")
    notices = NetworkModel().restore("layer=-4&measure=mood&trained=1")
    assert notices == [
        "“measure” must be one of this setting's choices: ignored.",
        "“layer” in the link cannot be read: ignored.",
    ]


def test_nothing_is_trained_for_a_link_that_is_not_wholly_understood():
    model = NetworkModel()
    model.restore("preset=nothing&trained=1")
    model.restore("layers=Lambda((&trained=1")
    assert model.recalled == 0
    model.restore("preset=scaled&trained=1")
    assert model.recalled == 1


def test_a_link_tells_whether_its_settings_were_trained_to_their_end(tmp_path):
    chosen = presets["scaled"].changed(data=Spec("black-scholes", {"rows": 200}), epochs=2, title="")

    async def trained(settings):
        model = NetworkModel(tmp_path, settings)
        model.start()
        await model.finished()
        return model

    model = asyncio.run(trained(chosen))
    assert "trained=1" in model.query
    again = NetworkModel(tmp_path)
    assert again.restore(model.query) == []
    assert (again.recalled, again.run) == (1, None)
    assert again.recall()
    assert again.run.epoch_logs == model.run.epoch_logs
    # Other settings have no such run; neither has one that was trained on.
    again.change(seed=9)
    assert not again.recall()
    assert "trained" not in again.query
    model.run.epoch_logs.append({**model.run.epoch_logs[-1], "epoch": 3})
    model.change(seed=chosen.seed)
    assert "trained" not in model.query


def test_another_data_set_brings_a_network_that_can_read_it():
    model = NetworkModel()
    for name in ("iris", "digits", "brackets", "waves", "breast-cancer", "diabetes", "black-scholes"):
        model.choose_data(name)
        assert model.findings() == []
    model.choose_data("wine")
    model.edit(lambda rows: rows.change(0, units=40))
    model.choose_data("iris")
    assert model.rows[0].units == 40


def test_what_cannot_be_trained_is_refused_with_its_reason():
    model = NetworkModel()
    model.change(loss=Spec("BinaryCrossentropy"))
    assert "loss" in [one.place for one in model.findings()]
    with pytest.raises(Problem):
        model.start()
    model.choose_loss(Spec("Poisson"))
    assert model.findings() == []
    for forged in ({"epochs": "x"}, {"rows": ({"name": 1},)}):
        with pytest.raises((Problem, AttributeError)):
            model.change(**forged)
    with pytest.raises(Problem):
        model.choose_preset("nothing")


def test_a_run_from_start_to_the_list(tmp_path):
    async def visit():
        model = NetworkModel(tmp_path)
        model.change(**QUICK)
        before = model.revision
        model.start()
        with pytest.raises(Problem, match="going on"):
            model.start()
        await model.finished()
        assert model.training.state == "finished"
        assert model.revision > before
        assert len(model.run.epoch_logs) == 2
        model.train_on(1)
        await model.finished()
        (kept,) = model.kept()
        assert len(kept.epoch_logs) == 3
        later = NetworkModel(tmp_path)
        later.show(kept.key)
        assert later.settings == model.settings
        assert later.run.history.equals(model.run.history)
        later.selected = (kept.key,)
        later.remove(kept.key)
        assert (later.kept(), later.selected) == ([], ())

    asyncio.run(visit())


def test_a_remedy_is_tried_for_the_run_on_show_and_forgotten_with_it():
    remedy = Remedy("Longer steps", {"optimizer": Spec("Adam", {"learning_rate": 0.01})})

    async def visit():
        model = NetworkModel()
        with pytest.raises(Problem, match="not here"):
            model.try_remedy(remedy)
        model.change(**QUICK)
        model.start()
        with pytest.raises(Problem, match="being trained"):
            model.try_remedy(remedy)
        await model.finished()
        model.try_remedy(remedy)
        assert model.tried == {"Longer steps": None}
        rows = list(model.run.epoch_logs)
        async with asyncio.timeout(120):
            while model.trying or model.tried["Longer steps"] is None:
                await asyncio.sleep(0.05)
        assert model.tried["Longer steps"].epochs == 2
        assert model.run.epoch_logs == rows
        model.start()
        assert model.tried == {}
        await model.finished()

    asyncio.run(visit())


def test_a_remedy_changes_the_settings(preset_runs):
    model = NetworkModel()
    verdict = next(one for one in preset_runs["saturated tanh"].verdicts if one.name == "saturation")
    model.apply(verdict.remedy)
    assert {row.activation for row in model.rows[:-1]} == {"relu"}
    assert "layers=" in model.query


def test_the_page_loads_without_keras():
    code = (
        "import sys; from app.network import presets, train; from app.network.model import NetworkModel; "
        "model = NetworkModel(); model.restore('preset=scaled'); model.data; "
        "print({'keras', 'jax'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "set()"


def test_only_this_page_knows_keras():
    root = Path(__file__).parents[2] / "app"
    files = [path for path in root.rglob("*.py") if path.relative_to(root).parts[0] != "network"]
    assert [
        path for path in files if "keras" in path.read_text() and "import keras" in path.read_text()
    ] == []
