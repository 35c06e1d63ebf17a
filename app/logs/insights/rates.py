"""What fails far more often than the rest do, or than at other times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.radix import by_code
from app.logs.dimensions import NONE
from app.logs.insights.episodes import CHANCE, episodes, tail
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, percent, stretch
from app.logs.insights.unlike import BY_VALUES, SPREAD, SUPPORT, unlike_others

ALWAYS = ("product", "category", "path", "host", "agent", "referrer", "method", "version")
"""Dimensions whose values are looked at for whether they always fail or fail more than the rest."""

MORE, ABOVE = 3.0, 0.1
"""How many times the share of errors of the rest a value must have, and by how much more, to be told."""

CANDIDATES = 30
"""Most frequent values a dimension that are looked at in the course of time."""

PIECES = 80
"""Pieces of a value's requests in which errors are counted before they are looked at closely."""

FEW = 8
"""Errors of one value that are enough where they come within a time; a client's come at once anyway."""

TOLD = 3

CROWDED = 0.08
"""The part of all requests with client errors from which on server errors are looked at apart, too: beside
these few values could fail several times as often."""

EXPLAINED = 0.9
"""The part of a value's errors that one of another dimension must hold, among fewer requests, to explain
more."""


class _Suspect(NamedTuple):
    """A value that fails often: in which rows, of how many, against which share elsewhere.

    ``server`` says that its server errors are meant, not all errors.
    """

    server: bool
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
    crowded = (evidence.failed & ~evidence.broken & free).sum() >= CROWDED * free.sum()
    searches = (False, True) if crowded else (False,)
    suspects = [
        suspect
        for server in searches
        for dimension in ALWAYS
        if dimension in evidence.values
        for suspect in _suspects(evidence, dimension, free, server, len(searches))
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
            told.append(_tell(evidence, _narrowest(evidence, suspect, free)))
    return told


def _narrowest(evidence: Evidence, suspect: _Suspect, free: NDArray[np.bool_]) -> _Suspect:
    """The value of any dimension that holds nearly all of the errors of a suspect among the fewest requests.

    Where one host's requests fail, those of its method do, too.
    """
    window = slice(int(suspect.rows[0]), int(suspect.rows[-1]) + 1)
    best, failed = suspect, _failed(evidence, suspect.server)
    for dimension in ALWAYS:
        if dimension == suspect.dimension or dimension not in evidence.values:
            continue
        codes = evidence.codes(dimension)
        among = np.bincount(codes[suspect.errors])
        code = int(among.argmax())
        if among[code] < EXPLAINED * len(suspect.errors) or evidence.values[dimension][code] == NONE:
            continue
        mine = free & (codes == code)
        rows = window.start + np.flatnonzero(mine[window])
        if len(rows) >= len(best.rows):
            continue
        errors = rows[failed[rows]]
        others = mine.copy()
        others[window] = False
        if len(rows) >= 0.9 * mine.sum():
            others = free & ~mine
        usual = float((failed[others].sum() + 0.5) / (others.sum() + 1))
        best = _Suspect(suspect.server, suspect.gain, dimension, code, rows, errors, usual, False)
    return best


def _failed(evidence: Evidence, server: bool) -> NDArray[np.bool_]:
    return evidence.broken if server else evidence.failed


def _suspects(
    evidence: Evidence, dimension: str, free: NDArray[np.bool_], server: bool, searches: int
) -> list[_Suspect]:
    """The values of a dimension that fail too often; one of so many ``searches`` of the same requests."""
    codes, size = evidence.codes(dimension), len(evidence.values[dimension])
    failed = _failed(evidence, server) & free
    total = np.bincount(codes[free], minlength=size)
    errors = np.bincount(codes[failed], minlength=size)
    all_, bad = total.sum(), errors.sum()
    rest = (bad - errors + 0.5) / np.maximum(all_ - total + 1, 1)
    share = errors / np.maximum(total, 1)
    names = evidence.named(dimension)
    cluster = evidence.clusters(failed) if dimension != "host" else 1.0
    few = SUPPORT if dimension == "host" else FEW
    likely = names & (errors >= few)
    values = np.flatnonzero(likely)
    values = values[np.argsort(-errors[values], kind="stable")][:CANDIDATES]
    looks = max(int((total >= SUPPORT).sum()), 1) * len(ALWAYS) * searches
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
        if k >= SUPPORT and share[code] >= max(MORE * usual, usual + ABOVE) and n < 0.95 * all_:
            chance = tail(k, n, min(usual, 0.9), SPREAD, cluster) * looks
            if chance < CHANCE and unlike_others(errors, total, code) * looks < BY_VALUES:
                gain = _gain(k, n, usual)
                always = k == n
                found.append(_Suspect(server, gain, dimension, code, mine, mine[hits], usual, always))
                continue
        if n >= 0.95 * all_ or _even(hits, usual):
            continue
        for episode in episodes(
            evidence.time[mine],
            hits,
            evidence.step,
            ratio=MORE,
            least=ABOVE + usual,
            support=few,
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
                found.append(_Suspect(server, gain, dimension, code, inside, bad_rows, episode.usual, False))
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
    failed = mine & _failed(evidence, suspect.server)
    bad, all_ = int(failed.sum()), int(mine.sum())
    failing = tuple(evidence.values["status"][code] for code in np.unique(evidence.codes("status")[failed]))
    links = (
        Link(label, where, all_),
        Link(f"{bad:,}", {**where, "status": failing}, bad),
        *when,
    )
    name = suspect.dimension.capitalize()
    does = "has server errors" if suspect.server else "fails"
    sentence = (
        f"{name} {{0}} {does} far more often than {'at other times' if for_a_time else 'others'}"
        f"{' {2}' if when else ''}: {{1}} of {all_:,} requests ({percent(bad, all_)}), "
        f"usually {_share(suspect.usual)}."
    )
    return Insight("rate", sentence, links, weight=3.0 * bad, tone="bad")


def _share(part: float) -> str:
    return f"{part:.0%}" if part >= 0.01 else "under 1%"
