"""Serves scripts, styles and fonts small and once: compressed, and never asked for again.

A page loads some 130 files, 8 MB, that change only with a version. Voilà sends them as they are, and
lets the browser ask again for each at every visit.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.utils import url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.web import HTTPError, RequestHandler, StaticFileHandler
from voila import __version__ as voila_version
from voila.static_file_handler import MultiStaticFileHandler

from app.server.identity import Doorkeeper
from app.server.modules import Modules
from app.server.plain import PlainError

# Voilà's own chunks bear no hash, so their address bears its version.
VOILA_STATIC = f"voila/static/{voila_version}"
LABEXTENSIONS = "voila/labextensions"
COMPONENTS = "voila/components"
_PRELOAD = Path(__file__).with_name("preload.json")
_HASHED = re.compile(r"[.]?[0-9a-f]{16,20}[.]\w+$")
_COMPRESSIBLE = {".js", ".css", ".svg", ".json", ".ttf", ".eot"}
_SMALL = 1024
_FINAL = "public, max-age=31536000, immutable"


def preload(base_url: str, folders: Mapping[str, Iterable[str]]) -> list[str]:
    """Give the addresses of the scripts that every page loads, as far as they are there.

    They are listed in ``preload.json``, as the versions of ``constraints.txt`` have them; other versions have
    others, which a page finds by itself, only later. ``folders`` says where the files below an address lie.
    A browser test tells when a page asks for others than are listed.
    """
    listed = json.loads(_PRELOAD.read_text(encoding="utf-8"))
    return [url_path_join(base_url, path) for path in listed if _is_there(path, folders)]


def _is_there(path: str, folders: Mapping[str, Iterable[str]]) -> bool:
    return any(
        Path(folder, path.removeprefix(f"{address}/").partition("?")[0]).is_file()
        for address, found in folders.items()
        if path.startswith(f"{address}/")
        for folder in found
    )


@functools.lru_cache(maxsize=512)
def _compressed(path: str, changed: int) -> bytes:
    del changed
    return gzip.compress(Path(path).read_bytes(), 6)


class _Guarded(PlainError):
    """Mixed into a handler: where visitors have to be known, only they are answered.

    In somebody's Jupyter server, that server knows them.
    """

    async def prepare(self, **how: Any) -> Any:
        """Refuse who is not known."""
        handler: Any = super()
        before = handler.prepare(**how)
        if before is not None:
            await before
        asked = cast(RequestHandler, self)
        keeper = asked.settings.get("identity_provider")
        if isinstance(keeper, Doorkeeper) and keeper.get_user(asked) is None:
            raise HTTPError(403)


class _Asset(StaticFileHandler):
    """Mixed into the handlers that find a file: compresses it, and says for how long it may be kept."""

    def parse_url_path(self, url_path: str) -> str:
        """Give the path of a file; a name that no file can have is one that is not there."""
        if "\0" in url_path:
            raise HTTPError(404)
        return super().parse_url_path(url_path)

    def _is_compressed(self) -> bool:
        path = Path(self.absolute_path or "")
        return (
            path.suffix in _COMPRESSIBLE
            and "gzip" in self.request.headers.get("Accept-Encoding", "")
            and "Range" not in self.request.headers
            and self._stat().st_size >= _SMALL
        )

    def _content(self) -> bytes:
        return _compressed(str(self.absolute_path), self._stat().st_mtime_ns)

    @classmethod
    def get_content_version(cls, abspath: str) -> str:
        """Give what changes when the file does."""
        return hashlib.sha256(Path(abspath).read_bytes()).hexdigest()[:16]

    def get_content_size(self) -> int:
        """Give the number of bytes that will be sent."""
        return len(self._content()) if self._is_compressed() else super().get_content_size()

    def get_content(  # type: ignore[override]
        self, abspath: str, start: int | None = None, end: int | None = None
    ) -> Iterator[bytes] | bytes:
        """Give the bytes that will be sent."""
        return self._content() if self._is_compressed() else super().get_content(abspath, start, end)

    def set_headers(self) -> None:
        """Say how it is packed, and that it may be kept for good if its address changes with its content."""
        super().set_headers()
        named = VOILA_STATIC in self.request.path or _HASHED.search(self.request.path) is not None
        final = named or self.get_argument("v", "") != ""
        self.set_header("Cache-Control", _FINAL if final else "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Vary", "Accept-Encoding")
        if self._is_compressed():
            self.set_header("Content-Encoding", "gzip")


class TemplateAsset(PlainError, _Asset):
    """A file of our template, for everybody: the page on which somebody signs in needs it."""


class ComponentAsset(_Guarded, RequestHandler):
    """A module by which a browser draws our widgets (`app.charts.component`)."""

    def initialize(self, modules: Modules) -> None:
        """Take what there is."""
        self._modules = modules

    def get(self, name: str) -> None:
        """Send one; its name changes with its content."""
        module = self._modules.get(name)
        if module is None:
            raise HTTPError(404)
        packed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", _FINAL)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Vary", "Accept-Encoding")
        if packed:
            self.set_header("Content-Encoding", "gzip")
        self.finish(module.packed if packed else module.plain)

    head = get


class VoilaAsset(_Guarded, _Asset, MultiStaticFileHandler):
    """A file of Voilà's own."""


class WidgetAsset(_Guarded, _Asset, FileFindHandler):
    """A file of a widget library."""

    def set_extra_headers(self, path: str) -> None:
        """Leave what the library's handler would say unsaid: `set_headers` has the last word."""


class ThemeAsset(_Guarded, ThemesHandler):
    """A file of a theme."""


def name_static(page_config: dict[str, Any], base_url: str, **_: Any) -> dict[str, Any]:
    """Tell the page where Voilà's own files are; a hook for `VoilaConfiguration.page_config_hook`.

    Take away the address at which it would fetch MathJax from another host.
    """
    ours = url_path_join(base_url, VOILA_STATIC)
    return {**page_config, "fullStaticUrl": ours, "fullMathjaxUrl": None, "mathjaxConfig": None}
