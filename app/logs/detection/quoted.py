"""Referrer and user agent, judged by how the quoted texts of a line look."""

from __future__ import annotations

import re

from app.logs.detection.columns import Columns

_AGENT = re.compile(r"(?i)mozilla/|[\w.+-]+/v?\d|\bbot\b|curl|wget|python|java|okhttp|go-http|\(.*;.*\)")
_MOZILLA = re.compile(r"^Mozilla/\d")
_PRODUCT = re.compile(r"^(?!HTTP/)[A-Za-z][\w.\-]*/\d+(?:\.\d+)+$")
_URL = re.compile(r"(?i)(?:https?|android-app|ftp)://|[\w.-]+\.[a-z]{2,}/")
_SITED_PAGE = re.compile(r"(?i)https?://(?:[\w\-]+\.)+[a-z]{2,}(?:/|$)")
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
    agents = sorted(quoted, key=lambda place: -columns.share(place, _AGENT.search))
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
    if referrer is None and not texts:
        referrer = next((place for place in columns.free(start + 1) if _bare_page(columns, place)), None)
    if agent is None and not texts:
        agent = _agent_elsewhere(columns)
        if referrer is None and agent and agent - 1 in columns.free():
            pages = columns.share(agent - 1, lambda text: _empty(text) or _PAGE.match(text)) == 1
            referrer = agent - 1 if pages else None
    for place, role in ((referrer, "referrer"), (agent, "agent")):
        if place is not None and columns.place(role) is None:
            columns.roles[place] = role


def _bare_page(columns: Columns, place: int) -> bool:
    """Whether a word is in all lines the address of a page of a site, or a dash; a proxy's has a number."""
    pages = columns.kind(place) == "word" and columns.share(place, _SITED_PAGE.match) > 0
    return pages and columns.share(place, lambda text: _empty(text) or _SITED_PAGE.match(text)) == 1


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
