"""The app inside a Jupyter server, as on Binder or a JupyterHub: at ``vitrine`` below the server's prefix.

Such a server belongs to one user, who may run any code on it. It must not be shared between visitors, for
whom ``python -m app.server`` is made. Until somebody opens ``vitrine`` there, nothing is imported or started.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router
from tornado.web import Application, RequestHandler

if TYPE_CHECKING:
    from app.server.embedded import Embedded

HOME = "vitrine"


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": __name__, "app": VitrineExtension}]


class VitrineExtension(ExtensionApp):
    """What a Jupyter server loads: one route, which opens the site when it is first asked for."""

    name = HOME
    extension_url = f"/{HOME}"
    load_other_extensions = True

    embedded: Embedded | None = None

    def initialize_handlers(self) -> None:
        """Add the route to the server's own."""
        assert self.serverapp is not None
        web_app = self.serverapp.web_app
        below = url_path_join(web_app.settings["base_url"], HOME)
        # The server's own method takes request handlers only, of which it asks who may call them.
        Application.add_handlers(web_app, ".*$", [(f"{below}(?:/.*)?", Door(self))])

    def open(self) -> Application:
        """Open the site; give what answers there, which says so if that fails."""
        assert self.serverapp is not None
        try:
            from app.server.embedded import Embedded

            base_url = url_path_join(self.serverapp.web_app.settings["base_url"], HOME, "/")
            self.embedded = Embedded(self.serverapp, base_url)
        except Exception as error:
            self.serverapp.log.error("Vitrine cannot be opened: %s", error, exc_info=True)
            return Application([(".*", Closed)])
        return self.embedded.application

    def current_activity(self) -> Sequence[str]:
        """Give the open sessions: while there are any, the server is in use."""
        return self.embedded.kernels.list_kernel_ids() if self.embedded else []

    async def stop_extension(self) -> None:
        """End what was started."""
        if self.embedded:
            await self.embedded.stop()


class Door(Router):
    """Leads to the site, once it is open."""

    def __init__(self, extension: VitrineExtension) -> None:
        self._extension = extension
        self._application: Application | None = None

    def find_handler(self, request: HTTPServerRequest, **_: Any) -> HTTPMessageDelegate:
        """Give what answers a request."""
        if self._application is None:
            self._application = self._extension.open()
        return self._application.find_handler(request)


class Closed(RequestHandler):
    """Says that the site could not be opened."""

    def prepare(self) -> None:
        """Answer every method; why is for the log, for anybody may ask."""
        self.set_status(500)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("Vitrine cannot be opened on this server; its log says why.\n")
