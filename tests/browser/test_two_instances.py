"""Two instances behind nginx, as ``deploy/nginx-two.conf`` arranges it: each visitor stays with one."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, WIDE, App, Watch, free_port, opened
from tests.deploy.nginx import Nginx

LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET /?productId=A HTTP/1.1" 404 10 "-" "curl/8"\n'


class Two(NamedTuple):
    """The instances by the name in the cookie, and the address in front of them."""

    instances: dict[str, App]
    url: str

    def of(self, page: Page) -> str:
        """Give the name of the instance with which the visitor of this page stays."""
        (name,) = [
            one["value"] for one in page.context.cookies(self.url) if one["name"] == "vitrine_instance"
        ]
        return name

    def kernels(self) -> dict[str, int]:
        return {name: len(app.kernels()) for name, app in self.instances.items()}


def instance(folder: Path, visitors: Path) -> App:
    folder.mkdir()
    return App(
        folder,
        "--Sessions.grace=2",
        VITRINE_BASE_URL="/tools/vitrine/",
        VITRINE_PROXY="127.0.0.1",
        VITRINE_VISITORS=str(visitors),
    )


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    apps = {name: instance(tmp_path / name, tmp_path / "visitors") for name in "ab"}
    ports = {name: app.url.split("/")[2].split(":")[1] for name, app in apps.items()}
    public = free_port()
    nginx = Nginx(
        tmp_path / "nginx",
        ROOT / "deploy" / "nginx-two.conf",
        {
            "listen 443 ssl": f"listen 127.0.0.1:{public} ssl",
            "127.0.0.1:8866": f"127.0.0.1:{ports['a']}",
            "127.0.0.1:8867": f"127.0.0.1:{ports['b']}",
        },
    )
    try:
        nginx.await_port(public)
        yield Two(apps, f"https://127.0.0.1:{public}/tools/vitrine/")
    finally:
        nginx.stop()
        left = [process for app in apps.values() for process in app.stop()]
    assert not left


@pytest.fixture
def visitor(browser: Browser, watch: Watch, two: Two) -> Iterator:
    """Gives a new visitor's empty tab each time it is called."""
    contexts = []

    def arrive() -> Page:
        contexts.append(watch.follow_all(browser.new_context(ignore_https_errors=True, viewport=WIDE)))
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()


def test_visitors_are_spread_and_each_stays_with_one_instance(visitor, two: Two, tmp_path: Path) -> None:
    ada, ben = visitor(), visitor()
    opened(ada, f"{two.url}voila/render/gallery.ipynb")
    first = two.of(ada)
    assert two.kernels() == {"a": int(first == "a"), "b": int(first == "b")}
    # Visitors who come anew are given to the instances in turns.
    opened(ben, f"{two.url}voila/render/logs.ipynb")
    assert two.of(ben) != first
    assert two.kernels() == {"a": 1, "b": 1}
    log = tmp_path / "own.log"
    log.write_text(LINE * 30_000)
    ben.set_input_files("input[type=file]", log)
    expect(ben.locator(".vt-summary-text")).to_contain_text("30,000")
    for _ in range(2):
        ben.reload()
        ben.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    assert two.of(ben) != first
    assert two.of(ada) == first


def test_when_an_instance_dies_the_page_says_so_and_reopens_on_the_other(
    visitor, two: Two, watch: Watch
) -> None:
    page = visitor()
    opened(page, f"{two.url}voila/render/logs.ipynb?status=404")
    first = two.of(page)
    other = {"a": "b", "b": "a"}[first]
    watch.lenient = True
    two.instances[first].stop(signal.SIGKILL)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("session has ended")
    page.get_by_role("button", name="Reopen this view").click()
    expect(page.locator(".vt-chip")).to_have_count(1, timeout=60_000)
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    assert page.url.endswith("status=404")
    assert two.of(page) == other
    assert two.kernels()[other] == 1
    page.locator(".vt-slice").first.click()
    expect(page.locator(".vt-summary-text")).to_contain_text("requests selected")
