"""What the server answers: the landing page, the pages and their sessions, and what is not there."""

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

from app import dates
from app.links import asked
from app.server.belonging import browser_of, welcome
from app.server.callers import is_crawler, wants_a_page
from app.server.proxy import SecureCookies
from app.server.rendering import PageBuild, Wanted
from app.server.seats import NoSeat, Opening, TooMany
from app.shell.theme import take_theme

LEAVING = "vitrine-leaving"
"""The cookie in which a page that is about to be left names its session, see ``session.js``."""
WHY, FOREIGN = "Vitrine-Why", "foreign"
"""The header that tells a page why it has no session, and what stands in it for another browser's."""
PATIENCE = 3.0
"""Seconds for which a visitor waits for a seat that is just becoming free."""
RETRY = 30
"""Seconds after which who found no seat may ask again, if they do not wait in line."""
ROBOTS = "User-agent: *\nDisallow: {base}voila/render/\nDisallow: {base}api/\n"
"""What crawlers are asked to leave alone: each page would cost a session."""


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
        self.land()

    head = get

    def land(self) -> None:
        """Answer with it."""
        self.set_header("Cache-Control", "no-cache")
        self.finish(self.render_template("tree.html", sign_out=self.settings.get("sign_out", "")))


class PageView(Landing):
    """One of the app's pages, and nothing else that may lie in its folder."""

    kernel_id: str | None = None
    _opening: Opening | None = None
    _place = 0
    _retry = RETRY

    @authenticated
    async def get(self, path: str) -> None:
        """Answer with the page, piece by piece, while its kernel works.

        A program that only reads gets the landing page instead, and one that wants a picture nothing: no
        kernel works for who does not look.
        """
        self._there(path)
        self.set_header("Vary", "User-Agent, Sec-Fetch-Dest")
        if is_crawler(self.request.headers.get("User-Agent", "")):
            self.land()
            return
        if not wants_a_page(self.request.headers):
            raise HTTPError(403, "no page to look at was asked for")
        await self._take_seat()
        try:
            if "ready" in self.settings:
                await self.settings["ready"]()
            self.set_header("Content-Type", "text/html; charset=UTF-8")
            self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
            async for piece in (await self._page(path)).pieces():
                self.write(piece)
                await self.flush()
        except StreamClosedError:
            self.log.info("A visitor left %s before it was there.", path)
        finally:
            self._settle()

    async def _page(self, path: str) -> PageBuild:
        """Give the page that waits for a visitor like this one, or start a new one."""
        as_asked = path in self.settings["begin_as_asked"]
        told = asked.told(take_theme(self.request.query)[0]) if as_asked else ""
        wanted = Wanted(path, dates.order_of(self.request.headers.get("Accept-Language", "")), told)
        build: PageBuild | None = await self.settings["ahead"].take(wanted)
        if build is None:
            build = PageBuild(wanted, self.settings, self.log)
            await build.start()
        self.kernel_id = build.kernel_id
        assert self._opening is not None
        self.settings["sessions"].opened(build.kernel_id, self._opening)
        self.settings["seats"].done(self._opening)
        return build

    @authenticated
    def head(self, path: str) -> None:
        """Tell that the page is there; it costs no kernel."""
        self._there(path)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish()

    def _there(self, path: str) -> None:
        if path not in self.settings["notebooks"]:
            raise HTTPError(404)

    async def _take_seat(self) -> None:
        """Take a seat, or raise what the error page explains.

        Reading the token sets its cookie. Without that, the message that a closing page sends to end its
        session is refused, and every visit leaves a kernel behind. A page says farewell only when its
        successor's answer arrives, so whoever reloads, or goes from page to page, would find their own seat
        taken: the session that they leave is not counted.
        """
        _ = self.xsrf_token
        sessions, seats, browser = self.settings["sessions"], self.settings["seats"], welcome(self)
        left = self.get_cookie(LEAVING, "")
        leaving = {left} if left and sessions.belongs(left, browser) else set()
        address, until = self.request.remote_ip or "", time.monotonic() + PATIENCE
        while seats.free(leaving) <= 0 and sessions.ending and time.monotonic() < until:
            await asyncio.sleep(0.05)
        try:
            self._opening = seats.take(browser, address, leaving)
        except NoSeat as full:
            self._place = full.place
            self.settings["figures"].refused("no seat")
            raise HTTPError(503, reason="All seats are taken") from None
        except TooMany as many:
            self._retry = many.seconds
            self.settings["figures"].refused("too many")
            self.log.warning(
                "%s got no page: %s. If a proxy stands in between, name it in VITRINE_PROXY.", address, many
            )
            raise HTTPError(429) from None

    def _settle(self) -> None:
        assert self._opening is not None
        self.settings["seats"].done(self._opening)
        self.settings["figures"].started(
            time.monotonic() - self._opening.since, failed=self.kernel_id is None
        )
        if self.kernel_id is not None:
            self.settings["sessions"].sent(self.kernel_id)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the page that explains it; tornado has dropped all headers set before."""
        if status_code in (429, 503):
            self.set_header("Retry-After", str(self._retry))
        super().write_error(status_code, **kwargs)

    def render_template(self, name: str, **values: Any) -> Any:
        """Give a page; one that tells that there is no seat tells the place in line."""
        return super().render_template(name, **values, place=self._place)

    def on_connection_close(self) -> None:
        """End the session of a visitor who left before the page was complete."""
        super().on_connection_close()
        if self.kernel_id is not None:
            ending = self.settings["sessions"].end(self.kernel_id, "its visitor left while it started")
            self._ending = asyncio.ensure_future(ending)


class SessionState(KernelHandler):
    """Tells a page whether its session is still there; it cannot end one, for which there is another way."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    async def prepare(self) -> None:  # type: ignore[override]
        """Tell why a session is there no more, and nothing of another browser's."""
        await super().prepare()
        sessions, kernel_id = self.settings["sessions"], self.path_kwargs["kernel_id"]
        if why := sessions.why_ended(kernel_id):
            self._tell(410, why)
        elif kernel_id in self.kernel_manager and not sessions.belongs(kernel_id, browser_of(self)):
            self._tell(403, FOREIGN)

    def _tell(self, status: int, why: str) -> None:
        self.set_status(status)
        self.set_header(WHY, why)
        self.finish()


class Farewell(VoilaShutdownKernelHandler):
    """What a page says when it is left."""

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """End its session, if it is that browser's."""
        sessions = self.settings["sessions"]
        if sessions.belongs(kernel_id, browser_of(self)):
            await sessions.end(kernel_id, "its page was left")
        self.set_status(204)
        self.finish()


class Waiting(BaseVoilaHandler):
    """Tells a browser its place in the line for a seat, which it keeps by asking."""

    @authenticated
    def get(self) -> None:
        """Answer with the place, and whether a seat is free for it."""
        seats, browser = self.settings["seats"], browser_of(self)
        place = seats.line.place(browser)
        self.set_header("Cache-Control", "no-store")
        self.finish({"place": place, "free": seats.free() >= max(place, 1)})


class Robots(RequestHandler):
    """Asks crawlers to leave the pages alone."""

    def get(self) -> None:
        """Answer with the rules."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(ROBOTS.format(base=self.settings["base_url"]))

    head = get


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
    """Tells a monitor, and a page that waits, that the server answers, and whether a session can be had."""

    def get(self) -> None:
        """Answer at once: 503 where the last sessions could not be started."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        figures = self.settings.get("figures")
        if figures is not None and figures.ailing:
            self.set_status(503)
            self.finish("The last sessions could not be started. See the server's log.\n")
            return
        self.finish("ok\n")

    head = get


class Metrics(RequestHandler):
    """What the server has done and does, for Prometheus, and for those whom the operator named only."""

    def get(self) -> None:
        """Answer with the figures; for others there is no such page."""
        if not self.settings["metrics_for"].include(self.request.remote_ip or ""):
            raise HTTPError(404)
        text, kind = self.settings["figures"].exposed()
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", "no-store")
        self.finish(text)
