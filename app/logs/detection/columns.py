"""Lines of one shape, column by column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.logs.detection.tokens import Token


class Columns:
    """The tokens of lines of one shape by column, and the roles that columns were given."""

    def __init__(self, lines: Sequence[Sequence[Token]]) -> None:
        self.tokens = lines[0]
        self.count = len(self.tokens)
        self._texts = [[line[place].text for line in lines] for place in range(self.count)]
        self.roles: dict[int, str] = {}

    def texts(self, place: int) -> list[str]:
        """The texts of one column."""
        return self._texts[place]

    def kind(self, place: int) -> str:
        """The kind of the tokens of one column."""
        return self.tokens[place].kind

    def share(self, place: int, test: Callable[[str], object]) -> float:
        """How many of the column's texts pass a test, as a part of them."""
        texts = self._texts[place]
        return sum(1 for text in texts if test(text)) / len(texts)

    def free(self, first: int = 0, end: int | None = None) -> list[int]:
        """The columns without a role from ``first`` up to ``end``."""
        stop = self.count if end is None else end
        return [place for place in range(max(first, 0), stop) if place not in self.roles]

    def place(self, role: str) -> int | None:
        """The column that was given a role."""
        return next((place for place, name in self.roles.items() if name == role), None)

    @property
    def time_place(self) -> int:
        """The column of the time, or of the time of day where the date has its own; 0 without either."""
        place = self.place("time")
        return (self.place("clock") or 0) if place is None else place
