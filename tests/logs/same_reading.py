"""Two ways of reading the same lines, held to one another."""

from __future__ import annotations

from collections import Counter

from app.logs.store.log import Log

COUNTED = ("status", "day", "hour", "method", "path", "host", "agent", "product", "param:s")


def same_requests(ours: Log, theirs: Log) -> None:
    """Both logs hold the same requests, in any order, and count them alike."""
    assert (ours.lines, ours.accepted, ours.rejected) == (theirs.lines, theirs.accepted, theirs.rejected)
    for dimension in COUNTED:
        assert ours.counts(dimension).to_dict() == theirs.counts(dimension).to_dict(), dimension
    assert sorted(ours.store.param_names) == sorted(theirs.store.param_names)
    assert Counter(ours.requests()["line"]) == Counter(theirs.requests()["line"])
