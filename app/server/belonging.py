"""Whose session it is: the browser's that opened its page, known by a cookie.

A session's id stands in addresses, and so in the log of every proxy on the way. Whoever reads it there has
no cookie, and gets neither in nor at it.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

COOKIE = "vitrine-browser"
"""The cookie: 256 random bits, read by the server alone. It ends with the browser, as its sessions do."""

_BITS = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def browser_of(handler: Any) -> str:
    """The browser that asks, or "" for one that has no cookie of ours."""
    shown = handler.get_cookie(COOKIE, "")
    return shown if _BITS.fullmatch(shown) else ""


def welcome(handler: Any) -> str:
    """The browser that asks, which gets a cookie if it has none.

    It is "" for a page in a frame of another site, where browsers keep cookies back: such a session is
    whoever's who knows its id.
    """
    if _is_framed_elsewhere(handler.request.headers, bool(handler.settings.get("framed"))):
        return ""
    known = browser_of(handler)
    if not known:
        known = secrets.token_urlsafe(32)
        path = handler.settings.get("base_url", "/")
        handler.set_cookie(COOKIE, known, path=path, httponly=True, samesite="Lax")
    return known


def _is_framed_elsewhere(headers: Any, may_be: bool) -> bool:
    """Whether the page is for a frame of another site; a browser says so over TLS and to its own machine."""
    if not may_be:
        return False
    if "Sec-Fetch-Dest" not in headers:
        return True
    return headers["Sec-Fetch-Dest"] != "document" and headers.get("Sec-Fetch-Site") == "cross-site"
