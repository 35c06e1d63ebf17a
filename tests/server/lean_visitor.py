"""A visitor without a browser: fetches a page, connects, and asks what its widget library would ask.

What it takes such a visitor is the server's part of the time that a page takes.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from typing import Any

from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from app.shell.arrival import TARGET

AsyncHTTPClient.configure(None, max_clients=100)
PATIENCE = 120.0
PROTOCOL = "v1.kernel.websocket.jupyter.org"


async def visit(url: str) -> dict[str, float]:
    """Open the page at ``url`` and leave it; give the seconds to its first byte, its end, its answer.

    The answer is what the session tells of the time between the page and the connection. Raises ValueError
    if the page does not hold the states of its widgets, or TimeoutError.
    """
    base, start, first = url.split("/voila/")[0], time.monotonic(), 0.0
    body = bytearray()

    def take(piece: bytes) -> None:
        nonlocal first
        first = first or time.monotonic() - start
        body.extend(piece)

    got = await AsyncHTTPClient().fetch(HTTPRequest(url, streaming_callback=take, request_timeout=PATIENCE))
    cookies = "; ".join(cookie.partition(";")[0] for cookie in got.headers.get_list("Set-Cookie"))
    whole = time.monotonic() - start
    text = body.decode()
    config = re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.DOTALL)
    if config is None or 'id="vitrine-states"' not in text:
        raise ValueError(f"{url} came without its widgets")
    session = uuid.uuid4().hex
    address = f"{base.replace('http', 'ws', 1)}/api/kernels/{json.loads(config[1])['kernelId']}/channels"
    socket = await websocket_connect(
        HTTPRequest(f"{address}?session_id={session}", headers={"Cookie": cookies}, request_timeout=PATIENCE),
        subprotocols=[PROTOCOL],
    )
    try:
        await asyncio.wait_for(_ask(socket, session), PATIENCE)
        return {"first": first, "whole": whole, "answer": time.monotonic() - start}
    finally:
        socket.close()


async def _ask(socket: WebSocketClientConnection, name: str) -> None:
    session, comm = Session(session=name, key=b""), uuid.uuid4().hex
    info = session.msg("kernel_info_request")
    await _send(socket, session, info)
    while await _hear(socket) != ("kernel_info_reply", info["msg_id"]):
        pass
    content = {"comm_id": comm, "target_name": TARGET, "data": {"knows": "page"}}
    await _send(socket, session, session.msg("comm_open", content))
    while await _hear(socket) != ("comm_msg", comm):
        pass


async def _send(socket: WebSocketClientConnection, session: Session, message: dict[str, Any]) -> None:
    await socket.write_message(serialize_msg_to_ws_v1(message, "shell", session.pack), binary=True)


async def _hear(socket: WebSocketClientConnection) -> tuple[str, str]:
    """The type of the next message, and what it belongs to: a comm or a request."""
    frame = await socket.read_message()
    if frame is None:
        raise ValueError("the server closed the connection")
    _, (header, parent, _, content, *_) = deserialize_msg_from_ws_v1(frame)
    kind = json.loads(header)["msg_type"]
    belongs = json.loads(content).get("comm_id") if kind == "comm_msg" else json.loads(parent).get("msg_id")
    return kind, belongs or ""
