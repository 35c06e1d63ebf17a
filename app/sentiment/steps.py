"""The steps of anybody's pipeline: what cleans, what counts tokens, what follows, what decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from app.sentiment.linear import unwrapped


@dataclass(frozen=True)
class Counter:
    """A vectoriser, what cleans a text before it, and the first of the columns that it fills.

    ``prefix`` tells it from others beside it in a union; ``width`` is its number of columns.
    """

    vectorizer: Any
    cleaners: tuple[Any, ...]
    offset: int
    prefix: str

    @property
    def hashed(self) -> bool:
        """Whether its columns have no names: tokens go where their hash sends them."""
        return not hasattr(self.vectorizer, "vocabulary_")

    @property
    def width(self) -> int:
        """The columns that it fills."""
        return int(self.vectorizer.n_features) if self.hashed else len(self.vectorizer.vocabulary_)

    def cleaned(self, text: str) -> str:
        """The text as the vectoriser gets it."""
        return str(_applied(self.cleaners, text)[0])


@dataclass(frozen=True)
class Steps:
    """``counters`` count tokens side by side, ``between`` are the steps up to the ``classifier``."""

    counters: tuple[Counter, ...]
    weights: tuple[float, ...]
    between: tuple[Any, ...]
    classifier: Any

    def counts(self, texts: NDArray[np.object_]) -> csr_matrix:
        """What the vectorisers make of texts (texts × all their columns)."""
        parts = [
            csr_matrix(counter.vectorizer.transform(_applied(counter.cleaners, *texts))) * weight
            for counter, weight in zip(self.counters, self.weights, strict=True)
        ]
        return parts[0] if len(parts) == 1 else csr_matrix(hstack(parts, format="csr"))


def taken_apart(pipeline: Any) -> Steps | None:
    """The steps of a fitted pipeline; None where no step of it counts tokens."""
    flat = _flat(pipeline)
    cleaners: list[Any] = []
    for place, step in enumerate(flat[:-1]):
        counters = _counters(step, tuple(cleaners))
        if counters is not None:
            found, weights = counters
            return Steps(found, weights, tuple(flat[place + 1 : -1]), flat[-1])
        cleaners.append(step)
    return None


def _flat(estimator: Any) -> list[Any]:
    """The steps, those of pipelines within in their place, without the ones that pass all through."""
    estimator = unwrapped(estimator)
    steps = getattr(estimator, "steps", None)
    if not isinstance(steps, list):
        return [estimator]
    return [
        part for _, step in steps if step is not None and not isinstance(step, str) for part in _flat(step)
    ]


def _counters(step: Any, cleaners: tuple[Any, ...]) -> tuple[tuple[Counter, ...], tuple[float, ...]] | None:
    if hasattr(step, "build_analyzer"):
        return (Counter(step, cleaners, 0, ""),), (1.0,)
    members = getattr(step, "transformer_list", None)
    if not isinstance(members, list):
        return None
    found: list[Counter] = []
    weights = getattr(step, "transformer_weights", None) or {}
    factors, offset = [], 0
    for name, member in members:
        if isinstance(member, str):
            if member == "drop":
                continue
            return None
        *before, last = _flat(member)
        if not hasattr(last, "build_analyzer"):
            return None
        found.append(Counter(last, (*cleaners, *before), offset, name))
        factors.append(float(weights.get(name, 1.0)))
        offset += found[-1].width
    return (tuple(found), tuple(factors)) if found else None


def _applied(cleaners: tuple[Any, ...], *texts: str) -> Any:
    found: Any = np.array(texts, dtype=object)
    for cleaner in cleaners:
        found = cleaner.transform(found)
    return found
