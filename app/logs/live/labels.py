"""The labels of a dimension of a log that grows: written as they come, read by others up to a commit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from secrets import randbits
from typing import Any

import numpy as np
import polars as pl

from app.logs.dimensions import NONE
from app.logs.store.columns import Column
from app.logs.store.labels import MOST_HELD, Labels, Written
from app.logs.store.texts import Texts

_NOTHING = np.empty(0, np.uint32)


class LiveLabels(Labels):
    """Labels of which no two numbers mean the same, so that a number is a code from the start.

    The reader remembers every label, which the room that a live log may take bounds. Another process opens
    them by what ``entry`` told, and ``grow`` tells it that there are more.
    """

    def __init__(self, folder: Path, name: str, kept: dict[str, Any] | None = None) -> None:
        self._folder, self._name = folder, name
        self._count: int = kept["count"] if kept else 0
        self.seed = kept["seed"] if kept else randbits(63)
        self._held_list: list[str] = []
        self._codes: dict[str, int] | None = None

    @property
    def many(self) -> bool:
        """Never: nothing has to be settled."""
        return False

    def begin(self) -> None:
        """Be written to from here on, in this process; what was written and not committed is cut off."""
        if not self._count:
            for kind in ("texts", "ends", "hashes"):
                (self._folder / f"{self._name}.{kind}").write_bytes(b"")
        texts = self._texts_so_far()
        held = [text for _, chunk in texts.chunks() for text in chunk.to_list()]
        cut(self._folder / f"{self._name}.ends", 8 * self._count)
        cut(self._folder / f"{self._name}.hashes", 8 * self._count)
        cut(self._folder / f"{self._name}.texts", sum(len(text.encode()) + 1 for text in held))
        self._codes = {text: code for code, text in enumerate(held)}
        self._texts = self._texts_so_far()
        self._hashes = Column(self._folder / f"{self._name}.hashes", "uint64")
        if not held:
            self.number(pl.Series([NONE]))

    def number(self, labels: pl.Series) -> np.ndarray:
        """The codes (uint32) of labels, new ones for those that were not met before."""
        assert self._codes is not None
        known, fresh = self._codes, []
        found = np.empty(len(labels), np.uint32)
        for place, label in enumerate(labels.to_list()):
            code = known.get(label)
            if code is None:
                code = known[label] = len(known)
                fresh.append(label)
            found[place] = code
        if fresh:
            texts = pl.Series(fresh, dtype=pl.String)
            self._hashes.append(texts.hash(self.seed).to_numpy())
            self._texts.append(texts)
            self._count = len(known)
        return found

    def grow(self, count: int) -> None:
        """Know of the first ``count`` labels."""
        self._count = count

    @property
    def labels(self) -> Sequence[str]:
        """The labels by code."""
        texts = self._texts_so_far()
        if self._count > MOST_HELD:
            hashes = Column(self._folder / f"{self._name}.hashes", "uint64")
            return Written(texts, hashes, self.seed, self._count, _NOTHING, _NOTHING)
        for _, chunk in texts.chunks(len(self._held_list)):
            # A new list: the one before may be looked at by another thread.
            self._held_list = self._held_list + chunk.to_list()
        return self._held_list

    def entry(self) -> dict[str, Any]:
        """What has to be known to open these labels again, ready for JSON."""
        return {"count": self._count, "seed": self.seed}

    def _texts_so_far(self) -> Texts:
        return Texts(self._folder, self._name, self._count)


def cut(path: Path, size: int) -> None:
    """Make a file as long as it was at the last commit. Raises ValueError where it is shorter."""
    now = path.stat().st_size
    if now < size:
        raise ValueError(f"{path.name} is shorter than it was committed")
    if now > size:
        with path.open("r+b") as file:
            file.truncate(size)
