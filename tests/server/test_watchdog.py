"""A server that stands still is started anew; one that was stopped or is slow is left alone."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.server.watchdog import Stillness
from tests.browser.conftest import App
from tests.page_client import PageClient


def looks(patience: float, signs: str) -> list[bool]:
    """Give what is said at each look: ``.`` is a sign of life, ``-`` is none, ``T`` none while stopped."""
    stillness = Stillness(patience)
    return [stillness.look(beaten=sign == ".", stopped=sign == "T") for sign in signs]


@pytest.mark.parametrize(
    ("signs", "still"),
    [
        ("-" * 100, False),
        (".----", False),
        (".-----", True),
        (".----.----.----", False),
        (".----TTTTTTTTTTTT.", False),
        (".----TTTTTTTT-", True),
        ("TTTTTTTTT", False),
    ],
)
def test_only_silence_after_a_first_sign_counts(signs: str, still: bool) -> None:
    assert looks(5, signs)[-1] is still
    assert not any(looks(5, signs)[:-1])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(
        tmp_path_factory.mktemp("still"),
        module="tests.server.standing_still",
        VITRINE_STALL_SECONDS="5",
    )
    yield running
    assert not running.stop()
    assert running.process.returncode == 0


def server_of(app: App) -> psutil.Process:
    """Give the process that serves, which the one that was started watches."""
    watched = psutil.Process(app.process.pid).children()
    assert len(watched) == 1
    return watched[0]


def answers(app: App, seconds: float = 2) -> bool:
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"{app.url}/health", timeout=seconds).close()
        return True
    return False


def restarts(app: App) -> int:
    return app.log.read_text().count("The server stood still for 5 s")


@pytest.mark.parametrize("whole", [False, True], ids=["the server", "the server and its watcher"])
def test_a_server_that_was_stopped_goes_on(app: App, whole: bool) -> None:
    before, server = restarts(app), server_of(app)
    stopped = [server, psutil.Process(app.process.pid)] if whole else [server]
    for process in stopped:
        process.suspend()
    time.sleep(8)
    for process in reversed(stopped):
        process.resume()
    assert answers(app, 20)
    time.sleep(3)
    assert server_of(app) == server
    assert restarts(app) == before


def test_a_server_that_stands_still_is_started_anew_and_says_so(app: App) -> None:
    before, server = restarts(app), server_of(app)
    page = PageClient(app.page("gallery"))
    assert page.answers() < 30
    app.await_kernels(1)

    def hold() -> None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{app.url}/still", timeout=60).close()

    holding = threading.Thread(target=hold)
    holding.start()
    until = time.monotonic() + 30
    while (going := answers(app)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not going, "it stands still"
    until = time.monotonic() + 60
    while not answers(app) and time.monotonic() < until:
        time.sleep(0.2)
    assert answers(app), "nobody started it anew"
    holding.join()
    assert server_of(app) != server
    assert restarts(app) == before + 1
    log = app.log.read_text()
    assert "standing_still.py" in log, "it says where it stood"
    assert log.count("Vitrine is open at") == before + 2
    app.await_kernels(0)
    with pytest.raises(urllib.error.HTTPError) as gone:
        urllib.request.urlopen(f"{app.url}/api/kernels/{page.kernel}")
    assert gone.value.code == 404
    anew = PageClient(app.page("gallery"))
    assert anew.answers() < 30
    anew.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_ending_the_watcher_ends_the_server(tmp_path: Path, number: int) -> None:
    app = App(tmp_path, VITRINE_STALL_SECONDS="5")
    assert not app.stop(number)
    assert "Traceback" not in app.log.read_text()
    assert "stood still" not in app.log.read_text()
