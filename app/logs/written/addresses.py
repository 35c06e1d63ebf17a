"""Addresses of clients as servers and proxies write them: with ports, in lists, behind a site's name."""

from __future__ import annotations

import re
from ipaddress import ip_address

import polars as pl

_V4 = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_V6 = (
    r"(?=(?:[0-9A-Fa-f]{0,4}:){7}|[0-9A-Fa-f:]*::|(?:[0-9A-Fa-f]{1,4}:){6}[0-9])[0-9A-Fa-f:]{2,39}"
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?)?(?:%[\w.\-]{1,16})?"
)
_ONE = rf"(?:\[{_V6}\](?::[0-9]{{1,5}})?|{_V4}(?::[0-9]{{1,5}})?|{_V6})"

ADDRESS = rf"(?:{_ONE})"
"""A regular expression, without groups, of one address, perhaps with its port."""

ADDRESSES = rf"(?:(?:(?:unknown|-),[ ]?){{0,8}}{_ONE}(?:,[ ]?(?:{_ONE}|unknown)){{0,64}})"
"""A regular expression, without groups, of one address or a list of them."""

_ADDRESS = re.compile(ADDRESS)
_ADDRESSES = re.compile(ADDRESSES)
_PORT = re.compile(r"(?P<host>\[.*\]|[^:\[\]]+):[0-9]{1,5}")
_SITE_FIRST = re.compile(
    rf"(?P<site>[\w\-]+(?:\.[\w\-]+)*(?::[0-9]{{1,5}})??):(?P<client>\[?(?:{_V4}|{_V6})\]?)"
)
_SITE = re.compile(
    r"(?:[A-Za-z0-9_](?:[\w\-]*[\w])?\.)+[A-Za-z][\w\-]{1,24}\.?(?::[0-9]{1,5})?|localhost(?::[0-9]{1,5})?|[\w.\-]+:[0-9]{2,5}|_"
)


_INTERFACE = re.compile(rf"({_V4}):[0-9]{{1,5}}:[A-Za-z][\w\-]{{0,15}}")
"""An address with its port and the interface that it came by, as firewalls write them."""

_SCHEME = re.compile(r"^[a-z]{2,8}://(?=[\d\[])")
"""How some write of what kind a connection is: ``socket://192.0.2.7:51234``."""

LONGEST_PORT = 5

_MARKS = [",", ":", "[", '"', "'", " "]
_GROUP = "[0-9A-Fa-f]{1,4}"
_PLAIN_V6 = rf"^(?:(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}(?::{_GROUP}){{0,5}})?::(?:{_GROUP})?)$"
_PLAIN_V4 = r"^([0-9.]+)(?:,|:[0-9]{1,5}$)"


def is_address(text: str) -> bool:
    """Whether a text is one address, perhaps with its port."""
    return _ADDRESS.fullmatch(text) is not None and _valid(client(text))


def is_address_list(text: str) -> bool:
    """Whether a text is an address or a list of them."""
    return _ADDRESSES.fullmatch(text) is not None


def is_site(text: str) -> bool:
    """Whether a text looks like the name of a site, perhaps with its port, and is no address."""
    return _SITE.fullmatch(text) is not None and _ADDRESS.fullmatch(text) is None


def is_private(text: str) -> bool:
    """Whether an address belongs to a machine of one's own: a proxy rather than a client."""
    try:
        found = ip_address(client(text).partition("%")[0])
    except ValueError:
        return False
    return found.is_loopback or (found.is_private and not _documentation(text))


def _documentation(text: str) -> bool:
    return client(text).startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))


def _valid(text: str) -> bool:
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def client(text: str) -> str:
    """The client of a host field: the first of a list, without its port and without a site's name before it.

    >>> client("203.0.113.5, 10.0.0.1"), client("[2001:db8::7]:53412"), client("example.com:192.0.2.7")
    ('203.0.113.5', '2001:db8::7', '192.0.2.7')
    """
    if text.isascii() and not any(mark in text for mark in ",:[ \"'"):
        return text
    if "," in text:
        parts = [part.strip() for part in text.split(",")]
        known = [part for part in parts if part not in ("", "-", "unknown")] or parts
        # Some put the name of their own server before the client.
        text = next(filter(is_address, known), known[0])
    text = _SCHEME.sub("", text.strip(" \"'"))
    if text.count(":") > 1 and not text.startswith("["):
        if _valid(text):
            return text
        bare, _, port = text.rpartition(":")
        if port.isdecimal() and len(port) <= LONGEST_PORT and _valid(bare):
            return bare
        if behind := _INTERFACE.fullmatch(text):
            return behind[1]
        site = _SITE_FIRST.fullmatch(text)
        return site["client"].strip("[]") if site else text
    if ported := _PORT.fullmatch(text):
        text = ported["host"]
    elif site := _SITE_FIRST.fullmatch(text):
        text = site["client"]
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def clients(texts: pl.Series) -> pl.Series:
    """The ``client`` of each of many host fields; the usual ones are found in columns."""
    marked = texts.str.contains_any(_MARKS).arg_true()
    if not len(marked):
        return texts
    marked = marked.filter(~texts.gather(marked).str.contains(_PLAIN_V6))
    if not len(marked):
        return texts
    some = texts.gather(marked)
    found = some.str.extract(_PLAIN_V4)
    others = found.is_null().arg_true()
    if len(others):
        found = found.scatter(others, [client(text) for text in some.gather(others)])
    return texts.scatter(marked, found)
