import dataclasses

import numpy as np
import pytest

from app.network import presets, train
from app.network.datasets import Data, source_of


class Trained(dict):
    """The presets' runs by title, each trained when it is first asked for."""

    def __missing__(self, title):
        self[title] = train(presets[title])
        return self[title]


@pytest.fixture(scope="session")
def preset_runs():
    return Trained()


@pytest.fixture(scope="session")
def few_rows():
    """Sixty rows of each task's smallest set, by task."""

    def few(name: str) -> Data:
        data = source_of(name).load({})
        rows = np.linspace(0, len(data.x) - 1, 60).astype(int)
        return dataclasses.replace(data, x=data.x[rows], y=data.y[rows])

    return {"regression": few("diabetes"), "binary": few("breast-cancer"), "classes": few("iris")}
