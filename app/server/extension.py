"""The app inside somebody's Jupyter server, as on Binder or a JupyterHub, under the server's own prefix.

Such a server belongs to one user, who may run any code on it; sessions end as that server culls them.
It must not be shared between visitors, for whom ``python -m app.server`` is made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import voila.handler
from jupyter_server.utils import url_path_join
from traitlets.config import Config
from voila.configuration import VoilaConfiguration

from app import places
from app.server import look
from app.server.gate import Gate
from app.server.kernels import PageKernelProvisioner
from app.server.rendering import PageRenderer
from app.server.routes import Health, Landing
from app.settings import Settings
from app.shell import pages

HOME = "vitrine"
ROOT = Path.cwd()
"""Where the checkout is: Binder and JupyterHub start the server in it."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "app.server.extension"}]


def _ask_nobody_else(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Take away the address at which a page would fetch MathJax from another host."""
    return {**page_config, "fullMathjaxUrl": None, "mathjaxConfig": None}


def _make_data() -> None:
    """Make what the pages bundle, in a process of its own; it ends at once where all is made already."""
    if (ROOT / "data" / "make.py").is_file():
        subprocess.Popen([sys.executable, "-m", "data.make"], cwd=ROOT, stdout=subprocess.DEVNULL)


def _load_jupyter_server_extension(server: Any) -> None:
    """Set Voilà up before its own extension loads, which Jupyter does in the order of their names."""
    settings = Settings.read()
    look.offer_template()
    os.environ |= {"PYTHONPATH": places.python_path(os.environ), **settings.environment()}
    voila.handler.NotebookRenderer = PageRenderer
    PageKernelProvisioner.install(None, parent=server)

    base = server.web_app.settings["base_url"]
    known = look.look(pages.present(), base, home=HOME, folder=places.PAGES.name)
    server.config.merge(Config(json.loads(places.VOILA.read_text(encoding="utf-8"))))
    server.config.VoilaConfiguration.resources = {"vitrine": known}
    server.config.VoilaConfiguration.page_config_hook = _ask_nobody_else
    server.config.VoilaConfiguration.prelaunch_hook = Gate(settings.max_sessions)

    own = {"voila_configuration": VoilaConfiguration(parent=server)}
    server.web_app.add_handlers(
        ".*$",
        [(url_path_join(base, HOME), Landing, own), (url_path_join(base, "health"), Health)],
    )

    def finish() -> None:
        server.web_app.settings["voila_jinja2_env"].globals["vitrine"] = known

    server.io_loop.add_callback(finish)
    _make_data()
