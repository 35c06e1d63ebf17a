"""Writes the Python that reproduces a run."""

from __future__ import annotations

import re

from app.network.assembly import Assembly
from app.network.datasets import source_of
from app.network.datasets.split import CLASS_WEIGHTS, SPLIT, STANDARDIZED, STRATIFIED, by_class
from app.network.engine import BACKEND
from app.network.record import Record, Stretch
from app.network.settings import BINARY, REGRESSION
from app.network.wording import title_of
from app.problem import Problem


def program(run: Record) -> str:
    """A whole program: data, network, training; its last line shows the final numbers.

    Raises Problem for data that only the notebook's author has.
    """
    if run.settings.data.name == "given":
        raise Problem("The data came from your notebook.", "Use the model itself: run.model.")
    assembly = Assembly.of(run.settings, run.data)
    settings, task = run.settings, assembly.data.task
    parts = [
        f'"""{_plain(title_of(settings))}, as trained on Vitrine."""\n',
        "import os\n",
        f'os.environ["KERAS_BACKEND"] = "{BACKEND}"\n',
        "import keras\nimport numpy as np",
        source_of(settings.data.name).code(settings.data.values).rstrip(),
        "",
        "",
        _without_types(STRATIFIED if by_class(assembly.data) else SPLIT),
    ]
    scaled = (settings.scale_inputs and not assembly.data.vocabulary) or (
        settings.scale_target and task == REGRESSION
    )
    if scaled:
        parts += ["", _without_types(STANDARDIZED)]
    if assembly.class_weight is not None:
        parts += ["", _without_types(CLASS_WEIGHTS)]
    parts += ["", f"train, valid = {'stratified(y)' if by_class(assembly.data) else 'split(len(x))'}"]
    if assembly.class_weight is not None:
        parts.append("weights = class_weights(y[train])")
    if settings.scale_inputs and not assembly.data.vocabulary:
        parts.append("x = standardized(x, train)")
    if settings.scale_target and task == REGRESSION:
        parts.append("y = standardized(y, train)")
    if task == BINARY:
        parts.append("y = y.astype(np.float32).reshape(-1, 1)")
    elif task != REGRESSION and assembly.prepared.y_train.ndim == 2:
        parts.append(f"y = np.eye({len(assembly.data.classes)}, dtype=np.float32)[y]")
    layers = [assembly.input, *(call for row in assembly.rows for call in row.calls)]
    parts += [
        "",
        f"keras.utils.set_random_seed({settings.seed})",
        "model = keras.Sequential(\n    [",
        *(f"        {call.code()}," for call in layers),
        "    ]\n)",
        "model.compile(",
        f"    optimizer={assembly.optimizer.code()},",
        f"    loss={assembly.loss.code()},",
        f"    metrics=[{', '.join(metric.code() for metric in assembly.metrics)}],",
        ")",
    ]
    if not run.exact:
        parts.append(
            "# Training was stopped in the middle of an epoch and went on: the numbers differ a little."
        )
    for stretch in run.stretches or [Stretch(0, settings.epochs)]:
        parts += _fit(assembly, stretch)
    stopping = settings.early_stopping
    place = "-1"
    if stopping is not None and stopping.restore_best:
        # Its weights are those of the best epoch, and so must be the numbers.
        place = "history.epoch.index(stopping.best_epoch)"
    parts += ["", f"print({{name: values[{place}] for name, values in history.history.items()}})", ""]
    return "\n".join(parts)


def _without_types(source: str) -> str:
    """A function's source for a program that imports no types of arrays."""
    return re.sub(r"NDArray\[[\w.]+\]", "np.ndarray", source)


def _plain(title: str) -> str:
    """A title that can stand in a docstring."""
    return re.sub(r"[\\\"\s]+", " ", title)


def _fit(assembly: Assembly, stretch: Stretch) -> list[str]:
    stopping = assembly.early_stopping
    lines = [f"stopping = {stopping.code()}"] if stopping is not None else []
    if stretch.rate is not None:
        lines.append(f"model.optimizer.learning_rate = {stretch.rate!r}")
    lines += [
        "history = model.fit(",
        "    x[train],",
        "    y[train],",
        f"    batch_size={assembly.settings.batch_size},",
        f"    epochs={stretch.last},",
    ]
    if stretch.first:
        lines.append(f"    initial_epoch={stretch.first},")
    lines.append("    validation_data=(x[valid], y[valid]),")
    if assembly.class_weight is not None:
        lines.append("    class_weight=weights,")
    if stopping is not None:
        lines.append("    callbacks=[stopping],")
    return [*lines, "    verbose=0,", ")"]
