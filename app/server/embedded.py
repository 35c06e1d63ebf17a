"""The site inside of somebody's Jupyter server: an application of its own, below ``vitrine/``.

It takes from that server who may come in, and shares nothing else with it: it has its own kernels, settings
and templates. So the server's notebooks, kernels and Voilà stay as they were.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import Application
from voila.configuration import VoilaConfiguration

from app import places
from app.server import look
from app.server.kernels import PageKernelSpecs, end_all, transport
from app.server.site import MESSAGES, Site
from app.settings import ADDRESS, BASE_URL, PASSWORD, PORT, PROXY, USER_HEADER, Settings

MAKING = 120.0
"""Seconds for which the first page waits for data that is still being made."""

# Where the pages are, and for whom, is that server's to say.
_NOT_OURS = {setting.name for setting in (PORT, ADDRESS, PASSWORD, USER_HEADER, BASE_URL, PROXY)}


class Embedded:
    """The site below ``base_url`` in a `ServerApp`; raises `Problem` for settings that cannot be used."""

    def __init__(self, server: Any, base_url: str) -> None:
        named = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        # Such a server is often stopped when nothing runs on it, and seldom has memory to spare.
        chosen = replace(Settings.read(named), pages_ahead=0)
        config = look.voila_settings()
        self._connections = tempfile.TemporaryDirectory(prefix="vitrine_")
        config.KernelManager.transport = transport(self._connections.name)
        specs = PageKernelSpecs()
        self.kernels = AsyncMappingKernelManager(
            config=config,
            log=server.log,
            root_dir=str(places.PAGES),
            connection_dir=self._connections.name,
            kernel_spec_manager=specs,
            allowed_message_types=MESSAGES,
        )
        configuration = VoilaConfiguration(config=config)
        self.site = Site(base_url, self.kernels, configuration, chosen, parent=server)
        settings = {
            **server.web_app.settings,
            **self.site.settings(),
            "base_url": base_url,
            "cookie_path": server.web_app.settings["base_url"],
            "config": config,
            "kernel_manager": self.kernels,
            "kernel_spec_manager": specs,
            "kernel_websocket_connection_class": ZMQChannelsWebsocketConnection,
            "contents_manager": AsyncLargeFileManager(root_dir=str(places.PAGES), log=server.log),
            "ready": self._await_data,
        }
        self.application = Application(self.site.handlers(), **settings)
        self._making = _make_data(Path(chosen.data))
        self.site.start(self.application.settings)

    async def _await_data(self) -> None:
        until = asyncio.get_running_loop().time() + MAKING
        while self._making is not None and self._making.poll() is None:
            if asyncio.get_running_loop().time() > until:
                return
            await asyncio.sleep(0.2)

    async def stop(self) -> None:
        """End the sessions, then what starts them, then what they talked through."""
        self.site.stop()
        await end_all(self.kernels)
        if self._making is not None and self._making.poll() is None:
            self._making.terminate()
            self._making.wait()
        self._connections.cleanup()


def _make_data(folder: Path) -> subprocess.Popen[bytes] | None:
    """Make what the pages bundle where none of it is there yet, in a process of its own.

    On Binder it was made when the image was; on a hub, somebody's home may hide what that made.
    """
    if folder.is_dir() and any(folder.iterdir()):
        return None
    return subprocess.Popen(
        [sys.executable, "-m", places.MAKER],
        cwd=places.PAGES,
        env={**os.environ, "PYTHONPATH": places.python_path(os.environ), places.DATA: str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
