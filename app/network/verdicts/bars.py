"""Verdicts beside other models on the same rows: rates, fits, one answer for all (plateau), a rare class."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from app.network.datasets.split import sides
from app.network.difference import SURE
from app.network.evidence import APART, HIDDEN, Evidence
from app.network.record import Record
from app.network.settings import REGRESSION
from app.network.simple_models import TREES
from app.network.verdicts import remedies
from app.network.verdicts.stretches import beyond, column, first_move, late_moves
from app.network.verdicts.verdict import Verdict

STILL = 0.01
"""Weights that move by less than 1% an epoch in the second half, in every layer."""

FALLING = 0.99
"""A loss that the last epoch still took 1% off has not come to its end."""

STEADY = 0.7
"""The share of epochs in which a loss falls that has only not come far enough."""

LEAPT, MOVED = 2.0, 1.0
"""A loss in the first epoch above twice that of answering the mean, while a layer moved by more than all of
its initial weights: else it was these that were so bad."""

THROWN = 4.0
"""A layer that the first epoch moved by four times the norm of its initial weights: what they were made for,
to pass on numbers of about the size that comes in, is gone."""

WIDE, CLEAR = 0.3, 3.0
"""A validation error that is above that of the training rows by 30% of what there is to explain, and, since
nothing else is held against the run, by three standard errors."""

KNOWN = 0.05
"""A training error of a twentieth of that of answering the mean: it is then enough that both sides are
`Evidence.apart`."""

SUITED = 0.15
"""The share of what there is to explain by which trees may be ahead of a network that nothing holds back:
some data simply suit them better."""

RARE, FOUND = 0.1, 0.5
"""A class of under a tenth of the rows, of which less than half are found, by more than chance (`beyond`)."""


def untrained(run: Record) -> Iterator[Verdict]:
    """Others learn these rows and the network does not: its rate is too low, too high, or it is too small."""
    found = run.evidence
    loss = column(run, "loss")
    if found is None or not (found.beaten or found.worse) or run.diverged:
        return
    others = [f"that of {found.bar_name} on the same rows {found.bar:.3g}"] if found.bar_name else []
    others += [f"that of {_plainly(run)} {found.plain:.3g}"]
    bar = f"error is {found.valid:.3g}, {' and '.join(others)}"
    moves = late_moves(run)
    late = float(moves.max()) if len(moves) else np.nan
    begun = first_move(run)
    last = len(loss)
    leapt = begun > THROWN or (not begun <= MOVED and _leapt(run, found, loss))
    falling = last > 2 and np.mean(np.diff(loss) < 0) >= STEADY
    suited = found.bar_name == TREES and not found.worse and not _is_held(run)
    suited = suited and found.behind.mean <= SUITED * found.plain
    lies_still = late < STILL and (falling or remedies.shortening(run) is not None)
    if not leapt and lies_still and not suited:
        yield Verdict(
            "low learning rate",
            f"From epoch {last // 2 + 1} to {last} no layer moves by more than {late:.2g} of its weights an "
            f"epoch, and the network's {bar}: {remedies.steps_in_words(run)} are too short.",
            (last // 2 + 1, last),
            evidence="update",
            margin=found.margin,
            remedies=(remedies.longer_steps(run),),
        )
    elif leapt:
        moved_by = f"moved a layer by {begun:.3g} times its initial weights" if begun > THROWN else ""
        lost = f"ended with a loss of {loss[0]:.3g}" if not moved_by else ""
        yield Verdict(
            "high learning rate",
            f"Epoch 1 {moved_by}{lost}, and at the end the network's {bar}: steps of "
            f"{remedies.rate_of(run):g} are too long.",
            (1, last),
            evidence="update",
            margin=found.margin,
            remedies=(remedies.shorter_steps(run),),
        )
    elif late < 1e-6:
        yield Verdict(
            "frozen",
            f"From epoch {last // 2 + 1} to {last} no weight moves, and the network's {bar}.",
            (last // 2 + 1, last),
            evidence="update",
            margin=found.margin,
        )
    elif not suited:
        # Where no other model surely finds anything, nobody knows whether something is there.
        lacks = "has not learned what is there" if found.beaten else f"is worse than {_plainly(run)}"
        yield Verdict(
            "underfitting",
            f"By epoch {last} the network {lacks}: its {bar}.",
            (1, last),
            remedies=tuple(
                remedies.more(run.settings, falling=_falls(loss), early=last < run.settings.epochs)
            ),
            margin=found.margin,
        )


def _falls(loss: np.ndarray) -> bool:
    """Whether the last epoch still took enough off, or there were too few to tell."""
    return len(loss) < 3 or bool(loss[-2] - loss[-1] > (1 - FALLING) * abs(loss[-2]))


def _is_held(run: Record) -> bool:
    """Whether a penalty or dropout keeps the network from learning more."""
    return any(remedies.penalizes(row) or remedies.drops(row) for row in run.settings.rows)


def _plainly(run: Record) -> str:
    return "always answering the mean" if run.task == REGRESSION else "always answering the classes' shares"


def _leapt(run: Record, found: Evidence, loss: np.ndarray) -> bool:
    """Whether the first epoch made it worse; what a penalty or dropout add to a loss is no error."""
    error = run.settings.loss.name in ("MeanSquaredError", "BinaryCrossentropy") or (
        run.settings.loss.name.endswith("CategoricalCrossentropy")
    )
    scaled = run.task != REGRESSION or run.settings.scale_target
    return error and scaled and not _is_held(run) and bool(loss[0] > LEAPT * found.plain)


def nothing(run: Record) -> Iterator[Verdict]:
    """The network answers every row alike, or there is nothing in the inputs that tells rows apart."""
    found = run.evidence
    if found is None or run.diverged or found.learned.above:
        return
    last = int(run.epoch_logs[-1]["epoch"])
    if not found.constant and not found.hopeless:
        return
    sentence = f"At epoch {last} the network is no better than {_plainly(run)}."
    if found.nobody:
        sentence += (
            f" Nor is {found.bar_name}: as far as these rows tell, there is nothing to learn here from these "
            "inputs."
        )
    ways = remedies.every_step(run.settings)
    # What may still be there, hidden by noise, beside the fifth that would surely be seen.
    most = found.learnable.mean + SURE * found.learnable.error
    margin = math.inf if found.constant or most <= 0 else HIDDEN * found.plain / most
    yield Verdict("plateau", sentence, (1, last), evidence="score", remedies=tuple(ways), margin=margin)


def by_heart(run: Record) -> Iterator[Verdict]:
    """Much better on its own rows than on others, where it is no better than the mean or a simple model."""
    found = run.evidence
    stopping = run.settings.early_stopping
    if found is None or run.diverged or (stopping is not None and stopping.restore_best):
        return
    learnt = found.train < 0.5 * found.valid and found.valid > 0.1 * found.plain
    lost = not found.learned.above and found.learned.mean < 0
    behind = found.behind.above and found.behind.mean > 0.1 * found.plain
    # What is known nearly to the last digit needs less to be sure of.
    known = found.train < KNOWN * found.plain
    wide = found.gap.mean > WIDE * found.plain and (known or found.gap.mean > CLEAR * found.gap.error)
    # Ahead on rows that it learned from, where the bar was judged on rows it had not seen, and behind on
    # others.
    ahead = found.short.mean < -CLEAR * found.short.error and found.gap.mean > CLEAR * found.gap.error
    if found.apart and ((learnt and (lost or behind or wide)) or (behind and wide) or ahead):
        valid = column(run, "val_loss")
        best, last = int(np.nanargmin(valid)) + 1, len(valid)
        sentence = (
            f"At epoch {last} the error is {found.train:.3g} on the training rows and {found.valid:.3g} on "
            f"the "
            f"others, where {_plainly(run)} has {found.plain:.3g}"
        )
        sentence += f" and {found.bar_name} {found.bar:.3g}" if found.bar_name else ""
        yield Verdict(
            "overfitting",
            sentence + ": the network learns its rows by heart.",
            (min(best, last), last),
            remedies=(remedies.stop_early(), *remedies.dropout(run.settings)),
            margin=found.gap.times(APART if lost or behind or known else CLEAR),
        )


def imbalance(run: Record) -> Iterator[Verdict]:
    """A rare class of which the network finds less than half."""
    found, data = run.evidence, run.data
    if found is None or data is None or not found.recalls or run.diverged:
        return
    counts = np.bincount(data.y, minlength=len(found.recalls))
    shares, of_valid = counts / len(data.y), np.bincount(data.y[sides(data)[1]], minlength=len(counts))
    for place in np.argsort(shares):
        recall, is_rare = found.recalls[place], shares[place] < RARE / max(len(shares) / 2, 1)
        sure = _missed(found, int(place), int(of_valid[place]), int(counts[place]))
        if is_rare and recall < FOUND and sure >= 1:
            yield Verdict(
                "class imbalance",
                f"“{data.classes[place]}” is {shares[place]:.1%} of the rows, and {recall:.0%} of its "
                f"validation rows are found: an accuracy near the largest class's share says little.",
                (1, int(run.epoch_logs[-1]["epoch"])),
                evidence="data",
                remedies=tuple(remedies.weigh(run.settings)),
                margin=sure,
            )
            return


def _missed(found: Evidence, place: int, of_valid: int, rows: int) -> float:
    """How surely less than half of a class is found: of its validation rows or, if these are few, of all."""
    recall = found.recalls[place]
    sure = beyond(recall, FOUND, of_valid)
    if not found.own_recalls:
        return sure
    every = (recall * of_valid + found.own_recalls[place] * (rows - of_valid)) / max(rows, 1)
    return max(sure, beyond(every, FOUND, rows)) if every < FOUND else sure
