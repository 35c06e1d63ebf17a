"""The queue of doubtful labels: which texts, in which order, and what is shown to decide about one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.sentiment.classifier import object_array
from app.sentiment.corpus.labels import LABELS
from app.sentiment.decision import Decision
from app.sentiment.decisions import Decisions
from app.sentiment.doubt import candidates, margins, within_cells
from app.sentiment.evaluation import Evaluation, evaluate
from app.sentiment.neighbours import Neighbour
from app.sentiment.planted import Measured, measured
from app.sentiment.trained import Comparison, Trained, retrain
from app.visitor import Visitor

NEAREST = 3
"""Texts of other labels, and of its own, that stand beside a doubtful one."""


@dataclass(frozen=True)
class Candidate:
    """A text whose label may be wrong: its row in the set, and what speaks for and against the label.

    ``margin`` is the probability of the ``preferred`` label minus that of the given one, ``probabilities`` go
    with the labels of the set, ``votes`` are the raters' by label (empty without raters), ``near`` the
    nearest texts with another label, ``alike`` those with the same, ``decision`` what was decided already,
    ``twin`` the text that it is nearly the same as.
    """

    row: int
    id: str
    text: str
    given: str
    preferred: str
    margin: float
    probabilities: tuple[float, ...]
    votes: dict[str, int]
    near: tuple[Neighbour, ...]
    alike: tuple[Neighbour, ...]
    decision: Decision | None
    twin: Neighbour | None

    @property
    def agrees(self) -> bool:
        """Whether no other label is likelier than the given one."""
        return self.margin <= 0


class Review:
    """One set's doubtful labels and the decisions about them.

    ``progress`` hears the share of the out-of-fold probabilities that is done; with a ``visitor``
    decisions outlive the session. ``obscene`` texts are queued when it is set. Which texts are near to one
    another is known once they are compared (`compare`).
    """

    def __init__(
        self,
        trained: Trained,
        visitor: Visitor | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.trained = trained
        self.decisions = Decisions(trained.corpus.frame, trained.corpus.name, visitor)
        self.classes = self.decisions.classes
        self.probabilities = trained.out_of_fold(progress)
        self.obscene = False
        self._compared = trained.compared
        frame = trained.corpus.frame
        self._unlisted = frame["obscene"].to_numpy(bool) if "obscene" in frame else np.zeros(len(frame), bool)
        labels = frame["label"].to_numpy(str)
        self.given: NDArray[np.intp] = np.searchsorted(np.array(self.classes), labels)

    @cached_property
    def matrix(self) -> Evaluation:
        """Texts by given label (rows) and the one preferred by classifiers that never saw them."""
        return evaluate(self.given, self._preferred, self.classes)

    @cached_property
    def _preferred(self) -> NDArray[np.intp]:
        codes: NDArray[np.intp] = self.probabilities.argmax(axis=1)
        return codes

    @cached_property
    def _candidates(self) -> NDArray[np.intp]:
        """The candidates of all cells, most doubtful first."""
        return candidates(self.probabilities, self.given)

    @cached_property
    def margins(self) -> NDArray[np.float64]:
        """Each text's doubt, from −1 to 1."""
        return margins(self.probabilities, self.given)

    def queue(self, cell: tuple[str, str] | None = None, *, decided: bool = False) -> list[int]:
        """Rows of the candidates (of one cell: given, preferred), most doubtful first.

        Those that were decided already are left out unless ``decided``, obscene ones unless ``obscene``.
        """
        rows = self._candidates
        if cell is not None:
            place = self.classes.index(cell[0]), self.classes.index(cell[1])
            if place[0] == place[1]:
                rows = candidates(self.probabilities, self.given, place)
            else:
                rows = rows[(self.given[rows] == place[0]) & (self._preferred[rows] == place[1])]
        listed = self._listed(rows)
        return listed if decided else self.undecided(listed)

    @property
    def is_compared(self) -> bool:
        """Whether it is known which texts are near to one another."""
        return self._compared is not None

    def compare(self) -> None:
        """Know from here on which texts are near to one another; for many it takes seconds, once."""
        self._compared = self.trained.compare()

    def twins(self) -> list[int]:
        """Rows of near-duplicates, a pair beside each other; none where texts are not compared yet."""
        return self._listed(self._compared.twins.rows) if self._compared is not None else []

    def conflicting(self) -> list[int]:
        """Rows of texts that stand under several labels; none where texts are not compared yet."""
        return self._listed(self._compared.twins.conflicting) if self._compared is not None else []

    def _listed(self, rows: NDArray[np.intp]) -> list[int]:
        listed: list[int] = (rows if self.obscene else rows[~self._unlisted[rows]]).tolist()
        return listed

    def within_cells(self, rows: list[int]) -> list[int]:
        """Ranked candidates, the first of each cell before the second of any."""
        ranked: list[int] = within_cells(np.array(rows, np.intp), self.given, self._preferred).tolist()
        return ranked

    def measure(self, progress: Callable[[float], None] | None = None) -> Measured | None:
        """What the queue is good at, by labels turned on purpose; None where that cannot be told."""
        frame = self.trained.corpus.frame
        judge = self.trained.judge(progress)
        return measured(object_array(frame["label"]), judge)

    def undecided(self, rows: list[int]) -> list[int]:
        """Those of ``rows``, in their order, that are not decided yet."""
        if not len(self.decisions):
            return rows
        return [row for row in rows if self.decisions.get(self.ids[row]) is None]

    def preferred(self, row: int) -> str:
        """The likeliest label of a text but for the given one."""
        others = self.probabilities[row].copy()
        others[self.given[row]] = -np.inf
        return self.classes[int(others.argmax())]

    def likeliest(self, row: int) -> str:
        """The likeliest label of a text, be it the given one."""
        return self.classes[int(self._preferred[row])]

    def candidate(self, row: int, near: int = NEAREST) -> Candidate:
        """All about the text of a row; ``near`` texts of other labels and of its own to compare it with."""
        frame = self.trained.corpus.frame
        shares = self.probabilities[row]
        identity = self.ids[row]
        return Candidate(
            row,
            identity,
            str(frame["text"].iat[row]),
            self.classes[self.given[row]],
            self.preferred(row),
            float(self.margins[row]),
            tuple(shares.tolist()),
            votes(self._ratings[row]) if "ratings" in frame else {},
            self._near(row, near, same=False),
            self._near(row, near, same=True),
            self.decisions.get(identity),
            self._twin(row),
        )

    def _twin(self, row: int) -> Neighbour | None:
        found = self._compared.twins.of(row) if self._compared is not None else None
        return found if found is not None and (self.obscene or not self._unlisted[found.row]) else None

    def _near(self, row: int, most: int, same: bool) -> tuple[Neighbour, ...]:
        if not most or self._compared is None:
            return ()
        among = None if self.obscene else ~self._unlisted
        return tuple(self._compared.neighbours.of(row, self.given, most, same=same, among=among))

    def row_of(self, identity: str) -> int:
        """The row of a text by its id."""
        return self._row_of[identity]

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {identity: row for row, identity in enumerate(self.ids)}

    @cached_property
    def ids(self) -> list[str]:
        """The texts' ids."""
        return [str(identity) for identity in self.trained.corpus.frame["id"]]

    def retrain(self) -> Comparison:
        """Train with the labels as decided; before and after on the same held-back texts."""
        return retrain(self.trained, self.decisions)

    @cached_property
    def _ratings(self) -> list[tuple[int, ...]]:
        return self.trained.corpus.frame["ratings"].tolist()


def votes(ratings: tuple[int, ...]) -> dict[str, int]:
    """How many raters said each label: below 0 negative, 0 neutral, above 0 positive.

    >>> votes((-1, 0, 2, 3))
    {'negative': 1, 'neutral': 1, 'positive': 2}
    """
    signs = np.sign(ratings)
    return {label: int((signs == sign).sum()) for label, sign in zip(LABELS, (-1, 0, 1), strict=True)}
