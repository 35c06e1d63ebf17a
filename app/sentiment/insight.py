"""One sentence about a classifier's answers, with a phrase that selects what it speaks of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Insight:
    """A sentence ``before`` + ``link`` + ``after``.

    The link selects ``cells`` (actual, predicted) within ``confidence``, or ``only`` the texts with one of
    the analysis' marks; there is none where both are empty.
    """

    before: str
    link: str
    after: str
    cells: tuple[tuple[str, str], ...] = ()
    confidence: tuple[float, float] = (0.0, 1.0)
    only: str = ""

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self.before + self.link + self.after

    @property
    def selects(self) -> bool:
        """Whether its link selects anything."""
        return bool(self.cells or self.only)
