"""Changes of settings that help, as the verdicts offer them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from app.network.outputs import NEEDED, RANGES
from app.network.record import Record
from app.network.settings import MOST_EPOCHS, REGRESSION, EarlyStopping, Settings, Spec
from app.network.slopes import FLAT, RECTIFIERS
from app.network.verdicts.verdict import Remedy

USUAL_RATE = 0.001
MOVED = 0.01
"""A layer that moves by 1% of its weights in an epoch of the first half: a schedule has not begun too low."""

DROPOUT = 0.3
CLIP_NORM = 1.0
BATCH = 32
WIDE = 32
PATIENCE = 10
BENT, RECURRENT = ("Dense", "Conv1D", "Conv2D"), ("LSTM", "GRU")
"""Rows that have an activation, normalisation and dropout of their own, and rows that read step by step."""


def learning_rate(settings: Settings) -> float:
    """The learning rate in use: of the schedule's begin, the optimizer's own, or its default."""
    spec = settings.schedule or settings.optimizer
    for name in ("initial_learning_rate", "learning_rate"):
        if name in spec.values:
            return float(spec.values[name])
    if settings.schedule is not None:
        return USUAL_RATE
    from app.network import options

    return float(options.option("optimizer", settings.optimizer.name).parameter("learning_rate").default)


def rate_of(run: Record) -> float:
    """The learning rate that a run's last epochs were trained with."""
    return run.rates[-1][1] if run.rates else learning_rate(run.settings)


def shorter_steps(run: Record) -> Remedy:
    """A tenth of the learning rate, or a hundredth of one that is far from any usual one."""
    return rate(run.settings, 0.01 if rate_of(run) >= 0.1 else 0.1)


def longer_steps(run: Record) -> Remedy:
    """Ten times the learning rate, or a hundred times a tiny one; the begin of a schedule that lowered it."""
    if shortening(run) is not None:
        return rate(run.settings, 1.0)
    return rate(run.settings, 10.0 if rate_of(run) >= 1e-4 else 100.0)


def steps_in_words(run: Record) -> str:
    """What the steps of a run are called: by their learning rate, and the schedule that lowered it."""
    begun = f"steps of {rate_of(run):g}"
    return f"{begun} that {schedule.name} shortens" if (schedule := shortening(run)) is not None else begun


def shortening(run: Record) -> Spec | None:
    """The schedule of a run that began with steps which were long enough; None where there is no such one."""
    moved = run.snapshots.measure("update")
    early = moved[:, : max(moved.shape[1] // 2, 1)]
    return run.settings.schedule if (np.nan_to_num(early) >= MOVED).any() else None


def relu(settings: Settings) -> list[Remedy]:
    """ReLU in every hidden row whose activation can saturate; none if no row has one."""
    rows = (*(_unsaturated(row) for row in settings.rows[:-1]), settings.rows[-1])
    return [Remedy("Try ReLU", {"rows": rows})] if rows != settings.rows else []


def _unsaturated(row: Spec) -> Spec:
    return row.with_values(activation="relu") if _activation(row) in FLAT else row


def _activation(row: Spec) -> str:
    """The activation of a row; none has been chosen where it is that of `BLOCK`."""
    found = row.values.get("activation", "relu" if row.name in BENT else "")
    return found.name if isinstance(found, Spec) else found


def leaky(settings: Settings) -> Remedy:
    """Leaky ReLU, which is never quite flat, in place of ReLU and its kin."""
    hidden = tuple(
        row.with_values(activation="leaky_relu") if _activation(row) in RECTIFIERS else row
        for row in settings.rows[:-1]
    )
    return Remedy("Try leaky ReLU", {"rows": (*hidden, settings.rows[-1])})


def scale(settings: Settings, task: str) -> list[Remedy]:
    """Scale inputs, and the target of a regression where its output can follow; none if they are."""
    both = task == REGRESSION and _can_be_scaled(settings)
    if settings.scale_inputs and (settings.scale_target or not both):
        return []
    changes = {"scale_inputs": True, "scale_target": both}
    return [Remedy("Scale inputs and target" if both else "Scale inputs", changes)]


def _can_be_scaled(settings: Settings) -> bool:
    """Whether output and loss go with a target on both sides of 0, as a scaled one is."""
    return _activation(settings.rows[-1]) not in RANGES and settings.loss.name not in NEEDED


def normalize(settings: Settings) -> list[Remedy]:
    """Batch normalisation behind each hidden row that can have it, so that numbers keep their size from one
    to the next; none where all do (Ioffe and Szegedy, 2015)."""
    hidden = tuple(
        row.with_values(batch_normalization=True) if row.name in BENT else row for row in settings.rows[:-1]
    )
    return [Remedy("Batch norm", {"rows": (*hidden, settings.rows[-1])})]


def rate(settings: Settings, factor: float) -> Remedy:
    """Another constant learning rate."""
    wanted = float(f"{learning_rate(settings) * factor:.2g}")
    return Remedy(
        f"Learning rate {wanted:g}",
        {"optimizer": settings.optimizer.with_values(learning_rate=wanted), "schedule": None},
    )


def drops(row: Spec) -> bool:
    """Whether a row loses a share of its numbers while it trains."""
    return row.name == "Dropout" or bool(row.values.get("dropout"))


def penalizes(row: Spec) -> bool:
    """Whether a row's weights are a part of the loss."""
    return row.values.get("regularizer") is not None


def more(settings: Settings, *, falling: bool, early: bool = False) -> Iterator[Remedy]:
    """What lets a network learn more: weaker brakes; more epochs where its loss still falls, or more patience
    where it ended ``early``; wider layers."""
    if any(map(penalizes, settings.rows)):
        rows = tuple(row.with_values(regularizer=None) if penalizes(row) else row for row in settings.rows)
        yield Remedy("No regularizer", {"rows": rows})
    if any(map(drops, settings.rows)):
        kept = (row for row in settings.rows if row.name != "Dropout")
        rows = tuple(row.with_values(dropout=0.0) if drops(row) else row for row in kept)
        yield Remedy("No dropout", {"rows": rows})
    stopping = settings.early_stopping
    if stopping is not None and early:
        waiting = max(PATIENCE, 3 * stopping.patience)
        patient = replace(stopping, patience=waiting, min_delta=0.0)
        yield Remedy(f"Patience of {waiting} epochs", {"early_stopping": patient})
    elif falling and settings.epochs * 3 <= MOST_EPOCHS:
        yield Remedy(f"{settings.epochs * 3:,} epochs", {"epochs": settings.epochs * 3})
    hidden = [row for row in settings.rows[:-1] if row.name == "Dense"]
    widest = max((int(row.values.get("units", 16)) for row in hidden), default=0)
    if widest < WIDE:
        if hidden:
            wider = tuple(
                row.with_values(units=WIDE) if row.name == "Dense" else row for row in settings.rows[:-1]
            )
        else:
            wider = (*settings.rows[:-1], Spec("Dense", {"units": WIDE, "activation": "relu"}))
        yield Remedy(
            f"{WIDE} units a layer" if hidden else f"A layer of {WIDE} units",
            {"rows": (*wider, settings.rows[-1])},
        )


def every_step(settings: Settings) -> list[Remedy]:
    """The mean of all steps of the last recurrent row in place of its last step: a shorter way back to the
    first; none where there is no such row."""
    last = max((at for at, row in enumerate(settings.rows) if row.name in RECURRENT), default=None)
    if last is None or settings.rows[last].values.get("return_sequences"):
        return []
    told = settings.rows[last].with_values(return_sequences=True)
    rows = (*settings.rows[:last], told, Spec("GlobalAveragePooling1D"), *settings.rows[last + 1 :])
    return [Remedy("Mean of all steps", {"rows": rows})]


def weigh(settings: Settings) -> list[Remedy]:
    """All classes count alike in the loss, however rare; none where they do."""
    return [] if settings.class_weights else [Remedy("Class weights", {"class_weights": True})]


def clip(settings: Settings) -> Remedy:
    """Bound each gradient's norm."""
    kept = {name: value for name, value in settings.optimizer.values.items() if "clip" not in name}
    return Remedy(
        f"Clip gradients at {CLIP_NORM:g}",
        {"optimizer": Spec(settings.optimizer.name, {**kept, "clipnorm": CLIP_NORM})},
    )


def batch(size: int = BATCH) -> Remedy:
    """Larger batches."""
    return Remedy(f"Batches of {size}", {"batch_size": size})


def stop_early(patience: int = PATIENCE) -> Remedy:
    """Stop when the validation loss no longer falls, and go back to its best epoch."""
    return Remedy("Stop early", {"early_stopping": EarlyStopping(patience=patience)})


def dropout(settings: Settings, share: float = DROPOUT) -> list[Remedy]:
    """Dropout in the hidden Dense rows, or, where there are none, in others that have it; none where any
    loses as much already."""
    hidden = settings.rows[:-1]
    kinds = ("Dense",) if any(row.name == "Dense" for row in hidden) else (*BENT, *RECURRENT)
    if any(row.values.get("dropout", 0) >= share or row.name == "Dropout" for row in hidden):
        return []
    rows = tuple(row.with_values(dropout=share) if row.name in kinds else row for row in hidden)
    return [Remedy(f"Dropout {share:g}", {"rows": (*rows, settings.rows[-1])})]
