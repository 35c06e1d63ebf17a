"""A verdict from the steps of sequences: a memory that does not reach back to the first ones."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from app.network.record import Record
from app.network.verdicts import remedies
from app.network.verdicts.stretches import late_moves
from app.network.verdicts.verdict import Verdict

FEWEST_STEPS = 12
"""Of fewer steps the first is near enough."""

FORGOTTEN = 0.01
"""The loss depends on each of the first quarter of the steps by under 1% of that on the one that counts
most."""

STILL = 0.003
"""Weights that move by less an epoch, in every layer, are about those of the begin, which remember little."""


def memory(run: Record) -> Iterator[Verdict]:
    """The gradient vanishes on its way back through the steps, and what is there is not learned."""
    found = run.evidence
    if found is None or run.diverged or len(found.steps) < FEWEST_STEPS:
        return
    if found.learned.above and not found.beaten:
        return
    if not (late_moves(run) >= STILL).any():
        return
    by_step = np.array(found.steps)
    quarter = len(by_step) // 4
    early, most = float(by_step[:quarter].max()), float(by_step.max())
    if not most or early >= FORGOTTEN * most:
        return
    last = int(run.epoch_logs[-1]["epoch"])
    yield Verdict(
        "vanishing gradients",
        f"At epoch {last} the loss depends on step {int(by_step.argmax()) + 1} of {len(by_step)} by "
        f"{most:.2g}, on none of the first {quarter} by more than {early:.2g}: the gradient vanishes on its "
        "way back, and what stands there is not learned.",
        (1, last),
        tuple(at for at, row in enumerate(run.settings.rows) if row.name in remedies.RECURRENT),
        remedies=tuple(remedies.every_step(run.settings)),
        margin=FORGOTTEN * most / early if early else math.inf,
    )
