"""What stands out in a run: a sentence, what it rests on, and what one click can change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.network.settings import Settings


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
    """

    name: str
    sentence: str
    epochs: tuple[int, int]
    layers: tuple[int, ...] = ()
    evidence: str = "loss"
    remedies: tuple[Remedy, ...] = ()

    @property
    def remedy(self) -> Remedy | None:
        """The remedy to try first."""
        return self.remedies[0] if self.remedies else None
