"""What stands out in a run: a sentence, what it rests on, and what one click can change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.network.settings import Settings

GRADES = ((3.0, "beyond doubt"), (1.5, "clear"), (0.0, "a close call"))
"""How sure a verdict is, by the least number of times that its evidence is what its rule asks for."""


@dataclass(frozen=True)
class Remedy:
    """A change of settings, and what its button says."""

    label: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, settings: Settings) -> Settings:
        """The settings with the change."""
        return settings.changed(**self.changes, title="")


@dataclass(frozen=True)
class Verdict:
    """One finding. ``epochs`` are the first and last it speaks of, ``layers`` the rows, from 0.

    ``evidence`` is what to show beside it: "loss", "score", one of `snapshots.MEASURES`, or "data".
    ``margin`` is how many times what the rule asks for that is: standard errors, epochs or sizes; infinite
    where nothing of it is left to chance.
    """

    name: str
    sentence: str
    epochs: tuple[int, int]
    layers: tuple[int, ...] = ()
    evidence: str = "loss"
    remedies: tuple[Remedy, ...] = ()
    margin: float = math.inf

    @property
    def confidence(self) -> str:
        """How sure it is, in one of the words of `GRADES`."""
        return next((words for least, words in GRADES if self.margin >= least), GRADES[-1][1])

    @property
    def graded(self) -> str:
        """The sentence with how sure it is."""
        return f"{self.sentence} That is {self.confidence}."

    @property
    def remedy(self) -> Remedy | None:
        """The remedy to try first."""
        return self.remedies[0] if self.remedies else None
