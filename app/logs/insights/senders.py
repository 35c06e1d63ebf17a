"""Who sends or takes more than its part: clients, robots, other sites that show this one's files."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.tails import most
from app.logs.dimensions import NONE
from app.logs.insights.evidence import Evidence
from app.logs.insights.responses import volume
from app.logs.insights.sentence import Insight, Link, minutes, percent, stretch
from app.logs.store.addresses import NO_SITE, OWN, sites
from app.logs.store.agents import family, is_bot

LARGE = 0.1
"""The part of all requests from which on one client is told of; three times the next one's, too."""

ROBOT = 0.15
"""The part of all requests from which on one robot or program is told of."""

NEARLY, SHORT = 0.96, 0.25
"""The part of a sender's requests that come within a part of the log's time, for that to be told."""

CROWD = 20
"""Clients that there must be for one to stand out."""

SUPPORT = 100
"""Requests that are wanted at least."""

HEAVY, TAKEN = 0.2, 20
"""The part of all bytes from which on one client is told of, and the requests that it must have."""

LINKED = 0.8
"""The part of the requests from a site that must be for files of a page, not for pages."""

PROGRAMS = frozenset({
    "curl", "Wget", "Python Requests", "Python-urllib", "Python aiohttp", "Go-http-client", "Java", "okhttp",
    "Apache-HttpClient", "libwww-perl", "axios", "node-fetch", "HeadlessChrome", "Scrapy",
})  # fmt: skip
"""Families of agents that are no browser, though no robot by their own word."""

_FILE = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|webp|avif|svg|bmp|mp4|webm|mov|mp3|ogg|wav|flac|pdf|zip|gz|iso|exe|jar|woff2?)$"
)


def large_shares(evidence: Evidence, explained: NDArray[np.bool_]) -> list[Insight]:
    """A client, or a robot, that sends a large part of all requests."""
    found = []
    rows = len(evidence)
    for dimension in ("host", "agent"):
        if dimension not in evidence.values or rows < SUPPORT:
            continue
        total = evidence.log.total(dimension)
        ranked = most(total, 5).tolist()
        for place, code in enumerate(ranked):
            label, requests = evidence.values[dimension][code], int(total[code])
            if label == NONE or requests < SUPPORT:
                continue
            if dimension == "host":
                following = int(total[ranked[place + 1]]) if place + 1 < len(ranked) else 0
                if requests < max(LARGE * rows, 3 * following) or np.count_nonzero(total) < CROWD:
                    continue
                who = "One client, {0}, sent"
            else:
                if requests < ROBOT * rows or not (is_bot(label) or label in PROGRAMS):
                    continue
                who = f"{'A robot' if is_bot(label) else 'A program'}, {{0}}, sent"
            mine = evidence.codes(dimension) == code
            if explained[mine].mean() > 0.5:
                continue
            links = [Link(family(label), {dimension: (label,)}, requests)]
            sentence = f"{who} {requests:,} of all {rows:,} requests ({percent(requests, rows)})"
            within = _within(evidence.time, mine)
            if within is not None:
                start, end, inside = within
                where = {dimension: (label,), "time": (start, end)}
                links.append(Link(stretch(start, end), where, inside))
                sentence += f", {'all' if inside == requests else f'{inside:,}'} of them {{1}}"
            found.append(Insight("share", f"{sentence}.", tuple(links), weight=0.7 * requests, tone="warn"))
    return found


def heavy_takers(evidence: Evidence, told: Sequence[Insight]) -> list[Insight]:
    """A client that takes a large part of all bytes, of whose requests ``told`` says nothing.

    What one file weighs is no news: the largest tenth of a client's responses are left out of its part.
    """
    size = evidence.measure("size")
    if size is None or "host" not in evidence.values or len(evidence) < SUPPORT:
        return []
    codes, sent = evidence.codes("host"), np.maximum(size, 0)
    taken = np.bincount(codes, sent, minlength=len(evidence.values["host"]))
    whole, ranked = float(taken.sum()), most(taken, 2).tolist()
    label, mine = evidence.values["host"][ranked[0]], np.flatnonzero(codes == ranked[0])
    known = {name for insight in told for link in insight.links for name in link.selection.get("host", ())}
    if label == NONE or label in known or len(mine) < TAKEN or np.count_nonzero(taken) < CROWD:
        return []
    steady = np.sort(sent[mine])[: len(mine) * 9 // 10].sum()
    following = float(taken[ranked[1]])
    if steady < max(HEAVY * whole, 3 * following):
        return []
    requests = int(evidence.log.total("host")[ranked[0]])
    links = (
        Link(label, {"host": (label,)}, requests),
        Link(f"{requests:,} requests", {"host": (label,)}, requests),
    )
    amount, part = float(taken[ranked[0]]), taken[ranked[0]] / whole
    sentence = f"One client, {{0}}, took {volume(amount)} of all {volume(whole)} ({part:.0%}) in {{1}}."
    return [Insight("heavy", sentence, links, weight=0.5 * part * len(evidence), tone="warn")]


def _within(time: NDArray[np.int64], mine: NDArray[np.bool_]) -> tuple[int, int, int] | None:
    """The whole minutes (start, end) that hold nearly all of these requests, and how many; None where that is
    no short part of the log's time. ``time`` ascends."""
    own = time[mine]
    beyond = int(len(own) * (1 - NEARLY) / 2)
    start, end = minutes(int(own[beyond]), int(own[len(own) - 1 - beyond]))
    if end - start > SHORT * int(time[-1] - time[0]):
        return None
    return start, end, int(np.count_nonzero((own >= start) & (own < end)))


def hotlinks(evidence: Evidence) -> list[Insight]:
    """Other sites whose pages show this site's files: many clients come from there, for files alone."""
    rows = len(evidence)
    if rows < SUPPORT or any(name not in evidence.values for name in ("referrer", "path", "host")):
        return []
    values = evidence.values
    requests_from = evidence.log.total("referrer")
    number, names = sites(values["referrer"], requests_from, values["path"], values.get("vhost", ()))
    of_row = number[evidence.codes("referrer")]
    is_file = np.array([_FILE.search(label) is not None for label in values["path"]], bool)
    asked = is_file[evidence.codes("path")]
    total, files = np.bincount(of_row, minlength=len(names)), np.bincount(of_row[asked], minlength=len(names))
    known = np.array([name not in (NONE, NO_SITE) for name in names], bool)
    own = np.array([name.startswith(OWN) for name in names], bool)
    if known.any() and not own.any():
        # The site's own pages ask for files, too: it is the one from which most of all else comes.
        pages = np.where(known, total - files, -1)
        own[np.argmax(pages + known * total / (rows + 1))] = True
    found = []
    ranked = np.argsort(-files, kind="stable")
    for code in ranked[(known & ~own)[ranked]][:5].tolist():
        requests, name = int(total[code]), names[code]
        if requests < max(SUPPORT, 0.01 * rows):
            continue
        mine = of_row == code
        if files[code] < LINKED * requests or len(np.unique(evidence.codes("host")[mine])) < 10:
            continue
        labels = tuple(values["referrer"][referrer] for referrer in np.flatnonzero(number == code).tolist())
        path = int(np.bincount(evidence.codes("path")[mine]).argmax())
        target = values["path"][path]
        links = (
            Link(name, {"referrer": labels}, requests),
            Link(f"{requests:,} requests", {"referrer": labels}, requests),
            Link(target, {"referrer": labels, "path": (target,)}),
        )
        sentence = "{0} shows this site's files on its own pages: {1}, most for {2}."
        found.append(Insight("hotlink", sentence, links, weight=float(requests), tone="warn"))
    return found
