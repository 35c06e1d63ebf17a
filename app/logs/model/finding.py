"""What a page looks for among the requests of its log, found beside the page where that takes long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets

from app.job import Job, Tell
from app.logs.search.grammar import Fault, SearchError
from app.logs.store.searching import AT_ONCE, Search
from app.logs.store.store import Store
from app.problem import Problem

UNREADABLE = Problem("This search could not be finished.", "Read the log again.")


class Finding(traitlets.HasTraits):
    """Runs one search at a time; a new one ends the one before.

    ``fault`` says what in it cannot be understood, ``notes`` why a term may find nothing. ``running`` is true
    while it is looked for, ``share`` of it (0 to 1) done; ``early`` then are the flags found so far.
    """

    fault = traitlets.Instance(Fault, allow_none=True)
    notes = traitlets.Tuple()
    running = traitlets.Bool()
    share = traitlets.Float()

    def __init__(self) -> None:
        super().__init__()
        self.early = np.empty(0, bool)
        self._job = Job(failed=UNREADABLE)

    def look(self, store: Store, rows: int, text: str, done: Callable[[np.ndarray | None], Any]) -> None:
        """Find which of the first ``rows`` requests of a store fit a search, and tell ``done`` (bool[rows]).

        It is told None where the search has a fault. Up to `AT_ONCE` requests are looked through at once.
        """
        self._job.abandon()
        self.early = np.zeros(rows, bool)
        try:
            search = Search(store, text)
        except SearchError as error:
            self._end(error.fault)
            done(None)
            return

        def work(tell: Tell) -> np.ndarray:
            for first, flags in search.parts():
                part = flags[: max(rows - first, 0)]
                self.early[first : first + len(part)] = part
                tell("looking", min(1.0, (first + len(part)) / max(rows, 1)))
            return self.early

        def found(flags: np.ndarray) -> None:
            self._end(None, search.notes)
            done(flags)

        if rows <= AT_ONCE:
            try:
                found(work(lambda *_: None))
            except Problem as problem:
                self._fail(problem, text, done)
            return
        with self.hold_trait_notifications():
            self.fault, self.notes, self.running, self.share = None, (), True, 0.0
        self._job.start("looking", work, found, self._tell)
        if self._job.problem is not None:
            self._fail(self._job.problem, text, done)
        else:
            self._job.observe(lambda _: self._fail(self._job.problem, text, done), "problem")

    def stop(self) -> None:
        """Look for nothing any more."""
        self._job.abandon()
        self._end(None)

    def _tell(self) -> None:
        self.share = self._job.share

    def _end(self, fault: Fault | None, notes: list[str] | None = None) -> None:
        self._job.unobserve_all()
        with self.hold_trait_notifications():
            self.fault, self.notes, self.running = fault, tuple(notes or ()), False

    def _fail(self, problem: Problem | None, text: str, done: Callable[[np.ndarray | None], Any]) -> None:
        if problem is not None:
            self._end(Fault(0, len(text), str(problem)))
            done(None)
