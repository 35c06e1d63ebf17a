"""A run: what its training recorded, and what can be said about it."""

from __future__ import annotations

from app.network.code import program
from app.network.record import Record
from app.network.verdicts import Verdict, verdicts


class Run(Record):
    """What a training leaves behind, with what follows from it."""

    @property
    def verdicts(self) -> list[Verdict]:
        """What stands out, most telling first."""
        return verdicts(self)

    @property
    def code(self) -> str:
        """Python that, run by itself, gives the same numbers."""
        return program(self)
