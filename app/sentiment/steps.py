"""The steps of anybody's pipeline: what cleans, what counts tokens, what follows, what decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from app.sentiment.linear import unwrapped


@dataclass(frozen=True)
class Counter:
    """A vectoriser, what cleans a text before it, what weighs its columns after it, and the first of these.

    ``prefix`` tells it from others beside it in a union.
    """

    vectorizer: Any
    cleaners: tuple[Any, ...]
    offset: int
    prefix: str
    after: tuple[Any, ...] = ()

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
        return str(np.asarray(_applied(self.cleaners, text), object)[0])

    def columns(self, texts: NDArray[np.object_]) -> csr_matrix:
        """What it makes of texts (texts × its columns)."""
        return csr_matrix(_applied((*self.cleaners, self.vectorizer, *self.after), *texts))

    def all_names(self) -> list[str]:
        """What each of its columns stands for."""
        if self.hashed:
            return [f"column {place}" for place in range(self.width)]
        return list(map(str, self.vectorizer.get_feature_names_out()))


@dataclass(frozen=True)
class Other:
    """What stands beside counted tokens in a union and counts none: lengths, topics, an embedding.

    ``names`` are its columns'.
    """

    step: Any
    cleaners: tuple[Any, ...]
    offset: int
    prefix: str
    names: tuple[str, ...]

    @property
    def width(self) -> int:
        """The columns that it fills."""
        return len(self.names)

    def columns(self, texts: NDArray[np.object_]) -> csr_matrix:
        """What it makes of texts (texts × its columns)."""
        found = _applied((*self.cleaners, self.step), *texts)
        return csr_matrix(found if hasattr(found, "tocsr") else np.asarray(found, np.float64))

    def all_names(self) -> list[str]:
        """What each of its columns stands for."""
        return list(self.names)


Part = Counter | Other


@dataclass(frozen=True)
class Steps:
    """``parts`` stand side by side, some of which count tokens; ``between`` are the steps up to the
    ``classifier``."""

    parts: tuple[Part, ...]
    weights: tuple[float, ...]
    between: tuple[Any, ...]
    classifier: Any

    @property
    def counters(self) -> tuple[Counter, ...]:
        """The parts that count tokens."""
        return tuple(part for part in self.parts if isinstance(part, Counter))

    def counts(self, texts: NDArray[np.object_]) -> csr_matrix:
        """What the parts make of texts (texts × all their columns)."""
        found = [part.columns(texts) * weight for part, weight in zip(self.parts, self.weights, strict=True)]
        return found[0] if len(found) == 1 else csr_matrix(hstack(found, format="csr"))


def taken_apart(pipeline: Any) -> Steps | None:
    """The steps of a fitted pipeline; None where no step of it counts tokens."""
    flat = _flat(pipeline)
    cleaners: list[Any] = []
    for place, step in enumerate(flat[:-1]):
        found = _side_by_side(step, tuple(cleaners))
        if found is not None:
            parts, weights = found
            return Steps(parts, weights, tuple(flat[place + 1 : -1]), flat[-1])
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


def _side_by_side(step: Any, cleaners: tuple[Any, ...]) -> tuple[tuple[Part, ...], tuple[float, ...]] | None:
    """The parts of a vectoriser, of a union or of a choice of columns; None where none counts tokens."""
    if hasattr(step, "build_analyzer"):
        return (Counter(step, cleaners, 0, ""),), (1.0,)
    weights = getattr(step, "transformer_weights", None) or {}
    found: list[Part] = []
    factors, offset = [], 0
    for name, member, before in _members(step):
        part = _part(member, (*cleaners, *before), offset, name)
        if part is None:
            return None
        found.append(part)
        factors.append(float(weights.get(name, 1.0)))
        offset += part.width
    return (tuple(found), tuple(factors)) if any(isinstance(part, Counter) for part in found) else None


def _members(step: Any) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """The members of a union in the order of their columns, each with what chooses its input."""
    if isinstance(union := getattr(step, "transformer_list", None), list):
        yield from ((name, member, ()) for name, member in union if member != "drop")
    elif isinstance(chosen := getattr(step, "transformers_", None), list):
        places = step.output_indices_
        for name, member, column in sorted(chosen, key=lambda one: places[one[0]].start):
            if member != "drop" and places[name].stop > places[name].start:
                yield name, member, (Column(column),)


def _part(member: Any, cleaners: tuple[Any, ...], offset: int, prefix: str) -> Part | None:
    """A member as what it counts, or as something else of named columns; None where it cannot be told."""
    steps = _flat(member)
    for place, step in enumerate(steps):
        if hasattr(step, "build_analyzer"):
            counter = Counter(step, (*cleaners, *steps[:place]), offset, prefix, tuple(steps[place + 1 :]))
            if all(_keeps_columns(one, counter.width) for one in counter.after):
                return counter
    if isinstance(member, str):
        return None
    other = Other(member, cleaners, offset, prefix, ())
    try:
        width = other.columns(np.array(["good", "bad"], object)).shape[1]
    except (AttributeError, TypeError, ValueError):
        return None
    try:
        names = [str(name) for name in member.get_feature_names_out()]
    except (AttributeError, TypeError, ValueError):
        names = []
    if len(names) != width:
        names = [f"column {place}" for place in range(width)]
    return Other(member, cleaners, offset, prefix, tuple(names))


def _keeps_columns(step: Any, width: int) -> bool:
    """Whether a step weighs columns and leaves each in its place: what is 0 stays 0."""
    if hasattr(step, "get_support") or type(step).__name__ in ("TruncatedSVD", "PCA", "NMF"):
        return False
    try:
        empty = csr_matrix(step.transform(csr_matrix((1, width))))
    except (AttributeError, TypeError, ValueError):
        return False
    return bool(empty.shape[1] == width and not empty.count_nonzero())


@dataclass(frozen=True)
class Column:
    """Chooses a column of a table by its name or place, as a `ColumnTransformer` does for each member."""

    key: Any

    def transform(self, table: Any) -> Any:
        """The column; a table of several where the key names several."""
        if not hasattr(table, "iloc"):
            return np.asarray(table)[:, self.key]
        by_name = isinstance(self.key, str) or (
            isinstance(self.key, list | tuple) and all(isinstance(one, str) for one in self.key)
        )
        return table[self.key] if by_name else table.iloc[:, self.key]


def _applied(cleaners: tuple[Any, ...], *texts: str) -> Any:
    found: Any = np.array(texts, dtype=object)
    for cleaner in cleaners:
        found = cleaner.transform(found)
    return found
