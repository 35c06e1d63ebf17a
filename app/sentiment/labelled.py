"""A set as a table with a person's decisions: every column that it had, and each label as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.sentiment.corpus import Corpus
from app.sentiment.decisions import Decisions

ADDED = ("id", "label before", "decision", "label now")


def labelled(corpus: Corpus, decisions: Decisions) -> Iterator[tuple[Any, ...]]:
    """The names of the columns, then a row a text in the set's order.

    A text without a decision has the label it was read with; an ambiguous one has none (""). A visitor's
    table keeps all its columns as they are written, other sets what they have.
    """
    frame = corpus.frame
    if corpus.cells:
        names, rows = corpus.columns, corpus.cells
    else:
        kept = [name for name in frame.columns if name not in ("id", "label", "obscene")]
        names, rows = tuple(kept), list(frame[kept].astype(str).itertuples(index=False))
    yield (*names, *ADDED)
    for identity, label, cells in zip(frame["id"].astype(str), frame["label"], rows, strict=True):
        made = decisions.get(identity)
        now = (made.action, made.label) if made is not None else ("", label)
        yield (*cells, identity, label, *now)
