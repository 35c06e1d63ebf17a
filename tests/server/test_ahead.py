"""Pages that wait for their visitor: the same pages, sooner, and nobody's until somebody asks for one."""

from __future__ import annotations

import asyncio
import json
import math
import re
import signal
import time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from app.server import ahead
from tests.browser.conftest import App
from tests.browser.test_session import BROKEN, COUNTER, folder
from tests.page_client import PageClient, opened
from tests.server.test_routes import answer

ENGLISH = {"Accept-Language": "en-US,en;q=0.9"}
LATE = """
import threading, time
from pathlib import Path

def work():
    time.sleep(4)
    button.children = ["done"]
    get_ipython().events.register("pre_execute", Path("asked").touch)

threading.Thread(target=work, daemon=True).start()
"""
"""What a page's session does after the page was built: it counts on, and once only. It notes that it is asked
for its states from then on."""


@pytest.fixture
def serve(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    def serve(*arguments: str, **environment: str) -> App:
        options = ("--Sessions.interval=0.5", "--Sessions.grace=1", *arguments)
        app = App(tmp_path, *options, VITRINE_PAGES_AHEAD="4", **environment)
        request.addfinalizer(lambda: check_nothing_left(app))
        return app

    return serve


def check_nothing_left(app: App) -> None:
    assert app.stop() == []


def figures(app: App) -> dict[str, float]:
    told = answer(f"{app.url}/metrics")[2].decode().splitlines()
    return {line.split()[0]: float(line.split()[1]) for line in told if line.startswith("vitrine_")}


def await_ahead(app: App, count: int) -> None:
    """Wait until so many pages wait, each with its session."""
    until = time.monotonic() + 90
    while figures(app)["vitrine_pages_ahead"] != count and time.monotonic() < until:
        time.sleep(0.2)
    assert figures(app)["vitrine_pages_ahead"] == count, app.log.read_text()[-2000:]


def text(app: App, name: str = "logs", **headers: str) -> str:
    """A page as it comes, and its session's end begun."""
    status, _, body = answer(app.page(name), **(headers or ENGLISH))
    assert status == 200
    return body.decode()


def named_alike(page: str) -> str:
    """A page with the ids of its session and its widgets numbered in the order in which they come."""
    ids: dict[str, str] = {}
    pattern = r"(?<![0-9a-f])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f])"
    return re.sub(pattern, lambda found: ids.setdefault(found[0], f"id {len(ids)}"), page)


@pytest.mark.parametrize("name", ["gallery", "sentiment"])
def test_a_page_that_waited_is_the_page_that_is_built_for_who_asks(serve: Any, name: str) -> None:
    app = serve()
    await_ahead(app, 4)
    before = {process.pid for process in app.kernels()}
    waited = text(app, name)
    assert {process.pid for process in app.kernels()} == before
    # The next one waits only once nobody is opening a page.
    made = text(app, name)
    assert {process.pid for process in app.kernels()} > before
    assert named_alike(waited) == named_alike(made)


def test_a_link_with_texts_of_its_own_is_not_given_the_page_that_waits(serve: Any) -> None:
    app = serve()
    await_ahead(app, 4)
    waiting = {process.pid for process in app.kernels()}
    status, _, body = answer(app.page("sentiment", "set=films&theme=light"), **ENGLISH)
    assert (status, b'"chosen": "films"' in body, b'"chosen": "wire"' in body) == (200, True, False)
    assert {process.pid for process in app.kernels()} > waiting
    # A link that asks for its theme alone has no other first picture.
    before = {process.pid for process in app.kernels()}
    status, _, body = answer(app.page("sentiment", "theme=light"), **ENGLISH)
    assert (status, b'"chosen": "wire"' in body) == (200, True)
    assert {process.pid for process in app.kernels()} <= before


def test_a_page_that_waits_is_nobody_s_and_takes_no_seat(serve: Any) -> None:
    app = serve(VITRINE_MAX_SESSIONS="1", VITRINE_ADDRESS_SESSIONS="1")
    await_ahead(app, 4)
    assert len(app.kernels()) == 4
    told = figures(app)
    assert (told["vitrine_sessions"], told["vitrine_seats_free"], told["vitrine_connections"]) == (0, 1, 0)
    kernel, cookies = opened(app.page(), **ENGLISH)
    client = PageClient(app.page(), (kernel, cookies))
    assert client.answers() < 30
    await_ahead(app, 4)
    told = figures(app)
    assert (told["vitrine_sessions"], told["vitrine_seats_free"], told["vitrine_connections"]) == (1, 0, 1)
    # It is that browser's from now on.
    assert answer(f"{app.url}/api/kernels/{kernel}", Cookie=cookies)[0] == 200
    assert answer(f"{app.url}/api/kernels/{kernel}")[0] == 403
    client.close()
    app.await_kernels(4)


def test_who_reads_dates_otherwise_gets_them_so_and_the_next_one_waits_so(serve: Any) -> None:
    app = serve()
    await_ahead(app, 4)
    german = {"Accept-Language": "de"}
    assert 'data-dates="dmy"' in text(app, **german)
    await_ahead(app, 4)
    before = {process.pid for process in app.kernels()}
    assert 'data-dates="dmy"' in text(app, **german)
    assert {process.pid for process in app.kernels()} <= before


def test_what_was_written_since_a_page_was_built_is_on_it(serve: Any, tmp_path: Path) -> None:
    line = '192.0.2.{} - - [10/Oct/2025:13:55:36 +0000] "GET /a HTTP/1.1" 200 5 "-" "-"\n'
    log = tmp_path / "mine.log"
    log.write_text("".join(map(line.format, range(3))))
    app = serve(VITRINE_LOGS=str(log), VITRINE_FIRST_LOG="mine.log")
    await_ahead(app, 4)
    with log.open("a") as more:
        more.writelines(map(line.format, range(3, 7)))
    client = PageClient(app.page(), opened(app.page(), **ENGLISH))
    # Where it is read anew, the reading may still be on its way.
    until = time.monotonic() + 30
    while '"7"' not in json.dumps(client.states()) and time.monotonic() < until:
        time.sleep(0.2)
    assert '"7"' in json.dumps(client.states())
    client.close()


def test_a_page_whose_session_died_while_it_waited_is_given_to_nobody(serve: Any, tmp_path: Path) -> None:
    app = serve(folder(tmp_path, COUNTER))
    await_ahead(app, 1)
    (waiting,) = app.kernels()
    waiting.send_signal(signal.SIGKILL)
    waiting.wait(30)
    client = PageClient(app.page(), opened(app.page(), **ENGLISH))
    assert client.answers() < 30
    client.close()
    await_ahead(app, 1)


def test_a_page_that_fails_does_not_wait(serve: Any, tmp_path: Path) -> None:
    app = serve(folder(tmp_path, BROKEN))
    until = time.monotonic() + 60
    while "its page did not come about" not in app.log.read_text() and time.monotonic() < until:
        time.sleep(0.2)
    app.await_kernels(0)
    assert 'vitrine.failed("cell")' in text(app)


def test_a_page_that_waits_shows_what_its_session_did_meanwhile(serve: Any, tmp_path: Path) -> None:
    # One of the places in which a session may write.
    asked = tmp_path / ".local" / "share" / "vitrine" / "visitors" / "asked"
    late = LATE.replace('"asked"', repr(str(asked)))
    app = serve(folder(tmp_path, COUNTER.replace("v.App", f"{late}\nv.App", 1)))
    await_ahead(app, 1)
    until = time.monotonic() + 90
    while not asked.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert asked.exists(), app.log.read_text()[-2000:]
    # It may still be answering; who comes meanwhile waits for that.
    before = {process.pid for process in app.kernels()}
    assert '"done"' in text(app)
    assert {process.pid for process in app.kernels()} <= before


def test_a_page_that_nobody_comes_for_is_built_anew(serve: Any, tmp_path: Path) -> None:
    app = serve(folder(tmp_path, COUNTER), "--Ahead.age=3")
    await_ahead(app, 1)
    (before,) = app.kernels()
    until = time.monotonic() + 60
    while before.is_running() and time.monotonic() < until:
        time.sleep(0.2)
    await_ahead(app, 1)
    assert before not in app.kernels()


def test_a_session_that_never_starts_is_not_followed_by_another_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[str] = []

    class Hanging:
        def __init__(self, wanted: Any, *_: Any) -> None:
            self.wanted, self.kernel_id = wanted, "never"

        async def start(self) -> None:
            begun.append(self.kernel_id)
            await asyncio.Event().wait()

    monkeypatch.setattr(ahead, "PageBuild", Hanging)
    monkeypatch.setattr(ahead, "free_megabytes", lambda: math.inf)
    monkeypatch.setattr(ahead, "WHOLE", 0.01)
    monkeypatch.setattr(ahead, "PAUSE", 0.0)
    sessions: Any = Mock()

    async def looks() -> None:
        pages = ahead.Ahead({"page": tmp_path / "page.ipynb"}, 1, sessions, lambda: False)
        for _ in range(3):
            await pages._look()

    asyncio.run(looks())
    assert begun == ["never"]
