"""The nearest texts with another label: what a person compares a doubtful one with."""

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
    """Texts that can be compared by the words they share, rare words counting more (tf-idf, cosine)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._vectors = TfidfVectorizer(
            tokenizer=tokenize, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
        )
        try:
            self._space = csr_matrix(self._vectors.fit_transform(object_array(texts)))
        except ValueError:
            # Not one token in all the texts: nothing is near to anything.
            self._space = csr_matrix((len(object_array(texts)), 1))

    def of(self, row: int, labels: NDArray[np.integer], most: int = 5) -> list[Neighbour]:
        """The texts nearest to the one in ``row`` among those with another label, nearest first.

        Texts without a word in common are left out, so that there may be fewer than ``most``.
        """
        likeness = np.asarray((self._space @ self._space[[row]].T).todense()).ravel()
        likeness[labels == labels[row]] = 0.0
        near = np.argsort(-likeness, kind="stable")[:most]
        return [Neighbour(int(other), float(likeness[other])) for other in near if likeness[other] > 0]
