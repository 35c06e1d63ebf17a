"""What the server answers, and what it does not."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.server import assets
from tests.browser.conftest import App, free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("routes"))
    yield running
    assert not running.stop()


def answer(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    asked = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60) as got:
            return got.status, dict(got.headers), got.read()
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers), refused.read()


def test_landing_and_health_answer_without_a_kernel(app: App) -> None:
    assert answer(f"{app.url}/health")[::2] == (200, b"ok\n")
    status, headers, body = answer(f"{app.url}/")
    assert status == 200
    assert b"landing-card" in body
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert app.kernels() == []


@pytest.mark.parametrize(
    "path",
    [
        "/voila/tree",
        "/voila/tree/",
        "/voila/api/contents",
        "/voila/api/contents/logs.ipynb",
        "/voila/files/logs.ipynb",
        "/voila/files/../pyproject.toml",
        "/voila/render/",
        "/voila/render/nothing.ipynb",
        "/voila/render/../app/settings.py",
        "/voila/render/%2e%2e/pyproject.toml",
        "/api/kernels",
        "/api/contents",
        "/api/terminals",
        "/api/kernelspecs",
        "/voila/static/../app.py",
        "/voila/templates/vitrine/static/../conf.json",
        "/voila/templates/vitrine/static/%00",
        "/voila/static/vitrine%00.css",
        "/voila/labextensions/../../../../etc/passwd",
        "/voila/labextensions/nothing.js",
        "/voila/components/../in-use",
        "/voila/components/nothing.js",
        "/voila/api/themes/nothing",
        "/logout",
        "/login",
    ],
)
def test_nothing_is_listed_and_no_file_handed_out(app: App, path: str) -> None:
    status, _, body = answer(app.url + path)
    assert status in (403, 404), path
    for word in (b"Traceback", b"site-packages", b"LogPage", b"dependencies", b"root:x:"):
        assert word not in body
    assert body, "an answer in words"
    assert "Traceback" not in app.log.read_text()
    assert app.kernels() == []


def test_a_socket_to_a_session_that_is_gone_is_refused_in_words(app: App) -> None:
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "eHh4eHh4eHh4eHh4eHh4eA==",
    }
    address = f"{app.url}/api/kernels/00000000-0000-0000-0000-000000000000/channels"
    assert answer(address, **handshake)[::2] == (404, b"404 Not Found\n")
    assert "Traceback" not in app.log.read_text()


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "PATCH"])
def test_a_kernel_is_neither_started_nor_ended_by_its_address(app: App, method: str) -> None:
    name = "00000000-0000-0000-0000-000000000000"
    assert answer(f"{app.url}/api/kernels/{name}", method)[0] in (403, 405)
    assert answer(f"{app.url}/api/kernels", method)[0] in (403, 404, 405)


def test_no_template_of_one_s_choice(app: App) -> None:
    status, _, body = answer(app.page(query="template=classic"))
    assert status == 200
    assert b"vitrine-skeleton" in body
    assert body.rstrip().endswith(b"</html>")


def test_a_page_carries_no_code_and_names_no_other_host(app: App) -> None:
    body = answer(app.page(query="token=sesame&%3Cscript%3E=1"))[2]
    # A style may be “!important”.
    assert re.search(rb"\bimport\b", body) is None
    for word in (b"sesame", b"jsdelivr", b"cdnjs", b"unpkg", str(ROOT).encode()):
        assert word not in body, word
    # What a log names is shown as text, and stands in the states of the widgets.
    markup, states, rest = re.split(rb'<script id="vitrine-states"[^>]*>(.*?)</script>', body, flags=re.S)
    assert b"www.google.com" in states
    assert b"https://" not in (markup + rest).replace(b'"https://json-schema', b"")


def test_a_page_is_sent_as_its_link_says(app: App) -> None:
    body = answer(app.page("sentiment", "set=films&search=%3Cb%3Edull&token=sesame"))[2].decode()
    (states,) = re.findall(r'<script id="vitrine-states"[^>]*>(.*?)</script>', body, re.DOTALL)
    held = [widget["state"] for widget in json.loads(states).values()]
    (source,) = [state for state in held if state.get("title") == "Texts" and "offers" in state]
    assert source["chosen"] == "films"
    assert any(state.get("search") == "<b>dull" for state in held)
    assert "sesame" not in body


def test_scripts_are_packed_and_kept(app: App) -> None:
    path = json.loads((ROOT / "app/server/preload.json").read_text())[0]
    status, headers, packed = answer(f"{app.url}/{path}", **{"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Cache-Control"].endswith("immutable")
    plain = answer(f"{app.url}/{path}")
    assert "Content-Encoding" not in plain[1]
    assert gzip.decompress(packed) == plain[2]
    assert len(packed) < len(plain[2]) / 2


def test_what_is_preloaded_exists_and_stands_in_the_page(app: App) -> None:
    listed = json.loads((ROOT / "app/server/preload.json").read_text())
    for path in listed:
        assert answer(f"{app.url}/{path}", "HEAD")[0] == 200, path
    page = answer(app.page("gallery"))[2].decode()
    announced = re.findall(r'<link rel="preload" as="script" href="/([^"]+)">', page)
    assert announced == [path for path in listed if path.startswith("voila/labextensions/")]


def test_what_other_versions_do_not_have_is_not_preloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = ["voila/static/1.2/a.js", "voila/static/1.1/a.js", "voila/labextensions/x/b.00ff.js?v=00ff"]
    (tmp_path / "preload.json").write_text(json.dumps([*listed, "voila/labextensions/x/b.ff00.js?v=ff00"]))
    monkeypatch.setattr(assets, "_PRELOAD", tmp_path / "preload.json")
    folders = {"voila/static/1.2": ["nowhere", "static"], "voila/labextensions": ["labextensions"]}
    for path in ("static/a.js", "labextensions/x/b.00ff.js"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    monkeypatch.chdir(tmp_path)
    assert assets.preload("/a/", folders) == ["/a/voila/static/1.2/a.js", f"/a/{listed[2]}"]


def test_a_port_on_the_command_line_comes_before_the_environment_s(tmp_path: Path) -> None:
    asked, other = free_port(), free_port()
    named = ("env", f"PORT={other}", sys.executable, "-m", "app.server", f"--port={asked}")
    running = App(tmp_path, command=named, PORT=asked)
    try:
        # It answered at the port asked for: so `App` knows that it runs. Nobody listens at the other.
        with socket.socket() as tried:
            assert tried.connect_ex(("127.0.0.1", int(other))) != 0
    finally:
        assert not running.stop()


def test_a_busy_port_is_a_sentence(app: App) -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "app.server"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "PORT": app.url.rsplit(":", 1)[1],
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.returncode == 1
    assert tried.stderr.splitlines()[-1].startswith(f"Port {app.url.rsplit(':', 1)[1]} cannot be used")
    assert "Traceback" not in tried.stderr


def test_what_a_stranger_says_of_tls_is_not_believed(app: App) -> None:
    _, headers, _ = answer(
        f"{app.url}/", **{"X-Forwarded-Proto": "https", "X-Scheme": "https", "X-Forwarded-For": "192.0.2.99"}
    )
    assert "Secure" not in headers["Set-Cookie"]
    answer(f"{app.url}/nothing-at-all", **{"X-Forwarded-For": "192.0.2.99", "X-Real-Ip": "192.0.2.99"})
    # A line is written once the answer is on its way.
    until = time.monotonic() + 10
    while "/nothing-at-all" not in app.log.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert "/nothing-at-all (127.0.0.1)" in app.log.read_text()
    assert "192.0.2.99" not in app.log.read_text()
