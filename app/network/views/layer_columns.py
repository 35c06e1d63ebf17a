"""The layers of a network as its drawing shows them, coloured by what ails them."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.network.model import NetworkModel
from app.network.run import Run
from app.network.views.drawing import Column
from app.network.views.viewpoint import Viewpoint


def activation_of(row: Any) -> str:
    """The name of a row's activation, as `slopes.FLAT` knows it."""
    found = row.values.get("activation", "")
    return str(getattr(found, "name", found))


def network_columns(model: NetworkModel, viewpoint: Viewpoint) -> list[Column]:
    """Input, rows and output as the drawing shows them, coloured by the run where it has these rows."""
    settings = model.settings
    run = model.run
    heats: list[tuple[float | None, str]] = [(None, "")] * len(settings.rows)
    if run is not None and len(run.snapshots) and run.settings.rows == settings.rows:
        heats = _ailing(run, viewpoint.epoch)
    data = viewpoint.data
    inputs = data.shape[-1] if data is not None and len(data.shape) == 1 else 0
    columns = [Column("input", inputs)]
    for place, (row, (heat, ailing)) in enumerate(zip(settings.rows, heats, strict=True)):
        last = place == len(settings.rows) - 1
        units = row.values.get("units", row.values.get("filters", 16 if row.name == "Dense" else 0))
        name = "output" if last else activation_of(row) or row.name
        columns.append(
            Column(name, int(units) if isinstance(units, int) else 0, None if last else heat, ailing)
        )
    return columns


def _ailing(run: Run, epoch: int) -> list[tuple[float | None, str]]:
    """What share of each layer is saturated, or dead where it cannot be saturated, as ReLU cannot."""
    measured = [run.snapshots.measure(name) for name in ("saturation", "dead")]
    place = min(run.snapshots.at(epoch), measured[0].shape[1] - 1)
    found: list[tuple[float | None, str]] = []
    for saturated, dead in zip(*(one[:, place] for one in measured), strict=True):
        if np.isfinite(saturated):
            found.append((float(saturated), "saturated"))
        else:
            found.append((float(dead) if np.isfinite(dead) else None, "dead"))
    return found
