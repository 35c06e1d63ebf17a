"""The review of labels beside a dashboard: prepared, about what is selected, its decisions kept."""

from __future__ import annotations

from collections.abc import Callable

from app.job import Job, Tell
from app.sentiment.decision import CHANGED, RELABEL
from app.sentiment.link import QUEUES
from app.sentiment.model import SentimentModel
from app.sentiment.out_of_fold import out_of_fold_of
from app.sentiment.review import Review
from app.sentiment.review_walk import ALIKE, ALL, SELECTED, ReviewWalk
from app.sentiment.selection import Filters
from app.sentiment.trained import Trained
from app.sentiment.twins import Compared
from app.visitor import Visitor

CELLS = dict(zip(QUEUES, ALIKE, strict=True))
"""The queues that a link names, and what stands for each in place of a cell."""

JUDGING = "Judging every text by classifiers that never saw it"


class DashboardReview:
    """What is reviewed of the texts in ``state``: a ``walk``, prepared by the job ``preparing``.

    A classifier that is not ``ours`` is copied, unfitted, to judge each text out of fold. ``on_look`` is
    called when what is selected was looked at. From then on the job ``comparing`` compares the texts.
    """

    def __init__(self, state: SentimentModel, *, ours: bool, on_look: Callable[[], object]) -> None:
        self.walk = ReviewWalk()
        self.preparing = Job()
        self.comparing = Job()
        self._state = state
        self._ours = ours
        self._on_look = on_look
        self._trained: Trained | None = None
        self._visitor: Visitor | None = None
        state.observe(lambda change: self.walk.list_obscene(change.new), "obscene")
        state.observe(self._look_at_asked, "queue")
        self.walk.observe(self._tell_queue, "revision")

    def begin(self, trained: Trained) -> None:
        """Be about a classifier's texts from here on."""
        self.forget()
        self._trained = trained

    def forget(self) -> None:
        """Have no review until one is prepared."""
        self.preparing.abandon()
        self.comparing.abandon()
        self.walk.take(None)

    def decide_as(self, visitor: Visitor) -> None:
        """Keep decisions for this visitor, and take up those kept before."""
        self._visitor = visitor
        if self.walk.review is not None and self._trained is not None:
            before = self.walk.review.decisions
            review = Review(self._trained, visitor)
            review.decisions.take_over(before)
            self._go_through(review)

    def prepare(self) -> None:
        """Look for doubtful labels, where that is neither done nor going on."""
        trained = self._trained
        if trained is None or self.walk.review is not None or self.preparing.running:
            return

        def work(tell: Tell) -> Review:
            tell(JUDGING, 0.0)
            if not self._ours and trained.doubt is None:
                frame = trained.corpus.frame
                trained.doubt = out_of_fold_of(trained.pipeline, frame["text"], frame["label"])
            return Review(trained, self._visitor, lambda share: tell(JUDGING, share))

        if trained.doubt is not None:
            self._go_through(Review(trained, self._visitor))
        else:
            self.preparing.start("Looking for doubtful labels", work, self._take)

    def _take(self, review: Review) -> None:
        if review.trained is not self._trained:
            return
        # A visitor may have arrived since.
        self._go_through(Review(review.trained, self._visitor) if self._visitor is not None else review)
        if self._state.tab == "review":
            self.look_at_selected()

    def _go_through(self, review: Review) -> None:
        """Walk through another review: of texts that are compared, in the queue that a link asks for."""
        asked = CELLS.get(self._state.queue)
        with self.walk.hold_trait_notifications():
            self.walk.take(review)
            if asked is not None and review.is_compared:
                self.walk.look_at(*asked)

    def look_at_selected(self) -> None:
        """Review what is selected: the queue of a cell, or of whatever passes the filters."""
        self.prepare()
        review, filters = self.walk.review, self._state.filters
        one_cell = len(filters.cells) == 1 and filters == Filters(cells=filters.cells)
        if one_cell and filters.cells[0] != self.walk.cell:
            self.walk.follow(())
            self.walk.look_at(*filters.cells[0])
        elif not one_cell and review is not None and self._state.analysis is not None:
            ids = self._state.analysis.frame["id"].to_numpy(str)[self._state.mask()]
            self.walk.follow(map(review.row_of, ids) if filters != Filters() else ())
            if self.walk.selected is not None and self.walk.selected.texts:
                self.walk.look_at(*SELECTED)
        self._compare()
        self._on_look()

    def _compare(self) -> None:
        """Find out which texts are near to one another, where that is neither known nor being found out."""
        trained, review = self._trained, self.walk.review
        if trained is None or review is None or review.is_compared or self.comparing.running:
            return

        def done(_found: Compared) -> None:
            self.walk.compare(CELLS.get(self._state.queue))

        words = "Comparing texts"
        self.comparing.start(words, lambda tell: trained.compare(lambda: tell(words, 0.0)), done)

    def _look_at_asked(self, _change: object = None) -> None:
        """Go to the queue that a link asks for once texts are compared, and away from it with the link."""
        self.walk.is_chosen = False
        review, cell = self.walk.review, CELLS.get(self._state.queue, ALL)
        is_there = self.walk.cell == cell or (cell == ALL and self.walk.cell not in ALIKE)
        if review is not None and review.is_compared and not is_there:
            self.walk.look_at(*cell)

    def _tell_queue(self, _change: object) -> None:
        review = self.walk.review
        if review is not None and (review.is_compared or self.walk.is_chosen):
            self._state.queue = next((name for name, cell in CELLS.items() if cell == self.walk.cell), "")

    def decide(self, identity: str, mark: str, action: str, label: str) -> None:
        """Decide about the text that a person saw (`Decisions.mark`), or take the same decision back.

        Raises Problem for a label that the set does not have, and where that text is not there any more.
        """
        review = self.walk.review
        if review is None:
            raise CHANGED
        review.decisions.require(identity, mark)
        made = review.decisions.get(identity)
        if made is not None and made.action == action:
            review.decisions.withdraw(identity)
        elif action == RELABEL:
            review.decisions.relabel(identity, label)
        else:
            getattr(review.decisions, action)(identity)
