"""What to know before a score is believed: leaks, conflicts, rare classes, texts that say nothing."""

from __future__ import annotations

import numpy as np

from app.counted import counted
from app.sentiment.analysis import CONFLICTING, LEAKED, UNKNOWN, Analysis
from app.sentiment.insight import Insight

GRAVE = 0.05
"""The share of leaked texts from which on they come before everything else."""

LOPSIDED = 0.8
"""The share of the largest class from which on accuracy says little."""

RARE = 0.05


def cautions(analysis: Analysis) -> tuple[list[Insight], list[Insight]]:
    """The sentences that come before all others, and those that come after them."""
    leaks = _leaks(analysis)
    grave = leaks is not None and bool(analysis.marked(LEAKED).mean() >= GRAVE)
    first = [
        leaks if grave else None,
        _largest_class(analysis),
        _never_judged(analysis),
        _never_found(analysis),
    ]
    last = [None if grave else leaks, _conflicts(analysis), _unknown(analysis)]
    return [one for one in first if one is not None], [one for one in last if one is not None]


def _leaks(analysis: Analysis) -> Insight | None:
    """Texts that were learned from too, and the score without them."""
    count = int(analysis.marked(LEAKED).sum())
    if not count:
        return None
    without = analysis.without_leaks
    score = (
        f"without {'it' if count == 1 else 'them'} accuracy is {without.accuracy.value:.3f}, "
        f"with {'it' if count == 1 else 'them'} {analysis.evaluation.accuracy.value:.3f}."
        if without is not None
        else "no other is left to judge by."
    )
    return Insight(
        "",
        counted(count, "held-back text"),
        f" of {len(analysis):,} {'is' if count == 1 else 'are'} among the texts to learn from too, the same "
        f"but for links, @names, digits or case: {score}",
        only=LEAKED,
    )


def _conflicts(analysis: Analysis) -> Insight | None:
    """Texts that stand under two labels."""
    if analysis.alike is None or not analysis.alike.conflicting.any():
        return None
    rows = analysis.alike.conflicting
    texts = len(np.unique(analysis.alike.groups[rows]))
    held = int(analysis.marked(CONFLICTING).sum())
    stands = "text stands" if texts == 1 else "texts stand"
    return Insight(
        f"{texts:,} {stands} under several labels, in {int(rows.sum()):,} rows, the same but for links, "
        "@names, digits or case (“About these texts” lists them)" + ("; " if held else "."),
        counted(held, "held-back text") if held else "",
        f" {'is' if held == 1 else 'are'} of these." if held else "",
        only=CONFLICTING if held else "",
    )


def _largest_class(analysis: Analysis) -> Insight | None:
    """A class so large that to answer it always is right nearly always."""
    label, share = analysis.evaluation.majority
    if analysis.alike is not None:
        label, texts = next(iter(analysis.alike.counts.items()))
        share = texts / sum(analysis.alike.counts.values())
    if share < LOPSIDED:
        return None
    return Insight(
        f"{share:.1%} of the texts are {label}: to answer {label} always would be right as often. "
        "Look at recall and precision, not at accuracy.",
        "",
        "",
    )


def _never_judged(analysis: Analysis) -> Insight | None:
    """Classes of the set that no text shown is of."""
    judged = analysis.evaluation
    known = analysis.alike.counts if analysis.alike is not None else {}
    missing = [
        label
        for label, texts in zip(judged.classes, judged.support, strict=True)
        if label in known and not texts
    ]
    if not missing:
        return None
    listed = " or ".join(missing)
    return Insight(
        f"No text labelled {listed} is held back: nothing can be said of how well it is found.", "", ""
    )


def _never_found(analysis: Analysis) -> Insight | None:
    """Classes that no text of theirs is predicted as."""
    judged = analysis.evaluation
    missed = judged.never_found
    if not missed:
        return None
    texts = sum(int(judged.support[place]) for place in missed)
    named = " and ".join(
        filter(None, (", ".join(judged.classes[place] for place in missed[:-1]), judged.classes[missed[-1]]))
    )
    share = texts / max(len(analysis), 1)
    why = f"rare, {share:.1%} of all, which says nothing about the labels" if share < RARE else "see which"
    return Insight(
        f"{named[:1].upper()}{named[1:]} {'is' if len(missed) == 1 else 'are'} never found: ",
        f"none of {counted(texts, 'text')}" if texts > 1 else "its only text",
        f" is {'predicted so' if texts > 1 else 'taken for another class'} ({why}).",
        tuple((judged.classes[place], other) for place in missed for other in judged.classes),
    )


def _unknown(analysis: Analysis) -> Insight | None:
    """Texts of which the classifier knows no word."""
    count = int(analysis.marked(UNKNOWN).sum())
    if not count:
        return None
    return Insight(
        "",
        counted(count, "text without a known word", "texts without a known word"),
        f" ({count / len(analysis):.1%}): {'it gets' if count == 1 else 'they all get'} the answer that an "
        "empty text gets.",
        only=UNKNOWN,
    )
