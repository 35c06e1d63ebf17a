"""A page without a browser: it opens, connects, and says what a test wants it to say."""

from __future__ import annotations

import contextlib
import json
import re
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import websocket
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

Answer = TypeVar("Answer")
PROTOCOL = "v1.kernel.websocket.jupyter.org"


@dataclass(frozen=True)
class Heard:
    """A message from the server."""

    kind: str
    parent: str
    content: dict[str, Any]


def opened(url: str, **headers: str) -> tuple[str, str]:
    """Open the page at ``url`` as a browser does; give the id of its kernel, and the cookies that came."""
    asked = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        found = re.search(r'"kernelId": ?"([0-9a-f-]+)"', answer.read().decode())
        cookies = "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", ()))
    assert found is not None, "the page names no kernel"
    return found[1], cookies


def frame(
    kind: str,
    content: Any,
    buffers: tuple[bytes, ...] = (),
    *,
    channel: str = "shell",
    metadata: Any = None,
    **header: Any,
) -> tuple[str, bytes]:
    """Make a message as a page does; give its id, and it."""
    name = str(uuid.uuid4())
    fields = {
        "date": "2026-01-01T00:00:00.000Z",
        "msg_id": name,
        "msg_type": kind,
        "session": "0b8f6c2e",
        "username": "",
        "version": "5.2",
    }
    parts = [json.dumps(part).encode() for part in ({**fields, **header}, {}, metadata or {}, content)]
    return name, serialize_msg_to_ws_v1([*parts, *buffers], channel)


class PageClient:
    """One connection to the session of one page."""

    def __init__(self, url: str, session: tuple[str, str] | None = None, *, patience: float = 30) -> None:
        """Connect to a ``session`` that was `opened`, or to that of a page that is opened now."""
        base = re.match(r"http(://[^/]+)", url)
        assert base is not None
        self.kernel, self.cookies = session or opened(url)
        self.patience = patience
        self.heard: list[Heard] = []
        self.raw: list[bytes] = []
        self._socket = websocket.create_connection(
            f"ws{base[1]}/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4()}",
            subprotocols=[PROTOCOL],
            cookie=self.cookies,
            timeout=patience,
        )

    def close(self) -> None:
        """Go away."""
        self._socket.close()

    def say(self, kind: str, content: Any, buffers: tuple[bytes, ...] = (), **fields: Any) -> str:
        """Send a message; give its id."""
        name, made = frame(kind, content, buffers, **fields)
        self.send(made)
        return name

    def send(self, sent: bytes | str) -> None:
        """Send these very bytes, or this text."""
        if isinstance(sent, bytes):
            self._socket.send_binary(sent)
        else:
            self._socket.send(sent)

    def hear(self) -> Heard | None:
        """Wait for a message; None means that the server closed the connection."""
        code, got = self._socket.recv_data()
        if code == websocket.ABNF.OPCODE_CLOSE:
            self.closed = int.from_bytes(got[:2], "big")
            return None
        _, parts = deserialize_msg_from_ws_v1(got)
        header, parent, content = (json.loads(parts[index]) for index in (0, 1, 3))
        self.raw.append(got)
        self.heard.append(Heard(header["msg_type"], parent.get("msg_id", ""), content))
        return self.heard[-1]

    def until(self, found: Callable[[Heard], bool]) -> Heard:
        """Listen until that message comes; fails if it does not within the client's patience."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            heard = self.hear()
            assert heard is not None, "the server closed the connection"
            if found(heard):
                return heard
        raise AssertionError("the server did not answer")

    def is_answered(self, name: str) -> None:
        """Listen until the kernel is done with the message of that id."""
        self.until(
            lambda heard: (
                heard.kind == "status" and heard.parent == name and heard.content["execution_state"] == "idle"
            )
        )

    def answers(self) -> float:
        """Give the seconds until the kernel says what it is."""
        began = time.monotonic()
        name = self.say("kernel_info_request", {})
        self.until(lambda heard: heard.kind == "kernel_info_reply" and heard.parent == name)
        return time.monotonic() - began

    def states(self) -> dict[str, dict[str, Any]]:
        """Ask for all widgets, as a page does at its start; give what each holds, by its name."""
        control = uuid.uuid4().hex
        opening = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        self.say("comm_open", opening, metadata={"version": "1.0.0"})
        self.say("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        told = self.until(lambda heard: heard.kind == "comm_msg" and heard.content["comm_id"] == control)
        self.say("comm_close", {"comm_id": control, "data": {}})
        return {name: one["state"] for name, one in told.content["data"]["states"].items()}

    def update(self, widget: str, **state: Any) -> str:
        """Set traits of a widget; give the id of the message."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        return self.say("comm_msg", {"comm_id": widget, "data": data})


def once_back(url: str, session: tuple[str, str], ask: Callable[[PageClient], Answer]) -> Answer:
    """Connect to a session whose page was away, and ``ask`` it; where the connection is cut, do both again.

    A page does so too (``static/session.js``). It can be cut more than once: the session is still telling
    what it was asked before, and who does not take that in time is dropped.
    """
    end = time.monotonic() + 60
    while True:
        with (
            contextlib.suppress(OSError, websocket.WebSocketException),
            contextlib.closing(PageClient(url, session)) as client,
        ):
            return ask(client)
        assert time.monotonic() < end, "the server cuts every connection"
        time.sleep(0.5)


def closed_after(client: PageClient) -> int:
    """Listen until the server closes the connection; give its code."""
    while client.hear() is not None:
        pass
    return client.closed


def each(values: list[Any], count: int) -> Iterator[list[Any]]:
    """Give ``values`` in pieces of at most ``count``."""
    for start in range(0, len(values), count):
        yield values[start : start + count]
