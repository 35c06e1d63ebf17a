"""The connection of a page with its session: what passes it in either direction, and what does not."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tornado.ioloop import IOLoop
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from app.server.attempts import whose
from app.server.belonging import browser_of
from app.server.burden import A_SECOND, LARGE
from app.server.frames import PROTOCOL, Unreadable
from app.server.incoming import TOGETHER, Unwanted, read
from app.server.outgoing import for_page
from app.server.plain import PlainError

POLICY = 1008
"""The code with which a socket is closed for what was said on it (RFC 6455, 7.4.1)."""
PATIENCE = 50
"""Unwanted messages after which a socket is closed; a page of ours sends none."""
MOST_AHEAD = 32_000_000
"""Bytes that a page may have said and its session not yet answered; they wait in the server's memory."""
LEAST = 4_096
"""Bytes that a message counts for at the least, whose answer may be much longer."""
MOST_UNREAD = 64_000_000
"""Bytes that a session may have told and its page not yet taken."""
LINES = 20
"""Lines of the log that an error counts for, with its traceback; a visitor can cause as many as they like."""

_SESSION = re.compile(r"[\w-]{1,128}", re.ASCII)


class SessionSocket(PlainError, VoilaKernelWebsocketHandler):
    """The connection of a page with its session."""

    _unwanted = 0
    _refused = False
    _slow = False

    def initialize(self) -> None:
        """Begin with nothing said."""
        super().initialize()
        self._ahead: dict[str, int] = {}
        self._behind = 0

    async def get(self, kernel_id: str) -> None:
        """Connect, and stay until it ends."""
        with self.settings["sessions"].connecting(kernel_id):
            await super().get(kernel_id)

    async def pre_get(self) -> None:
        """Refuse who does not speak as a page does, before anything is set up for them."""
        if self.kernel_id in self.kernel_manager:
            offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
            if PROTOCOL not in (name.strip() for name in offered.split(",")):
                raise HTTPError(400, "a connection without the protocol that pages speak")
            if not _SESSION.fullmatch(self.get_query_argument("session_id", "-")):
                raise HTTPError(400, "a connection with a session_id that no page has")
            if not self.settings["sessions"].belongs(self.kernel_id, browser_of(self)):
                raise HTTPError(403, "a connection to a session of another browser")
            if not self.settings["seats"].may_sit(
                self.kernel_id, self.settings["sessions"].instead_of(self.kernel_id)
            ):
                why = "all seats were taken before its page connected"
                self._ending = asyncio.ensure_future(self.settings["sessions"].end(self.kernel_id, why))
                raise HTTPError(503, "a page whose seat was taken while it was on its way")
        await super().pre_get()

    def select_subprotocol(self, subprotocols: list[str]) -> str:
        """Speak protocol v1, which `pre_get` made sure was offered."""
        del subprotocols
        return PROTOCOL

    async def open(self, kernel_id: str) -> None:
        """Take note of it."""
        # Before it has the descriptors that a connection with a kernel takes: so their number is bounded.
        self.settings["sessions"].connected(kernel_id, self)
        if self.ws_connection is not None:
            self.ws_connection.stream.max_write_buffer_size = MOST_UNREAD
        await super().open(kernel_id)
        # Else a small message waits until the browser has acknowledged the one before, some 40 ms.
        self.set_nodelay(True)

    def on_message(self, ws_message: Any) -> None:
        """Pass on what a page can have said, and take note that the visitor does something."""
        if self._refused:
            return
        try:
            message = read(ws_message)
            if message.name in self._ahead:
                raise Unwanted("a second message of the same id")
        except Unreadable as why:
            self._refuse(f"a frame cannot be read: {why}")
        except Unwanted as why:
            self._unwanted += 1
            self._complain("ignored a message from its page: %s.", why)
            if self._unwanted == PATIENCE:
                self._refuse(f"{PATIENCE} messages that no page sends")
        else:
            self._ahead[message.name] = max(len(ws_message), LEAST)
            self._behind += self._ahead[message.name]
            if self._behind > MOST_AHEAD:
                self._refuse(f"its session has {self._behind:,} bytes to answer")
                return
            if message.comm != TOGETHER:
                self.settings["sessions"].acted(self.kernel_id)
            if wait := self._wait(len(ws_message)):
                IOLoop.current().call_later(wait, self._pass_on, ws_message)
            else:
                self._pass_on(ws_message)

    def _wait(self, size: int) -> float:
        """Seconds for which a part of a file waits: none where no other address has pages open."""
        address = whose(self.request.remote_ip or "")
        if size <= LARGE or not self.settings["seats"].others_than(address):
            return 0.0
        wait: float = self.settings["uploads"].wait(address, size)
        if wait and not self._slow:
            self._slow = True
            self.log.info("Session %s: files of its address come at %d bytes/s.", self.kernel_id, A_SECOND)
        return wait

    def _pass_on(self, ws_message: Any) -> None:
        if not self._refused and self.ws_connection is not None:
            super().on_message(ws_message)

    def _is_answered(self, name: str) -> None:
        self._behind -= self._ahead.pop(name, 0)

    def drop(self) -> None:
        """End it at once, without a farewell that nobody may take."""
        self._refused = True
        if self.ws_connection is not None:
            self.ws_connection.stream.close()

    def _refuse(self, why: str) -> None:
        self._refused = True
        self._complain("closed the connection of its page: %s.", why)
        self.close(POLICY, "not what a page says")

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Pass on what is meant for a page."""
        leaving = for_page(message, self._keep, self._is_answered)
        if leaving is None:
            return None
        try:
            sent = super().write_message(leaving, binary)
        except StreamBufferFullError:
            self._complain("dropped a page that takes nothing it is told.")
            self.drop()
            return None
        if sent is not None:
            # Of a page that goes while it is told something: else asyncio logs a traceback a message.
            sent.add_done_callback(lambda task: task.cancelled() or task.exception())
        return sent

    def _keep(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream":
            self.log.debug("Session %s said: %.2000s", self.kernel_id, content.get("text", ""))
            return
        trace = "\n".join(str(line) for line in content.get("traceback", ()))
        self._complain("an error in answering its page.\n%.8000s", trace, lines=LINES)

    def _complain(self, what: str, *values: Any, lines: int = 1) -> None:
        self.settings["sessions"].complain(self.kernel_id, what, *values, lines=lines)

    def on_close(self) -> None:
        """Take note that it is gone."""
        self.settings["sessions"].disconnected(self.kernel_id, self)
        super().on_close()
