"""Voilà, set up as this app: its own pages and routes, and nothing that lists or shows code."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

import tornado.autoreload
import voila.handler
from jupyter_core.utils import run_sync
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import RedirectHandler
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from app import places
from app.problem import Problem
from app.server import assets, look
from app.server.attempts import Attempts
from app.server.gate import Gate
from app.server.identity import cookie_secret, doorkeeper, unguarded
from app.server.kernels import PageKernelProvisioner, Zygote, imports_of
from app.server.log_lines import LogLines
from app.server.proxy import ProxiedServer, Proxies
from app.server.rendering import PageRenderer
from app.server.routes import Farewell, Health, Landing, Missing, PageView, SessionState
from app.server.sessions import Sessions
from app.server.sign_in import SIGN_IN, SIGN_OUT, SignIn, SignOut
from app.server.sockets import SessionSocket
from app.server.watchdog import Pulse
from app.settings import ADDRESS, Settings
from app.shell import pages
from app.uploads import remove_abandoned

# A socket's path may have 107 bytes; those that Jupyter adds to the folder take up some 65.
_SOCKET_ROOM = 40
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' ws: wss: data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_INSTEAD = {
    KernelHandler: SessionState,
    VoilaKernelWebsocketHandler: SessionSocket,
    VoilaShutdownKernelHandler: Farewell,
    TornadoVoilaHandler: PageView,
    TemplateStaticFileHandler: assets.TemplateAsset,
    MultiStaticFileHandler: assets.VoilaAsset,
    FileFindHandler: assets.WidgetAsset,
    ThemesHandler: assets.ThemeAsset,
}
_SWEEP = 600
"""Seconds between two looks for what killed sessions left in the folder for temporary files."""
_EDITED = {".py", ".vue", ".css", ".js", ".ipynb", ".j2", ".html", ".svg"}
_UNUSED = ("/voila/tree", "/voila/api/contents", "/voila/files/")
_JUPYTERS = ("/login", "/logout")


class Vitrine(Voila):
    """The server of the app. `settings_read` is what the operator chose; set it before `initialize`.

    ``pulse`` tells the process that watches this one, if there is one, that the event loop turns.
    """

    settings_read: Settings = Settings.read({})
    pulse: Pulse | None = None
    _log_formatter_cls = LogLines

    def get_default_logging_config(self) -> dict[str, Any]:
        """Let what others log, tornado above all, be written by the same rules."""
        config: dict[str, Any] = super().get_default_logging_config()
        return {**config, "root": {"level": "WARNING", "handlers": ["console"]}}

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read ``voila.json`` and the command line, then lay the app's own choices over them."""
        look.offer_template()
        os.environ |= {"PYTHONPATH": places.python_path(os.environ), **self.settings_read.environment()}
        self.config_file_paths = [str(places.VOILA.parent)]
        voila.handler.NotebookRenderer = PageRenderer
        super().initialize(argv)
        self.ip = self.settings_read.address
        self.port = self.settings_read.port
        if not any("base_url" in self.config[name] for name in ("Voila", "Vitrine")):
            self.base_url = self.settings_read.base_url
        if not any("root_dir" in self.config[name] for name in ("Voila", "Vitrine")):
            self.root_dir = str(places.PAGES)
        self.pages = pages.present(Path(self.root_dir))
        self.voila_configuration.prelaunch_hook = Gate(self.settings_read.max_sessions)
        self.voila_configuration.page_config_hook = assets.name_static
        if sys.platform == "linux" and len(self.connection_dir_root) < _SOCKET_ROOM:
            self.config.KernelManager.transport = "ipc"
        self.tornado_settings: dict[str, Any] = {
            "headers": {
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "same-origin",
                "Content-Security-Policy": " ".join((_POLICY, *self.settings_read.frame_ancestors)),
            },
            "default_handler_class": Missing,
            "xsrf_cookie_kwargs": {"path": self.base_url, "samesite": "Lax"},
            **self.tornado_settings,
        }
        self.config.VoilaConfiguration.merge(Config({"resources": {"vitrine": self._look()}}))

    def _look(self) -> dict[str, Any]:
        scripts = assets.preload(self.base_url)
        return look.look(self.pages, self.base_url, scripts=scripts, dev=self.autoreload)

    def init_settings(self) -> dict[str, Any]:
        """Add what our routes and templates need to Voilà's settings."""
        settings: dict[str, Any] = super().init_settings()
        settings["voila_jinja2_env"].globals["vitrine"] = self._look()
        settings["voila_configuration"] = self.voila_configuration
        self.sessions = Sessions(self.kernel_manager, self.settings_read.idle_minutes * 60, parent=self)
        settings["sessions"] = self.sessions
        self.identity_provider = settings["identity_provider"] = doorkeeper(self.settings_read, parent=self)
        settings["attempts"] = Attempts()
        settings["login_url"] = url_path_join(self.base_url, SIGN_IN)
        if self.settings_read.password:
            settings["sign_out"] = url_path_join(self.base_url, SIGN_OUT)
            settings["cookie_secret"] = cookie_secret(self.settings_read)
        settings["notebooks"] = {page.notebook for page in self.pages}
        return settings

    def init_handlers(self) -> list[Any]:
        """Keep Voilà's routes that a page needs; drop those that list or hand out files."""
        base = self.server_url
        unused = tuple(url_path_join(base, path) for path in _UNUSED)
        kept = [
            (path, _INSTEAD.get(handler, handler), *rest)
            for path, handler, *rest in super().init_handlers()
            if path not in (base, *_JUPYTERS) and not path.startswith(unused)
        ]
        doors = [(SIGN_IN, SignIn), (SIGN_OUT, SignOut)] if self.settings_read.password else []
        beside = [(base.rstrip("/"), RedirectHandler, {"url": base})] if base != "/" else []
        own = {"voila_configuration": self.voila_configuration}
        static = {"paths": self.static_paths}
        return [
            *beside,
            *((url_path_join(base, path), handler, own) for path, handler in doors),
            (base, Landing, own),
            (url_path_join(base, "health"), Health),
            (url_path_join(base, assets.VOILA_STATIC, "(.*)"), assets.VoilaAsset, static),
            *kept,
        ]

    def listen(self) -> None:
        """Serve on the one address and port asked for; one that cannot be had is a `Problem`."""
        try:
            server = ProxiedServer(self.app, proxies=Proxies(self.settings_read.proxies, self._of_proxy()))
            server.listen(self.port, self.ip)
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
        self._prepare_kernels()
        if self.autoreload:
            self._restart_on_edit()
        if warning := unguarded(self.settings_read):
            self.log.warning(warning)
        self.log.info("Vitrine is open at %s", self.display_url)
        self.sessions.start()
        self.ioloop = IOLoop.current()
        self._sweep()
        self.sweeper = PeriodicCallback(self._sweep, _SWEEP * 1000)
        self.sweeper.start()
        if self.pulse is not None:
            self.pulse.start()
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            self.log.info("Stopping.")
        finally:
            self.stop()

    def _sweep(self) -> None:
        """Remove what killed sessions left, in a thread: it may be gigabytes."""
        self.ioloop.run_in_executor(None, remove_abandoned)

    def _of_proxy(self) -> list[str]:
        return [self.settings_read.user_header] if self.settings_read.user_header else []

    def _prepare_kernels(self) -> None:
        folder = Path(self.root_dir)
        imports = [name for page in self.pages for name in imports_of(folder / page.notebook)]
        self.zygote = Zygote(list(dict.fromkeys(imports)), parent=self)
        PageKernelProvisioner.install(self.zygote, parent=self)
        self.zygote.start()

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
        self.sweeper.stop()
        self.sessions.stop()
        run_sync(self.kernel_manager.shutdown_all)()
        self.zygote.close()
        shutil.rmtree(self.connection_dir, ignore_errors=True)
