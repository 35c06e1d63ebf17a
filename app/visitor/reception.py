"""How a page receives a browser: by the id that it shows, or with a new one."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

from app.counted import counted
from app.dates import full_day
from app.problem import Problem
from app.settings import Settings
from app.visitor import beyond
from app.visitor.identity import new_identity
from app.visitor.ledger import Removed
from app.visitor.visitor import Stranger, Visitor

MOST_GIVEN = 1
"""Ids that one page gives at most: a browser needs one, and a loop in it gets no more room than that."""


class Received(NamedTuple):
    """Who came, None where nothing can be kept for anybody, and what there is to say to them."""

    visitor: Visitor | None
    notice: Problem | None


class Reception:
    """Receives the browser of one page; ``settings`` say where visitors' folders are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._given: list[str] = []

    def receive(self, shown: str) -> Received:
        """The visitor behind the id that a browser showed, "" for none yet.

        A browser whose id is not ours gets a new one (``visitor.identity``), and reads so. Where the server
        cannot tell, as without its disk, a browser gets no visitor and so keeps the id that it has.
        """
        found = beyond.beyond(lambda: self._recognized(shown))
        try:
            if found.visitor is None or beyond.close(found.visitor.folder):
                return found
        except OSError as error:
            logging.getLogger(__name__).error("a visitor's folder cannot be made", exc_info=error)
            return found
        other = Problem(
            "This page was opened for another id of this browser: it cannot read what the new one keeps.",
            "Reload the page.",
        )
        return Received(None, other)

    def _recognized(self, shown: str) -> Received:
        notice = None
        try:
            try:
                visitor = Visitor(shown or self._new(), settings=self._settings)
            except Stranger as stranger:
                notice = stranger
                visitor = Visitor(self._new(), settings=self._settings)
        except Problem as problem:
            return Received(None, problem)
        try:
            removed = visitor.visit()
        except Problem as problem:
            return Received(visitor, problem)
        return Received(visitor, notice if removed is None else _gone(removed))

    def _new(self) -> str:
        if len(self._given) < MOST_GIVEN:
            try:
                self._given.append(new_identity(Path(self._settings.visitors)))
            except OSError as error:
                logging.getLogger(__name__).error("no visitor can be received", exc_info=error)
                raise Problem(
                    "The server cannot keep anything for this browser just now.",
                    "Download what you need, or ask whoever runs this server about its disk.",
                ) from error
        return self._given[-1]


def _gone(removed: Removed) -> Problem:
    day = full_day(removed.moment)
    unused = counted(removed.days, "day") if removed.days else "less than a day"
    return Problem(
        f"What this browser had kept on this server was removed on {day}: its room was needed, after "
        f"{unused} without a visit.",
        "Load your downloaded decisions if you have them; what you do from now on is kept anew.",
    )
