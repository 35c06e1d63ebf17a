"""Verdicts as sentences whose phrases select evidence, try a remedy, or train with one that was tried."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.counted import counted
from app.network.trial import Tried
from app.network.verdicts import Remedy, Verdict

TAKE = "Train with it"

_EVIDENCE = re.compile(r"layer \d+|epochs? \d+(?: to \d+)?")


@dataclass(frozen=True)
class Taken:
    """A remedy that is to be trained with, now that it was tried."""

    remedy: Remedy


Link = Verdict | Remedy | Taken


@dataclass(frozen=True)
class Sentence:
    """A verdict's words piece by piece, and what each link of them stands for.

    The verdict itself, a remedy to be tried, or one that was and is `Taken`.
    """

    parts: tuple[tuple[str, int | None], ...]
    links: tuple[Link, ...]


def sentences(verdicts: Sequence[Verdict], tried: Mapping[str, Tried | None] | None = None) -> list[Sentence]:
    """A sentence a verdict: the place that it speaks of is a link, and each remedy at its end.

    ``tried`` is what came of remedies, by their labels; None where one is being tried.
    """
    return [_sentence(verdict, tried or {}) for verdict in verdicts]


def _sentence(verdict: Verdict, tried: Mapping[str, Tried | None]) -> Sentence:
    links: list[Link] = []
    parts = [*_evidence(verdict, links), (verdict.graded.removeprefix(verdict.sentence), None)]
    waiting = [remedy for remedy in verdict.remedies if remedy.label not in tried]
    for place, remedy in enumerate(waiting):
        label = remedy.label if place == 0 else remedy.label[0].lower() + remedy.label[1:]
        parts.append((" " if place == 0 else " or ", None))
        links.append(remedy)
        parts.append((label, len(links) - 1))
    if waiting:
        parts.append((".", None))
    for remedy in verdict.remedies:
        if remedy.label in tried:
            parts += _outcome(remedy, tried[remedy.label], links)
    return Sentence(tuple(parts), tuple(links))


def _outcome(remedy: Remedy, tried: Tried | None, links: list[Link]) -> Iterator[tuple[str, int | None]]:
    if tried is None:
        yield f" “{remedy.label}” is being tried, with and without it from the same start…", None
        return
    alike = ", all classes counted alike," if remedy.changes.get("class_weights") else ""
    yield (
        f" “{remedy.label}” was tried, {counted(tried.epochs, 'epoch')} from the same start: validation "
        f"error{alike} {_error(tried.after)} with it, {_error(tried.before)} without. ",
        None,
    )
    if tried.harms:
        yield "It makes it worse.", None
        return
    links.append(Taken(remedy))
    yield (TAKE if tried.helps else f"No clear difference. {TAKE} all the same"), len(links) - 1
    yield ".", None


def _error(error: float) -> str:
    return f"{error:.3g}" if math.isfinite(error) else "beyond all bounds"


def _evidence(verdict: Verdict, links: list[Link]) -> Iterator[tuple[str, int | None]]:
    found = _EVIDENCE.search(verdict.sentence)
    if found is None:
        yield verdict.sentence, None
        return
    links.append(verdict)
    yield verdict.sentence[: found.start()], None
    yield found[0], 0
    yield verdict.sentence[found.end() :], None
