"""The way back from the rows of a store to the lines that they were read from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.logs.store.lines import LineFile, Word


class WrittenLines:
    """Rows with the place of each one's line in ``files``, which are where they were."""

    folder: Path
    files: list[LineFile]

    def column(self, name: str) -> np.ndarray:
        """One column, memory-mapped."""
        raise NotImplementedError

    def raw(self, rows: Sequence[int] | np.ndarray) -> list[bytes]:
        """The lines of these rows as they stand in their files.

        Raises Problem when a file has changed since it was read.
        """
        rows = np.asarray(rows, np.int64)
        found: list[bytes] = [b""] * len(rows)
        offsets, lengths = self.column("offset")[rows], self.column("length")[rows]
        for file in self.files:
            mine = np.flatnonzero((rows >= file.first_row) & (rows < file.first_row + file.rows))
            if len(mine):
                texts = file.lines(self.folder, offsets[mine], lengths[mine])
                for at, text in zip(mine.tolist(), texts, strict=True):
                    found[at] = text
        return found

    def matching(self, rows: Sequence[int] | np.ndarray, text: str) -> np.ndarray:
        """Those of ``rows``, in their order, whose line holds ``text``, in any case."""
        rows = np.asarray(rows, np.int64)
        return rows[self.holding(rows, [Word(text)])]

    def holding(self, rows: np.ndarray, words: Sequence[Word]) -> np.ndarray:
        """Whether the line of each row holds all words, in any case, bool[rows]."""
        found = np.zeros(len(rows), bool)
        offsets, lengths = self.column("offset")[rows], self.column("length")[rows]
        for file in self.files:
            mine = np.flatnonzero((rows >= file.first_row) & (rows < file.first_row + file.rows))
            mine = mine[np.argsort(offsets[mine], kind="stable")]
            if len(mine):
                found[mine] = file.holding(self.folder, offsets[mine], lengths[mine], words)
        return found
