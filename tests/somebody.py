"""Somebody's own Jupyter server, into whose environment Vitrine was installed."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat.v4 as nbformat
import psutil

from tests.browser.conftest import free_port
from tests.source import ROOT

TOKEN = "s3cr3t-of-the-hub"

NOTEBOOK = nbformat.new_notebook(
    cells=[
        nbformat.new_markdown_cell("# A heading of their own\n\nSome *words*."),
        nbformat.new_code_cell("print('printed by their code')"),
        nbformat.new_code_cell("import ipywidgets\nipywidgets.IntSlider(value=3)"),
        nbformat.new_code_cell("6 * 7"),
    ],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
)


class JupyterServer:
    """A running server under ``/user/abc/`` with a token, as a hub starts it, in a folder of somebody's own.

    ``python`` is the interpreter of the environment; with none, it is this one, and ``extension`` says
    whether it loads Vitrine's extension from this checkout.
    """

    BASE = "/user/abc/"

    def __init__(
        self, home: Path, *arguments: str, python: Path | None = None, extension: bool = True
    ) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}{self.BASE}"
        self.root = home / "their-work"
        self.root.mkdir(parents=True)
        (self.root / "own.ipynb").write_text(nbformat.writes(NOTEBOOK))
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "THEIR_SECRET": "sesame"}
        if python is None:
            config = home / "config" / "jupyter_server_config.d"
            config.mkdir(parents=True)
            ours = json.loads((ROOT / "app/server/jupyter_server_config.json").read_text())
            loaded = ours["ServerApp"]["jpserver_extensions"]
            if not extension:
                loaded = dict.fromkeys(loaded, False)
            # Whatever else is installed here takes its time to start.
            others = dict.fromkeys(("jupyterlab", "jupyter_lsp", "notebook", "notebook_shim"), False)
            known = {"ServerApp": {"jpserver_extensions": {**others, **loaded}}}
            (config / "vitrine.json").write_text(json.dumps(known))
            environment |= {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_PATH": str(home / "config")}
        self.log = home / "server.log"
        self._written = self.log.open("w")
        self.process = subprocess.Popen(
            [
                # Not `-m`, which would put this folder's own modules first.
                *(str((python or Path(sys.executable)).with_name("jupyter-server")), "--no-browser"),
                *("--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
                *(f"--ServerApp.base_url={self.BASE}", f"--IdentityProvider.token={TOKEN}"),
                *arguments,
            ],
            cwd=self.root,
            env=environment,
            stdout=self._written,
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}api", timeout=5).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def page(self, name: str) -> str:
        """Give the address of one of Vitrine's pages."""
        return f"{self.url}vitrine/voila/render/{name}.ipynb"

    def ask(
        self, path: str, token: str = TOKEN, data: bytes | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Give the status, the headers and the text that ``path`` below its address is answered with."""
        sign_in = {"Authorization": f"token {token}"} if token else {}
        asked = urllib.request.Request(self.url + path, data=data, headers=sign_in)
        try:
            with urllib.request.urlopen(asked, timeout=90) as got:
                return got.status, dict(got.headers), got.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers), refused.read().decode()

    def processes(self) -> list[psutil.Process]:
        """Give the processes below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def zygote(self) -> psutil.Process | None:
        """Give the process that forks sessions, if it runs."""
        own = psutil.Process(self.process.pid).children()
        return next((process for process in own if "app.server.zygote" in process.cmdline()), None)

    def sessions(self) -> list[psutil.Process]:
        """Give the processes of Vitrine's sessions that were forked."""
        zygote = self.zygote()
        forked = zygote.children() if zygote else []
        return [process for process in forked if process.status() != psutil.STATUS_ZOMBIE]

    def await_sessions(self, count: int, seconds: float = 30) -> None:
        """Wait until there are ``count`` of them; fails if that does not come about."""
        until = time.monotonic() + seconds
        while len(self.sessions()) != count and time.monotonic() < until:
            time.sleep(0.1)
        assert len(self.sessions()) == count, self.log.read_text()[-2000:]

    def stop(self) -> list[psutil.Process]:
        """Stop it; return what it left running."""
        below = self.processes() if self.process.poll() is None else []
        self.process.terminate()
        self.process.wait(30)
        self._written.close()
        _, left = psutil.wait_procs(below, timeout=15)
        return left
