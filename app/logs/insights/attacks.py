"""Clients that try what they should not: passwords one after another, weaknesses path by path."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from app.logs.dimensions import NONE
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, stretch

TRIES = 40
"""Tries of a login that one client must make, ten times as many as half of the others."""

OFTEN = 2
"""Tries an hour from the first to the last: who only comes back every day does not guess."""

PROBES = 25
"""Different paths that one client must ask for in vain, with most of its requests."""

CHALLENGES = 6
"""Refusals in a row that only ask a client who it is: one by Digest, two by NTLM, of some connections."""

AT_ONCE = 60
"""Seconds within which such a client is let in."""

TOLD = 3
"""Clients that are told of, of each kind of attack."""

_LOGIN = re.compile(r"(?i)log-?in|sign-?in|xmlrpc|/auth\b|/oauth|/session|/account/?$|/admin/?$|/token")


def brute_force(evidence: Evidence) -> tuple[list[Insight], NDArray[np.bool_]]:
    """Clients that try a login again and again, from first to last; and which requests these are."""
    explained = np.zeros(len(evidence), bool)
    needed = ("host", "path", "status", "method")
    if not len(evidence) or any(name not in evidence.values for name in needed):
        return [], explained
    refused = np.array([label == "401" for label in evidence.values["status"]], bool)
    posted = np.array([label == "POST" for label in evidence.values["method"]], bool)
    login = np.array([_LOGIN.search(label) is not None for label in evidence.values["path"]], bool)
    path, host = evidence.codes("path"), evidence.codes("host")
    logins = posted[evidence.codes("method")] & login[path]
    rows = np.flatnonzero(logins | refused[evidence.codes("status")])
    rows = rows[logins[rows] | ~_asked_first(evidence, rows)]
    pairs, place, tries = np.unique(
        host[rows].astype(np.int64) << 32 | path[rows], return_inverse=True, return_counts=True
    )
    found: list[Insight] = []
    for pair in np.argsort(-tries, kind="stable")[: 4 * TOLD]:
        client, target = int(pairs[pair] >> 32), int(pairs[pair] & 0xFFFFFFFF)
        mine = rows[place == pair]
        others = tries[(pairs & 0xFFFFFFFF == target) & (pairs != pairs[pair])]
        usual = float(np.median(others)) if len(others) else 1.0
        label = evidence.values["host"][client]
        if tries[pair] < max(TRIES, 10 * usual) or label == NONE or len(found) == TOLD:
            continue
        ways = evidence.codes("method")[mine]
        method = int(np.bincount(ways).argmax())
        whose = (host == client) & (path == target) & (evidence.codes("method") == method)
        times = evidence.time[whose]
        if len(times) < OFTEN * (times[-1] - times[0]) / 3600:
            continue
        start, end = minutes(int(times[0]), int(times[-1]))
        where = {
            "host": (label,),
            "path": (evidence.values["path"][target],),
            "method": (evidence.values["method"][method],),
        }
        links = (
            Link(label, {"host": (label,)}),
            Link(f"{len(times):,} times", where, len(times)),
            Link(evidence.values["path"][target], {"path": where["path"]}),
            Link(stretch(start, end), {**where, "time": (start, end)}, len(times)),
        )
        sentence = "{0} tried {1} to get in at {2}, {3}: somebody guesses passwords?"
        found.append(Insight("brute force", sentence, links, weight=20 * len(times), tone="bad"))
        explained |= whose
    return found, explained


def _asked_first(evidence: Evidence, refused: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of these refusals only ask a client who it is: it is let in at once, at the same path and by the
    same method."""
    clients = np.zeros(len(evidence.values["host"]), bool)
    clients[evidence.codes("host")[refused]] = True
    rows = np.flatnonzero(clients[evidence.codes("host")])
    ways = evidence.codes("path")[rows].astype(np.int64) * len(evidence.values["method"])
    ways += evidence.codes("method")[rows]
    time = evidence.time[rows]
    order = np.lexsort((time, ways, evidence.codes("host")[rows]))
    rows, ways, time = rows[order], ways[order], time[order]
    whose, answered = evidence.codes("host")[rows], ~evidence.failed[rows]
    # Runs of refusals: each ends with an answer, or where another client, path or method begins.
    ends = answered | np.append((whose[1:] != whose[:-1]) | (ways[1:] != ways[:-1]), True)
    run = np.cumsum(ends) - ends
    end = np.flatnonzero(ends)[run]
    lengths = np.bincount(run[~answered], minlength=int(run.max(initial=0)) + 1)
    spared = answered[end] & (time[end] - time <= AT_ONCE) & (lengths[run] <= CHALLENGES)
    asked = np.zeros(len(evidence), bool)
    asked[rows[spared & ~answered]] = True
    return asked[refused]


def scans(evidence: Evidence) -> tuple[list[Insight], NDArray[np.bool_]]:
    """Clients that ask for many different paths in vain; and which requests these are."""
    explained = np.zeros(len(evidence), bool)
    if not len(evidence) or any(name not in evidence.values for name in ("host", "path", "status")):
        return [], explained
    rows = np.flatnonzero(evidence.failed & ~evidence.broken)
    path, host = evidence.codes("path"), evidence.codes("host")
    pairs = np.unique(host[rows].astype(np.int64) << 32 | path[rows])
    clients, probes = np.unique(pairs >> 32, return_counts=True)
    total, vain = evidence.log.total("host"), np.bincount(host[rows], minlength=len(evidence.values["host"]))
    found: list[Insight] = []
    for place in np.argsort(-probes, kind="stable"):
        client, label = int(clients[place]), evidence.values["host"][int(clients[place])]
        if probes[place] < PROBES or len(found) == TOLD:
            break
        if vain[client] < 0.5 * total[client] or label == NONE:
            continue
        mine = rows[host[rows] == client]
        first, last = _densest_hours(evidence.time[mine])
        start, end = minutes(first, last)
        inside = (evidence.time >= start) & (evidence.time < end) & (host == client)
        known = len(np.unique(path[inside & evidence.failed]))
        links = (
            Link(label, {"host": (label,)}),
            Link(
                f"{int(inside.sum()):,} requests", {"host": (label,), "time": (start, end)}, int(inside.sum())
            ),
            Link(stretch(start, end), {"host": (label,), "time": (start, end)}, int(inside.sum())),
        )
        sentence = f"{{0}} looked for weaknesses: {known:,} different paths in vain with {{1}} {{2}}."
        found.append(Insight("scan", sentence, links, weight=5 * int(inside.sum()), tone="bad"))
        explained |= host == client
    return found, explained


def _densest_hours(times: NDArray[np.int64]) -> tuple[int, int]:
    """First and last second of the run of requests, none of them six hours apart, that holds most."""
    runs = np.split(times, np.flatnonzero(np.diff(times) > 6 * 3600) + 1)
    longest = max(runs, key=len)
    return int(longest[0]), int(longest[-1])
