"""Referrer and user agent, judged by how the quoted texts of a line look."""

from __future__ import annotations

import re

from app.logs.detection.columns import Columns
from app.logs.written.addresses import is_address_list

_AGENT = re.compile(r"(?i)mozilla/|[\w.+-]+/v?\d|\bbot\b|curl|wget|python|java|okhttp|go-http|\(.*;.*\)")
_MOZILLA = re.compile(r"^Mozilla/\d")
_PRODUCT = re.compile(r"^(?!HTTP/)[A-Za-z][\w.\-]*/\d+(?:\.\d+)+$")
_PROGRAM = re.compile(r"(?!HTTP/)[A-Za-z][\w.\-]*/\d+\.\d")
_URL = re.compile(r"(?i)(?:https?|android-app|ftp)://|[\w.-]+\.[a-z]{2,}/")
_PAGE = re.compile(r"(?i)(?:https?|android-app)://")


def find_quoted(columns: Columns) -> None:
    """Referrer and user agent among the quoted texts: by their look, else by their usual order."""
    requests = [place for place, role in columns.roles.items() if role in ("request", "target")]
    timed = columns.place("time") is not None or columns.place("clock") is not None
    start = max(requests) if requests else columns.time_place if timed else -1
    quoted = [
        place for place in columns.free(start + 1) if columns.kind(place) in ("quoted", "cell", "bracket")
    ]
    if not [place for place in quoted if columns.kind(place) == "quoted"]:
        quoted = [place for place in quoted if columns.kind(place) == "cell"] or quoted
    agents = sorted(quoted, key=lambda place: _unlike_agents(columns, place))
    agent = agents[0] if agents and columns.share(agents[0], _AGENT.search) > 0 else None
    urls = [place for place in quoted if place != agent and columns.share(place, _URL.match) > 0]
    texts = [place for place in quoted if columns.kind(place) == "quoted"]
    if agent is not None and urls and columns.share(agent, _URL.match) == 1:
        agent = None
    if agent is not None and columns.share(agent, _URL.match) == 1 and len(quoted) == 1:
        urls, agent = [agent], None
    referrer = urls[0] if urls else _referrer_ahead(columns, start)
    if referrer is None and agent is not None:
        empty = [place for place in texts if place < agent and columns.share(place, _empty) > 0.5]
        referrer = empty[-1] if empty else None
    elif referrer is None and agent is None and len(texts) > 1:
        # One in no quotes is told by its beginning and its brackets.
        agent = next((place for place in columns.free() if columns.kind(place) == "agent"), None)
        if agent is None:
            referrer, agent = texts[0], texts[1]
    elif agent is None and referrer is not None:
        later = [place for place in texts if place > referrer]
        agent = later[0] if later else None
    if agent is None and not texts:
        agent = _agent_elsewhere(columns)
        if referrer is None and agent:
            beside = _beside_word(columns, agent) if columns.kind(agent) == "word" else [agent - 1]
            pages = [place for place in beside if place in columns.free() and _pages(columns, place)]
            referrer = pages[0] if pages else None
    for place, role in ((referrer, "referrer"), (agent, "agent")):
        if place is not None and columns.place(role) is None:
            columns.roles[place] = role


def _unlike_agents(columns: Columns, place: int) -> tuple[float, bool, float]:
    """How little a column's texts look like user agents: few begin with a program's name and version, all are
    one server's, few hold anything that agents have. What is empty tells nothing of the first two."""
    texts = [text for text in columns.texts(place) if not _empty(text)]
    programs = sum(1 for text in texts if _PROGRAM.match(text)) / max(len(texts), 1)
    return -programs, len(set(texts)) == 1, -columns.share(place, _AGENT.search)


def _beside_word(columns: Columns, agent: int) -> list[int]:
    """Where the referrer of an agent written as one word may stand: a column before it or behind it where
    only dashes or addresses stand between and some lines have none, else right before it."""
    further = [(agent - 1, agent - 2), (agent + 1, agent + 2)]
    coded = columns.share(agent, _MOZILLA.match) > 0
    found = [
        place
        for between, place in further
        if coded
        and {between, place} <= set(columns.free())
        and columns.share(between, lambda text: _empty(text) or is_address_list(text)) == 1
        and columns.share(place, _empty) > 0
        and len(set(columns.texts(place))) > 2
    ]
    return [*found, agent - 1]


def _pages(columns: Columns, place: int) -> bool:
    return columns.share(place, lambda text: _empty(text) or _PAGE.match(text)) == 1


def _agent_elsewhere(columns: Columns) -> int | None:
    """The user agent in no quotes, or in quotes before the request."""
    looks = (
        ("agent", _AGENT),
        ("quoted", _AGENT),
        ("bracket", _MOZILLA),
        ("word", _MOZILLA),
        ("word", _PRODUCT),
    )
    for kind, look in looks:
        for place in columns.free():
            if columns.kind(place) == kind and columns.share(place, look.search) >= 0.5:
                return place
    return None


def _referrer_ahead(columns: Columns, end: int) -> int | None:
    """A quoted address of a page before the request, as content delivery networks of China have it: behind
    the time, else before it."""
    time = columns.time_place
    places = [*columns.free(time, end), *columns.free(0, time)]
    ahead = [place for place in places if columns.kind(place) == "quoted"]
    urls = [
        place for place in ahead if columns.share(place, lambda text: _empty(text) or _PAGE.match(text)) == 1
    ]
    return next((place for place in urls if columns.share(place, _PAGE.match) > 0), None)


def _empty(text: str) -> bool:
    return text in ("", "-")
