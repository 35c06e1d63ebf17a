"""The request field of a line, and the parameters of a URL's query."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_plus

from app.logs.dimensions import NONE

_METHOD = r"([A-Za-z][A-Za-z-]{0,31})"
_HTTP = re.compile(
    rf"{_METHOD} (.*[^ ]) +"
    r"((?i:HTTP)[/ ]\d{1,2}(?:\.\d{1,2})?|(?<!(?i:HTTP) )(?:1\.[01]|[23](?:\.0)?)|-)",
    re.ASCII | re.DOTALL,
)
_VERSION = re.compile(
    r"(?:(?i:HTTP)[/ ]|^h)(\d)(?:\.(\d)|c)?\s*$|(?:^|(?<!(?i:HTTP)) )(?:([1-3])(?:\.([01]))?)\s*$",
    re.ASCII,
)
_NO_METHOD = re.compile(r"- ((?:/|[a-z]{2,8}://).*[^ ]) HTTP/1\.1", re.ASCII | re.DOTALL)
_NO_PROTOCOL = re.compile(
    rf"{_METHOD} +((?:/|\?|[A-Za-z][A-Za-z0-9+.-]{{0,15}}://).*|\*|[^ /]+:\d{{1,5}})", re.ASCII | re.DOTALL
)
_OTHER_PROTOCOL = re.compile(r".* [A-Z]{2,12}/\d(?:\.\d)?", re.ASCII | re.DOTALL)


_SPELT = (
    "GET POST HEAD PUT DELETE OPTIONS PATCH TRACE CONNECT PROPFIND PROPPATCH MKCOL COPY MOVE "
    "LOCK UNLOCK REPORT SEARCH MKCALENDAR M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PURGE BAN MERGE "
    "CHECKOUT VERSION-CONTROL ACL BIND LINK UNLINK QUERY TRACK DEBUG"
)
METHODS = frozenset(_SPELT.split())
"""Methods of HTTP and WebDAV that a request may have."""


class Request(NamedTuple):
    """A request field taken apart; every part is as written, ``NONE`` where it is not HTTP."""

    method: str
    path: str
    query: str


def split_request(text: str) -> Request:
    """Take a request field apart; whatever is not HTTP has no method, no path and no query.

    The protocol may be missing, as in HTTP 0.9 or where a server does not log it.

    >>> split_request("GET /cart.do?action=view HTTP/1.1")
    Request(method='GET', path='/cart.do', query='action=view')
    """
    match = _HTTP.fullmatch(text)
    if match is None and text.startswith("- ") and (bare := _NO_METHOD.fullmatch(text)):
        path, _, query = bare[1].partition("?")
        return Request(NONE, path, query)
    if match is None:
        match = _NO_PROTOCOL.fullmatch(text.rstrip(" "))
        if match is None or _OTHER_PROTOCOL.fullmatch(match[2]):
            return Request(NONE, NONE, "")
    path, _, query = match[2].strip(" ").partition("?")
    return Request(match[1], path or NONE, query)


def version_of(text: str) -> int:
    """The version of HTTP that a request field ends with, or that a protocol is, times ten; 0 for none.

    >>> version_of("GET / HTTP/1.1"), version_of("HTTP/2"), version_of("2.0"), version_of("GET /")
    (11, 20, 20, 0)
    """
    match = _VERSION.search(text)
    if match is None:
        return 0
    return 10 * int(match[1] or match[3]) + int(match[2] or match[4] or 0)


def join_request(method: str, target: str, protocol: str = "") -> str:
    """A request field put together of its parts, as `split_request` takes it apart."""
    if method in ("", "-") and target in ("", "-"):
        return "-"
    protocol = protocol if protocol.upper().startswith("HTTP/") else "HTTP/1.1"
    return f"{method} {target or '-'} {protocol}"


def parameters(query: str) -> list[tuple[str, str]]:
    """The (name, value) pairs of a query, percent-decoded, in the order written; ``;`` parts them, too.

    >>> parameters("sku=A%2F1&x=;y=2")
    [('sku', 'A/1'), ('x', ''), ('y', '2')]
    """
    pairs = []
    for part in (query.replace(";", "&") if ";" in query else query).split("&"):
        name, _, value = part.partition("=")
        if name:
            pairs.append((unescaped(name), unescaped(value)))
    return pairs


def unescaped(text: str) -> str:
    """A name or a value of a query, percent-decoded; ``+`` is a space."""
    return unquote_plus(text) if "%" in text or "+" in text else text
