"""What the templates know of the app: its pages, its palette, where it begins."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from app import places
from app.shell.pages import Page

SHARE = Path(__file__).with_name("share") / "jupyter"

_PALETTE = places.APP / "charts" / "palette.css"


def offer_template() -> None:
    """Put our templates first on Jupyter's search path, for this process."""
    others = [part for part in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if part]
    if str(SHARE) not in others:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([str(SHARE), *others])


def look(
    pages: Iterable[Page],
    base_url: str,
    *,
    home: str = "",
    folder: str = "",
    scripts: Iterable[str] = (),
    dev: bool = False,
) -> dict[str, Any]:
    """Give what the templates read as ``vitrine``.

    ``home`` is the landing page's path below ``base_url``, ``folder`` that of the notebooks below the
    server's root, ``scripts`` the addresses of what every page loads; with ``dev``, pages reload by
    themselves when the server was restarted.
    """
    return {
        "home": url_path_join(base_url, home) if home else base_url,
        "palette": _PALETTE.read_text(encoding="utf-8"),
        "scripts": list(scripts),
        "dev": dev,
        "pages": {
            page.name: {
                "title": page.title,
                "question": page.question,
                "url": url_path_join(base_url, "voila/render", folder, page.notebook),
            }
            for page in pages
        },
    }
