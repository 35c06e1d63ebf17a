"""A run as plain values and arrays, in a file that holds no code."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets import Data, source_of
from app.network.evidence import Evidence
from app.network.record import Stretch
from app.network.run import Run
from app.network.settings import Settings
from app.network.snapshots import Snapshots
from app.network.step_losses import StepLosses
from app.problem import Problem

_ABOUT = "about"


def arrays_of(run: Run) -> dict[str, NDArray[Any]]:
    """Its weights, snapshots and losses batch by batch."""
    weights = {f"weight_{place}": value for place, value in enumerate(run.weights)}
    return weights | run.snapshots.arrays() | run.steps.arrays()


def ending_of(run: Run) -> dict[str, Any]:
    """How it ended, as plain values."""
    return {
        "stretches": [[stretch.first, stretch.last, stretch.rate] for stretch in run.stretches],
        "seconds": run.seconds,
        "exact": run.exact,
        "diverged": run.diverged,
        "evidence": run.evidence.as_json() if run.evidence is not None else None,
    }


def restored(
    settings: Settings,
    task: str,
    layers: list[str],
    rows: list[dict[str, float]],
    ending: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
) -> Run:
    """The run of these values, without its model (see `export.model_of`)."""
    try:
        data: Data | None = source_of(settings.data.name).load(settings.data.values)
    except Problem:
        # Its curves can be looked at without its data.
        data = None
    run = Run(settings, data, layers)
    run.task, run.epoch_logs = task, rows
    run.stretches = [Stretch(*stretch) for stretch in ending["stretches"]]
    run.seconds, run.exact, run.diverged = ending["seconds"], ending["exact"], ending["diverged"]
    # Runs of an older page were compared with nothing.
    if ending.get("evidence") is not None:
        run.evidence = Evidence.from_json(ending["evidence"])
    run.snapshots = Snapshots.from_arrays(run.snapshots.layers, dict(arrays))
    run.steps = StepLosses.from_arrays(arrays)
    count = sum(name.startswith("weight_") for name in arrays)
    run.weights = [arrays[f"weight_{place}"] for place in range(count)]
    return run


def packed(run: Run) -> bytes:
    """The whole run as the bytes of one ``.npz``; `unpacked` reads them."""
    about = {
        "settings": run.settings.text(),
        "task": run.task,
        "layers": run.snapshots.layers,
        "rows": run.epoch_logs,
        "ending": ending_of(run),
    }
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays_of(run), **{_ABOUT: np.array(json.dumps(about))})
    return file.getvalue()


def unpacked(path: Path) -> Run:
    """What `packed` wrote. Raises OSError, ValueError, KeyError or Problem for anything else."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    about = json.loads(str(arrays.pop(_ABOUT)))
    settings = Settings.from_text(about["settings"])
    return restored(settings, about["task"], about["layers"], about["rows"], about["ending"], arrays)
