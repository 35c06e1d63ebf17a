"""Runs with curves and measures made by hand, as the rules of the verdicts see them."""

import numpy as np

from app.network import presets
from app.network.datasets.notebook_data import notebook_data
from app.network.difference import Difference
from app.network.evidence import Evidence
from app.network.run import Run
from app.network.snapshots import MEASURES
from app.network.verdicts import verdicts


def made(settings, loss, *, val_loss=None, r2=None, **measures):
    """A run with these curves; measures are arrays of (layers, epochs)."""
    data = None
    run = Run(settings, data, ["Dense"] * len(settings.rows))
    r2 = np.full(len(loss), 0.5) if r2 is None else r2
    val_loss = loss if val_loss is None else val_loss
    for epoch, numbers in enumerate(zip(loss, val_loss, r2, strict=True), 1):
        row = dict(zip(("loss", "val_loss", "r2"), map(float, numbers), strict=True))
        run.epoch_logs.append({"epoch": epoch, **row, "val_r2": row["r2"]})
        table = np.ones((len(settings.rows), len(MEASURES)), np.float32)
        table[:, MEASURES.index("saturation")] = table[:, MEASURES.index("dead")] = 0
        for name, values in measures.items():
            table[:, MEASURES.index(name)] = values[:, epoch - 1]
        run.snapshots.add(epoch, np.zeros((4, len(settings.rows), 33)), table)
    return run


SCALED = presets["scaled"]
FALLING = np.linspace(1, 0.2, 20)


def judged(run, **more):
    """The run with evidence: a network at 0.5, the mean at 1, and a linear model at 0.2."""
    numbers = {
        "train": 0.45,
        "valid": 0.5,
        "gap": Difference(0.05, 0.1),
        "constant": False,
        "learned": Difference(0.5, 0.05),
        "bar": 0.2,
        "bar_name": "a linear model",
        "behind": Difference(0.3, 0.05),
        "learnable": Difference(0.8, 0.05),
    }
    run.evidence = Evidence(**{**numbers, **more})
    return run


def ended(x, y, validation=None):
    """A run of these rows, with curves that fall."""
    run = made(SCALED, FALLING)
    run.data = notebook_data((x, y), validation)
    run.task = run.data.task
    return run


def names(run):
    """What is said of a run."""
    return {verdict.name for verdict in verdicts(run)}
