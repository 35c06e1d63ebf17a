"""What always fails, what fails more often than the rest, and where the errors come from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import ERROR, Crossfilter
from app.logs.crossfilter.radix import by_code
from app.logs.dimensions import NONE
from app.logs.insights.episodes import CHANCE, episodes, tail
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, named, percent, stretch

SUPPORT = 20
"""Requests that a value must have before it can be said to fail always."""

UNLIKELY = 1e-6
"""How unlikely it must be that requests of the log's usual error share all fail by chance."""

PLURALS = {"product": "Products", "category": "Categories"}

ALWAYS = ("product", "category", "path", "host", "agent", "referrer", "method", "version")
"""Dimensions whose values are looked at for whether they always fail or fail more than the rest."""

ERRORS_OF_ONE = 30
"""Requests that a status must have before its main path is told."""

SHARE = 0.25
"""The part of a status that one path must cause, which must also be three times its part of all requests."""

OFTEN = 0.2
"""The part of a path's requests that must fail before it is told to cause a kind of error."""

MORE, ABOVE = 3.0, 0.1
"""How many times the share of errors of the rest a value must have, and by how much more, to be told."""

SPREAD = 0.012
"""How far the error shares of values differ usually (the beta-binomial's rho): each path has its own."""

CANDIDATES = 30
"""Most frequent values a dimension that are looked at in the course of time."""

PIECES = 80
"""Pieces of a value's requests in which errors are counted before they are looked at closely."""

TOLD = 3

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
    paths = log.values["path"]
    by_status = log.total("status") if "status" in log.values else np.empty(0, np.int64)
    found = []
    for code in statuses(log, ERROR, 999):
        if by_status[code] < ERRORS_OF_ONE:
            continue
        requests = log.count("path", {"status": frozenset({code})})
        path = int(np.argmax(requests))
        part = requests[path] / by_status[code]
        all_of_it = log.total("path")[path]
        if part < SHARE or part < 3 * all_of_it / log.rows or paths[path] == NONE:
            continue
        if requests[path] < OFTEN * all_of_it:
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


class _Suspect(NamedTuple):
    """A value that fails often: in which rows, of how many, against which share elsewhere."""

    gain: float
    dimension: str
    code: int
    rows: NDArray[np.intp]
    errors: NDArray[np.intp]
    usual: float
    always: bool


def rates(evidence: Evidence, explained: NDArray[np.bool_]) -> list[Insight]:
    """Values of any dimension that fail far more often than the rest do, all along or for a time.

    Of values whose errors are the same requests, the one that explains most is told. Requests that
    are ``explained`` already are left out.
    """
    free = ~explained
    free[: evidence.main.start] = free[evidence.main.stop :] = False
    suspects = [
        suspect
        for dimension in ALWAYS
        if dimension in evidence.values
        for suspect in _suspects(evidence, dimension, free)
    ]
    covered = np.zeros(len(evidence), bool)
    told: list[Insight] = []
    for suspect in sorted(suspects, key=lambda suspect: -suspect.gain):
        if len(told) == TOLD:
            break
        if covered[suspect.errors].mean() > 0.4:
            continue
        covered[suspect.errors] = True
        if not suspect.always:
            told.append(_tell(evidence, suspect))
    return told


def _suspects(evidence: Evidence, dimension: str, free: NDArray[np.bool_]) -> list[_Suspect]:
    codes, size = evidence.codes(dimension), len(evidence.values[dimension])
    failed = evidence.failed & free
    total = np.bincount(codes[free], minlength=size)
    errors = np.bincount(codes[failed], minlength=size)
    all_, bad = total.sum(), errors.sum()
    rest = (bad - errors + 0.5) / np.maximum(all_ - total + 1, 1)
    share = errors / np.maximum(total, 1)
    names = evidence.named(dimension)
    cluster = evidence.clusters(failed) if dimension != "host" else 1.0
    likely = names & (errors >= SUPPORT)
    values = np.flatnonzero(likely)
    values = values[np.argsort(-errors[values], kind="stable")][:CANDIDATES]
    looks = max(int((total >= SUPPORT).sum()), 1) * len(ALWAYS)
    found: list[_Suspect] = []
    if not len(values):
        return found
    rows = np.flatnonzero(free)
    rows = rows[by_code(codes[rows])]
    ends = np.cumsum(total)
    for code in values.tolist():
        k, n = int(errors[code]), int(total[code])
        mine = rows[ends[code] - n : ends[code]]
        hits = failed[mine]
        usual = float(rest[code])
        if share[code] >= max(MORE * usual, usual + ABOVE) and n < 0.95 * all_:
            chance = tail(k, n, min(usual, 0.9), SPREAD, cluster) * looks
            if chance < CHANCE:
                gain = _gain(k, n, usual)
                always = k == n
                found.append(_Suspect(gain, dimension, code, mine, mine[hits], usual, always))
                continue
        if n >= 0.95 * all_ or _even(hits, usual):
            continue
        for episode in episodes(
            evidence.time[mine],
            hits,
            evidence.step,
            ratio=MORE,
            least=ABOVE + usual,
            support=SUPPORT,
            cluster=cluster,
        )[:1]:
            inside = mine[episode.first : episode.end]
            gain = _gain(episode.hits, episode.requests, max(episode.usual, usual))
            bad_rows = inside[failed[inside]]
            # Where all requests of that time fail alike, it is not this value that does.
            window = slice(int(inside[0]), int(inside[-1]) + 1)
            others = free[window] & (codes[window] != code)
            if others.sum() and failed[window][others].mean() * MORE > episode.hits / episode.requests:
                continue
            if episode.chance * looks < CHANCE:
                found.append(_Suspect(gain, dimension, code, inside, bad_rows, episode.usual, False))
    return found


def _even(hits: NDArray[np.bool_], usual: float) -> bool:
    """Whether nothing in the course of time can be an episode: that is seen at once, and cheaply."""
    size = max(len(hits) // PIECES, 1)
    pieces = hits[: len(hits) // size * size].reshape(-1, size).mean(1)
    highest = float(pieces.max())
    return size > SUPPORT and (highest < 0.5 * (ABOVE + usual) or highest < 1.5 * float(np.median(pieces)))


def _gain(k: int, n: int, usual: float) -> float:
    """The logarithm of how much likelier the errors are at their own share than at the usual one."""
    share = k / n
    rest = (n - k) * np.log((1 - share) / (1 - usual)) if k < n else 0.0
    return float(k * np.log(share / max(usual, 1e-6)) + rest)


def _tell(evidence: Evidence, suspect: _Suspect) -> Insight:
    label = evidence.values[suspect.dimension][suspect.code]
    where: dict = {suspect.dimension: (label,)}
    times = evidence.time[suspect.rows]
    start, end = minutes(int(times[0]), int(times[-1]))
    codes = evidence.codes(suspect.dimension)
    whole = int((codes == suspect.code).sum())
    when: tuple[Link, ...] = ()
    for_a_time = len(suspect.rows) < 0.9 * whole
    if for_a_time:
        where["time"] = (start, end)
        when = (Link(stretch(start, end), {"time": (start, end)}),)
    mine = codes == suspect.code
    if for_a_time:
        mine &= (evidence.time >= start) & (evidence.time < end)
    bad, all_ = int((mine & evidence.failed).sum()), int(mine.sum())
    failing = tuple(
        evidence.values["status"][code]
        for code in np.unique(evidence.codes("status")[mine & evidence.failed])
    )
    links = (
        Link(label, where, all_),
        Link(f"{bad:,}", {**where, "status": failing}, bad),
        *when,
    )
    name = suspect.dimension.capitalize()
    sentence = (
        f"{name} {{0}} fails far more often than {'at other times' if for_a_time else 'others'}"
        f"{' {2}' if when else ''}: {{1}} of {all_:,} requests ({percent(bad, all_)}), "
        f"usually {_share(suspect.usual)}."
    )
    return Insight("rate", sentence, links, weight=3.0 * bad, tone="bad")


def _share(part: float) -> str:
    return f"{part:.0%}" if part >= 0.01 else "under 1%"


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
