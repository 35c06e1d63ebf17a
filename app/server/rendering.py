"""Renders a page as Voilà does, but never leaves a visitor waiting when that fails.

The page ends with the states of its widgets, see `app.shell.arrival`.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from queue import Empty
from typing import Any

import nbformat
from voila.handler import BaseVoilaHandler
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

from app import dates
from app.server import look
from app.server.incoming import ARRIVAL

FAILED = '<script>vitrine.failed("kernel");</script></div></body></html>'
HEARTBEAT = "<script>window.voila_heartbeat()</script>\n"
"""Sent while nothing else is, so that no proxy takes the page for dead."""
PATIENCE = 60.0
"""Seconds for which a page waits for what a cell displays, without which it fails, and for the states of its
widgets, without which its browser asks for them."""
_SEND = "import app.shell.arrival as _arrival\n_arrival.send_states()\ndel _arrival"


class PageRenderer(NotebookRenderer):
    """Voilà's renderer, whose task dies in silence, and whose answer never ends, on any error in it."""

    _states = ""

    async def initialize(self, **kwargs: Any) -> None:
        """Read the notebook, and tell the template what it needs to know of the app."""
        await super().initialize(**kwargs)
        self.resources["vitrine"] = self.request_handler.settings["vitrine"]
        self.resources["dates"] = _dates_of(self.request_handler)

    async def load_notebook(self, path: str) -> Any:
        """Read the notebook; that of a plug-in's page lies in the plug-in."""
        folder = self.request_handler.settings["notebooks"].get(path)
        if folder is None:
            return await super().load_notebook(path)
        return await self.fix_notebook(nbformat.read(folder / path, as_version=4))

    async def generate_content_generator(
        self, kernel_id: str | None = None, kernel_future: Any = None
    ) -> AsyncIterator[tuple[str, Any]]:
        """Yield the page piece by piece, with what it cost; after an error, the words for it."""
        self.resources["kernel_id"] = kernel_id
        try:
            async for piece in super().generate_content_generator(kernel_id, kernel_future):
                yield piece
        except Exception:
            self.log.exception("The page %s could not be rendered.", self.notebook_path)
            yield FAILED, {}

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        kernel_id = await super()._jinja_kernel_start(nb, kernel_id, kernel_future)
        # By itself it waits for four seconds, and then shows a cell without what it displays. A session
        # under load answers before its outputs are on their way.
        self.executor.iopub_timeout, self.executor.raise_on_iopub_timeout = int(PATIENCE), True
        return kernel_id

    async def _jinja_cell_generator(self, nb: Any, kernel_id: str) -> AsyncIterator[Any]:
        async for cell in super()._jinja_cell_generator(nb, kernel_id):
            yield cell
        yield {"outputs": [], "states": self._states}

    async def _cleanup_resources(self) -> None:
        self._states = await self._ask_for_states()
        await super()._cleanup_resources()

    async def _ask_for_states(self) -> str:
        client, until = self.executor.kc, time.monotonic() + PATIENCE
        asked = client.execute(_SEND, silent=True, store_history=False)
        while time.monotonic() < until and await self.executor.km.is_alive():
            try:
                message = await client.get_iopub_msg(timeout=1.0)
            except Empty:
                continue
            if message["parent_header"].get("msg_id") != asked:
                continue
            content = message["content"]
            if message["msg_type"] == "comm_open" and content["target_name"] == ARRIVAL:
                return bytes(message["buffers"][0]).decode()
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                break
        self.log.warning("The page %s told no states of its widgets.", self.notebook_path)
        return ""


def _dates_of(handler: BaseVoilaHandler) -> str:
    """The order in which whoever asks for a page reads dates."""
    return dates.order_of(handler.request.headers.get("Accept-Language", ""))


async def render(handler: BaseVoilaHandler, notebook: str) -> AsyncIterator[str]:
    """Start a session for ``notebook``, and yield its page piece by piece.

    Voilà's own handler does the same with its own renderer, for which it has no other.
    """
    configuration = handler.voila_configuration
    known = {
        "base_url": handler.base_url,
        "settings": handler.settings,
        "log": handler.log,
        "voila_configuration": configuration,
    }
    page_config = configuration.page_config_hook(get_page_config(**known), **known, notebook_path=notebook)
    renderer = PageRenderer(
        request_handler=handler,
        voila_configuration=configuration,
        traitlet_config=configuration.config,
        notebook_path=notebook,
        template_paths=[str(look.TEMPLATE)],
        config_manager=handler.config_manager,
        contents_manager=handler.contents_manager,
        kernel_spec_manager=handler.kernel_spec_manager,
        base_url=handler.base_url,
        page_config=page_config,
    )
    await renderer.initialize()
    kernels = handler.kernel_manager
    kernel_id = await kernels.start_kernel(
        kernel_name=renderer.notebook.metadata.kernelspec.name,
        path="",
        env={
            **os.environ,
            **handler.settings["kernel_environment"],
            dates.VARIABLE: _dates_of(handler),
        },
    )
    handler.started(kernel_id)
    pieces: asyncio.Queue[str | None] = asyncio.Queue()

    async def put() -> None:
        async for piece, _ in renderer.generate_content_generator(kernel_id, kernels.get_kernel(kernel_id)):
            await pieces.put(piece)
        await pieces.put(None)

    rendering = asyncio.ensure_future(put())
    while not (rendering.done() and pieces.empty()):
        try:
            piece = await asyncio.wait_for(pieces.get(), configuration.http_keep_alive_timeout)
        except TimeoutError:
            yield HEARTBEAT
            continue
        if piece is None:
            break
        yield piece
    await rendering
