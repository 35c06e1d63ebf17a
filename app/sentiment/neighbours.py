"""The nearest texts: what a person compares a doubtful one with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from app.sentiment.classifier import object_array
from app.sentiment.tokens import tokenize


class Neighbour(NamedTuple):
    """Another text's row, and the cosine of its tf-idf vector with that of the text asked about (0 to 1)."""

    row: int
    likeness: float


class Neighbours:
    """Texts that can be compared by the words they share, rare words counting more (tf-idf, cosine).

    ``space`` holds their vectors: texts × tokens, each row of length 1, or 0 without a token.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._vectors = TfidfVectorizer(
            tokenizer=tokenize, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
        )
        try:
            self.space = csr_matrix(self._vectors.fit_transform(object_array(texts)))
        except ValueError:
            # Not one token in all the texts: nothing is near to anything.
            self.space = csr_matrix((len(object_array(texts)), 1))
        # By token: only texts that share one with the text asked about are ever looked at.
        self._holding = csr_matrix(self.space.T)

    def of(
        self,
        row: int,
        labels: NDArray[np.integer],
        most: int,
        *,
        same: bool = False,
        among: NDArray[np.bool_] | None = None,
    ) -> list[Neighbour]:
        """The texts nearest to the one in ``row`` with another label, or with the ``same``, nearest first.

        ``among`` tells which texts may be named. Texts without a word in common are left out, so that there
        may be fewer than ``most``.
        """
        found = csr_matrix(self.space[[row]] @ self._holding)
        rows, likeness = found.indices, found.data
        fits = (rows != row) & (likeness > 0) & ((labels[rows] == labels[row]) == same)
        if among is not None:
            fits &= among[rows]
        rows, likeness = rows[fits], likeness[fits]
        near = np.lexsort((rows, -likeness))[:most]
        return [Neighbour(int(rows[place]), float(likeness[place])) for place in near]
