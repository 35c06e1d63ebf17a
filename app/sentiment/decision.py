"""What a person can decide about the label of a text."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

KEEP, RELABEL, AMBIGUOUS = ACTIONS = ("keep", "relabel", "ambiguous")


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
