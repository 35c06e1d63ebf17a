"""Neural networks: build one, watch it learn, see why it does not.

>>> from app.network import presets, train
>>> run = train(presets["saturated tanh"])  # doctest: +SKIP
>>> run.history.val_r2.iloc[-1] > 0.8  # doctest: +SKIP
True

Nothing here imports Keras before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.network.datasets.pictures import pictures
from app.network.presets import presets
from app.network.run import Run
from app.network.settings import Settings
from app.on_demand import on_demand

if TYPE_CHECKING:
    from app.network.datasets import Data
    from app.network.views.builder import NeuralNetworkBuilder
    from app.network.views.page import NetworkPage

__all__ = ["NetworkPage", "NeuralNetworkBuilder", "Run", "Settings", "pictures", "presets", "train"]

# The views bring a widget library, which training does not need.
__getattr__ = on_demand(__name__, {"NetworkPage": "views.page", "NeuralNetworkBuilder": "views.builder"})


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
