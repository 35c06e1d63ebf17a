"""What always fails, where the errors come from, and whether there are many all along."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import ERROR
from app.logs.dimensions import NONE
from app.logs.insights.evidence import Evidence
from app.logs.insights.rates import ALWAYS
from app.logs.insights.sentence import Insight, Link, named, percent
from app.logs.insights.unlike import BY_VALUES, SUPPORT, unlike_others

UNLIKELY = 1e-6
"""How unlikely it must be that requests of the log's usual error share all fail by chance."""

PLURALS = {"product": "Products", "category": "Categories"}

ERRORS_OF_ONE = 30
"""Requests that a status must have before its main path is told."""

SHARE = 0.25
"""The part of a status that one path must cause, which must also be three times its part of all requests."""

OFTEN = 0.2
"""The part of a path's requests that must fail before it is told to cause a kind of error."""

CLIENT, SERVER = 0.18, 0.1
"""Share of client errors (4xx), and of server errors (5xx), from which on they are high all along."""


def statuses(log: Crossfilter, lowest: int, highest: int) -> frozenset[int]:
    """The codes of the statuses in this range, the highest included."""
    labels = log.values.get("status", ())
    return frozenset(
        code for code, label in enumerate(labels) if label.isdigit() and lowest <= int(label) <= highest
    )


def never_succeed(log: Crossfilter, dimension: str, spared: frozenset[str] = frozenset()) -> list[Insight]:
    """The values of a dimension of which every request had a status of 400 and above, but for ``spared``."""
    failed = statuses(log, ERROR, 999)
    if dimension not in log.values or not failed:
        return []
    total = log.total(dimension)
    errors = log.count(dimension, {"status": failed})
    share = errors.sum() / max(log.rows, 1)
    always = (errors == total) & (total >= SUPPORT) & (share ** total.astype(float) < UNLIKELY)
    labels = log.values[dimension]
    codes = [
        int(code)
        for code in np.flatnonzero(always)[np.argsort(-total[always], kind="stable")]
        if labels[code] != NONE and labels[code] not in spared
    ]
    if not codes:
        return []
    requests = int(total[codes].sum())
    row, links = named(dimension, [labels[code] for code in codes])
    one = len(codes) == 1
    name = dimension.capitalize() if one else PLURALS.get(dimension, f"{dimension.capitalize()}s")
    count = Link(f"{requests:,} requests", {dimension: tuple(labels[code] for code in codes)}, requests)
    place = f"{{{len(links)}}}"
    if dimension == "product":
        said = f"{name} {row} never {'succeeds' if one else 'succeed'}: {place}"
    else:
        said = f"{name} {row} always {'fails' if one else 'fail'}: {requests:,} of {place}"
    return [
        Insight(
            "never",
            f"{said}, none with status 200.",
            (*links, count),
            weight=(1 if dimension == "referrer" else 3) * requests,
            tone="bad",
        )
    ]


def main_paths(log: Crossfilter) -> list[Insight]:
    """The one path that causes most of a kind of error, where there is one; most errors first."""
    if "path" not in log.values:
        return []
    paths, total = log.values["path"], log.total("path")
    looks = int((total >= SUPPORT).sum()) * len(ALWAYS)
    by_status = log.total("status") if "status" in log.values else np.empty(0, np.int64)
    found = []
    for code in statuses(log, ERROR, 999):
        if by_status[code] < ERRORS_OF_ONE:
            continue
        requests = log.count("path", {"status": frozenset({code})})
        path = int(np.argmax(requests))
        part = requests[path] / by_status[code]
        all_of_it = total[path]
        if part < SHARE or part < 3 * all_of_it / log.rows or paths[path] == NONE:
            continue
        if requests[path] < OFTEN * all_of_it:
            continue
        if unlike_others(requests, total, path) * looks >= BY_VALUES:
            continue
        status = log.values["status"][code]
        sentence = f"{{0}} causes {part:.0%} of all {{1}}: {{2}} of {by_status[code]:,}."
        both = {"path": (paths[path],), "status": (status,)}
        links = (
            Link(paths[path], both, int(requests[path])),
            Link(f"{status}s", {"status": (status,)}, int(by_status[code])),
            Link(f"{requests[path]:,}", both, int(requests[path])),
        )
        found.append(Insight("path", sentence, links, weight=float(requests[path])))
    return found


def high_all_along(evidence: Evidence, explained: NDArray[np.bool_]) -> list[Insight]:
    """Client or server errors that are a large part of all requests nearly all the time."""
    free = np.flatnonzero(~explained)
    if len(free) < 200:
        return []
    found = []
    client = evidence.failed & ~evidence.broken
    for word, flags, least, first in (
        ("Client", client, CLIENT, 400),
        ("Server", evidence.broken, SERVER, 500),
    ):
        hits = flags[free]
        size = len(free) // 20
        blocks = hits[: size * 20].reshape(20, size).mean(1)
        if hits.mean() < least or np.quantile(blocks, 0.25) < 0.7 * least:
            continue
        labels = tuple(
            evidence.values["status"][code] for code in sorted(statuses(evidence.log, first, first + 99))
        )
        count = int(flags.sum())
        links = (Link(f"{count:,}", {"status": labels}, count),)
        sentence = (
            f"{word} errors are high all along: {{0}} of {len(evidence):,} requests "
            f"({percent(count, len(evidence))}) have a status of {first // 100}xx."
        )
        found.append(
            Insight("errors", sentence, links, weight=2.0 * count, tone="bad" if first == 500 else "warn")
        )
    return found
