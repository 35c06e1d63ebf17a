"""Vitrine at one address: its settings, its routes and headers, its sessions and what starts them.

A server of its own (`app.server.application`) and somebody's Jupyter server (`app.server.embedded`) serve the
same site. It changes nothing outside of itself: what else such a server shows stays as it was.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop, PeriodicCallback
from traitlets.config import LoggingConfigurable
from voila.configuration import VoilaConfiguration
from voila.paths import collect_static_paths
from voila.utils import get_data_dir, get_voila_labextensions_path

from app import places
from app.server import assets, look
from app.server.ahead import Ahead
from app.server.burden import Uploads
from app.server.forking import Zygote
from app.server.kernels import PageKernelProvisioner, imports_of
from app.server.metrics import Figures
from app.server.modules import Modules
from app.server.proxy import Proxies
from app.server.routes import (
    Farewell,
    Health,
    Landing,
    Metrics,
    Missing,
    PageView,
    Robots,
    SessionState,
    Waiting,
)
from app.server.seats import Seats
from app.server.sessions import Sessions
from app.server.sockets import SessionSocket
from app.settings import Settings
from app.shell import pages
from app.uploads import LIMITS_HELD, MEGABYTE, remove_abandoned, session_folder
from app.urls import is_url
from app.visitor import disk, shares

MESSAGES = [
    "comm_open",
    "comm_close",
    "comm_msg",
    "comm_info_request",
    "kernel_info_request",
    "shutdown_request",
]
"""The types of messages that a page's kernel takes: none of them runs code."""

_SWEEP = 600
"""Seconds between two looks for what killed sessions left in the folder for temporary files."""
_KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class Site(LoggingConfigurable):
    """Vitrine below ``base_url``, with the notebooks in ``folder`` and sessions in ``kernels``.

    ``configuration`` is for Vitrine's pages only; with ``dev``, pages reload when the server was restarted.
    """

    def __init__(
        self,
        base_url: str,
        kernels: Any,
        configuration: VoilaConfiguration,
        chosen: Settings,
        *,
        folder: Path = places.PAGES,
        dev: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.base_url = base_url
        self.pages = pages.present(folder)
        self._folders = {
            assets.VOILA_STATIC: collect_static_paths(["voila", "nbconvert"], "base"),
            assets.LABEXTENSIONS: get_voila_labextensions_path(configuration.extra_labextensions_path),
        }
        scripts = assets.preload(base_url, self._folders)
        components = session_folder() / "components"
        components.mkdir(exist_ok=True)
        self._modules = Modules(components)
        self.look = look.look(self.pages, base_url, scripts=scripts, dev=dev)
        self.sessions = Sessions(kernels, chosen.idle_minutes * 60, megabytes=chosen.session_mb, parent=self)
        self.seats = Seats(
            chosen.max_sessions,
            self.sessions.taken,
            self._make_room,
            of_one=chosen.address_sessions,
            per_minute=chosen.openings,
        )
        self._uploads = Uploads(LIMITS_HELD * chosen.max_upload_mb * MEGABYTE)
        self.figures = Figures()
        self.environment = {"PYTHONPATH": places.python_path(os.environ), **chosen.environment()}
        imports = [
            name for page in self.pages for name in imports_of((page.folder or folder) / page.notebook)
        ]
        self.zygote = Zygote(
            list(dict.fromkeys(imports)), self.environment, components=components, parent=self
        )
        self.ahead = Ahead(
            {page.notebook: (page.folder or folder) / page.notebook for page in self.pages},
            chosen.pages_ahead,
            self.sessions,
            # Without what forks them, a page costs seconds and shares no memory.
            lambda: self.seats.opening or not self.zygote.alive,
            data={page.notebook: _shown_at_first(page, chosen) for page in self.pages},
            parent=self,
        )
        self._watch()
        self._sweeper = PeriodicCallback(self._sweep, _SWEEP * 1000)
        self._configuration = configuration
        self._ancestors = chosen.frame_ancestors
        self._visitors = Path(chosen.visitors)
        self._metrics_for = Proxies(chosen.metrics)
        configuration.page_config_hook = assets.name_static

    def settings(self) -> dict[str, Any]:
        """Give what the routes look up in the settings of their application, besides Jupyter's own."""
        templates = Environment(loader=FileSystemLoader(look.TEMPLATE), autoescape=True)
        templates.globals["vitrine"] = self.look
        return {
            "voila_configuration": self._configuration,
            "voila_jinja2_env": templates,
            "vitrine": self.look,
            "sessions": self.sessions,
            "seats": self.seats,
            "ahead": self.ahead,
            "uploads": self._uploads,
            "components": self._components_of,
            "figures": self.figures,
            "metrics_for": self._metrics_for,
            "framed": bool(self._ancestors),
            "notebooks": {page.notebook: page.folder for page in self.pages},
            "begin_as_asked": {page.notebook for page in self.pages if page.begins_as_asked},
            "kernel_environment": self.environment,
            "default_handler_class": Missing,
            "headers": {
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "same-origin",
                "Content-Security-Policy": " ".join((_POLICY, *self._ancestors)),
            },
        }

    def handlers(self) -> list[Any]:
        """Give the routes, which neither list nor hand out files."""

        def at(path: str) -> str:
            return url_path_join(self.base_url, path)

        own = {"voila_configuration": self._configuration}
        labextensions = self._folders[assets.LABEXTENSIONS]
        static = {"paths": self._folders[assets.VOILA_STATIC]}
        themes = {
            "themes_url": "/voila/api/themes",
            "path": str(Path(get_data_dir()) / "themes"),
            "labextensions_path": labextensions,
            "no_cache_paths": ["/"],
        }
        return [
            *([(self.base_url.rstrip("/"), Landing, own)] if self.base_url != "/" else []),
            (self.base_url, Landing, own),
            (at("health"), Health),
            (at("metrics"), Metrics),
            (at("seats"), Waiting, own),
            (at("robots.txt"), Robots),
            (at(f"api/kernels/{_KERNEL}"), SessionState),
            (at(f"api/kernels/{_KERNEL}/channels"), SessionSocket),
            (at("voila/render/(.*)"), PageView, own),
            (at("voila/api/shutdown/(.*)"), Farewell),
            (at(f"{look.TEMPLATE_URL}/(.*)"), assets.TemplateAsset, {"path": str(look.STATIC)}),
            (at(f"{assets.COMPONENTS}/(.*)"), assets.ComponentAsset, {"modules": self._modules}),
            (at(f"{assets.VOILA_STATIC}/(.*)"), assets.VoilaAsset, static),
            (at("voila/static/(.*)"), assets.VoilaAsset, static),
            (at(f"{assets.LABEXTENSIONS}/(.*)"), assets.WidgetAsset, {"path": labextensions}),
            (at("voila/api/themes/(.*)"), assets.ThemeAsset, themes),
        ]

    def start(self, settings: dict[str, Any]) -> None:
        """Get ready for sessions, from the running event loop; ``settings`` are the application's."""
        PageKernelProvisioner.install(self.zygote)
        self.zygote.start()
        self.sessions.start()
        self.ahead.start(settings)
        self.figures.start()
        self._sweep()
        self._sweeper.start()

    def _components_of(self, page: str) -> list[str]:
        """The addresses of what a page draws with: all that is there but what is other pages' own."""
        others = {one.name for one in self.pages} - {page}
        own = [name for name in self._modules.names() if name.partition(".")[0] not in others]
        return [url_path_join(self.base_url, assets.COMPONENTS, name) for name in own]

    def _make_room(self, kernel_id: str) -> None:
        ending = self.sessions.end(kernel_id, "its page never connected, and others want to come in")
        IOLoop.current().add_callback(lambda: ending)

    def _watch(self) -> None:
        watch = self.figures.watch
        watch("sessions", lambda: len(self.sessions.taken()))
        watch("seats", lambda: self.seats.cap)
        watch("seats_free", self.seats.free)
        watch("waiting", lambda: len(self.seats.line))
        watch("pages_ahead", lambda: len(self.ahead))
        watch("connections", self.sessions.connections)
        watch("deaths", lambda: self.sessions.deaths)

    def _sweep(self) -> None:
        """Remove what killed sessions left, in a thread since it may be gigabytes, and what is shared no
        longer; take in what is made meanwhile, before the system clears it away."""
        IOLoop.current().run_in_executor(None, remove_abandoned)
        IOLoop.current().run_in_executor(None, shares.sweep, self._visitors)
        IOLoop.current().run_in_executor(None, disk.remove_forsaken, self._visitors)
        self._modules.names()

    def stop(self) -> None:
        """Look after sessions no more, and start no further ones."""
        self._sweeper.stop()
        self.ahead.stop()
        self.figures.stop()
        self.sessions.stop()
        self.zygote.close()


def _shown_at_first(page: pages.Page, chosen: Settings) -> list[str]:
    """Give the files, folders and globs that a page may show at first; one of a plug-in, any of them."""
    # One at an address is looked at when it is opened: only a page that begins with it shows it.
    named = chosen.named_logs().items()
    logs = [entry for name, entry in named if not is_url(entry) or name == chosen.first_log]
    logs += filter(None, [chosen.mmdb])
    own = {"logs": logs, "sentiment": chosen.texts, "network": (), "gallery": ()}
    return [f"{chosen.data}/*.*", *own.get(page.name, (*logs, *chosen.texts))]
