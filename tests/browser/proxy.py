"""A proxy in front of the app that passes on everything but WebSockets, as careless ones do."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """Listens on ``port`` of the loopback for what goes to ``target``, an address without a path.

    ``sockets`` is what becomes of a request to open a WebSocket: "refused" is answered with a 502,
    "swallowed" is never answered, "passed" is passed on. It may change while the proxy runs.
    """

    loop: asyncio.AbstractEventLoop
    """The loop that it runs in."""

    def __init__(self, target: str, sockets: str) -> None:
        self.sockets = sockets
        self._host, self._target = urlsplit(target).hostname, urlsplit(target).port
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Let every connection fall, and no WebSocket through until `sockets` says otherwise."""
        self.sockets = "refused"
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """Let go of everything."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # One request a connection, so that each can be judged by its head.
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            asks = b"upgrade: websocket" in head.lower()
            if asks and self.sockets == "swallowed":
                await reader.read()
            elif asks and self.sockets == "refused":
                writer.write(REFUSAL)
                await writer.drain()
            else:
                await self._pass_on(head, asks, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # One of the two went away.
        finally:
            writer.close()

    async def _pass_on(
        self, head: bytes, asks: bool, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        first, *lines = head.split(b"\r\n")
        kept = [line for line in lines if asks or not line.lower().startswith(b"connection:")]
        there, back = await asyncio.open_connection(self._host, self._target)
        back.write(b"\r\n".join([first, *([] if asks else [b"Connection: close"]), *kept]))
        sending = asyncio.ensure_future(_copy(reader, back))
        try:
            await _copy(there, writer)
        finally:
            sending.cancel()
            back.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(1 << 16):
        writer.write(piece)
        await writer.drain()


@contextlib.contextmanager
def in_front_of(target: str, sockets: str) -> Iterator[tuple[Proxy, str]]:
    """Run a proxy in a thread of its own; give it and its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = Proxy(target, sockets)
    asyncio.run_coroutine_threadsafe(proxy.start(), loop).result(10)
    try:
        proxy.loop = loop
        yield proxy, f"http://127.0.0.1:{proxy.port}"
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
