"""The parameters of URLs of a log that grows: of each request that came, once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.logs.dimensions import NONE
from app.logs.store.columns import Column
from app.logs.store.queries import parameter
from app.logs.store.texts import Texts
from app.logs.written.requests import parameters


class ParameterNames:
    """Counts how many requests carry each parameter, of the rows that are added to a store.

    Every query is taken apart once; which names go together repeats, so those sets are what is counted.
    """

    def __init__(self) -> None:
        self._sets: dict[frozenset[str], int] = {frozenset(): 0}
        self._of_query = np.zeros(1, np.uint32)
        self._requests = np.zeros(1, np.int64)

    def add(self, queries: Texts, numbers: np.ndarray) -> None:
        """Count rows with these numbers of queries."""
        for _, texts in queries.chunks(len(self._of_query) - 1):
            found = [
                self._sets.setdefault(
                    frozenset(name for name, _ in parameters(query) if name), len(self._sets)
                )
                for query in texts.to_list()
            ]
            self._of_query = np.concatenate((self._of_query, np.array(found, np.uint32)))
        counted = np.bincount(self._of_query[numbers], minlength=len(self._sets))
        counted[: len(self._requests)] += self._requests
        self._requests = counted

    def found(self, most: int = 200) -> list[tuple[str, int]]:
        """The names, each with the number of requests that carry it, most first."""
        names: dict[str, int] = {}
        for together, requests in zip(self._sets, self._requests.tolist(), strict=False):
            for name in together:
                names[name] = names.get(name, 0) + requests
        return sorted(names.items(), key=lambda item: (-item[1], item[0]))[:most]


class LiveParameters:
    """The values of parameters in a growing log; of each request that came, once."""

    def __init__(self, queries: Texts, column: Column) -> None:
        self._queries, self._column = queries, column
        self._values: dict[str, _Values] = {}

    def grow(self, queries: Texts) -> None:
        """Know of more queries."""
        self._queries = queries

    def values(self, name: str, rows: int) -> tuple[np.ndarray, Sequence[str]]:
        """Codes (uint32[rows]) and labels of one parameter; its first value in a request counts."""
        if name not in self._values:
            self._values[name] = _Values(name)
        return self._values[name].upto(self._queries, self._column, rows)


class _Values:
    def __init__(self, name: str) -> None:
        self._name = name
        self._labels = [NONE]
        self._known = {NONE: 0}
        self._of_query = np.zeros(1, np.uint32)
        self._codes = np.empty(0, np.uint32)
        self._rows = 0

    def upto(self, queries: Texts, column: Column, rows: int) -> tuple[np.ndarray, Sequence[str]]:
        found = [self._of_query]
        fresh: list[str] = []
        for _, texts in queries.chunks(len(self._of_query) - 1):
            codes = []
            for label in parameter(texts, self._name).to_list():
                code = self._known.get(label)
                if code is None:
                    code = self._known[label] = len(self._known)
                    fresh.append(label)
                codes.append(code)
            found.append(np.array(codes, np.uint32))
        if fresh:
            self._labels = self._labels + fresh
        if len(found) > 1:
            self._of_query = np.concatenate(found)
        if rows > self._rows:
            if rows > len(self._codes):
                # Twice as much room as is needed, so that it is seldom moved.
                roomy = np.empty(2 * rows, np.uint32)
                roomy[: self._rows] = self._codes[: self._rows]
                self._codes = roomy
            self._codes[self._rows : rows] = self._of_query[column.array(rows)[self._rows :]]
            self._rows = rows
        return self._codes[:rows], self._labels
