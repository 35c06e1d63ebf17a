"""Families of user agents, bots apart, from the ua-parser project's published patterns.

Loading its patterns takes about a fifth of a second and resolving one text about 0.2 ms: they are
loaded when first needed and every distinct text is resolved once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.logs.dimensions import NONE, is_missing

BOT = "bot: "
"""What the label of a bot starts with; the family follows."""

OTHER = "Other"

_ROBOT = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|scan|zgrab|nmap|nikto|fetcher|archiver", re.IGNORECASE
)
_LONGEST = 2000


def is_bot(label: str) -> bool:
    """Whether an agent's label names a bot.

    >>> is_bot("bot: Googlebot"), is_bot("Firefox")
    (True, False)
    """
    return label.startswith(BOT)


def family(label: str) -> str:
    """The family that an agent's label names, without the mark of a bot."""
    return label.removeprefix(BOT)


@lru_cache(maxsize=50_000)
def agent_label(text: str) -> str:
    """The label of a user agent's text: its family, marked when it is a bot, ``Other`` when unknown.

    >>> agent_label("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    'bot: Googlebot'
    """
    if is_missing(text):
        return NONE
    from ua_parser import parse

    found = parse(text[:_LONGEST])
    name = found.user_agent.family if found.user_agent else OTHER
    spider = found.device is not None and found.device.family == "Spider"
    return BOT + name if spider or _ROBOT.search(text) else name
