"""A run as it stands in the list of those that a browser keeps."""

from __future__ import annotations

from dataclasses import dataclass

from app.network.record import kept_row
from app.network.settings import Settings


@dataclass(frozen=True)
class Kept:
    """A run in the list: its key, when it was made (seconds since 1970), title, settings, numbers, note.

    ``place`` is a number that it has for life, another one than any run beside it. Its settings make it
    ``repeatable`` unless it got another learning rate on its way.
    """

    key: str
    made: float
    title: str
    settings: Settings
    task: str
    epoch_logs: list[dict[str, float]]
    seconds: float
    bytes: int
    first: int = 0
    note: str = ""
    place: int = 0
    repeatable: bool = True

    @property
    def final(self) -> dict[str, float]:
        """The numbers of the epoch whose weights are kept; ``first`` epochs belong to earlier fits."""
        return kept_row(self.settings, self.epoch_logs, self.first)
