"""What a person can decide about the label of a text."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from app.problem import Problem

KEEP, RELABEL, AMBIGUOUS = ACTIONS = ("keep", "relabel", "ambiguous")

CHANGED = Problem("The text had just changed: nothing was decided.", "Look at the one that is here now.")
"""What is said to a decision about a text that is not among those shown any more."""


class Decision(NamedTuple):
    """One text's: ``action`` (of `ACTIONS`), the ``label`` it has now, and the label that was ``given``.

    An ambiguous text has no label (""): it takes no part in training or judging. ``mark`` tells whether
    the text behind the id is still the same.
    """

    action: str
    label: str
    given: str
    mark: str


def mark_of(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
