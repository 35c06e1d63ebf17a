"""A run as something to take away: its model, its `.keras` file, its predictions."""

from __future__ import annotations

import tempfile
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network import worker
from app.network.assembly import Assembly
from app.network.datasets import Prepared
from app.network.run import Run
from app.problem import Problem

_ROWS = 4_096


def model_of(run: Run) -> Any:
    """The Keras model, built anew from settings and weights where the run came from disk.

    Only in the thread of `worker`, since building draws random numbers. Raises Problem without data.
    """
    if run.model is None:
        if run.data is None or not run.weights:
            raise Problem("The data of this run are not here.", "Upload its table again.")
        model = Assembly.of(run.settings, run.data).compiled()
        model.set_weights(run.weights)
        run.model = model
    return run.model


def keras_file(run: Run) -> Future[bytes]:
    """The bytes of a `.keras` file, made in the thread of `worker`."""

    def save() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.keras"
            model_of(run).save(path)
            return path.read_bytes()

    return worker.submit(save)


@dataclass(frozen=True)
class Predictions:
    """What a ``model`` ``said`` to the validation rows of ``prepared``, in the data's own units."""

    model: Any
    prepared: Prepared
    said: NDArray[Any]


def predictions(run: Run) -> Future[Predictions]:
    """What the model says to the validation rows, made in the thread of `worker`."""

    def predict() -> Predictions:
        model = model_of(run)
        prepared = Assembly.of(run.settings, run.data).prepared
        said = [
            np.asarray(model(prepared.x_valid[first : first + _ROWS], training=False))
            for first in range(0, len(prepared.x_valid), _ROWS)
        ]
        return Predictions(model, prepared, prepared.in_units(np.concatenate(said)))

    return worker.submit(predict)
