"""Vitrine inside somebody's Jupyter server: it is there, and everything of theirs is as without it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat.v4 as nbformat
import pytest

from app.shell import pages
from tests.browser.conftest import free_port
from tests.somebody import NOTEBOOK, TOKEN, JupyterServer
from tests.source import ROOT


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., JupyterServer]]:
    started: list[JupyterServer] = []

    def one(*arguments: str, extension: bool = True) -> JupyterServer:
        started.append(JupyterServer(tmp_path_factory.mktemp("hub"), *arguments, extension=extension))
        return started[-1]

    yield one
    left = [process for server in started for process in server.stop()]
    assert not left, f"the server left running: {left}"


@pytest.fixture(scope="module")
def server(start: Callable[..., JupyterServer]) -> JupyterServer:
    return start()


@pytest.fixture(scope="module")
def without(start: Callable[..., JupyterServer]) -> JupyterServer:
    """The same server as it was before Vitrine came."""
    return start(extension=False)


def test_a_server_starts_without_a_module_of_ours_but_the_extension_s_own() -> None:
    code = (
        "import sys, jupyter_server.serverapp, jupyter_server.extension.application\n"
        "known = set(sys.modules)\n"
        "import app.server.extension; print(*sorted(set(sys.modules) - known))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["app", "app.server", "app.server.extension"]


def test_nothing_is_started_until_somebody_asks_for_it(server: JupyterServer) -> None:
    assert server.ask("api/status")[0] == 200
    assert server.processes() == []
    assert server.ask("vitrine/")[0] == 200
    if sys.platform == "linux":
        assert server.zygote() is not None
    assert server.sessions() == []


def test_pages_stand_under_its_prefix_and_say_no_token(server: JupyterServer) -> None:
    status, _, landing = server.ask("vitrine/")
    assert status == 200
    for page in pages.PAGES:
        assert f'href="/user/abc/vitrine/voila/render/{page.notebook}"' in landing
    status, headers, page = server.ask(f"vitrine/voila/render/logs.ipynb?token={TOKEN}")
    assert status == 200
    assert 'data-home="/user/abc/vitrine/"' in page
    assert "widget-view+json" in page, server.log.read_text()
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    for shown in (landing, page, server.log.read_text()):
        assert TOKEN not in shown
    assert "cdnjs" not in page


def test_who_comes_with_a_token_is_led_to_an_address_without_it(server: JupyterServer) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(Stay)
    for path in ("vitrine", "vitrine/"):
        with pytest.raises(urllib.request.HTTPError) as led:
            opener.open(f"{server.url}{path}?theme=light&token={TOKEN}")
        assert led.value.code == 302
        assert led.value.headers["Location"] == "/user/abc/vitrine/?theme=light"
        # For all of the server, where its own pages are not to ask for the token again.
        assert "Path=/user/abc/;" in f"{led.value.headers['Set-Cookie']};"


@pytest.mark.parametrize(
    "path", ["vitrine/", "vitrine/voila/render/logs.ipynb", "vitrine/api/kernels/0-0-0-0-0"]
)
def test_a_stranger_is_not_let_in(server: JupyterServer, path: str) -> None:
    status, _, shown = server.ask(path, token="")
    assert status == 403 or "login" in shown
    assert "landing-card" not in shown
    assert "widget-view+json" not in shown


def test_health_is_ours_under_our_own_name_only(server: JupyterServer, without: JupyterServer) -> None:
    assert server.ask("vitrine/health")[::2] == (200, "ok\n")
    assert server.ask("health")[0] == without.ask("health")[0] == 404


def shown(html: str) -> str:
    """What a page of Voilà's is, without what differs from visit to visit."""
    html = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID", html)
    html = re.sub(r"\b[0-9a-f]{32}\b", "MODEL", html)
    return re.sub(r"id=[0-9a-f]{8}\b", "id=CELL", html)


def test_their_notebook_in_voila_is_as_it_was(server: JupyterServer, without: JupyterServer) -> None:
    assert server.ask("vitrine/voila/render/gallery.ipynb")[0] == 200
    status, headers, ours = server.ask("voila/render/own.ipynb")
    before, headers_before, theirs = without.ask("voila/render/own.ipynb")
    assert status == before == 200
    assert shown(ours) == shown(theirs)
    for word in ("A heading of their own", "printed by their code", "widget-view+json", "42"):
        assert word in ours, word
    for changing in ("Date", "Set-Cookie", "Etag"):
        headers.pop(changing, None)
        headers_before.pop(changing, None)
    assert headers == headers_before
    for path in ("voila/tree", "voila"):
        assert shown(server.ask(path)[2]) == shown(without.ask(path)[2])
    assert server.ask("voila/static/voila.js")[1].get("Cache-Control") == (
        without.ask("voila/static/voila.js")[1].get("Cache-Control")
    )


def test_their_kernels_start_as_they_did_and_are_no_others(server: JupyterServer) -> None:
    before = json.loads(server.ask("api/kernels")[2])
    assert server.ask("vitrine/voila/render/gallery.ipynb")[0] == 200
    assert len(json.loads(server.ask("api/kernels")[2])) == len(before), "no page's session is theirs"
    status, _, answer = server.ask("api/kernels", data=b"{}")
    assert status == 201
    made = json.loads(answer)["id"]
    listed = json.loads(server.ask("api/kernels")[2])
    assert {kernel["id"] for kernel in listed} == {made, *(kernel["id"] for kernel in before)}
    assert server.ask(f"vitrine/api/kernels/{made}")[0] == 404, "nor is theirs one of ours"
    theirs = [process for process in server.processes() if "ipykernel_launcher" in process.cmdline()]
    assert [process.environ().get("THEIR_SECRET") for process in theirs] == ["sesame"] * len(listed)
    if zygote := server.zygote():
        assert server.sessions()
        assert "THEIR_SECRET" not in zygote.environ()


def test_a_session_whose_page_never_comes_is_ended(start: Callable[..., JupyterServer]) -> None:
    if sys.platform != "linux":
        pytest.skip("the processes of sessions are told apart on Linux only")
    eager = start("--Sessions.arrival=2", "--Sessions.interval=0.5")
    assert eager.ask("vitrine/voila/render/gallery.ipynb")[0] == 200
    eager.await_sessions(1)
    status, _, answer = eager.ask("api/kernels", data=b"{}")
    assert status == 201
    eager.await_sessions(0)
    assert [k["id"] for k in json.loads(eager.ask("api/kernels")[2])] == [json.loads(answer)["id"]]


@pytest.mark.parametrize("cwd", ["home", "checkout"])
def test_a_voila_of_their_own_is_as_it_was(cwd: str, tmp_path: Path, without: JupyterServer) -> None:
    notebook = tmp_path / "own.ipynb"
    notebook.write_text(nbformat.writes(NOTEBOOK))
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        voila = subprocess.Popen(
            [
                *(sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}"),
                f"--base_url={without.BASE}",
            ],
            cwd=ROOT if cwd == "checkout" else tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + 60
        html = ""
        while time.monotonic() < until and not html:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{without.BASE}", timeout=60) as got:
                    html = got.read().decode()
            except OSError:
                time.sleep(0.2)
    finally:
        voila.terminate()
        voila.wait(30)
    assert "vitrine" not in html
    for word in ("A heading of their own", "printed by their code", "widget-view+json", "42"):
        assert word in html, (word, (tmp_path / "log").read_text())
