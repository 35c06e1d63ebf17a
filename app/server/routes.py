"""What the server answers: the landing page, the pages, their sessions, and that something is not there."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import parse_qsl

from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.httputil import url_concat
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler, authenticated
from voila.handler import BaseVoilaHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler

from app.server.proxy import SecureCookies
from app.server.rendering import render

PATIENCE = 3.0
"""Seconds for which a visitor waits for a seat that is just becoming free."""
RETRY = 30
"""Seconds after which who found no seat may ask again."""


class Landing(SecureCookies, BaseVoilaHandler):
    """The list of pages."""

    @authenticated
    def get(self) -> None:
        """Answer with the landing page; it costs no kernel.

        Who came in by a token has a cookie now, and the address is one to pass on.
        """
        asked = parse_qsl(self.request.query, keep_blank_values=True)
        kept = [(name, value) for name, value in asked if name != "token"]
        if kept != asked or self.request.path != self.base_url:
            self.redirect(url_concat(self.base_url, kept))
            return
        self.set_header("Cache-Control", "no-cache")
        self.finish(self.render_template("tree.html", sign_out=self.settings.get("sign_out", "")))


class PageView(SecureCookies, BaseVoilaHandler):
    """One of the app's pages, and nothing else that may lie in its folder."""

    kernel_id: str | None = None

    @authenticated
    async def get(self, path: str) -> None:
        """Answer with the page, piece by piece, while its kernel works."""
        if path not in self.settings["notebooks"]:
            raise HTTPError(404)
        await self._await_seat()
        if "ready" in self.settings:
            await self.settings["ready"]()
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        try:
            async for piece in render(self, path):
                self.write(piece)
                await self.flush()
        except StreamClosedError:
            self.log.info("A visitor left %s before it was there.", path)
        finally:
            if self.kernel_id is not None:
                self.settings["sessions"].sent(self.kernel_id)

    async def _await_seat(self) -> None:
        gate, until = self.voila_configuration.prelaunch_hook, time.monotonic() + PATIENCE
        while gate.is_full(self) and self.settings["sessions"].ending and time.monotonic() < until:
            await asyncio.sleep(0.05)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the page that explains it; tornado has dropped all headers set before."""
        if status_code == 503:
            self.set_header("Retry-After", str(RETRY))
        super().write_error(status_code, **kwargs)

    def on_connection_close(self) -> None:
        """End the session of a visitor who left before the page was complete."""
        super().on_connection_close()
        if self.kernel_id is not None:
            ending = self.settings["sessions"].end(self.kernel_id, "its visitor left while it started")
            self._ending = asyncio.ensure_future(ending)


class SessionState(KernelHandler):
    """Tells a page whether its session is still there; it cannot end one, for which there is another way."""

    SUPPORTED_METHODS = ("GET", "HEAD")


class Farewell(VoilaShutdownKernelHandler):
    """What a page says when it is left."""

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """End its session."""
        await self.settings["sessions"].end(kernel_id, "its page was left")
        self.set_status(204)
        self.finish()


class Missing(SecureCookies, BaseVoilaHandler):
    """Whatever no other route knows."""

    def initialize(self, **kwargs: Any) -> None:
        """Take Voilà's configuration from the application, for tornado passes nothing here."""
        super().initialize(voila_configuration=self.settings["voila_configuration"], **kwargs)

    async def prepare(self) -> None:
        """Answer every method with the page that says so."""
        await super().prepare()
        raise HTTPError(404)


class Health(RequestHandler):
    """Tells a monitor, and a page that waits, that the server answers."""

    def get(self) -> None:
        """Answer at once."""
        self.set_header("Cache-Control", "no-store")
        self.finish("ok\n")
