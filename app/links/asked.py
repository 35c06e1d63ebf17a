"""What the address of a page asks for, known to its session while the page is built.

The browser tells a page its address once it is connected; what a page shows until then is drawn from what
its session made. So that this is the link's own view, the server tells the address's query to the kernel,
by the variable `VARIABLE`. In a cell of anybody's notebook none is told, and `query` is empty.
"""

from __future__ import annotations

import os
from urllib.parse import unquote_plus

from app.links.state import LONGEST, is_private

VARIABLE = "VITRINE_ASKED"


def told(asked: str) -> str:
    """What a session may know of a request's query: no secret, and nothing that is longer than any link.

    >>> told("token=abc&set=films"), told("set=" + "films" * 1_000)
    ('set=films', '')
    """
    parts = asked.split("&")
    known = "&".join(part for part in parts if not is_private(unquote_plus(part.partition("=")[0])))
    return known if len(known) <= LONGEST and known.isascii() else ""


def query() -> str:
    """The query of the address that this page is built for, without "?"."""
    return os.environ.get(VARIABLE, "")
