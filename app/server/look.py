"""What the templates know of the app: its pages, its palette, where it begins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from traitlets.config import Config

from app import places
from app.shell.pages import Page

TEMPLATE = Path(__file__).with_name("share") / "jupyter" / "voila" / "templates" / "vitrine"
"""The folder of our templates; it is on no search path, so that nothing else is rendered by them."""
STATIC = TEMPLATE / "static"
TEMPLATE_URL = "voila/templates/vitrine/static"
"""Where the files of `STATIC` are served, below the site's address."""

_PALETTE = places.APP / "charts" / "palette.css"


def voila_settings() -> Config:
    """Give Voilà's settings that are the same in every door."""
    return Config(json.loads(places.VOILA.read_text(encoding="utf-8"))["Vitrine"])


def look(
    pages: Iterable[Page], base_url: str, *, scripts: Iterable[str] = (), dev: bool = False
) -> dict[str, Any]:
    """Give what the templates read as ``vitrine``.

    ``scripts`` are the addresses of what every page loads; with ``dev``, pages reload by themselves when the
    server was restarted.
    """
    return {
        "home": base_url,
        "palette": _PALETTE.read_text(encoding="utf-8"),
        "scripts": list(scripts),
        "static": {path.name: _static_url(path, base_url) for path in STATIC.iterdir()},
        "dev": dev,
        "pages": {
            page.name: {
                "title": page.title,
                "question": page.question,
                "url": url_path_join(base_url, "voila/render", page.notebook),
            }
            for page in pages
        },
    }


def _static_url(path: Path, base_url: str) -> str:
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return f"{url_path_join(base_url, TEMPLATE_URL, path.name)}?v={version}"
