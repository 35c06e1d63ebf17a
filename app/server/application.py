"""Voilà, set up as this app: its own pages and routes, and nothing that lists or shows code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from traitlets.config import Config
from voila.app import Voila

from app.problem import Problem
from app.server import look
from app.server.gate import Gate
from app.server.routes import Health, Landing, Missing
from app.settings import Settings
from app.shell import pages

ROOT = Path(__file__).resolve().parents[2]
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
        "connect-src 'self' ws: wss: data: blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
}
_UNUSED = ("/voila/tree", "/voila/api/contents", "/voila/files/")


class Vitrine(Voila):
    """The server of the app. `settings_read` is what the operator chose; set it before `initialize`."""

    settings_read: Settings = Settings.read({})

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read ``voila.json`` and the command line, then lay the app's own choices over them."""
        look.offer_template()
        os.environ["PYTHONPATH"] = str(ROOT)
        self.config_file_paths = [str(ROOT)]
        super().initialize(argv)
        self.ip = self.settings_read.address
        self.port = self.settings_read.port
        self.root_dir = str(pages.FOLDER)
        self.voila_configuration.prelaunch_hook = Gate(self.settings_read.max_sessions)
        self.tornado_settings: dict[str, Any] = {
            "headers": _SECURITY,
            "default_handler_class": Missing,
            **self.tornado_settings,
        }
        self.config.VoilaConfiguration.merge(Config({"resources": {"vitrine": self._look()}}))

    def _look(self) -> dict[str, Any]:
        return look.look(pages.present(), self.base_url, home="", folder="", scripts=())

    def init_settings(self) -> dict[str, Any]:
        """Add what our routes and templates need to Voilà's settings."""
        settings: dict[str, Any] = super().init_settings()
        settings["voila_jinja2_env"].globals["vitrine"] = self._look()
        settings["voila_configuration"] = self.voila_configuration
        return settings

    def init_handlers(self) -> list[Any]:
        """Keep Voilà's routes that a page needs; drop those that list or hand out files."""
        base = self.server_url
        unused = tuple(url_path_join(base, path) for path in _UNUSED)
        kept = [
            handler
            for handler in super().init_handlers()
            if handler[0] != base and not handler[0].startswith(unused)
        ]
        own = {"voila_configuration": self.voila_configuration}
        return [(base, Landing, own), (url_path_join(base, "health"), Health), *kept]

    def listen(self) -> None:
        """Serve on the one port that was asked for; a port that cannot be had is a `Problem`."""
        try:
            self.app.listen(self.port, self.ip)
        except OSError as refused:
            raise Problem(
                f"Port {self.port} cannot be used: {(refused.strerror or 'it was refused').lower()}.",
                "Stop what uses it, or choose another: PORT=8900 make run",
            ) from refused
        self.log.info("Vitrine is open at %s", self.display_url)
        self.ioloop = IOLoop.current()
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            self.log.info("Stopping.")
        finally:
            self.stop()
