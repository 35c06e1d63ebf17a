"""Lines of a file that is not on this machine, read by range from where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from app.logs.cluster.files import opened
from app.logs.store.lines import LineFile, Word
from app.logs.written.lines import decode


class FarLines(LineFile):
    """Where the lines of a file at an address of fsspec are."""

    def lines(self, folder: Path, offsets: np.ndarray, lengths: np.ndarray) -> Iterator[bytes]:
        """The lines at these byte offsets; Problem when the file cannot be had any more."""
        del folder
        with opened(self.path, self.name) as file:
            for offset, length in zip(offsets.tolist(), lengths.tolist(), strict=True):
                file.seek(offset)
                line = file.read(length)
                if len(line) < length:
                    raise self._changed("has changed")
                yield line.removesuffix(b"\r")

    def holding(
        self, folder: Path, offsets: np.ndarray, lengths: np.ndarray, words: Sequence[Word]
    ) -> np.ndarray:
        """Which of the lines hold all ``words``, in any case, bool[lines]."""
        asked = [word for word in words if word.text]
        texts = (decode(line).casefold() for line in self.lines(folder, offsets, lengths))
        found = [all((word.in_text.search(text) is None) == word.without for word in asked) for text in texts]
        return np.array(found, bool)
