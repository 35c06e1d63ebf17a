"""Says in sentences why a network does, or does not, learn; each rule's thresholds stand beside it."""

from __future__ import annotations

from app.network.run import Run
from app.network.verdicts.curves import divergence, overfitting, plateau, restless, slow
from app.network.verdicts.layers import dead_units, gradients, saturation, unscaled
from app.network.verdicts.verdict import Remedy, Verdict

__all__ = ["RULES", "Remedy", "Verdict", "verdicts"]

RULES = (divergence, restless, plateau, saturation, gradients, dead_units, overfitting, unscaled)
"""The rules, most telling first; each yields its verdicts of a run, also of one that still trains."""


def verdicts(run: Run) -> list[Verdict]:
    """What stands out in a run so far."""
    if not run.rows or not len(run.snapshots):
        return []
    found = [verdict for rule in RULES for verdict in rule(run)]
    if all(one.name == "unscaled data" for one in found):
        # Weights that lie still for another reason do not want longer steps.
        found = [*slow(run), *found]
    return found
