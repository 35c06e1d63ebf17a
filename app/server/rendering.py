"""Renders a page as Voilà does, but never leaves a visitor waiting when that fails.

The page ends with the states of its widgets, see `app.shell.arrival`.
"""

from __future__ import annotations

import asyncio
import os
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

from app import dates
from app.links import asked
from app.server import look
from app.server.incoming import ARRIVAL

FAILED = '<script>vitrine.failed("kernel");</script></div></body></html>'
HEARTBEAT = "<script>window.voila_heartbeat()</script>\n"
"""Sent while nothing else is, so that no proxy takes the page for dead."""
PATIENCE = 60.0
"""Seconds for which a page waits for what a cell displays, without which it fails, and for the states of its
widgets, without which its browser asks for them."""
_SEND = "import app.shell.arrival as _arrival\n_arrival.send_states()\ndel _arrival"


@dataclass(frozen=True)
class Wanted:
    """What a page is made for: its notebook, the order in which who asks for it reads dates, and its link.

    ``asked`` is the query of the link, of a page that begins as it is asked; else "".
    """

    notebook: str
    dates: str = dates.DAY_FIRST
    asked: str = ""


class PageRenderer(NotebookRenderer):
    """Voilà's renderer, whose task dies in silence, and whose answer never ends, on any error in it.

    ``sound`` tells whether there was none, in a cell neither; ``states`` are those of the page's widgets.
    """

    states = ""
    sound = True

    def __init__(self, wanted: Wanted, settings: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(notebook_path=wanted.notebook, **kwargs)
        self._wanted, self._settings = wanted, settings

    async def initialize(self, **kwargs: Any) -> None:
        """Read the notebook, and tell the template what it needs to know of the app."""
        await super().initialize(**kwargs)
        self.resources["vitrine"] = self._settings["vitrine"]
        self.resources["dates"] = self._wanted.dates
        self.resources["components"] = self._settings["components"](Path(self._wanted.notebook).stem)

    async def load_notebook(self, path: str) -> Any:
        """Read the notebook; that of a plug-in's page lies in the plug-in."""
        folder = self._settings["notebooks"].get(path)
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
            self.sound = False
            yield FAILED, {}

    async def _jinja_kernel_start(self, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        kernel_id = await super()._jinja_kernel_start(nb, kernel_id, kernel_future)
        # By itself it waits for four seconds, and then shows a cell without what it displays. A session
        # under load answers before its outputs are on their way.
        self.executor.iopub_timeout, self.executor.raise_on_iopub_timeout = int(PATIENCE), True
        return kernel_id

    async def _jinja_cell_generator(self, nb: Any, kernel_id: str) -> AsyncIterator[Any]:
        async for cell in super()._jinja_cell_generator(nb, kernel_id):
            self.sound &= not any(map(_is_error, cell.get("outputs") or []))
            yield cell
        yield {"outputs": [], "states": self.states}

    async def ask_again(self) -> None:
        """Take the widgets' states anew, of a page that was rendered and that nobody has seen yet."""
        self.executor.kc = await self.executor.async_start_new_kernel_client()
        await self._cleanup_resources()

    async def _cleanup_resources(self) -> None:
        self.states = await self._ask_for_states()
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


def _is_error(output: dict[str, Any]) -> bool:
    # Voilà takes away what a cell wrote to stderr, so a stderr here is its own, after an error of its own.
    return output["output_type"] == "error" or output.get("name") == "stderr"


class PageBuild:
    """A page in the making: its session, and the pieces of its text as they come.

    Voilà's own handler does the same with its own renderer, for which it has no other. ``settings`` are those
    of the site's application, ``kernel_id`` is the session's name, from before it is started.
    """

    def __init__(self, wanted: Wanted, settings: dict[str, Any], log: Any) -> None:
        self.wanted = wanted
        self.kernel_id = str(uuid.uuid4())
        self._settings = settings
        self._configuration = settings["voila_configuration"]
        self._renderer = PageRenderer(
            wanted,
            settings,
            voila_configuration=self._configuration,
            traitlet_config=self._configuration.config,
            template_paths=[str(look.TEMPLATE)],
            config_manager=settings["config_manager"],
            contents_manager=settings["contents_manager"],
            kernel_spec_manager=settings["kernel_spec_manager"],
            base_url=settings["base_url"],
            page_config=self._page_config(log),
        )
        self._pieces: list[str] = []
        self._more = asyncio.Event()
        self._rendering: asyncio.Future[None] | None = None

    def _page_config(self, log: Any) -> Any:
        known = {
            "base_url": self._settings["base_url"],
            "settings": self._settings,
            "log": log,
            "voila_configuration": self._configuration,
        }
        config = get_page_config(**known)
        return self._configuration.page_config_hook(config, **known, notebook_path=self.wanted.notebook)

    async def start(self) -> None:
        """Start the session, and render the page from then on."""
        await self._renderer.initialize()
        await self._settings["kernel_manager"].start_kernel(
            kernel_id=self.kernel_id,
            kernel_name=self._renderer.notebook.metadata.kernelspec.name,
            path="",
            env={
                **os.environ,
                **self._settings["kernel_environment"],
                dates.VARIABLE: self.wanted.dates,
                asked.VARIABLE: self.wanted.asked,
            },
        )
        self._rendering = asyncio.ensure_future(self._render())
        self._rendering.add_done_callback(lambda _: self._more.set())

    async def _render(self) -> None:
        kernel = self._settings["kernel_manager"].get_kernel(self.kernel_id)
        async for piece, _ in self._renderer.generate_content_generator(self.kernel_id, kernel):
            self._pieces.append(piece)
            self._more.set()

    async def pieces(self) -> AsyncIterator[str]:
        """Yield what there is of the page, then what comes, and a sign of life while nothing does."""
        assert self._rendering is not None
        patience, told = self._configuration.http_keep_alive_timeout, 0
        while told < len(self._pieces) or not self._rendering.done():
            if told < len(self._pieces):
                told += 1
                yield self._pieces[told - 1]
                continue
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), patience)
            except TimeoutError:
                yield HEARTBEAT
        await self._rendering

    async def is_sound(self) -> bool:
        """Wait until the page is whole; whether there was no error in it."""
        assert self._rendering is not None
        await asyncio.wait({self._rendering})
        whole = self._rendering.exception() is None
        return whole and self._renderer.sound and bool(self._renderer.states)

    async def catch_up(self) -> bool:
        """Let a page that is whole tell what its session has done since; whether that was anything."""
        before = self._renderer.states
        await self._renderer.ask_again()
        after = self._renderer.states
        self._pieces = [piece.replace(before, after) for piece in self._pieces]
        return after != before
