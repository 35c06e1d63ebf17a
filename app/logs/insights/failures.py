"""What always fails, and where the errors come from."""

from __future__ import annotations

import numpy as np

from app.logs.crossfilter.crossfilter import ERROR, Crossfilter
from app.logs.dimensions import NONE
from app.logs.insights.sentence import Insight, Link, named

SUPPORT = 20
"""Requests that a value must have before it can be said to fail always."""

CHANCE = 1e-6
"""How unlikely it must be that requests of the log's usual error share all fail by chance."""

PLURALS = {"product": "Products", "category": "Categories"}

ERRORS_OF_ONE = 30
"""Requests that a status must have before its main path is told."""

SHARE = 0.25
"""The part of a status that one path must cause, which must also be three times its part of all requests."""


def statuses(log: Crossfilter, lowest: int, highest: int) -> frozenset[int]:
    """The codes of the statuses in this range, the highest included."""
    labels = log.values.get("status", ())
    return frozenset(
        code for code, label in enumerate(labels) if label.isdigit() and lowest <= int(label) <= highest
    )


def never_succeed(log: Crossfilter, dimension: str) -> list[Insight]:
    """The products or categories of which every request had a status of 400 and above."""
    failed = statuses(log, ERROR, 999)
    if dimension not in log.values or not failed:
        return []
    total = log.total(dimension)
    errors = log.count(dimension, {"status": failed})
    share = errors.sum() / max(log.rows, 1)
    always = (errors == total) & (total >= SUPPORT) & (share ** total.astype(float) < CHANCE)
    labels = log.values[dimension]
    codes = [int(code) for code in np.argsort(-total, kind="stable") if always[code] and labels[code] != NONE]
    if not codes:
        return []
    requests = int(total[codes].sum())
    row, links = named(dimension, [labels[code] for code in codes])
    one = len(codes) == 1
    name = dimension.capitalize() if one else PLURALS[dimension]
    if dimension == "product":
        said = f"{name} {row} never {'succeeds' if one else 'succeed'}: {requests:,} requests"
    else:
        said = f"{name} {row} always {'fails' if one else 'fail'}: {requests:,} of {requests:,} requests"
    return [Insight("never", f"{said}, none with status 200.", links)]


def main_paths(log: Crossfilter) -> list[Insight]:
    """The one path that causes most of a kind of error, where there is one; most errors first."""
    if "path" not in log.values:
        return []
    paths = log.values["path"]
    by_status = log.total("status") if "status" in log.values else np.empty(0, np.int64)
    found = []
    for code in statuses(log, ERROR, 999):
        if by_status[code] < ERRORS_OF_ONE:
            continue
        requests = log.count("path", {"status": frozenset({code})})
        path = int(np.argmax(requests))
        part = requests[path] / by_status[code]
        if part < SHARE or part < 3 * log.total("path")[path] / log.rows or paths[path] == NONE:
            continue
        status = log.values["status"][code]
        sentence = f"{{0}} causes {part:.0%} of all {{1}}: {requests[path]:,} of {by_status[code]:,}."
        links = (
            Link(paths[path], {"path": (paths[path],), "status": (status,)}),
            Link(f"{status}s", {"status": (status,)}),
        )
        found.append((int(requests[path]), Insight("path", sentence, links)))
    return [insight for _, insight in sorted(found, key=lambda item: -item[0])]
