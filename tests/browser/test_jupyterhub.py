"""A real JupyterHub with ``deploy/jupyterhub_config.py``: a user's own server, and a service for all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import free_port, opened, shot
from tests.browser.test_own_files import LOG, bring
from tests.deploy.nginx import program
from tests.source import ROOT

PASSWORD = "correct horse, battery"
# What a test changes: where everything listens, how somebody signs in, and who is started.
HERE = """
load_subconfig({shipped!r})
assert c.JupyterHub.services[0]["command"] == ["vitrine"]
c.JupyterHub.services[0]["command"] = [{python!r}, "-m", "app.server"]
c.JupyterHub.services[0]["cwd"] = {root!r}
c.JupyterHub.services[0]["url"] = "http://127.0.0.1:{port}"
c.JupyterHub.services[0]["environment"].update(PORT="{port}", HOME={home!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{public}/"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = {{"ada"}}
c.DummyAuthenticator.password = {password!r}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {home!r} + "/home-{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.notebook_dir = {root!r}
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.Spawner.environment = {{
    "PYTHONPATH": {root!r},
    "JUPYTER_CONFIG_PATH": {config!r},
    "JUPYTER_PREFER_ENV_PATH": "1",
}}
c.JupyterHub.last_activity_interval = 3600
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Hub's address, without a slash at the end."""
    proxy = program("configurable-http-proxy", "npm, then: npm install -g configurable-http-proxy")
    folder = tmp_path_factory.mktemp("hub")
    config = folder / "config" / "jupyter_server_config.d"
    config.mkdir(parents=True)
    shutil.copy(ROOT / "app/server/jupyter_server_config.json", config / "vitrine.json")
    public = free_port()
    (folder / "jupyterhub_config.py").write_text(
        HERE.format(
            shipped=str(ROOT / "deploy" / "jupyterhub_config.py"),
            python=sys.executable,
            root=str(ROOT),
            home=str(folder),
            port=free_port(),
            public=public,
            hub=free_port(),
            api=free_port(),
            proxy=proxy,
            password=PASSWORD,
            config=str(folder / "config"),
        )
    )
    log = (folder / "hub.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"],
        cwd=folder,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "VITRINE_PASSWORD": PASSWORD,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        yield f"http://127.0.0.1:{public}"
    finally:
        process.terminate()
        process.wait(60)
        log.close()
        if os.environ.get("SHOW_HUB"):
            print((folder / "hub.log").read_text())


def awaited(session: requests.Session, url: str, words: str, seconds: float = 150) -> requests.Response:
    """Ask until the answer has these words."""
    answer, until = None, time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(requests.ConnectionError):
            answer = session.get(url, timeout=60)
            if words in answer.text:
                return answer
        time.sleep(0.5)
    raise AssertionError(f"{url} never had “{words}”: {answer and (answer.status_code, answer.text[-1500:])}")


def test_a_user_s_own_server_opens_with_vitrine_and_lets_nobody_else_in(hub: str) -> None:
    ada = requests.Session()
    awaited(ada, f"{hub}/hub/login", "password")
    form = {"username": "ada", "password": PASSWORD, "_xsrf": ada.cookies.get("_xsrf", path="/hub/")}
    entered = ada.post(f"{hub}/hub/login", form, timeout=60)
    assert entered.status_code == 200, entered.text[-500:]
    landing = awaited(ada, f"{hub}/hub/spawn/ada", "landing-card")
    assert landing.url.split("?")[0].rstrip("/") == f"{hub}/user/ada/vitrine"
    link = re.search(r'href="(/user/ada/[^"]+gallery[.]ipynb)"', landing.text)
    assert link is not None
    assert "kernelId" in ada.get(f"{hub}{link[1]}", timeout=120).text
    stranger = requests.Session().get(f"{hub}/user/ada/vitrine", timeout=60)
    assert "landing-card" not in stranger.text
    assert "/hub/login" in stranger.url


def test_the_service_asks_for_its_password_under_the_hub_s_address(hub: str) -> None:
    visitor = requests.Session()
    asked = awaited(visitor, f"{hub}/services/vitrine/", "Sign in · Vitrine")
    assert asked.url.startswith(f"{hub}/services/vitrine/sign-in?")
    form = {"password": PASSWORD, "_xsrf": visitor.cookies.get("_xsrf", path="/services/vitrine/")}
    landing = visitor.post(asked.url, form, timeout=60)
    assert 'href="/services/vitrine/voila/render/logs.ipynb"' in landing.text
    page = visitor.get(f"{hub}/services/vitrine/voila/render/gallery.ipynb", timeout=120).text
    kernel = re.search(r'"kernelId": ?"([0-9a-f-]+)"', page)
    assert kernel is not None
    state = visitor.get(f"{hub}/services/vitrine/api/kernels/{kernel[1]}", timeout=60)
    assert state.status_code == 200


def signed_in(page: Page, hub: str) -> str:
    """Sign in as Ada in a browser; give where her pages are, without a slash at the end."""
    page.goto(f"{hub}/hub/login?next=%2Fhub%2Fspawn")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{hub}/user/ada/vitrine**", timeout=150_000)
    expect(page.locator("a.landing-card").first).to_be_visible()
    return f"{hub}/user/ada/vitrine"


@pytest.mark.parametrize("door", ["user", "service"])
def test_a_browser_does_behind_the_hub_what_it_does_elsewhere(page: Page, hub: str, watch, door: str) -> None:
    """The Hub asks for its own token of whatever a page's scripts send, by their ``Sec-Fetch-Mode``."""
    if door == "user":
        site = signed_in(page, hub)
    else:
        site = f"{hub}/services/vitrine"
        page.goto(f"{site}/")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("a.landing-card").first).to_be_visible()
    refused: list[str] = []
    page.context.on(
        "response", lambda answer: answer.status >= 400 and refused.append(f"{answer.status} {answer.url}")
    )

    # A file is brought, kept, found again and forgotten.
    opened(page, f"{site}/voila/render/logs.ipynb")
    bring(page, "Your own log", "mine.log", LOG)
    summary = page.locator(".vt-summary")
    expect(summary).to_contain_text("7 of 7 requests selected")
    page.reload()
    expect(summary).to_contain_text("7 of 7 requests selected", timeout=60_000)
    page.get_by_role("button", name="Forget it").click()
    expect(summary).not_to_contain_text("of 7 requests")

    # A decision is kept.
    opened(page, f"{site}/voila/render/sentiment.ipynb?tab=review")
    expect(page.locator(".vt-review-words")).to_be_visible(timeout=60_000)
    page.keyboard.press("k")
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept")
    page.reload()
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept", timeout=60_000)
    shot(page, f"hub-{door}")
    assert not refused

    # A page that is left takes its session with it at once, and one whose session is gone says so.
    left = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    opened(page, f"{site}/voila/render/gallery.ipynb")
    until = time.monotonic() + 60
    while page.request.get(f"{site}/api/kernels/{left}").status != 404 and time.monotonic() < until:
        page.wait_for_timeout(200)
    assert page.request.get(f"{site}/api/kernels/{left}").status == 404, "it waits for its time to be over"
    watch.lenient = True
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    expect(page.get_by_role("alert")).to_contain_text("session has ended")
