"""Voilà, set up as this app: its own pages, routes and tornado's settings, and nothing that lists code."""

from __future__ import annotations

import asyncio
import errno
import shutil
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import tornado.autoreload
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from traitlets import default
from voila.app import Voila

from app import places
from app.problem import Problem
from app.server import look
from app.server.attempts import Attempts
from app.server.connections import Connections
from app.server.hosts import foreign_hosts
from app.server.identity import cookie_secret, doorkeeper, unguarded
from app.server.kernels import PageKernelSpecs, end_all, transport
from app.server.log_lines import JsonLines, LogLines
from app.server.proxy import ProxiedServer, Proxies
from app.server.sign_in import SIGN_IN, SIGN_OUT, SignIn, SignOut
from app.server.site import Site
from app.server.watchdog import Pulse
from app.settings import ADDRESS, PORT, Settings

if TYPE_CHECKING:
    from tornado.platform.asyncio import BaseAsyncIOLoop

_EDITED = {".py", ".vue", ".css", ".js", ".ipynb", ".j2", ".html", ".svg"}


class Vitrine(Voila):
    """The server of the app. `settings_read` is what the operator chose; set it before `initialize`.

    ``pulse`` tells the process that watches this one, if there is one, that the event loop turns.
    """

    settings_read: Settings = Settings.read({})
    pulse: Pulse | None = None
    _log_formatter_cls = LogLines

    @default("log_format")
    def _with_a_time(self) -> str:
        return "[%(asctime)s %(name)s]%(highlevel)s %(message)s"

    def get_default_logging_config(self) -> dict[str, Any]:
        """Let what others log, tornado above all, be written by the same rules."""
        config: dict[str, Any] = super().get_default_logging_config()
        if self.settings_read.log_lines == "json":
            config["formatters"]["console"]["class"] = f"{JsonLines.__module__}.{JsonLines.__name__}"
        return {**config, "root": {"level": "WARNING", "handlers": ["console"]}}

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read ``voila.json`` and the command line, then lay the app's own choices over them.

        What the command line names comes before the environment; raises `Problem` for a port that is none.
        """
        super().initialize(argv)
        chosen = self.settings_read
        for name, value in (
            ("ip", chosen.address),
            ("port", chosen.port),
            ("base_url", chosen.base_url),
            ("root_dir", str(places.PAGES)),
        ):
            if not any(name in self.config[section] for section in ("Voila", "Vitrine")):
                setattr(self, name, value)
        port = Settings.read({PORT.name: str(self.port)}).port
        self.settings_read = replace(chosen, port=port, address=self.ip)
        self.voila_configuration.kernel_spec_manager_class = PageKernelSpecs
        self.config.KernelManager.transport = transport(self.connection_dir_root)
        self.tornado_settings: dict[str, Any] = {
            "xsrf_cookie_kwargs": {"path": self.base_url, "samesite": "Lax"},
            **self.tornado_settings,
        }

    def load_config_file(self, *names: Any, **options: Any) -> None:
        """Take Voilà's settings from our section of ``voila.json``; the command line comes before it."""
        if names != ("voila",):
            super().load_config_file(*names, **options)
            return
        settings = look.voila_settings()
        settings.merge(self.cli_config)
        self.update_config(settings)

    def setup_template_dirs(self) -> None:
        """Search for no templates: those of the site are the only ones."""
        self.template_paths = [str(look.TEMPLATE)]

    def init_settings(self) -> dict[str, Any]:
        """Add what the site needs to Voilà's settings."""
        settings: dict[str, Any] = super().init_settings()
        self.site = Site(
            self.base_url,
            self.kernel_manager,
            self.voila_configuration,
            self.settings_read,
            folder=Path(self.root_dir),
            dev=self.autoreload,
            parent=self,
        )
        self.identity_provider = doorkeeper(self.settings_read, parent=self)
        settings["identity_provider"] = self.identity_provider
        settings["attempts"] = Attempts()
        settings["login_url"] = url_path_join(self.base_url, SIGN_IN)
        if self.settings_read.password:
            settings["sign_out"] = url_path_join(self.base_url, SIGN_OUT)
            settings["cookie_secret"] = cookie_secret(self.settings_read)
        return {**settings, **self.site.settings()}

    def init_handlers(self) -> list[Any]:
        """Serve the site, and none of Voilà's routes that list or hand out files."""
        own = {"voila_configuration": self.voila_configuration}
        doors = [(SIGN_IN, SignIn), (SIGN_OUT, SignOut)] if self.settings_read.password else []
        return [
            foreign_hosts(self.settings_read.hosts, self._proxies()),
            *((url_path_join(self.base_url, path), handler, own) for path, handler in doors),
            *self.site.handlers(),
        ]

    def listen(self) -> None:
        """Serve on the one address and port asked for; one that cannot be had is a `Problem`."""
        try:
            count = Connections.for_pages(self.settings_read.address_sessions)
            self._server = ProxiedServer(self.app, proxies=self._proxies(), connections=count)
            self._server.listen(self.port, self.ip)
        except OSError as refused:
            shutil.rmtree(self.connection_dir, ignore_errors=True)
            if isinstance(refused, socket.gaierror) or refused.errno == errno.EADDRNOTAVAIL:
                raise Problem(
                    f"{ADDRESS.name} is “{self.ip}”, which is not an address of this machine.",
                    f"Leave it out for {ADDRESS.default}, or give 0.0.0.0 to open it to the network.",
                ) from refused
            raise Problem(
                f"Port {self.port} cannot be used: {(refused.strerror or 'it was refused').lower()}.",
                "Stop what uses it, or choose another: PORT=8900 make run",
            ) from refused
        self.site.start(self.app.settings)
        if self.autoreload:
            self._restart_on_edit()
        if warning := unguarded(self.settings_read):
            self.log.warning(warning)
        self.log.info("Vitrine is open at %s", self.display_url)
        self.ioloop = cast("BaseAsyncIOLoop", IOLoop.current())
        if self.pulse is not None:
            self.pulse.start()
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            self.log.info("Stopping.")
        finally:
            self.stop()

    def _proxies(self) -> Proxies:
        user_header = self.settings_read.user_header
        return Proxies(self.settings_read.proxies, [user_header] if user_header else [])

    def _restart_on_edit(self) -> None:
        for folder in (places.APP, Path(self.root_dir)):
            for path in folder.rglob("*"):
                if path.suffix in _EDITED:
                    tornado.autoreload.watch(str(path))
        tornado.autoreload.add_reload_hook(self._drop_kernels)

    def _drop_kernels(self) -> None:
        for kernel_id in self.kernel_manager.list_kernel_ids():
            self.kernel_manager.get_kernel(kernel_id).provisioner.process.kill()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def stop(self) -> None:
        """End the sessions, then what starts them, then what they talked through."""
        self._server.stop()
        self.site.stop()
        # On the loop that sessions live on: one that is just being ended would never be on another.
        ending = asyncio.ensure_future(end_all(self.kernel_manager), loop=self.ioloop.asyncio_loop)
        ending.add_done_callback(lambda _: self.ioloop.stop())
        # Ctrl-C reaches the watcher too, which sends a signal of its own: that stops the loop as well.
        while not ending.done():
            self.ioloop.start()
        ending.result()
        shutil.rmtree(self.connection_dir, ignore_errors=True)
