"""The served app and a browser for it. Every page that a test opens is watched for what must not happen."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.browser.chromium import launch

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).with_name("shots")
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# A machine that does other work besides takes longer than Playwright's own five seconds.
expect.set_options(timeout=30_000)

in_both_themes = pytest.mark.parametrize(
    "context", [{"color_scheme": "dark"}, {"color_scheme": "light"}], indirect=True, ids=["dark", "light"]
)
"""Runs a test with a ``page`` in each theme."""

in_every_look = pytest.mark.parametrize(
    "context",
    [{"viewport": size, "color_scheme": theme} for size in (WIDE, PHONE) for theme in ("dark", "light")],
    indirect=True,
    ids=["wide-dark", "wide-light", "phone-dark", "phone-light"],
)
"""Runs a test with a ``page`` in each theme and width."""


def free_port() -> str:
    """Give a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last, and one that fails is tried anew twice, and counted as rerun.

    Last, since the browser's driver leaves an event loop running in the main thread, in which no test
    after it could run its own. Anew, since a browser on a busy machine can miss a moment.
    """
    driven = {item for item in items if Path(__file__).parent in item.path.parents}
    for item in driven:
        item.add_marker(pytest.mark.flaky(reruns=2))
    items.sort(key=driven.__contains__)


class App:
    """A running server in an environment of its own.

    ``command``, or else running ``module``, is what starts it in the folder ``cwd``.
    """

    def __init__(
        self,
        home: Path,
        *arguments: str,
        module: str = "app.server",
        command: Sequence[str] = (),
        cwd: Path = ROOT,
        **environment: str,
    ) -> None:
        port = environment.pop("PORT", "") or free_port()
        self.url = f"http://127.0.0.1:{port}{environment.get('VITRINE_BASE_URL', '').rstrip('/')}"
        self.log = home / "server.log"
        self._written = self.log.open("w")
        named = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        self.process = subprocess.Popen(
            [*(command or (sys.executable, "-m", module)), *arguments],
            cwd=cwd,
            # A page that waits is a session too, and most tests count those that their pages have.
            env={
                **named,
                "HOME": str(home),
                "PORT": port,
                "VITRINE_PAGES_AHEAD": "0",
                **environment,
            },
            stdout=self._written,
            stderr=subprocess.STDOUT,
        )
        self._await_answer()

    def _await_answer(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/health", timeout=2).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")

    def page(self, name: str = "logs", query: str = "") -> str:
        """Give the address of a page."""
        return f"{self.url}/voila/render/{name}.ipynb{query and '?' + query}"

    def kernels(self) -> list[psutil.Process]:
        """Give the processes of its sessions."""
        with contextlib.suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.process.pid).children(recursive=True)
            return [process for process in below if _is_kernel(process)]
        return []

    def await_kernels(self, count: int, seconds: float = 60) -> None:
        """Wait until there are ``count`` of them; fails if that does not come about."""
        until = time.monotonic() + seconds
        while len(self.kernels()) != count and time.monotonic() < until:
            time.sleep(0.1)
        assert len(self.kernels()) == count, self.log.read_text()[-2000:]

    def stop(self, number: int = signal.SIGTERM) -> list[psutil.Process]:
        """Stop it; return what it left running."""
        if self.process.poll() is not None:
            return []
        below = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            # One that stands still does not hear; left running, it would hold a core.
            held = [psutil.Process(self.process.pid), *below]
            # At the first signal the server writes where it stands.
            for sent, processes in ((signal.SIGUSR1, below), (signal.SIGKILL, held)):
                for process in processes:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        process.send_signal(sent)
                time.sleep(1)
            # A rerun shows no output of the first run, but what it failed with.
            raise AssertionError(f"The server did not end:\n{self.log.read_text()[-6000:]}") from None
        finally:
            self._written.close()
        _, left = psutil.wait_procs(below, timeout=15)
        return left


def _is_kernel(process: psutil.Process) -> bool:
    """Tell a kernel from the process that forks it: the parent of a forked one runs the same command."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        command = process.cmdline()
        parent = process.parent()
        forked = "app.server.zygote" in command and parent is not None and parent.cmdline() == command
    except psutil.NoSuchProcess:
        return False
    return forked or "ipykernel_launcher" in command


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app as it is served by default, one for all tests."""
    running = App(tmp_path_factory.mktemp("app"), "--Sessions.grace=3", "--Sessions.interval=1")
    yield running
    left = running.stop()
    assert not left, f"the server left running: {left}"


@pytest.fixture(scope="session")
def app_url(app: App) -> str:
    """Its address, without a slash at the end."""
    return app.url


@pytest.fixture
def start_app(tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Starts further apps: ``start_app("--Sessions.grace=1", VITRINE_MAX_SESSIONS="1")``."""
    started: list[App] = []

    def start(*arguments: str, **environment: str) -> App:
        started.append(App(tmp_path, *arguments, **environment))
        return started[-1]

    yield start
    left = [process for running in started for process in running.stop()]
    assert not left, f"the server left running: {left}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


class Watch:
    """What happened in a browser that must not: errors in its scripts, requests to other hosts."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.lenient = False

    def follow_all(self, context: BrowserContext) -> BrowserContext:
        """Watch every page of this context, and give it back."""
        # The first page of a server waits for what forks sessions, which a busy machine takes its time for.
        context.set_default_navigation_timeout(90_000)
        context.on("request", self.note)
        context.on("page", self.follow)
        return context

    def follow(self, page: Page) -> None:
        """Watch this page."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def note(self, request: Request) -> None:
        """Judge a request."""
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def judge(self) -> None:
        """Fail on what was seen. A test that stops the server or the session sets ``lenient`` before."""
        assert not self.strangers, f"asked other hosts: {self.strangers}"
        assert self.lenient or not self.errors, f"errors in the page: {self.errors}"


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The watch over all pages of a test."""
    watching = Watch()
    yield watching
    watching.judge()


@pytest.fixture
def context(
    browser: Browser, watch: Watch, start_app: Callable[..., App], request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A browser without memory, 1440 × 900 and dark.

    ``@pytest.mark.parametrize("context", [{"viewport": PHONE}], indirect=True)`` makes it another;
    the parameter is a dict of Playwright's options. It asks for ``start_app`` to be closed before the
    servers are, whose end a page would take for an error.
    """
    options = {"viewport": WIDE, "color_scheme": "dark", **getattr(request, "param", {})}
    opened = watch.follow_all(browser.new_context(**options))
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty, watched tab."""
    return context.new_page()


FONTS_OF_ICONS = """[...document.fonts]
  .filter((face) => /icons|awesome/i.test(face.family) && face.status !== 'unloaded')
  .map((face) => face.family)"""


def opened(page: Page, url: str) -> Page:
    """Open ``url`` in ``page`` and wait until its session is live and its skeleton gone.

    Our icons are shapes: a page that asks for a font of icons, of which there are 400 kB, fails here.
    """
    page.goto(url)
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    page.wait_for_selector("#vitrine-skeleton", state="detached", timeout=60_000)
    assert page.evaluate(FONTS_OF_ICONS) == []
    return page


Elsewhere = Callable[[Page], Page]


@pytest.fixture
def elsewhere(browser: Browser, watch: Watch, start_app: Callable[..., App]) -> Iterator[Elsewhere]:
    """Opens the view of a page as somebody does who got its link: ``other = elsewhere(page)``.

    The link is the one that *Share view* copies; it opens in another browser, without memory, wide and dark.
    """
    browsers: list[BrowserContext] = []

    def open_link_to(page: Page) -> Page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Share view").click()
        expect(page.locator(".vt-toast")).to_contain_text("Link copied")
        link = page.evaluate("navigator.clipboard.readText()")
        assert "token" not in link
        browsers.append(watch.follow_all(browser.new_context(viewport=WIDE, color_scheme="dark")))
        return opened(browsers[-1].new_page(), link)

    yield open_link_to
    for one in browsers:
        one.close()


def shot(page: Page, name: str) -> Path:
    """Keep a picture of what the page shows, for people to look at."""
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path)
    return path


def fits(page: Page, name: str) -> None:
    """Fail if a page scrolls sideways or is not in the theme that was asked for; keep a picture of it."""
    theme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    shot(page, f"{name}-{theme}-{'wide' if page.viewport_size == WIDE else 'phone'}")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    # A page is laid out anew a moment after its window has changed, the later the busier the machine.
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what ``selector`` describes has the focus; fails where that does not come about."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the Tab key never reached {selector}")


@pytest.fixture(scope="session", autouse=True)
def _fresh_shots() -> None:
    # Where several run at a time, the first removes what was there before.
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        shutil.rmtree(SHOTS, ignore_errors=True)
