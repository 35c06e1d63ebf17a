"""Changes of settings that help, as the verdicts offer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.network.outputs import NEEDED, RANGES
from app.network.record import Record
from app.network.settings import MOST_EPOCHS, REGRESSION, EarlyStopping, Settings, Spec
from app.network.slopes import FLAT
from app.network.verdicts.verdict import Remedy

USUAL_RATE = 0.001
CLIP_NORM = 1.0
BATCH = 32
WIDE = 32


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


def relu(settings: Settings) -> list[Remedy]:
    """ReLU in every hidden row whose activation can saturate; none if no row has one."""
    rows = (*(_unsaturated(row) for row in settings.rows[:-1]), settings.rows[-1])
    return [Remedy("Try ReLU", {"rows": rows})] if rows != settings.rows else []


def _unsaturated(row: Spec) -> Spec:
    found = row.values.get("activation")
    name = found.name if isinstance(found, Spec) else found
    return row.with_values(activation="relu") if name in FLAT else row


def leaky(settings: Settings) -> Remedy:
    """Leaky ReLU, which is never quite flat, in place of ReLU."""
    hidden = tuple(
        row.with_values(activation="leaky_relu")
        if row.name in ("Dense", "Conv1D", "Conv2D") and row.values.get("activation", "relu") == "relu"
        else row
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
    found = settings.rows[-1].values.get("activation")
    name = found.name if isinstance(found, Spec) else found
    return name not in RANGES and settings.loss.name not in NEEDED


def rate(settings: Settings, factor: float) -> Remedy:
    """Another constant learning rate."""
    wanted = float(f"{learning_rate(settings) * factor:.2g}")
    return Remedy(
        f"Learning rate {wanted:g}",
        {"optimizer": settings.optimizer.with_values(learning_rate=wanted), "schedule": None},
    )


def more(settings: Settings, *, falling: bool) -> Iterator[Remedy]:
    """What lets a network learn more: weaker brakes, more epochs where its loss still falls, wider layers."""
    if rows := _changed(settings, lambda row: row.values.get("regularizer") is not None, regularizer=None):
        yield Remedy("No regularizer", {"rows": rows})
    if rows := _changed(settings, lambda row: row.values.get("dropout", 0) > 0, dropout=0.0):
        yield Remedy("No dropout", {"rows": rows})
    if falling and settings.epochs * 3 <= MOST_EPOCHS:
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
    last = max((at for at, row in enumerate(settings.rows) if row.name in ("LSTM", "GRU")), default=None)
    if last is None or settings.rows[last].values.get("return_sequences"):
        return []
    told = settings.rows[last].with_values(return_sequences=True)
    rows = (*settings.rows[:last], told, Spec("GlobalAveragePooling1D"), *settings.rows[last + 1 :])
    return [Remedy("Mean of all steps", {"rows": rows})]


def _changed(settings: Settings, wanted: Callable[[Spec], bool], **values: object) -> tuple[Spec, ...]:
    """The rows with values changed where ``wanted``; none if that is nowhere."""
    if not any(map(wanted, settings.rows)):
        return ()
    return tuple(row.with_values(**values) if wanted(row) else row for row in settings.rows)


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


def stop_early(patience: int = 10) -> Remedy:
    """Stop when the validation loss no longer falls, and go back to its best epoch."""
    return Remedy("Stop early", {"early_stopping": EarlyStopping(patience=patience)})


def dropout(settings: Settings, share: float = 0.3) -> Remedy:
    """Dropout in the hidden Dense rows."""
    hidden = tuple(
        row.with_values(dropout=share) if row.name == "Dense" else row for row in settings.rows[:-1]
    )
    return Remedy(f"Dropout {share:g}", {"rows": (*hidden, settings.rows[-1])})
