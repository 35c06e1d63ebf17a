"""Who asks for a page without wanting to look at it: crawlers, previews, pictures that are none."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CRAWLER = re.compile(
    r"bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|skypeuripreview|embedly|mediapartners"
    r"|archive\.org|lighthouse|pingdom|uptime|monitor",
    re.ASCII | re.IGNORECASE,
)
_SHOWN = {"document", "iframe", "frame", "embed", "object", "empty"}


def is_crawler(agent: str) -> bool:
    """Whether a program that reads the web says who it is.

    >>> is_crawler("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    True
    >>> is_crawler("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36")
    False
    """
    return _CRAWLER.search(agent) is not None


def wants_a_page(headers: Mapping[str, str]) -> bool:
    """Whether what asks would show a page, and has not asked before anybody wants to look.

    Some other site's ``<img>`` would take a seat otherwise, and a browser that fetches ahead two.

    >>> wants_a_page({"Accept": "image/avif,image/webp,*/*;q=0.8"})
    False
    >>> wants_a_page({"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Dest": "document"})
    True
    """
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    if headers.get("Sec-Fetch-Dest", "document") not in _SHOWN:
        return False
    accepted = headers.get("Accept", "*/*")
    return "text/html" in accepted or accepted.strip() == "*/*"
