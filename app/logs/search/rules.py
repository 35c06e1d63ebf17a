"""What a filter on a dimension says: only these labels, or all but these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Not:
    """All labels of a dimension but these."""

    labels: tuple[str, ...]


def rule(labels: Sequence[str], without: bool) -> tuple[str, ...] | Not:
    """The filter that lets through these labels, or all but these."""
    return Not(tuple(labels)) if without else tuple(labels)


def labels_of(selection: Any) -> tuple[str, ...]:
    """The labels that a filter names, whether it lets them through or leaves them out."""
    return selection.labels if isinstance(selection, Not) else tuple(selection)


def both(only: Sequence[str], never: Sequence[str]) -> tuple[str, ...] | Not:
    """One filter of two: of the labels ``only``, where there are any, those that are not among ``never``.

    >>> both(["404", "503"], ["503"]), both([], ["404"])
    (('404',), Not(labels=('404',)))
    """
    left = tuple(label for label in only if label not in never)
    return left if left or not never else Not(tuple(never))
