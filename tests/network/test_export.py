"""What is taken away gives the same numbers elsewhere."""

import ast
import os
import subprocess
import sys

import numpy as np
import pytest

from app.network import export, presets, train
from app.network.assembly import Assembly
from app.network.settings import EarlyStopping, Settings, Spec
from app.network.training import Training

SMALL = Spec("black-scholes", {"rows": 400})
DENSE = Spec("Dense", {"units": 8, "activation": Spec("leaky_relu", {"negative_slope": 0.1}), "dropout": 0.2})
ELABORATE = presets["scaled"].changed(
    data=SMALL,
    rows=(
        DENSE,
        DENSE.with_values(batch_normalization=True, regularizer=Spec("L2")),
        presets["scaled"].rows[-1],
    ),
    schedule=Spec("CosineDecay", {"decay_steps": 50}),
    early_stopping=EarlyStopping(patience=2),
    metrics=(Spec("MeanAbsoluteError"),),
    epochs=4,
    title='a "quoted" title\\""" of\nmine',
)
CLASSES = Settings(
    Spec("wine"),
    (Spec("Dense"), Spec("Dense", {"units": 3, "activation": "softmax"})),
    Spec("CategoricalCrossentropy"),
    scale_inputs=True,
    epochs=3,
)
TOKENS = Settings(
    Spec("brackets", {"rows": 200}),
    (
        Spec("Embedding"),
        Spec("GRU", {"units": 4}),
        Spec("Dense", {"units": 1, "activation": "sigmoid"}),
    ),
    Spec("BinaryCrossentropy"),
    epochs=2,
)


def last_numbers(code, folder):
    """What the program prints in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "JAX_PLATFORMS": "cpu"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout.strip().splitlines()[-1])


WEIGHED = CLASSES.changed(class_weights=True, loss=Spec("SparseCategoricalCrossentropy"))


@pytest.mark.parametrize("settings", [ELABORATE, CLASSES, TOKENS, WEIGHED])
def test_its_code_gives_the_same_numbers_in_a_fresh_process(settings, tmp_path):
    run = train(settings)
    numbers = last_numbers(run.code, tmp_path)
    final = {name: value for name, value in run.final.items() if name != "epoch"}
    assert numbers == pytest.approx(final, rel=1e-6)


def test_code_of_a_run_that_was_trained_on(tmp_path):
    training = Training(Assembly.of(ELABORATE.changed(early_stopping=None, schedule=None, epochs=2)))
    training.start()
    training.wait()
    training.train_on(2)
    training.wait()
    training.train_on(1, 0.03)
    run = training.wait()
    assert run.rates == [(5, 0.03)]
    assert run.code.count("model.fit(") == 3
    assert last_numbers(run.code, tmp_path)["val_loss"] == pytest.approx(run.final["val_loss"], rel=1e-6)


def test_the_keras_file_loads_and_predicts_the_same(tmp_path):
    run = train(CLASSES)
    path = tmp_path / "network.keras"
    path.write_bytes(export.keras_file(run).result())
    code = (
        "import os; os.environ['KERAS_BACKEND'] = 'jax'\n"
        "import keras, numpy as np\n"
        "model = keras.models.load_model('network.keras')\n"
        "size = model.count_params()\n"
        "print({'most': float(model(np.ones((1, 13), 'float32')).max()), 'size': size})"
    )
    numbers = last_numbers(code, tmp_path)
    assert numbers["size"] == run.model.count_params()
    assert numbers["most"] == pytest.approx(float(np.max(run.model(np.ones((1, 13), "float32")))), rel=1e-5)
