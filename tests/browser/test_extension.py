"""The app inside a Jupyter server with a prefix and a token, as on Binder."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Watch, opened

TOKEN = "s3cr3t-of-the-hub"


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[str]:
    """The address of a Jupyter server under ``/user/x/`` with the extension, as on Binder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "config" / "jupyter_server_config.d"
    folder.mkdir(parents=True)
    own = json.loads((ROOT / "app" / "server" / "jupyter_server_config.json").read_text())
    (folder / "vitrine.json").write_text(json.dumps(own))
    log = (tmp_path / "server.log").open("w")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyter",
            "server",
            "--no-browser",
            "--allow-root",
            f"--ServerApp.port={port}",
            "--ServerApp.base_url=/user/x/",
            f"--IdentityProvider.token={TOKEN}",
        ],
        cwd=ROOT,
        env={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(tmp_path),
            "JUPYTER_CONFIG_PATH": str(tmp_path / "config"),
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}/user/x/"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}vitrine?token={TOKEN}", timeout=5).close()
            break
        time.sleep(0.3)
    yield url
    process.terminate()
    process.wait(30)
    log.close()


def test_pages_open_under_the_prefix_and_the_token_stays_out_of_them(
    page: Page, binder: str, watch: Watch
) -> None:
    page.goto(f"{binder}vitrine?token={TOKEN}")
    assert TOKEN not in page.content()
    card = page.get_by_role("link", name="Server logs")
    assert TOKEN not in (card.get_attribute("href") or "")
    opened(page, f"{binder}voila/render/pages/logs.ipynb?token={TOKEN}&status=404")
    expect(page.locator(".vt-chip")).to_have_count(1, timeout=30_000)
    assert TOKEN not in page.content()
    assert TOKEN not in page.url
    page.locator(".vt-slice").first.click()
    expect(page.locator(".vt-summary-text")).to_contain_text("requests selected")
    home = page.locator(".vt-brand").get_attribute("href") or ""
    assert home.startswith("/user/x/")
    assert TOKEN not in home
    page.close()
