"""Who asked, as a line's columns tell it: the client, its ident and user, and the site that it asked."""

from __future__ import annotations

import re

from app.logs.detection.columns import Columns
from app.logs.written.addresses import is_address, is_address_list, is_private, is_site
from app.logs.written.names import field_of

_LEVELS = re.compile(r"(?i)info|notice|debug|trace|warn|warning|error|log|connect|access|request")
"""Words before a line that are no client."""

_AGENT = re.compile(r"Mozilla/\d|[\w\-]+/\d+\.\d+")
"""How a user agent begins, which is no user."""

_NAME = re.compile(r"\w|^-?$")
_NO_NAME = re.compile(r"[\[\]<>()]")
"""What is in no name of a client."""


def find_client(columns: Columns) -> bool:
    """The client: the first address, but not the one of a proxy before it, nor of the site with its port."""
    asked = min(place for place, role in columns.roles.items() if role in ("request", "method", "target"))
    time = columns.time_place
    addresses = [place for place in columns.free() if columns.share(place, is_address_list) > 0.2]
    before = [place for place in addresses if place < max(asked, time)] or addresses
    lists = [place for place in before if columns.share(place, lambda text: "," in text) > 0]
    if before:
        labelled = [place for place in before if _is_labelled(columns, place)]
        chosen = (labelled or before)[0]
        second = before[1] if len(before) > 1 else chosen
        if labelled:
            pass
        elif lists:
            chosen = lists[0]
        elif columns.share(chosen, is_private) == 1 and columns.share(second, is_private) < 0.5:
            chosen = second
        elif columns.share(chosen, _served) == 1 and columns.share(second, _served) == 0:
            columns.roles[chosen] = "vhost"
            chosen = second
        columns.roles[chosen] = "host"
        beside = chosen + 1
        if beside in before and beside < time and columns.share(beside, is_address) == 1:
            # Of what comes past the proxy that tells of clients, such as its own questions, none is told.
            columns.roles[beside] = "peer"
        return True
    return _named_host(columns, time if time > 0 else asked)


def _is_labelled(columns: Columns, place: int) -> bool:
    """Whether the word before an address says that it is the client's, as in ``[client: 192.0.2.7]``."""
    label = re.search(r"([A-Za-z][\w\-]*)[:= ]+$", columns.tokens[place].before)
    return label is not None and field_of(label[1]) == "host"


def _served(text: str) -> bool:
    return re.search(r":(?:80|443|8080|8443)$", text) is not None


def _is_tag(columns: Columns, place: int) -> bool:
    """Whether a bracket holds the same word in all lines, such as a program's name."""
    texts = columns.texts(place)
    return (
        columns.kind(place) == "bracket"
        and len(texts) > 1
        and set(texts) == {texts[0]}
        and texts[0].isalpha()
    )


def _named_host(columns: Columns, end: int) -> bool:
    """The client by its name, where no line has an address: the first word, or the one after a site."""
    words = [
        place for place in columns.free(0, max(end, columns.time_place) + 1)
        if columns.kind(place) in ("word", "cell", "quoted", "bracket")
    ]  # fmt: skip
    unknown = [
        place
        for place in words
        if not _is_tag(columns, place)
        and columns.share(place, lambda text: text not in ("-", "", "|")) > 0.5
        and columns.share(place, _LEVELS.fullmatch) < 0.5
        and columns.share(place, _NO_NAME.search) < 0.5
        and columns.share(place, lambda text: text.endswith(":") and text != "unix:") < 0.5
    ]
    levels = words and columns.share(words[0], _LEVELS.fullmatch) > 0.5
    if words and not unknown and (levels or _is_tag(columns, words[0])):
        return False
    if not words or (
        columns.kind(0) == "word"
        and columns.tokens[0].text.endswith(":")
        and columns.tokens[0].text != "unix:"
    ):
        return False
    chosen = unknown[0] if unknown else words[0]
    named_user = len(words) > 3 and len(unknown) > 1
    if named_user and unknown[1] == chosen + 1 and columns.share(chosen, is_site) == 1:
        columns.roles[chosen] = "vhost"
        chosen = unknown[1]
    if _is_label(columns, chosen) or columns.share(chosen, _NAME.search) < 0.5:
        # A request that was answered counts without a client, one that only came is not known from a message.
        return columns.place("status") is not None
    columns.roles[chosen] = "host"
    return True


def _is_label(columns: Columns, place: int) -> bool:
    """Whether a word behind the time is the same in all lines and no name: that of a logger or a thread."""
    texts = columns.texts(place)
    same = len(texts) > 1 and set(texts) == {texts[0]} and texts[0] not in ("-", "")
    called = texts[0].endswith(":") and texts[0] != "unix:"
    return same and (called or (place > columns.time_place and not is_site(texts[0])))


def find_around(columns: Columns) -> None:
    """The words between the client and the time: the ident and the user, and a site's name among all."""
    host, time = columns.place("host"), columns.time_place
    between = [
        place
        for place in columns.free((time if host is None else host) + 1, time)
        if columns.kind(place) in ("word", "cell", "quoted")
    ]
    between = [place for place in between if columns.share(place, _AGENT.match) < 0.5]
    sites = [
        place for place in columns.free()
        if columns.kind(place) in ("word", "cell", "quoted", "named") and columns.share(place, is_site) > 0.5
    ]  # fmt: skip
    if sites and columns.place("vhost") is None:
        columns.roles[sites[0]] = "vhost"
        between = [place for place in between if place != sites[0]]
    if between and columns.place("user") is None:
        columns.roles[between[-1]] = "user"
        if len(between) > 1:
            columns.roles[between[-2]] = "ident"
