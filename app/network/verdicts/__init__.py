"""Says in sentences why a network does, or does not, learn; each rule's thresholds stand beside it."""

from __future__ import annotations

from dataclasses import replace

from app.network.record import Record
from app.network.verdicts.bars import by_heart, imbalance, nothing, untrained
from app.network.verdicts.curves import divergence, overfitting, plateau, restless, slow
from app.network.verdicts.layers import dead_units, gradients, saturation, unscaled
from app.network.verdicts.memory import memory
from app.network.verdicts.rows import differs, leakage
from app.network.verdicts.verdict import Remedy, Verdict

__all__ = ["RULES", "Remedy", "Verdict", "verdicts"]

RULES = (
    divergence,
    restless,
    plateau,
    saturation,
    gradients,
    dead_units,
    overfitting,
    unscaled,
    differs,
    leakage,
    imbalance,
)
"""The rules, most telling first; each yields its verdicts of a run, also of one that still trains."""

OUTCOMES = (memory, untrained, nothing, by_heart)
"""The rules that compare an ended run with other models, and add what `RULES` did not name."""

_CAUSES = {
    "saturation",
    "vanishing gradients",
    "unscaled data",
    "validation differs",
    "divergence",
}
"""Why a network falls behind others: it is told to change that, not its rate or its size."""

_EFFECTS = {"high learning rate": {"saturation", "vanishing gradients"}}
"""What comes of a cause: steps that throw weights away leave layers flat, or units that pass nothing on."""

_SAID = {"underfitting": {"plateau", "high learning rate", "small batch"}}
"""What says more than that something was not learned."""


def verdicts(run: Record) -> list[Verdict]:
    """What stands out in a run so far; remedies that would change nothing of its settings are left out."""
    if not run.epoch_logs or not len(run.snapshots):
        return []
    return [_with_changes(run, verdict) for verdict in _found(run)]


def _with_changes(run: Record, verdict: Verdict) -> Verdict:
    kept = (one for one in verdict.remedies if not one.apply(run.settings).trains_like(run.settings))
    return replace(verdict, remedies=tuple(kept))


def _found(run: Record) -> list[Verdict]:
    found = [verdict for rule in RULES for verdict in rule(run)]
    if run.evidence is None:
        if all(one.name == "unscaled data" for one in found):
            # Weights that lie still for another reason do not want longer steps.
            found = [*slow(run), *found]
        return found
    for rule in OUTCOMES:
        names = {one.name for one in found}
        for verdict in rule(run):
            caused = rule is untrained and names & (_CAUSES - _EFFECTS.get(verdict.name, set()))
            if verdict.name not in names and not caused and not names & _SAID.get(verdict.name, set()):
                found.append(verdict)
    return found
