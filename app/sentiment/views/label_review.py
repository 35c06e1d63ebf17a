"""Doubtful labels, one at a time, decided by single keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NotRequired, TypedDict

import traitlets

from app.charts.component import Component
from app.charts.palette import class_colours
from app.problem import Problem
from app.sentiment.decision import ACTIONS, AMBIGUOUS, KEEP, Decision
from app.sentiment.review import Candidate, Review
from app.sentiment.review_walk import CONFLICTS, PREFER, Queue, ReviewWalk
from app.sentiment.views.token_contributions import signed


class Settled(TypedDict):
    """A conflict by the ``id`` of its text ("" for all), and whether ``theirs`` stands from now on."""

    id: str
    theirs: bool


LISTED = 50
"""Conflicts that are listed at a time; the rest are counted."""


AHEAD = 60
"""Texts that a page knows beforehand, so that the next is in sight as soon as a key is pressed."""

SPARE = 24
"""It learns of more when it knows of fewer than so many."""


class Made(TypedDict):
    """An ``action`` (keep, relabel, ambiguous, undo), and the ``label`` to relabel to.

    ``id`` and ``mark`` are those of the text that was in sight, ``number`` the message's own.
    """

    action: str
    label: NotRequired[str]
    id: str
    mark: str
    number: int


class All(TypedDict):
    """An ``action`` (keep, prefer, ambiguous) about all that is left of the queue with this ``mark``."""

    action: str
    mark: str


class LabelReview(Component):
    """The queue of candidates: the text, what speaks for and against its label, its nearest neighbours.

    Keys: ``k`` keeps the label, ``1`` to ``9`` give another, ``a`` finds it ambiguous, ``u`` takes the last
    decision back, the arrows leaf through the queue.

    >>> walk = ReviewWalk()  # doctest: +SKIP
    >>> walk.take(Review(prepare(load_corpus("tweets"))))  # doctest: +SKIP
    >>> LabelReview(walk)  # doctest: +SKIP
    """

    vue_file = (__file__, "label_review.vue")

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    queues = traitlets.List(traitlets.Dict()).tag(sync=True)
    cell = traitlets.List(traitlets.Unicode()).tag(sync=True)
    left = traitlets.Int().tag(sync=True)
    decided = traitlets.Unicode().tag(sync=True)
    promise = traitlets.Unicode().tag(sync=True)
    place = traitlets.List(traitlets.Int()).tag(sync=True)
    text = traitlets.Dict().tag(sync=True)
    near = traitlets.List(traitlets.Dict()).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    waiting = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.List(traitlets.Int()).tag(sync=True)
    alike = traitlets.List(traitlets.Dict()).tag(sync=True)
    compared = traitlets.Bool().tag(sync=True)
    rest = traitlets.Int().tag(sync=True)
    by_doubt = traitlets.Bool().tag(sync=True)
    measured = traitlets.Unicode().tag(sync=True)
    conflicts = traitlets.List(traitlets.Dict()).tag(sync=True)
    more_conflicts = traitlets.Int().tag(sync=True)
    ahead = traitlets.List(traitlets.Dict()).tag(sync=True)
    answered = traitlets.Int().tag(sync=True)
    queue = traitlets.Unicode().tag(sync=True)
    aside = traitlets.Unicode().tag(sync=True)

    def __init__(self, walk: ReviewWalk) -> None:
        self._walk = walk
        super().__init__()
        walk.observe(self.redraw, "revision")
        self.redraw()

    def redraw(self, _change: Any = None) -> None:
        """Show where the walk is."""
        walk, review = self._walk, self._walk.review
        with self.hold_sync():
            if review is None:
                self.text, self.queues, self.near, self.ahead, self.queue = {}, [], [], [], ""
                return
            self.aside, self.queue = "", walk.mark
            decisions = review.decisions
            self.labels, self.colours = list(review.classes), class_colours(review.classes)
            self.queues = [queue._asdict() for queue in walk.queues()]
            followed = walk.selected
            self.chosen = [followed.texts - followed.decided] if followed is not None else []
            self.alike = [_named(queue) for queue in walk.alike]
            self.rest, self.by_doubt = len(walk.rest), walk.by_doubt
            self._show_conflicts(review)
            self.cell, self.left, self.place = list(walk.cell), walk.left, list(walk.place)
            kept, changed, unclear = (decisions.counts()[action] for action in ACTIONS)
            self.decided = f"{kept:,} kept, {changed:,} relabelled, {unclear:,} ambiguous"
            self.promise = decisions.promise
            self.problem = decisions.unkept or " ".join(decisions.notices)
            shown = walk.candidate
            self.text = _shown(review, shown) if shown is not None else {}
            self._show_ahead(review)
            self.compared = review.is_compared
            frame = review.trained.corpus.frame
            self.near = [
                {
                    "text": str(frame["text"].iat[other.row]),
                    "label": str(frame["label"].iat[other.row]),
                    "likeness": round(other.likeness, 2),
                }
                for other in ((*shown.near, *shown.alike) if shown is not None else ())
            ]

    def _show_ahead(self, review: Review) -> None:
        known = [one["mark"] for one in self.ahead]
        at = known.index(self.text["mark"]) + 1 if self.text and self.text["mark"] in known else 0
        coming = [review.decisions.mark(identity) for identity in self._walk.coming(SPARE)]
        # What was compared meanwhile is not known of those that were looked up before.
        if known[at : at + SPARE] != coming or self.compared != review.is_compared:
            self.ahead = [_shown(review, one) for one in self._walk.ahead(AHEAD)]

    def _show_conflicts(self, review: Review) -> None:
        frame, decisions = review.trained.corpus.frame, review.decisions
        listed = list(decisions.conflicts.items())
        self.more_conflicts = max(len(listed) - LISTED, 0)
        self.conflicts = [
            {
                "id": identity,
                "text": str(frame["text"].iat[review.row_of(identity)]),
                "mine": _words(decisions.get(identity)),
                "theirs": _words(theirs),
            }
            for identity, theirs in listed[:LISTED]
        ]

    def vue_order(self, by_doubt: bool) -> None:
        """Rank over all cells, or within each."""
        self._walk.order_by_doubt(by_doubt)

    def vue_decide_rest(self, made: All) -> None:
        """Decide about all that is left of the queue."""
        if made["action"] in (PREFER, KEEP, AMBIGUOUS):
            self._heed(lambda: self._walk.decide_rest(made["action"], made["mark"]))

    def vue_settle(self, made: Settled) -> None:
        """A conflict, or with an empty ``id`` all of them, is settled by ``theirs`` or by one's own."""
        review = self._walk.review
        if review is not None:
            identity = made["id"]
            every = [identity] if identity else list(review.decisions.conflicts)
            review.decisions.resolve(every, made["theirs"])

    def vue_look(self, cell: list[str]) -> None:
        """A queue was chosen."""
        if len(cell) == 2:
            self._walk.choose(cell[0], cell[1])

    def vue_step(self, by: int) -> None:
        """Leaf through the queue."""
        if by in (-1, 1):
            self._walk.step(by)

    def vue_act(self, made: Made) -> None:
        """A decision was made about the text that was in sight."""
        walk, action = self._walk, made["action"]
        with self.hold_sync():
            if action == "undo":
                walk.undo()
            elif action in ACTIONS:
                self._heed(lambda: walk.decide(made["id"], made["mark"], action, made.get("label", "")))
            self.answered = made["number"]

    def _heed(self, decide: Callable[[], None]) -> None:
        try:
            decide()
        except Problem as problem:
            self.aside = str(problem)


def _named(queue: Queue) -> dict[str, Any]:
    words = "one text under two labels" if (queue.given, queue.preferred) == CONFLICTS else "near-duplicates"
    return {"cell": [queue.given, queue.preferred], "words": words, "left": queue.texts - queue.decided}


def _twin(review: Review, candidate: Candidate) -> dict[str, Any] | None:
    if candidate.twin is None:
        return None
    row, likeness = candidate.twin
    return {
        "text": str(review.trained.corpus.frame["text"].iat[row]),
        "label": review.classes[review.given[row]],
        "likeness": round(likeness, 2),
        "decision": _words(review.decisions.get(review.ids[row])),
    }


def _shown(review: Review, candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "mark": review.decisions.mark(candidate.id),
        "text": candidate.text,
        "given": candidate.given,
        "preferred": candidate.preferred,
        "margin": signed(abs(candidate.margin)),
        "agrees": candidate.agrees,
        "twin": _twin(review, candidate),
        "probabilities": list(candidate.probabilities),
        "votes": [[label, count] for label, count in candidate.votes.items()],
        "decision": _words(candidate.decision),
        "action": candidate.decision.action if candidate.decision is not None else "",
        "label": candidate.decision.label if candidate.decision is not None else "",
    }


def _words(decision: Decision | None) -> str:
    if decision is None:
        return ""
    return {"keep": "kept", "relabel": f"now {decision.label}", "ambiguous": "ambiguous"}[decision.action]
