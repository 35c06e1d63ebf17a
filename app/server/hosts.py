"""The names under which the server may be asked, so that no foreign name leads a browser to it.

A site can let its own name point to this machine once its script runs in somebody's browser (DNS rebinding);
to the browser, what answers is then that site, and the script may read it. It can give itself no
address of ours and no name that only we have.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler

from app.server.proxy import Proxies


class Hosts:
    """The names that are ours: every address, the machine's own names, and those that the operator gave.

    ``given`` are names, or patterns such as ``*.example.org``; ``own`` are the machine's.

    >>> hosts = Hosts(["*.example.org"], own=["desk"])
    >>> [hosts.include(name) for name in ("192.0.2.7", "desk.local", "a.example.org", "evil.test")]
    [True, True, True, False]
    """

    def __init__(self, given: Sequence[str] = (), *, own: Sequence[str] = ()) -> None:
        names = own or (socket.gethostname(),)
        machine = [name.lower() for name in names if name]
        self._patterns = (
            "localhost",
            "*.localhost",
            *machine,
            *(f"{name.partition('.')[0]}.local" for name in machine),
            *(name.lower() for name in given),
        )

    def include(self, name: str) -> bool:
        """Whether a request may name us so; ``name`` is without a port."""
        name = name.lower().rstrip(".")
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return any(fnmatchcase(name, pattern) for pattern in self._patterns)
        return True


class Unnamed(RequestHandler):
    """Answers who asked for a name that is not ours."""

    def prepare(self) -> None:
        """Say so, and what to do."""
        self.set_status(400)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(
            f"This server is not known as “{self.request.host_name:.200}”.\n"
            "Open it by its address, or have whoever runs it name this host in VITRINE_HOSTS.\n"
        )


class _Foreign(Matcher):
    def __init__(self, hosts: Hosts, proxies: Proxies, asked_for: bool) -> None:
        self._hosts = hosts
        self._proxies = proxies
        self._asked_for = asked_for

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        context = getattr(request.connection, "context", None)
        address = getattr(context, "address", None)
        peer = address[0] if isinstance(address, tuple) else ""
        # A proxy that the operator named looks at names itself, unless the operator told ours as well.
        if self._proxies.include(peer) and not self._asked_for:
            return None
        return None if self._hosts.include(request.host_name) else {}


def foreign_hosts(given: Sequence[str], proxies: Proxies) -> Rule:
    """The route that takes every request for a name that is not ours; it comes before all others."""
    return Rule(_Foreign(Hosts(given), proxies, bool(given)), Unnamed)
