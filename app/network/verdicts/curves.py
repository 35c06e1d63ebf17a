"""Verdicts from the curves: divergence, plateau, batch size, overfitting; of rates while a run goes on."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from app.network.evidence import APART
from app.network.record import Record
from app.network.settings import REGRESSION, SCORES
from app.network.verdicts import remedies
from app.network.verdicts.stretches import column, first_move, late_moves, longest
from app.network.verdicts.verdict import Remedy, Verdict

PLATEAU_R2 = 0.01
PLATEAU_EPOCHS = 5
"""|R²| below 0.01 for five epochs: the predictions are the mean."""

PLATEAU_ENTROPY = 0.01
"""A cross-entropy within 1% of that of the classes' shares, for as long: the predictions are those shares."""

LEFT = 1.0
"""A layer that the first epoch moved by more than all of its initial weights."""

RISE, RISES, RISEN = 0.05, 0.25, 1.5
"""The training loss rises by more than 5% in a quarter of the epochs and ends 1.5 times above its best."""

SMALL_BATCH = 4
NOISE = 0.02
"""Batches of up to 4 rows, and rises of more than 2% in a quarter of the epochs."""

WANDERED, NOWHERE = 0.1, 0.95
"""All layers move by a tenth of their weights an epoch in the second half, over which the mean loss is no
more than 5% below that at its begin."""

OVER, OVER_EPOCHS, UNDER, SETTLED = 1.25, 5, 0.9, 1.2
"""Validation loss 25% above its best, which is the luckiest of many epochs, for the last five; training loss
10% below what it was then, and within 20% of its best, since a loss that jumps is another story."""

NEARLY = 0.1
"""A validation error under a tenth of that of answering the mean, or the classes' shares."""

LEARNED = 0.2
"""An error under a fifth of that of answering the mean, or the classes' shares."""

STILL, FALLING, GOOD = 0.01, 0.98, 0.9
"""Weights that move by less than 1% an epoch in the second half, with a loss that still fell by 2% or more in
the last five epochs and a score below 0.9."""


def divergence(run: Record) -> Iterator[Verdict]:
    """The loss became infinite, or more than a million times the target's variance; of classes, a million."""
    if not run.diverged:
        return
    epoch, loss = int(run.epoch_logs[-1]["epoch"]), run.epoch_logs[-1]["loss"]
    size = f"{loss:.2g}" if math.isfinite(loss) else "no number any more"
    if math.isfinite(loss) and run.task == REGRESSION:
        size += ", more than a million times the target's variance"
    lowered = remedies.rate(run.settings, 0.1)
    scaled = remedies.scale(run.settings, run.task)
    yield Verdict(
        "divergence",
        f"In epoch {epoch} the loss became {size}: each step landed further away than the one before. "
        "Training was stopped.",
        (epoch, epoch),
        remedies=(*scaled, lowered, remedies.clip(run.settings)),
    )


def plateau(run: Record) -> Iterator[Verdict]:
    """The network predicts the mean, or the classes' shares, whatever comes in."""
    loss = column(run, "loss")
    if run.task == REGRESSION:
        stretch = longest(np.abs(column(run, "r2")) < PLATEAU_R2, PLATEAU_EPOCHS)
        what = "predicts the mean of the target, whatever comes in"
    else:
        stretch = longest(_at_shares(run, loss), PLATEAU_EPOCHS)
        what = "gives every row the same answer, the shares of the classes"
    if stretch is None or (run.evidence is not None and run.evidence.hopeless and not run.diverged):
        # Where nobody finds anything, `nothing` says so.
        return
    first, last = stretch
    level = float(np.mean(loss[first : last + 1]))
    at = f"the loss stays at {level:.3g}"
    if run.task == REGRESSION and run.settings.loss.name == "MeanSquaredError":
        at += (
            ", the variance of the target"
            if not run.settings.scale_target
            else ", the scaled target's variance"
        )
    yield Verdict(
        "plateau",
        f"From epoch {first + 1} to {last + 1} {at}: the network only {what}.",
        (first + 1, last + 1),
        evidence="score",
        remedies=(
            *remedies.every_step(run.settings),
            *(remedies.scale(run.settings, run.task) or _other_steps(run)),
        ),
        margin=(last - first + 1) / PLATEAU_EPOCHS,
    )


def _other_steps(run: Record) -> list[Remedy]:
    """Shorter ones where the first epoch threw weights away, longer ones where all lie still."""
    if first_move(run) > LEFT:
        return [remedies.shorter_steps(run)]
    moves = late_moves(run)
    return [remedies.longer_steps(run)] if len(moves) and moves.max() < STILL else []


def _at_shares(run: Record, loss: np.ndarray) -> np.ndarray:
    if run.data is None or not run.settings.loss.name.endswith("Crossentropy"):
        return np.zeros(len(loss), bool)
    shares = np.bincount(run.data.y) / len(run.data.y)
    shares = shares[shares > 0]
    entropy = float(-(shares * np.log(shares)).sum())
    return (np.abs(loss / entropy - 1) < PLATEAU_ENTROPY) & (
        np.abs(column(run, "accuracy") - shares.max()) < 2 * PLATEAU_ENTROPY
    )


def restless(run: Record) -> Iterator[Verdict]:
    """The loss jumps up and down: too high a learning rate, or too small batches."""
    loss = column(run, "loss")
    if run.diverged or len(loss) < 6:
        return
    settings = run.settings
    # Of a loss below zero, as that of counts, no share says anything: it is taken from its best.
    depth = max(-float(np.nanmin(loss)), 0.0)
    level = loss + depth
    # Small numbers jump by large shares: what counts is how much of what there was to learn is lost again.
    known = run.evidence.plain if run.evidence is not None and _in_its_terms(run) else level[0]
    size = np.maximum(level, LEARNED * max(min(known, level[0]), depth))
    with np.errstate(divide="ignore", invalid="ignore"):
        rises = (loss[1:] - loss[:-1]) / size[:-1]
    best, last = int(np.argmin(loss)), len(loss)
    wandered = _wandered(run, loss)
    if settings.batch_size <= SMALL_BATCH and (np.mean(rises > NOISE) >= RISES or wandered):
        seen = f"The loss rises in {int(np.sum(rises > NOISE))} of {last - 1} epochs"
        margin = float(np.mean(rises > NOISE)) / RISES
        if np.mean(rises > NOISE) < RISES:
            seen = (
                f"From epoch {last // 2 + 1} to {last} every layer moves by at least {wandered:.0%} of its "
                f"weights an epoch, and the loss gets nowhere"
            )
            margin = wandered / WANDERED
        few = "1 row a step says" if settings.batch_size == 1 else f"{settings.batch_size} rows a step say"
        yield Verdict(
            "small batch",
            f"{seen}: {few} little about all of them.",
            (2, last),
            remedies=(remedies.batch(),),
            margin=margin,
        )
    elif np.mean(rises > RISE) >= RISES and loss[-1] - loss[best] > (RISEN - 1) * size[best]:
        used = remedies.rate_of(run)
        yield Verdict(
            "high learning rate",
            f"The loss jumps: it rises by more than 5% in {int(np.sum(rises > RISE))} of {last - 1} "
            f"epochs, and ends at {loss[-1]:.3g}, after {loss[best]:.3g} in epoch {best + 1}. Steps of "
            f"{used:g} are too long.",
            (best + 1, last),
            remedies=(remedies.shorter_steps(run),),
            margin=min(
                float(np.mean(rises > RISE)) / RISES,
                float((loss[-1] - loss[best]) / ((RISEN - 1) * size[best])),
            ),
        )


def _wandered(run: Record, loss: np.ndarray) -> float:
    """The least of the layers' usual moves in the second half, where nothing came of them; else 0."""
    found, half = run.evidence, len(loss) // 2
    moves = late_moves(run)
    if found is None or not len(moves) or found.train < LEARNED * found.plain:
        return 0.0
    least = float(moves.min())
    return (
        least if least > WANDERED and loss[half:].mean() > NOWHERE * loss[half - 2 : half + 1].min() else 0.0
    )


def _in_its_terms(run: Record) -> bool:
    """Whether the loss is in the terms of the evidence: cross-entropies, and squares of a scaled target."""
    name = run.settings.loss.name
    entropy = name.endswith("Crossentropy") and "Focal" not in name
    return entropy or (name == "MeanSquaredError" and run.settings.scale_target)


def overfitting(run: Record) -> Iterator[Verdict]:
    """Better on the training rows, worse on the others."""
    train, valid = column(run, "loss"), column(run, "val_loss")
    if run.diverged or len(valid) < OVER_EPOCHS + 1 or not np.isfinite(valid).any():
        return
    found = run.evidence
    if found is not None and (not found.apart or found.valid < NEARLY * found.plain):
        # Both sides' errors differ by no more than their noise, or hardly anything is wrong on either.
        return
    best = int(np.nanargmin(valid))
    if best >= len(valid) - OVER_EPOCHS or run.settings.early_stopping is not None:
        return
    if (valid[-OVER_EPOCHS:] > OVER * valid[best]).all() and train[-1] < min(
        UNDER * train[best], SETTLED * train.min()
    ):
        yield Verdict(
            "overfitting",
            f"Since epoch {best + 1} the validation loss rises, from {valid[best]:.3g} to "
            f"{valid[-1]:.3g}, while the "
            f"training loss falls from {train[best]:.3g} to {train[-1]:.3g}: the network learns its "
            "rows by heart.",
            (best + 1, len(valid)),
            remedies=(remedies.stop_early(), *remedies.dropout(run.settings)),
            margin=found.gap.times(APART)
            if found is not None
            else float((valid[-OVER_EPOCHS:].min() / valid[best] - 1) / (OVER - 1)),
        )


def slow(run: Record) -> Iterator[Verdict]:
    """The weights hardly move, and the score is not good yet."""
    loss, score = column(run, "loss"), column(run, f"val_{run.score}")
    update = run.snapshots.measure("update")
    if (
        run.diverged
        or len(loss) < 6
        or not len(score)
        or score[-1] >= GOOD
        or update.shape[1] < 6
        or loss[-6] - loss[-1] < (1 - FALLING) * abs(loss[-6])
    ):
        return
    moves = late_moves(run)
    if not len(moves) or moves.max() >= STILL:
        return
    moved = float(moves.max())
    yield Verdict(
        "low learning rate",
        f"In the second half no layer moves by more than {moved:.2%} of its weights an epoch, with "
        f"{SCORES[run.score]} {score[-1]:.2f} on the validation rows: {remedies.steps_in_words(run)} are too "
        "short.",
        (len(loss) // 2 + 1, len(loss)),
        evidence="update",
        remedies=(remedies.longer_steps(run),),
        margin=STILL / moved if moved else math.inf,
    )
