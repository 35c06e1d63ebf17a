"""What Keras takes in silence and this page refuses at its place, in words."""

import dataclasses

import numpy as np
import pytest

from app.network import presets
from app.network.checks import findings
from app.network.datasets import source_of
from app.network.settings import EarlyStopping, Settings, Spec
from app.problem import Problem

PRICES = presets["saturated tanh"]


def out(units, activation):
    return Spec("Dense", {"units": units, "activation": activation})


def with_output(settings, units, activation, **changes):
    return settings.changed(rows=(*settings.rows[:-1], out(units, activation)), **changes)


IRIS = Settings(Spec("iris"), (Spec("Dense"), out(3, "softmax")), Spec("SparseCategoricalCrossentropy"))
CANCER = Settings(Spec("breast-cancer"), (Spec("Dense"), out(1, "sigmoid")), Spec("BinaryCrossentropy"))
TOKENS = Settings(
    Spec("brackets", {"rows": 100}),
    (Spec("Embedding"), Spec("LSTM"), out(1, "sigmoid")),
    Spec("BinaryCrossentropy"),
)
DIGITS = Settings(Spec("digits"), (Spec("Conv2D"), out(10, "softmax")), Spec("SparseCategoricalCrossentropy"))


@pytest.fixture(scope="module")
def data():
    return {
        name: source_of(name).load({}) for name in ("black-scholes", "iris", "breast-cancer", "digits")
    } | {"brackets": source_of("brackets").load({"rows": 100})}


@pytest.mark.parametrize(
    ("settings", "place", "says"),
    [
        (PRICES.changed(loss=Spec("BinaryCrossentropy")), "loss", "two classes"),
        (PRICES.changed(loss=Spec("SparseCategoricalCrossentropy")), "loss", "several classes"),
        (PRICES.changed(loss=Spec("CTC")), "loss", "CTC"),
        (PRICES.changed(loss=Spec("MeanAbsolutePercentageError")), "loss", "zero"),
        (with_output(PRICES, 3, "linear"), 4, "3 units"),
        (with_output(PRICES, 1, "softmax"), 4, "always 1"),
        (with_output(PRICES, 1, "sigmoid"), 4, "from 0 to 1"),
        (with_output(PRICES, 1, "relu", scale_target=True), 4, "from 0 upwards"),
        (with_output(IRIS, 1, "softmax"), 1, "needs 3"),
        (with_output(IRIS, 2, "softmax"), 1, "needs 3"),
        (with_output(IRIS, 3, "linear"), 1, "softmax"),
        (IRIS.changed(loss=Spec("MeanSquaredError")), "loss", "regression"),
        (IRIS.changed(metrics=(Spec("SparseTopKCategoricalAccuracy"),)), "metrics", "counts the best 5"),
        (IRIS.changed(metrics=(Spec("CategoricalAccuracy"),)), "metrics", "one-hot"),
        (with_output(CANCER, 1, "linear"), 1, "sigmoid"),
        (CANCER.changed(loss=Spec("Hinge")), 1, "tanh"),
        (PRICES.changed(batch_size=0), "batch_size", "from 1"),
        (PRICES.changed(batch_size=-5), "batch_size", "from 1"),
        (PRICES.changed(epochs=10**9), "epochs", "10,000"),
        (PRICES.changed(seed=-1), "seed", "from 0"),
        (PRICES.changed(rows=()), "rows", "no output"),
        (PRICES.changed(rows=(*PRICES.rows[:-1], Spec("Dropout"))), 4, "must be Dense"),
        (PRICES.changed(rows=(Spec("Dense", {"dropout": 1.0}), PRICES.rows[-1])), 0, "Dropout"),
        (
            PRICES.changed(rows=(Spec("Dense"), PRICES.rows[-1].with_values(dropout=0.5))),
            1,
            "erase predictions",
        ),
        (PRICES.changed(rows=(Spec("Embedding"), PRICES.rows[-1])), 0, "numbers come in"),
        (TOKENS.changed(rows=TOKENS.rows[1:]), 0, "sequence"),
        (TOKENS.changed(rows=(Spec("Dense"), TOKENS.rows[-1])), 0, "no quantities"),
        (
            TOKENS.changed(rows=(Spec("Embedding", {"vocabulary": 2}), *TOKENS.rows[1:])),
            0,
            "3 different tokens",
        ),
        (DIGITS, 1, "6 × 6 × 10 outputs"),
        (PRICES.changed(early_stopping=EarlyStopping(patience=0)), "early_stopping", "1 epoch"),
        (PRICES.changed(early_stopping=EarlyStopping(monitor="luck")), "early_stopping", "val_loss"),
        (
            PRICES.changed(
                schedule=Spec("PiecewiseConstantDecay", {"boundaries": (1, 2, 3), "values": (0.1,)})
            ),
            "schedule",
            "Keras refuses",
        ),
    ],
)
def test_silent_nonsense_is_found_at_its_place(data, settings, place, says):
    found = findings(settings, data[settings.data.name])
    assert place in [one.place for one in found]
    words = " ".join(str(one.problem) for one in found if one.place == place)
    assert says in words
    assert words.endswith(".")


@pytest.mark.parametrize("settings", [*presets.values(), IRIS, CANCER, TOKENS])
def test_what_is_right_is_left_in_peace(data, settings):
    rows = data.get(settings.data.name) or source_of(settings.data.name).load({})
    assert findings(settings, rows) == []


def test_labels_beyond_the_outputs_are_found(data):
    more = dataclasses.replace(data["iris"], classes=("a", "b", "c", "d"))
    assert "needs 4" in str(findings(IRIS, more)[0].problem)


def test_a_target_of_two_columns_needs_two_outputs(data):
    two = dataclasses.replace(data["black-scholes"], y=np.repeat(data["black-scholes"].y, 2, axis=1))
    assert "needs 2" in str(findings(PRICES, two)[0].problem)


@pytest.mark.parametrize(
    "forged",
    [
        None,
        [],
        {},
        {"data": {}, "rows": [], "loss": {}},
        {"data": {"name": "x" * 10_000}, "rows": [], "loss": {"name": "x"}},
        {"data": {"name": "iris"}, "rows": [{"name": "Dense"}] * 1_000, "loss": {"name": "x"}},
        {"data": {"name": "iris"}, "rows": "Dense", "loss": {"name": "x"}},
        {**PRICES.as_json(), "epochs": "40"},
        {**PRICES.as_json(), "epochs": 4.5},
        {**PRICES.as_json(), "epochs": True},
        {**PRICES.as_json(), "scale_inputs": 1},
        {**PRICES.as_json(), "__class__": 1},
        {**PRICES.as_json(), "optimizer": {"name": "Adam", "values": {"a b": 1}}},
        {**PRICES.as_json(), "optimizer": {"name": "Adam", "values": {"x": [[[[1]]]]}}},
        {**PRICES.as_json(), "optimizer": {"name": "Adam", "values": {"x": {"name": "y", "more": 1}}}},
        {**PRICES.as_json(), "early_stopping": {"patience": "soon"}},
        {**PRICES.as_json(), "metrics": [{"name": "R2Score"}] * 100},
    ],
)
def test_forged_settings_are_refused_in_words(forged):
    with pytest.raises(Problem):
        Settings.from_json(forged)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", '{"data": NaN}'])
def test_forged_texts_are_refused_in_words(text):
    with pytest.raises(Problem):
        Settings.from_text(text)


@pytest.mark.parametrize("settings", [*presets.values(), IRIS, TOKENS])
def test_settings_travel_as_text(settings):
    settings = settings.changed(
        early_stopping=EarlyStopping(), schedule=Spec("CosineDecay", {"decay_steps": 9})
    )
    assert Settings.from_text(settings.text()) == settings
