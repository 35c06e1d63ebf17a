"""The theme in a link: the frame's own setting, which no page's state knows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_plus

from app.links import Choice, LinkState


@dataclass(frozen=True)
class _Theme(Choice):
    wanted = "“light” or “dark”"


_LINK = LinkState(_Theme("theme", options=("light", "dark")))


def take_theme(query: str) -> tuple[str, list[str]]:
    """Part the theme from the page's settings: give the query without it, and a notice if it is none.

    The browser itself paints the theme, before there is a session.

    >>> take_theme("status=404&theme=dark")
    ('status=404', [])
    """
    own: list[str] = []
    rest: list[str] = []
    for part in query.removeprefix("?").split("&"):
        named = unquote_plus(part.partition("=")[0], errors="replace")
        (own if named in _LINK.fields else rest).append(part)
    return "&".join(rest), _LINK.from_query("&".join(own))[1]
