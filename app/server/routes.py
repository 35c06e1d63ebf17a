"""The answers that need no kernel: the landing page, the health check, and what is not there."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError, RequestHandler, authenticated
from voila.handler import BaseVoilaHandler


class Landing(BaseVoilaHandler):
    """The list of pages."""

    @authenticated
    def get(self) -> None:
        """Answer with the landing page; it costs no kernel."""
        self.set_header("Cache-Control", "no-cache")
        self.finish(self.render_template("tree.html"))


class Missing(BaseVoilaHandler):
    """Whatever no other route knows."""

    def initialize(self, **kwargs: Any) -> None:
        """Take Voilà's configuration from the application, for tornado passes nothing here."""
        super().initialize(voila_configuration=self.settings["voila_configuration"], **kwargs)

    async def prepare(self) -> None:
        """Answer every method with the page that says so."""
        await super().prepare()
        raise HTTPError(404)


class Health(RequestHandler):
    """Tells a monitor, and a page that waits, that the server answers."""

    def get(self) -> None:
        """Answer at once."""
        self.set_header("Cache-Control", "no-store")
        self.finish("ok\n")
