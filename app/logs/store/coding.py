"""From blocks of lines to the codes of the store: every distinct text is understood once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from app.logs.dimensions import (
    CATEGORY_PARAMETERS,
    PRODUCT_PARAMETERS,
    first_alias,
    label,
)
from app.logs.formats.line import Event, parameters, split_request
from app.logs.parsing import clock
from app.logs.parsing.block import TEXTS, Block
from app.logs.parsing.shape import METHODS
from app.logs.store import agents
from app.logs.store.columns import Dictionary
from app.logs.written.addresses import client

DERIVED = {
    "host": ("host",),
    "path": ("path",),
    "query": ("product", "category", "query"),
    "referrer": ("referrer",),
    "agent": ("agent",),
}
"""The columns of codes that come from each text of a line."""

STATUSES = tuple(f"{status:03d}" for status in range(1000))

MOST_KEPT = 200_000
"""Distinct texts of a kind that are remembered at once; more, and remembering starts afresh."""

Codes = tuple[int, ...]


class Coder:
    """Codes blocks with shared dictionaries; ``queries`` is the file that distinct queries go to."""

    def __init__(self, dictionaries: Mapping[str, Dictionary], queries: Path) -> None:
        self._labels = dictionaries
        self._queries = queries
        self._query_count = 0
        self._new_queries: list[str] = []
        self._understand: dict[str, Callable[[str], Codes]] = {
            "host": lambda text: (self._labels["host"].code(label(client(text))),),
            "path": lambda text: (self._labels["path"].code(label(text)),),
            "query": self._query,
            "referrer": lambda text: (self._labels["referrer"].code(label(text)),),
            "agent": lambda text: (self._labels["agent"].code(agents.agent_label(text)),),
        }
        self._known = {name: _Known(self._understand[name], len(DERIVED[name])) for name in TEXTS}
        self._status = np.zeros(1000, np.uint16)
        self._method = np.zeros(len(METHODS), np.uint16)

    def code(self, block: Block) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Which lines of the block are accepted, and every column of the accepted ones."""
        accepted = np.zeros(block.lines, bool)
        shape = block.shape
        accepted[shape.lines] = True
        events = {n: event for n, event in block.unusual.items() if isinstance(event, Event)}
        columns = {"time": shape.time, "zone": shape.zone, "size": shape.size}
        columns["status"] = self._small("status", self._status, shape.status, STATUSES)
        columns["method"] = self._small("method", self._method, shape.method, METHODS)
        cast = block.texts.select(
            pl.col(name).cast(pl.Categorical(self._known[name].categories)).to_physical() for name in TEXTS
        )
        for name in TEXTS:
            codes = self._known[name].codes(cast[name].to_numpy())
            columns.update(zip(DERIVED[name], codes, strict=True))
        if events:
            at = np.fromiter(events, np.int64, len(events))
            accepted[at] = True
            rare = [self._event(event) for event in events.values()]
            order = np.argsort(np.concatenate((shape.lines, at)), kind="stable")
            for name, column in columns.items():
                more = np.array([codes[name] for codes in rare], np.int64)
                columns[name] = np.concatenate((column, more))[order]
        self._write_queries()
        return accepted, columns

    def _event(self, event: Event) -> dict[str, int]:
        codes = {"time": event.time, "size": event.size}
        codes["zone"] = clock.NO_ZONE if event.zone is None else event.zone
        codes["status"] = self._labels["status"].code(label(event.status))
        method, path, query = split_request(event.request)
        codes["method"] = self._labels["method"].code(method)
        texts = {"host": event.host, "path": path, "query": query}
        texts |= {"referrer": event.referrer, "agent": event.agent}
        for name, text in texts.items():
            codes.update(zip(DERIVED[name], self._understand[name](text), strict=True))
        return codes

    def _small(self, name: str, known: np.ndarray, found: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """The codes of texts that are few, given by their places in ``texts``; ``known`` remembers them."""
        for place in np.flatnonzero(np.bincount(found, minlength=len(texts))).tolist():
            if known[place] == 0:
                known[place] = self._labels[name].code(texts[place])
        return known[found]

    def _query(self, query: str) -> Codes:
        if not query:
            return 0, 0, 0
        pairs = parameters(query)
        product = self._labels["product"].code(first_alias(pairs, PRODUCT_PARAMETERS))
        category = self._labels["category"].code(first_alias(pairs, CATEGORY_PARAMETERS))
        return product, category, self._number(query)

    def _number(self, query: str) -> int:
        self._query_count += 1
        self._new_queries.append(query)
        return self._query_count

    def _write_queries(self) -> None:
        if self._new_queries:
            with self._queries.open("ab") as file:
                file.write("".join(query + "\n" for query in self._new_queries).encode())
            self._new_queries.clear()


class _Known:
    """The texts of one kind met so far: each is numbered by polars, understood when new."""

    def __init__(self, understand: Callable[[str], Codes], width: int) -> None:
        self._understand = understand
        self._width = width
        self._afresh()

    def _afresh(self) -> None:
        self.categories = pl.Categories.random("vitrine")
        # polars forgets the categories of which no column is alive.
        self._alive = pl.Series(["-"]).cast(pl.Categorical(self.categories))
        self._table = np.zeros((self._width, 1024), np.uint32)
        self._count = 0

    def codes(self, numbers: np.ndarray) -> list[np.ndarray]:
        """The codes of texts, given by their numbers, a column of codes each."""
        numbers = numbers.astype(np.intp)
        top = int(numbers.max()) + 1 if len(numbers) else 0
        room = self._table.shape[1]
        if top > room:
            more = np.zeros((self._width, max(top, 2 * room) - room), np.uint32)
            self._table = np.concatenate((self._table, more), axis=1)
        for number in range(self._count, top):
            self._table[:, number] = self._understand(str(self.categories[number]))
        self._count = max(self._count, top)
        codes = [column[numbers] for column in self._table]
        if self._count > MOST_KEPT:
            self._afresh()
        return codes
