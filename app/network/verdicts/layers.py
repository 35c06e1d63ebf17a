"""Verdicts from the layers: saturation, dead units, gradients; and from the data that reach the first one."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.network.outputs import NEEDED
from app.network.record import Record
from app.network.settings import REGRESSION
from app.network.verdicts import remedies
from app.network.verdicts.bars import THROWN
from app.network.verdicts.stretches import column, first_move, longest
from app.network.verdicts.verdict import Remedy, Verdict

SATURATED, SATURATED_EPOCHS, HALF = 0.9, 3, 0.6
"""More than 90% of a layer's (row, unit) pairs flat, for three epochs; 60% in a network that has not learned
what a simple model does."""

RISEN = 0.1
"""A score at the end that is a tenth above all that it was before a layer came out of its flat ends."""

DEAD, GOOD = 0.5, 0.9
"""More than half of a layer's units zero for every row at the end, with a score below 0.9."""

VANISHED, VANISHED_EPOCHS = 0.005, 5
"""A hidden layer's gradient norm under 0.5% of the output's, for five epochs."""

EXPLODED = 100.0
"""A gradient norm over 100 times that of the first epoch, with a loss over ten times its best; or no
number."""

BLOWN = 1e5
"""A layer that the first epoch moved by so many times its initial weights, with a loss in it over 100 times
the best, in a network that is no better than the mean at the end: small weights grow by as much at once."""

SMALL = 0.01
"""Inputs whose means and standard deviations all stay within 0.01; or the target of a network that has not
learned what a simple model does."""

LARGE, LEARNED = 10.0, 0.1
"""A mean or standard deviation of an input beyond 10; or a standard deviation of the target, unless the
validation error is under a tenth of that of answering the mean."""


def _epochs(run: Record, stretch: tuple[int, int]) -> tuple[int, int]:
    kept = run.snapshots.epochs
    return int(kept[stretch[0]]), int(kept[stretch[1]])


def _after_a_leap(run: Record) -> list[Remedy]:
    """Shorter steps where the first epoch threw weights away: what layers do since then comes of that."""
    return [remedies.shorter_steps(run)] if first_move(run) > THROWN else []


def saturation(run: Record) -> Iterator[Verdict]:
    """A hidden layer stands at the flat ends of its activation, and lets no gradient through."""
    shares = run.snapshots.measure("saturation")[:-1]
    behind = run.evidence is not None and run.evidence.beaten
    found = {
        layer: stretch
        for layer, row in enumerate(shares)
        if (stretch := longest(row > (HALF if behind else SATURATED), SATURATED_EPOCHS)) is not None
    }
    if not found:
        return
    means = {layer: float(shares[layer, a : b + 1].mean()) for layer, (a, b) in found.items()}
    # The deepest of the worst holds back all that is below it.
    worst = max(found, key=lambda layer: (round(means[layer], 2), layer))
    first, last = _epochs(run, found[worst])
    sentence = (
        f"From epoch {first} to {last}, {means[worst]:.0%} of layer {worst + 1} is saturated: the slope "
        "of its activation is almost zero there, so the weights below it hardly move."
    )
    after = found[worst][1] + 1
    if after < shares.shape[1]:
        epoch = int(run.snapshots.epochs[after])
        score = column(run, run.score)
        learns = score[-1] > np.nanmax(score[: epoch - 1]) + RISEN
        sentence += f" In epoch {epoch} it falls to {shares[worst, after]:.0%}"
        sentence += ", and learning starts." if learns else "."
    yield Verdict(
        "saturation",
        sentence,
        (first, last),
        tuple(sorted(found)),
        "saturation",
        (*_after_a_leap(run), *remedies.relu(run.settings), *remedies.scale(run.settings, run.task)),
        (found[worst][1] - found[worst][0] + 1) / SATURATED_EPOCHS,
    )


def dead_units(run: Record) -> Iterator[Verdict]:
    """ReLU units that are zero for every row get no gradient, and never come back."""
    shares = run.snapshots.measure("dead")[:-1]
    score = column(run, f"val_{run.score}")
    if run.diverged or not shares.size or not len(score) or score[-1] >= GOOD:
        return
    layers = [layer for layer in range(len(shares)) if shares[layer, -1] > DEAD]
    if not layers:
        return
    worst = max(layers, key=lambda layer: float(shares[layer, -1]))
    begun = longest(shares[worst] > DEAD, 1)
    last = int(run.snapshots.epochs[-1])
    yield Verdict(
        "dead ReLU",
        f"At the end {shares[worst, -1]:.0%} of the units of layer {worst + 1} are zero for every row "
        "looked at: no gradient reaches them, so they stay dead.",
        (_epochs(run, begun)[0] if begun else last, last),
        tuple(layers),
        "dead",
        (remedies.leaky(run.settings), remedies.shorter_steps(run)),
        float(shares[worst, -1]) / DEAD,
    )


def gradients(run: Record) -> Iterator[Verdict]:
    """Gradients that vanish on their way to the first layers, or grow beyond all bounds."""
    norms = run.snapshots.measure("gradient_norm").astype(np.float64)
    learning = [layer for layer in range(len(norms)) if not np.isnan(norms[layer]).all()]
    if len(learning) < 2 or not norms.shape[1]:
        return
    yield from _exploding(run, norms[learning], learning)
    hidden, output = norms[learning[:-1]], norms[learning[-1]]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(output > 1e-6, hidden / output, np.nan)
    found = {
        layer: stretch
        for layer, row in zip(learning, shares, strict=False)
        if (stretch := longest(row < VANISHED, VANISHED_EPOCHS)) is not None
    }
    if not found or run.diverged:
        return
    worst = max(found, key=lambda layer: found[layer][1] - found[layer][0])
    a, b = found[worst]
    cures = [*remedies.relu(run.settings), *remedies.scale(run.settings, run.task)]
    first, last = _epochs(run, (a, b))
    yield Verdict(
        "vanishing gradients",
        f"From epoch {first} to {last} the gradient of layer {worst + 1} is "
        f"{_size(norms[worst, a : b + 1])}, that of "
        f"the output {_size(output[a : b + 1])}: what the output wants does not get there.",
        (first, last),
        tuple(sorted(found)),
        "gradient_norm",
        # Batch norm makes some networks worse that another activation cures.
        (*_after_a_leap(run), *(cures or remedies.normalize(run.settings))),
        (b - a + 1) / VANISHED_EPOCHS,
    )


def _size(norms: NDArray[np.float64]) -> str:
    return f"{float(np.median(norms)):.2g}"


def _exploding(run: Record, norms: NDArray[np.float64], learning: list[int]) -> Iterator[Verdict]:
    epochs = run.snapshots.epochs
    lost = run.snapshots.nonfinite()[3][learning]
    loss = column(run, "loss")
    broken = np.flatnonzero(lost.any(axis=0))
    shown = "gradient_norm"
    grown = norms.max(axis=0) > EXPLODED * norms[:, 0].max()
    moved = np.nan_to_num(run.snapshots.measure("update")[learning, 0], posinf=1e38)
    if len(broken):
        place = int(broken[0])
        layers = tuple(learning[i] for i in np.flatnonzero(lost[:, place]))
        what = f"{int(lost[:, place].sum()):,} gradients are no numbers any more"
        margin = math.inf
    elif grown.any() and loss[-1] > 10 * abs(np.nanmin(loss)):
        place = int(np.argmax(grown))
        layers = (learning[int(np.argmax(norms[:, place]))],)
        growth = norms[:, place].max() / norms[:, 0].max()
        what = f"the gradient norm is {growth:,.0f} times that of the first epoch"
        margin = float(growth) / EXPLODED
    elif (begun := float(moved.max(initial=0.0))) > BLOWN and _came_to_nothing(run, loss):
        place, shown = 0, "update"
        layers = (learning[int(np.argmax(moved))],)
        what = f"layer {layers[0] + 1} moved by {begun:.2g} times its initial weights"
        margin = begun / BLOWN
    else:
        return
    yield Verdict(
        "exploding gradients",
        f"In epoch {int(epochs[place])} {what}.",
        (int(epochs[place]), int(epochs[-1])),
        layers,
        shown,
        (remedies.clip(run.settings), *remedies.scale(run.settings, run.task)),
        margin,
    )


def _came_to_nothing(run: Record, loss: NDArray[np.float64]) -> bool:
    found = run.evidence
    return found is not None and not found.learned.above and bool(loss[0] > EXPLODED * abs(np.nanmin(loss)))


def unscaled(run: Record) -> Iterator[Verdict]:
    """Inputs or a target far from the sizes that initial weights are made for."""
    data, settings = run.data, run.settings
    if data is None or data.vocabulary or not run.epoch_logs:
        return
    parts, margin = [], 0.0
    if not settings.scale_inputs:
        axes = tuple(range(data.x.ndim - 1))
        x = data.x.astype(np.float64)
        sizes = np.maximum(np.abs(x.mean(axes)), x.std(axes))
        large = np.flatnonzero(sizes > LARGE)
        if 0 < sizes.max() < SMALL:
            parts.append(f"no input has a mean or a deviation beyond {sizes.max():.2g}")
            margin = SMALL / float(sizes.max())
        if len(large):
            worst = int(np.argmax(sizes))
            margin = float(sizes[worst]) / LARGE
            name = data.features[worst] if worst < len(data.features) and data.x.ndim == 2 else "the inputs"
            parts.append(f"{name} is around {x.mean(axes)[worst]:.3g} ± {x.std(axes)[worst]:.2g}")
    # Losses that take a logarithm want the target as it is.
    if data.task == REGRESSION and not settings.scale_target and settings.loss.name not in NEEDED:
        deviation, found = float(data.y.std()), run.evidence
        # A network that has learned a large target all the same needs no advice, nor does one that is small.
        too_large = deviation > LARGE and (found is None or found.valid > LEARNED * found.plain)
        too_small = 0 < deviation < SMALL and found is not None and found.beaten
        if too_large or too_small:
            parts.append(f"the target varies by {deviation:.3g}")
            margin = max(margin, deviation / LARGE if too_large else SMALL / deviation)
    if parts:
        yield Verdict(
            "unscaled data",
            f"Not scaled: {' and '.join(parts)}. Initial weights are made for numbers around 0 ± 1.",
            (1, int(run.epoch_logs[-1]["epoch"])),
            (0,),
            "data",
            tuple(remedies.scale(settings, run.task)),
            margin,
        )
