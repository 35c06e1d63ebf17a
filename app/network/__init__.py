"""Neural networks: build one, watch it learn, see why it does not.

>>> from app.network import presets, train
>>> run = train(presets["saturated tanh"])  # doctest: +SKIP
>>> run.history.val_r2.iloc[-1] > 0.8  # doctest: +SKIP
True

Nothing here imports Keras before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.network.presets import presets
from app.network.run import Run
from app.network.settings import Settings

if TYPE_CHECKING:
    from app.network.datasets import Data
    from app.network.views.builder import NeuralNetworkBuilder
    from app.network.views.page import NetworkPage

__all__ = ["NetworkPage", "NeuralNetworkBuilder", "Run", "Settings", "presets", "train"]

_VIEWS = {"NetworkPage": "views.page", "NeuralNetworkBuilder": "views.builder"}


def __getattr__(name: str) -> Any:
    # The views bring a widget library, which training does not need.
    if name not in _VIEWS:
        raise AttributeError(name)
    return getattr(import_module(f"app.network.{_VIEWS[name]}"), name)


def train(settings: Settings, data: Data | None = None, callbacks: tuple[Any, ...] = ()) -> Run:
    """Train and wait; an interrupt stops the training before it is raised.

    ``data`` replaces the settings' own data set. Raises Problem if the settings cannot be trained.
    """
    from app.network.assembly import Assembly
    from app.network.training import Training

    training = Training(Assembly.of(settings, data), callbacks=callbacks)
    training.start()
    try:
        return training.wait()
    except KeyboardInterrupt:
        training.stop()
        raise
