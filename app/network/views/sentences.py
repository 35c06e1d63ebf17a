"""Verdicts as sentences whose phrases select evidence or apply a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.network.verdicts import Remedy, Verdict

_EVIDENCE = re.compile(r"layer \d+|epochs? \d+(?: to \d+)?")


@dataclass(frozen=True)
class Sentence:
    """A verdict's words piece by piece, and what each link of them stands for: the verdict or a remedy."""

    parts: tuple[tuple[str, int | None], ...]
    links: tuple[Verdict | Remedy, ...]


def sentences(verdicts: Sequence[Verdict]) -> list[Sentence]:
    """A sentence a verdict: the place that it speaks of is a link, and each remedy at its end."""
    return [_sentence(verdict) for verdict in verdicts]


def _sentence(verdict: Verdict) -> Sentence:
    links: list[Verdict | Remedy] = []
    parts = [*_evidence(verdict, links)]
    for place, remedy in enumerate(verdict.remedies):
        label = remedy.label if place == 0 else remedy.label[0].lower() + remedy.label[1:]
        parts.append((" " if place == 0 else " or ", None))
        links.append(remedy)
        parts.append((label, len(links) - 1))
    if verdict.remedies:
        parts.append((".", None))
    return Sentence(tuple(parts), tuple(links))


def _evidence(verdict: Verdict, links: list[Verdict | Remedy]) -> Iterator[tuple[str, int | None]]:
    found = _EVIDENCE.search(verdict.sentence)
    if found is None:
        yield verdict.sentence, None
        return
    links.append(verdict)
    yield verdict.sentence[: found.start()], None
    yield found[0], 0
    yield verdict.sentence[found.end() :], None
