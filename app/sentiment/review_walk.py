"""Going through doubtful labels one after the other: which cell, which text, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import traitlets

from app.problem import Problem
from app.sentiment.decision import CHANGED, RELABEL, mark_of
from app.sentiment.review import Candidate, Review

ALL = ("", "")
"""In place of a cell: the candidates of every cell."""

SELECTED = ("*", "*")
"""In place of a cell: the candidates among the texts that are selected elsewhere."""

CONFLICTS, TWINS = ALIKE = ("≠", "≠"), ("≈", "≈")
"""In place of a cell: texts that stand under two labels; near-duplicates. Candidates or not."""

PREFER = "prefer"
"""A decision about many: each gets the likeliest label, which may be the one it has."""

CHANGED_QUEUE = Problem("The queue had just changed: nothing was decided.", "Look at what is in it now.")


class Queue(NamedTuple):
    """The candidates of one cell: labels, how many there are and how many are decided."""

    given: str
    preferred: str
    texts: int
    decided: int


class ReviewWalk(traitlets.HasTraits):
    """Where a visitor is in a `Review`, and what they decide there.

    ``cell`` (given, preferred) is the queue looked at, `ALL` for every cell's, `SELECTED` for that of the
    texts followed, one of `ALIKE` for those that are like others. The first of each cell come before the
    second of any, unless ``by_doubt``. ``is_chosen`` tells that the visitor chose it here, ``revision`` rises
    with every change. ``review`` is None until it is there. ``obscene`` texts are queued only when asked for.
    """

    revision = traitlets.Int()

    def __init__(self) -> None:
        super().__init__()
        self.review: Review | None = None
        self.cell: tuple[str, str] = ALL
        self.by_doubt = False
        self.is_chosen = False
        self._followed: frozenset[int] = frozenset()
        self._rows: list[int] = []
        self._place = 0
        self._obscene = False

    def list_obscene(self, listed: bool) -> None:
        """Queue obscene texts too, or leave them out."""
        self._obscene = listed
        if self.review is not None and self.review.obscene != listed:
            self.review.obscene = listed
            self.look_at(*self.cell)

    def take(self, review: Review | None) -> None:
        """Walk through this review from its first text without a decision, in the same cell if it has one."""
        self.review, self.is_chosen = review, self.is_chosen and review is not None
        if review is not None:
            review.obscene = self._obscene
            review.decisions.observe(lambda _: self._changed(), "revision")
        self.look_at(*self.cell)

    def follow(self, rows: Iterable[int]) -> None:
        """Offer a queue of the candidates among these texts; of none, none."""
        self._followed = frozenset(rows)
        if self.cell == SELECTED:
            self.look_at(*(SELECTED if self._followed else ALL))

    @property
    def selected(self) -> Queue | None:
        """The queue of the followed texts; None where none are."""
        if self.review is None or not self._followed:
            return None
        return self._counted(self.review, SELECTED)

    @property
    def alike(self) -> list[Queue]:
        """The queues of `ALIKE` that hold texts; none before texts are compared."""
        review = self.review
        return [self._counted(review, cell) for cell in ALIKE if self._queue(cell)] if review else []

    def compare(self, cell: tuple[str, str] | None = None) -> None:
        """Know from here on which texts are near to one another, and go to the queue of a ``cell``."""
        if self.review is not None:
            self.review.compare()
            self.look_at(*cell) if cell is not None else self._changed()

    def _counted(self, review: Review, cell: tuple[str, str]) -> Queue:
        rows = self._queue(cell)
        return Queue(*cell, len(rows), len(rows) - len(review.undecided(rows)))

    def order_by_doubt(self, by_doubt: bool) -> None:
        """Rank over all cells, or within each."""
        self.by_doubt = by_doubt
        self.look_at(*self.cell)

    def _queue(self, cell: tuple[str, str]) -> list[int]:
        review = self.review
        if review is None:
            return []
        if cell in ALIKE:
            return review.conflicting() if cell == CONFLICTS else review.twins()
        if cell not in (ALL, SELECTED):
            return review.queue(cell, decided=True)
        rows = review.queue(decided=True)
        if cell == SELECTED:
            rows = [row for row in rows if row in self._followed]
        return rows if self.by_doubt else review.within_cells(rows)

    def queues(self) -> list[Queue]:
        """The cells off the diagonal that hold texts, those with most of them first."""
        review = self.review
        if review is None:
            return []
        found = []
        for row, given in enumerate(review.classes):
            for column, preferred in enumerate(review.classes):
                if row == column or not review.matrix.matrix[row, column]:
                    continue
                found.append(self._counted(review, (given, preferred)))
        return sorted(found, key=lambda queue: -queue.texts)

    @property
    def left(self) -> int:
        """Candidates not decided yet."""
        return len(self.review.queue()) if self.review is not None else 0

    def choose(self, given: str, preferred: str) -> None:
        """Go to the queue of a cell as the visitor asks, whatever a link asked for."""
        self.is_chosen = True
        self.look_at(given, preferred)

    def look_at(self, given: str, preferred: str) -> None:
        """Go to the queue of a cell; labels that the texts do not have mean all candidates."""
        review = self.review
        cell = (given, preferred)
        known = review is not None and given in review.classes and preferred in review.classes
        holds = (cell == SELECTED and self._followed) or (cell in ALIKE and self._queue(cell))
        self.cell = cell if known or holds else ALL
        if review is not None:
            self._rows = self._queue(self.cell)
            self._place = 0
            if self._decided(0):
                self._go_on()
        else:
            self._rows = []
        self._changed()

    @property
    def place(self) -> tuple[int, int]:
        """Position in the queue, from 1, and its length."""
        return (self._place + 1 if self._rows else 0), len(self._rows)

    @property
    def candidate(self) -> Candidate | None:
        """All about the text looked at; None where the queue is empty."""
        return (
            self.review.candidate(self._rows[self._place]) if self.review is not None and self._rows else None
        )

    def step(self, by: int) -> None:
        """Look at a text further on, or further back."""
        if 0 <= self._place + by < len(self._rows):
            self._place += by
            self._changed()

    def keep(self) -> None:
        """The given label is right; go on."""
        self._decide("keep")

    def relabel(self, label: str) -> None:
        """This label is right; go on. Raises Problem for a label that the set does not have."""
        self._decide("relabel", label)

    def ambiguous(self) -> None:
        """No label is right; go on."""
        self._decide("ambiguous")

    @property
    def rest(self) -> list[int]:
        """What is not decided yet of the queue looked at."""
        return self.review.undecided(self._rows) if self.review is not None else []

    @property
    def mark(self) -> str:
        """A short hash of the queue looked at: what a page sends back when one decides about all of it."""
        review = self.review
        if review is None:
            return ""
        return mark_of("\n".join((review.trained.corpus.name, *(review.ids[row] for row in self._rows))))

    def decide_rest(self, action: str, mark: str | None = None) -> None:
        """Decide about all that is left of the queue (keep, ambiguous or `PREFER`), as one step to undo.

        Raises Problem where another queue was shown: one with another `mark`.
        """
        review = self.review
        if mark is not None and mark != self.mark:
            raise CHANGED_QUEUE
        if review is None:
            return
        made = {}
        for row in self.rest:
            made[review.ids[row]] = (RELABEL, review.likeliest(row)) if action == PREFER else (action, "")
        with self.hold_trait_notifications():
            review.decisions.decide_all(made)
            self._changed()

    def undo(self) -> None:
        """Take the last decision back, and look at its text again."""
        review = self.review
        identity = review.decisions.undo() if review is not None else ""
        if review is None or not identity:
            return
        row = review.row_of(identity)
        if row not in self._rows:
            self.look_at(*ALL)
        if row in self._rows:
            self._place = self._rows.index(row)
        self._changed()

    def decide(self, identity: str, mark: str, action: str, label: str = "") -> None:
        """Decide about the text that a person saw (see `Decisions.mark`); go on if it is the one looked at.

        Raises Problem for a label that the set does not have, and where that text is not there any more.
        """
        review = self.review
        if review is None:
            raise CHANGED
        review.decisions.require(identity, mark)
        with self.hold_trait_notifications():
            getattr(review.decisions, action)(identity, *([label] if action == RELABEL else []))
            if self._rows and self._rows[self._place] == review.row_of(identity):
                self._go_on()
            self._changed()

    def _decide(self, action: str, label: str = "") -> None:
        review = self.review
        if review is not None and self._rows:
            identity = review.ids[self._rows[self._place]]
            self.decide(identity, review.decisions.mark(identity), action, label)

    def _decided(self, place: int) -> bool:
        review = self.review
        if review is None or place >= len(self._rows):
            return False
        return review.decisions.get(review.ids[self._rows[place]]) is not None

    def _ahead(self) -> Iterator[int]:
        """Places of the texts without a decision after the one looked at, and then from the start."""
        count = len(self._rows)
        ahead = ((self._place + step) % count for step in range(1, count))
        return (place for place in ahead if not self._decided(place))

    def _go_on(self) -> None:
        """Go to the next text without a decision; else stay."""
        self._place = next(self._ahead(), self._place)

    def coming(self, most: int) -> list[str]:
        """Ids of the texts that come after the one looked at once that is decided."""
        review = self.review
        return [review.ids[self._rows[place]] for place in islice(self._ahead(), most)] if review else []

    def ahead(self, most: int) -> list[Candidate]:
        """All about these texts but their nearest."""
        review = self.review
        if review is None:
            return []
        return [review.candidate(review.row_of(identity), near=0) for identity in self.coming(most)]

    def _changed(self) -> None:
        self.revision += 1
