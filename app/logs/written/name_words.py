"""What an unknown name means, by its words: ``edgeRespBytes`` a size, ``upstream_time`` no response time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_PARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_ELSEWHERE = frozenset({
    "upstream", "origin", "backend", "target", "server", "local", "cache", "cached", "cookie", "previous",
    "proxy", "node", "pod", "tls", "ssl", "cert", "connect", "connection", "dns", "queue", "queued", "wait",
    "first", "handshake", "header", "headers",
})  # fmt: skip
"""Words of what is not the request that a client made, or only a part of the time that it took."""


class _Rule(NamedTuple):
    """A field, of whose names each has a word of every set in ``needs`` and none of ``lacks``."""

    field: str
    needs: tuple[frozenset[str], ...]
    lacks: frozenset[str] = frozenset()


def _rule(field: str, *needs: str, lacks: str = "") -> _Rule:
    return _Rule(field, tuple(frozenset(words.split()) for words in needs), frozenset(lacks.split()))


_ASKED = "http request requested req client cs api edge viewer"
_ANSWERED = "response resp rsp res reply sc edge result returned"
_RULES = (
    _rule("agent", "user ua client http", "agent"),
    _rule("agent", _ASKED, "ua useragent"),
    _rule("agent", "useragent"),
    _rule("referrer", "referer referrer refer"),
    _rule("forwarded", "forwarded xff", "for ip addr address"),
    _rule("method", _ASKED, "method verb"),
    _rule(
        "status", f"{_ANSWERED} http lb elb final ret", "status code",
        lacks="sub country error win32 request",
    ),
    _rule("status", "http https", "retcode rc", lacks="sub"),
    _rule(
        "size", f"{_ANSWERED} sent send out written transferred body download downloaded tx",
        "bytes byte size length len octets",
        lacks="request req received in read upload uploaded rx cs query uri url limit",
    ),
    _rule("seconds", "duration elapsed latency took", lacks="max min avg mean"),
    _rule(
        "seconds", f"{_ANSWERED} wall taken processing total handling service execution serve",
        "time millis ms",
    ),
    _rule("vhost", "http cs api edge viewer virtual url", "host hostname domain", lacks="ip addr address"),
    _rule("vhost", "request req", "host hostname domain", lacks="ip addr address remote"),
    _rule("query", f"{_ASKED} url uri", "query args", lacks="time count sql db"),
    _rule("path", f"{_ASKED} url uri", "path", lacks="file script real"),
    _rule(
        "target", f"{_ASKED} full raw original absolute", "uri url",
        lacks="scheme protocol port extension ext host stem path query category",
    ),
    _rule(
        "host", "client remote source src visitor peer caller requester viewer customer real end",
        "ip addr address host ipaddress ipaddr", lacks="port",
    ),
)  # fmt: skip


@lru_cache(maxsize=4096)
def field_by_words(name: str) -> str:
    """The field that the words of a name tell of, empty for none.

    >>> field_by_words("clientRequestHTTPMethodName"), field_by_words("http_response_bytes")
    ('method', 'size')
    >>> field_by_words("upstream_status"), field_by_words("http_request_bytes")
    ('', '')
    """
    listed = [word.lower() for word in _PARTS.split(name) if word]
    if listed[-1:] == ["header"]:
        # Of the client's headers these two are fields: “userAgentHeader”.
        found = _field_of(frozenset(listed[:-1]))
        return found if found in ("agent", "referrer") else ""
    return _field_of(frozenset(listed))


def _field_of(words: frozenset[str]) -> str:
    if words & _ELSEWHERE:
        return ""
    return next(
        (
            rule.field
            for rule in _RULES
            if all(words & need for need in rule.needs) and not words & rule.lacks
        ),
        "",
    )
