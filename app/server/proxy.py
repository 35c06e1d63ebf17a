"""What a reverse proxy says of a request is believed from the operator's own proxies, and from nobody else.

Tornado takes ``X-Forwarded-For`` and ``X-Forwarded-Proto`` from whoever sends them, or from nobody. Here
they are struck out of every request that does not come from a proxy that the operator named, before
anything reads them; so is each other header in which only a proxy may speak.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Iterable
from typing import Any, cast

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine, ResponseStartLine
from tornado.iostream import IOStream

from app.server.connections import Connections

FOR, PROTO, HOST = "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"
# Tornado would prefer these to the ones above, and a proxy passes on what a visitor made up for them.
_NEVER = ("X-Real-Ip", "X-Scheme")
_HOST = re.compile(r"[\w.-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?", re.ASCII | re.IGNORECASE)


class Proxies:
    """The proxies whose word counts, by their networks, and the further headers in which they speak.

    >>> proxies = Proxies(["10.0.0.0/8"])
    >>> headers = HTTPHeaders({"X-Forwarded-For": "198.51.100.1, 192.0.2.7, 10.0.0.2"})
    >>> proxies.sift(headers, "10.0.0.1")
    >>> headers["X-Forwarded-For"]
    '192.0.2.7'
    >>> proxies.sift(headers, "192.0.2.7")
    >>> list(headers)
    []
    """

    def __init__(self, networks: Iterable[str] = (), headers: Iterable[str] = ()) -> None:
        self._networks = [ipaddress.ip_network(network) for network in networks]
        self._headers = (FOR, PROTO, HOST, *headers)

    def include(self, address: str) -> bool:
        """Whether the word of who has this address counts."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None)
        return any((mapped or found) in network for network in self._networks)

    def sift(self, headers: HTTPHeaders, peer: str) -> None:
        """Leave in ``headers`` only what ``peer`` may say.

        A proxy appends to ``X-Forwarded-For`` whom it was asked by: the last who is no proxy is the
        visitor, and whatever stands before was the visitor's own invention.
        """
        for name in _NEVER if self.include(peer) else (*_NEVER, *self._headers):
            headers.pop(name, None)
        chain = [part.strip() for part in headers.get(FOR, "").split(",") if part.strip()]
        if chain:
            headers[FOR] = next((part for part in reversed(chain) if not self.include(part)), chain[0])
        host = headers.get(HOST, "").split(",")[-1].strip()
        if _HOST.fullmatch(host):
            headers["Host"] = host


class SecureCookies:
    """Mixed into a handler: over TLS, its cookies are such that a browser never sends them without it.

    In somebody's Jupyter server they hold for all of that server: who came in here need not come in there.
    """

    def set_cookie(self, name: str, value: str | bytes, *args: Any, **kwargs: Any) -> None:
        """Set a cookie as `RequestHandler.set_cookie` does."""
        handler: Any = super()
        if cast(Any, self).request.protocol == "https":
            kwargs["secure"] = True
        if "cookie_path" in cast(Any, self).settings:
            kwargs["path"] = cast(Any, self).settings["cookie_path"]
        handler.set_cookie(name, value, *args, **kwargs)


LARGEST_BODY = 262_144
"""Bytes of a request's body. Pages send a password or a farewell; all else goes through their sockets."""
WAITING = 120.0
"""Seconds for which a connection may be silent between two requests."""
SENDING = 30.0
"""Seconds that a request's body may take."""


class ProxiedServer(HTTPServer):
    """An HTTP server that believes `Proxies`, and nobody else, about a request, waits for nobody long, and
    has so many `Connections` open."""

    def initialize(  # type: ignore[override]
        self, request_callback: Any, *, proxies: Proxies, connections: Connections
    ) -> None:
        """Take what answers the requests, the proxies, and the count of connections."""
        super().initialize(
            request_callback,
            xheaders=True,
            max_body_size=LARGEST_BODY,
            body_timeout=SENDING,
            idle_connection_timeout=WAITING,
        )
        self._proxies, self._count = proxies, connections

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Serve a connection, unless there are too many: that is closed without a word."""
        if self._count.take(self._visitor(address)):
            super().handle_stream(stream, address)
        else:
            stream.close()

    def on_close(self, server_conn: Any) -> None:
        """A connection is served no more."""
        super().on_close(server_conn)
        self._count.give(self._visitor(server_conn.context.address))

    def _visitor(self, address: Any) -> str:
        peer = address[0] if isinstance(address, tuple) else ""
        return "" if self._proxies.include(peer) else peer

    def start_request(self, server_conn: object, request_conn: Any) -> HTTPMessageDelegate:
        """Handle a request, once its headers are sifted."""
        handled = super().start_request(server_conn, request_conn)
        address = request_conn.context.address
        return _Sifted(handled, self._proxies, address[0] if isinstance(address, tuple) else "")


class _Sifted(HTTPMessageDelegate):
    def __init__(self, handled: HTTPMessageDelegate, proxies: Proxies, peer: str) -> None:
        self._handled = handled
        self._proxies = proxies
        self._peer = peer

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        self._proxies.sift(headers, self._peer)
        return self._handled.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._handled.data_received(chunk)

    def finish(self) -> None:
        self._handled.finish()

    def on_connection_close(self) -> None:
        self._handled.on_connection_close()
