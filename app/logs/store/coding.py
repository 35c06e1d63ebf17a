"""From blocks of lines to the numbers of the store: every text that is new is understood once a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import randbits

import numpy as np
import polars as pl

from app.logs.dimensions import CATEGORY_PARAMETERS, NONE, PRODUCT_PARAMETERS, label
from app.logs.formats.line import Event, split_request
from app.logs.parsing import clock
from app.logs.parsing.block import TEXTS, Block
from app.logs.parsing.further import UNKNOWN, seconds_of
from app.logs.parsing.shape import METHODS
from app.logs.store import agents
from app.logs.store.labels import Labels
from app.logs.store.queries import Aliases
from app.logs.store.texts import Texts
from app.logs.written.addresses import clients
from app.logs.written.requests import version_of

DERIVED = {
    "host": ("host",),
    "path": ("path",),
    "query": ("product", "category", "query"),
    "referrer": ("referrer",),
    "agent": ("agent", "system", "device", "user agent"),
}
"""The columns of numbers that come from each text of a line."""

_VERSIONS = {9: "HTTP/0.9", 10: "HTTP/1.0", 11: "HTTP/1.1", 20: "HTTP/2", 30: "HTTP/3"}
VERSIONS = tuple(_VERSIONS.get(number, NONE) for number in range(100))
"""The labels of the versions of HTTP by ten times their number; HTTP/2.0 and HTTP/2 are one."""

STATUSES = tuple(f"{status:03d}" for status in range(1000))

MOST_KEPT = 1 << 15
"""Distinct texts of a kind that are remembered from block to block; the first ones are the frequent ones."""

LOOKED_AT, FEW_KNOWN = 256, 2
"""Texts of a block that are looked up first where most may be new, and how many known ones are few."""

SEVERAL = 4096
"""Lines of a block from which on its kinds of texts are numbered side by side."""

_AT_ONCE = 3

_PLACES = 1 << 17

_ALIASES = Aliases(PRODUCT_PARAMETERS, CATEGORY_PARAMETERS)

_SEED = randbits(63)
"""Of the hashes of texts: nobody can write texts that share one."""

Numbers = list[np.ndarray]


class Coder:
    """Codes blocks with shared labels; ``queries`` is where distinct queries go, numbered from 1.

    ``seed`` is that of the numbers of user agents.
    """

    def __init__(self, labels: Mapping[str, Labels], queries: Texts, seed: int = _SEED) -> None:
        self._labels = labels
        self._queries = queries
        self._seed = seed
        understand: dict[str, Callable[[pl.Series], Numbers]] = {
            "host": lambda texts: [self._number("host", clients(texts))],
            "path": lambda texts: [self._number("path", texts)],
            "query": self._query,
            "referrer": lambda texts: [self._number("referrer", texts)],
            "agent": self._agent,
        }
        self._known = {name: _Known(understand[name], len(DERIVED[name])) for name in TEXTS}
        self._status = np.zeros(1000, np.uint32)
        self._method = np.zeros(len(METHODS), np.uint32)
        self._version = np.zeros(len(VERSIONS), np.uint32)

    def code(self, block: Block) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Which lines of the block are accepted, and every column of the accepted ones."""
        accepted = np.zeros(block.lines, bool)
        shape = block.shape
        accepted[shape.lines] = True
        columns = {"time": shape.time, "zone": shape.zone, "size": shape.size}
        columns["status"] = self._small("status", self._status, shape.status, STATUSES)
        columns["method"] = self._small("method", self._method, shape.method, METHODS)
        columns["version"] = self._small("version", self._version, shape.version, VERSIONS)
        columns |= self._texts(block.texts)
        lines = len(shape.lines)
        columns["seconds"] = np.full(lines, UNKNOWN, np.float32) if block.seconds is None else block.seconds
        columns["vhost"] = (
            np.zeros(lines, np.uint32) if block.sites is None else self._number("vhost", block.sites)
        )
        events = {n: event for n, event in block.unusual.items() if isinstance(event, Event)}
        if events:
            at = np.fromiter(events, np.int64, len(events))
            accepted[at] = True
            rare = self._events(list(events.values()))
            order = np.argsort(np.concatenate((shape.lines, at)), kind="stable")
            columns = {name: np.concatenate((columns[name], rare[name]))[order] for name in columns}
        return accepted, columns

    def _texts(self, texts: pl.DataFrame) -> dict[str, np.ndarray]:
        def numbers(name: str) -> Numbers:
            return self._known[name].numbers(texts[name])

        # No two kinds share labels, so that the numbers are the same in whichever order they are made.
        if len(texts) < SEVERAL:
            found = [numbers(name) for name in TEXTS]
        else:
            with ThreadPoolExecutor(_AT_ONCE, "log-texts") as pool:
                found = list(pool.map(numbers, TEXTS))
        return {
            column: codes
            for name, several in zip(TEXTS, found, strict=True)
            for column, codes in zip(DERIVED[name], several, strict=True)
        }

    def _events(self, events: Sequence[Event]) -> dict[str, np.ndarray]:
        requests = [split_request(event.request) for event in events]
        zones = [clock.NO_ZONE if event.zone is None else event.zone for event in events]
        columns: dict[str, np.ndarray] = {
            "time": np.array([event.time for event in events], np.int64),
            "zone": np.array(zones, np.int16),
            "size": np.array([event.size for event in events], np.int64),
            "status": self._number("status", pl.Series([event.status for event in events])),
            "method": self._number("method", pl.Series([request.method for request in requests])),
        }
        texts = [
            (event.host, request.path, request.query, event.referrer, event.agent)
            for event, request in zip(events, requests, strict=True)
        ]
        versions = [version_of(e.request if e.protocol is None else e.protocol) for e in events]
        columns["version"] = self._small("version", self._version, np.array(versions, np.uint8), VERSIONS)
        took = [seconds_of(event.more.get("response time", "-")) for event in events]
        columns["seconds"] = np.array(took, np.float32)
        columns["vhost"] = self._number(
            "vhost", pl.Series([event.more.get("vhost", "-") for event in events])
        )
        return columns | self._texts(pl.DataFrame(texts, dict.fromkeys(TEXTS, pl.String), orient="row"))

    def _agent(self, texts: pl.Series) -> Numbers:
        told = pl.DataFrame(
            [agents.agent_of(text) for text in texts],
            dict.fromkeys(("agent", "system", "device"), pl.String),
            orient="row",
        )
        codes = [self._number(name, told[name]) for name in told.columns]
        return [*codes, _fingerprints(texts, self._seed)]

    def _small(self, name: str, known: np.ndarray, found: np.ndarray, texts: Sequence[str]) -> np.ndarray:
        """The codes of texts that are few, given by their places in ``texts``; ``known`` remembers them."""
        for place in np.flatnonzero(np.bincount(found, minlength=len(texts))).tolist():
            if known[place] == 0:
                known[place] = self._number(name, pl.Series([texts[place]]))[0]
        return known[found]

    def _number(self, name: str, texts: pl.Series) -> np.ndarray:
        """The numbers of the labels of texts; see `dimensions.label`."""
        # None of the texts that mean none is longer, and most columns hold none of them.
        if (texts.str.len_bytes() <= _LONGEST_MISSING).any():
            texts = texts.replace(_MISSING, [NONE] * len(_MISSING))
        return self._labels[name].number(texts)

    def _query(self, queries: pl.Series) -> Numbers:
        numbers = np.zeros(len(queries), np.uint32)
        there = queries != ""
        first = self._queries.append(queries if there.all() else queries.filter(there)) + 1
        numbers[there.to_numpy()] = np.arange(first, first + int(there.sum()))
        products, categories = _ALIASES.labels(queries)
        return [self._number("product", products), self._number("category", categories), numbers]


_MISSING = [text for text in ("", "-") if label(text) == NONE]
_LONGEST_MISSING = max(map(len, _MISSING))


def _fingerprints(agents: pl.Series, seed: int) -> np.ndarray:
    """A number (uint32) of each user agent's text, 0 where it is missing.

    Two texts of one client and day share a number with a chance of one in four thousand million.
    """
    numbers = (agents.hash(seed).to_numpy() >> np.uint64(32)).astype(np.uint32)
    numbers[agents.is_in(_MISSING).to_numpy()] = 0
    return numbers


class _Known:
    """The texts of one kind met so far, by hashes of 64 bits; each is understood when it is new.

    Most texts are found where the last bits of their hash point to; the others by searching for it.
    """

    def __init__(self, understand: Callable[[pl.Series], Numbers], width: int) -> None:
        self._understand = understand
        self._hashes = np.empty(0, np.uint64)
        self._table = np.empty((width, 0), np.uint32)
        # No hash is one more than its own last bits.
        self._place_hashes = np.arange(1, _PLACES + 1, dtype=np.uint64)
        self._place_table = np.zeros((width, _PLACES), np.uint32)

    def numbers(self, texts: pl.Series) -> Numbers:
        """The numbers of texts, a column of each kind that they have."""
        if self._mostly_new(texts):
            # A text that was met before gets a further number, and `Labels` finds that out.
            return self._understand(texts)
        hashes = texts.hash(_SEED).to_numpy()
        places = (hashes & np.uint64(_PLACES - 1)).astype(np.intp)
        others = np.flatnonzero(self._place_hashes[places] != hashes)
        found = [numbers[places] for numbers in self._place_table]
        if len(others):
            searched = self._searched(texts, hashes[others], others)
            for column, numbers in zip(found, searched, strict=True):
                column[others] = numbers
        return found

    def _searched(self, texts: pl.Series, hashes: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The numbers of the texts of some rows, which have these hashes."""
        if len(self._hashes) >= MOST_KEPT and self._all_new(hashes):
            # No order is needed to tell which.
            every = len(rows) == len(texts)
            return np.stack(self._understand(texts if every else texts.gather(rows)))
        order = np.argsort(hashes)
        ordered = hashes[order]
        opens = np.r_[True, ordered[1:] != ordered[:-1]]
        starts = np.flatnonzero(opens)
        distinct = ordered[starts]
        place = np.searchsorted(self._hashes, distinct)
        known = place < len(self._hashes)
        known[known] = self._hashes[place[known]] == distinct[known]
        found = np.empty((len(self._table), len(distinct)), np.uint32)
        found[:, known] = self._table[:, place[known]]
        if not known.all():
            firsts = np.minimum.reduceat(order, starts)
            new = np.flatnonzero(~known)
            new = new[np.argsort(firsts[new])]
            found[:, new] = self._understand(texts.gather(rows[firsts[new]]))
            if len(self._hashes) < MOST_KEPT:
                new.sort()
                self._hashes = np.insert(self._hashes, place[new], distinct[new])
                self._table = np.insert(self._table, place[new], found[:, new], axis=1)
                places = (distinct[new] & np.uint64(_PLACES - 1)).astype(np.intp)
                self._place_hashes[places] = distinct[new]
                # Of several that share a place one has it.
                new = new[self._place_hashes[places] == distinct[new]]
                places = (distinct[new] & np.uint64(_PLACES - 1)).astype(np.intp)
                self._place_table[:, places] = found[:, new]
        at = np.empty(len(order), np.intp)
        at[order] = np.cumsum(opens) - 1
        return found[:, at]

    def _mostly_new(self, texts: pl.Series) -> bool:
        """Whether some of many texts, taken evenly, say that looking the others up is hardly worth it."""
        if len(self._hashes) < MOST_KEPT or len(texts) < 2 * LOOKED_AT:
            return False
        hashes = np.sort(texts.gather_every(len(texts) // LOOKED_AT).hash(_SEED).to_numpy())
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = np.count_nonzero(self._hashes[at] == hashes)
        return bool(known + np.count_nonzero(hashes[1:] == hashes[:-1]) <= FEW_KNOWN)

    def _all_new(self, hashes: np.ndarray) -> bool:
        """Whether none of these is known or occurs twice, as where nearly everything differs."""
        ordered = np.sort(hashes)
        if (ordered[1:] == ordered[:-1]).any():
            return False
        at = np.minimum(np.searchsorted(self._hashes, ordered), len(self._hashes) - 1)
        return not (self._hashes[at] == ordered).any()
